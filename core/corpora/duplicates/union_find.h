// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace phi1 {

/// Disjoint sets of numbers whose root is their smallest member; several threads may find and join
/// at once (Anderson and Woll 1991, without ranks: by the order of the numbers instead).
class UnionFind
{
public:
    explicit UnionFind(std::size_t size)
        : m_parents(size)
    {
        for (std::size_t i = 0; i < size; ++i)
            m_parents[i].store(static_cast<std::uint32_t>(i), std::memory_order_relaxed);
    }

    std::uint32_t find(std::uint32_t member)
    {
        for (;;) {
            std::uint32_t parent = m_parents[member].load(std::memory_order_relaxed);
            if (parent == member)
                return member;
            const std::uint32_t grandparent = m_parents[parent].load(std::memory_order_relaxed);
            if (parent == grandparent)
                return parent;
            // Halves the path; another thread may have done better meanwhile.
            m_parents[member].compare_exchange_weak(parent, grandparent, std::memory_order_relaxed);
            member = grandparent;
        }
    }

    /// @return whether they were in different sets
    bool join(std::uint32_t a, std::uint32_t b)
    {
        for (;;) {
            a = find(a);
            b = find(b);
            if (a == b)
                return false;
            if (a < b)
                std::swap(a, b);
            std::uint32_t expected = a;
            if (m_parents[a].compare_exchange_strong(expected, b, std::memory_order_relaxed))
                return true;
        }
    }

    std::size_t size() const { return m_parents.size(); }

private:
    std::vector<std::atomic<std::uint32_t>> m_parents;
};

} // namespace phi1
