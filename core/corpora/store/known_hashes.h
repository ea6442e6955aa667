// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "core/corpora/store/sample.h"

namespace phi1 {

/// The first place of each hash in a growing list: 16 bytes a hash, and 4 a slot of a table at most
/// half full. Zero stands for "no hash" and is never found.
class KnownHashes
{
public:
    explicit KnownHashes(std::span<const SampleHash> hashes = {})
    {
        m_hashes.reserve(hashes.size());
        for (const SampleHash &hash : hashes)
            add(hash);
    }

    std::optional<SampleRow> find(const SampleHash &hash) const
    {
        if (m_slots.empty())
            return std::nullopt;
        for (std::size_t slot = startOf(hash);; slot = (slot + 1) & (m_slots.size() - 1)) {
            const SampleRow row = m_slots[slot];
            if (row == noSample)
                return std::nullopt;
            if (m_hashes[row] == hash)
                return row;
        }
    }
    void add(const SampleHash &hash)
    {
        m_hashes.push_back(hash);
        if (hash == SampleHash{})
            return;
        if (2 * m_hashes.size() > m_slots.size())
            grow();
        else
            insert(static_cast<SampleRow>(m_hashes.size() - 1));
    }

private:
    std::size_t startOf(const SampleHash &hash) const
    {
        std::uint64_t key;
        std::memcpy(&key, hash.bytes.data(), sizeof key); // XXH3 mixes all bits into each
        return key & (m_slots.size() - 1);
    }
    void insert(SampleRow row)
    {
        std::size_t slot = startOf(m_hashes[row]);
        for (; m_slots[slot] != noSample; slot = (slot + 1) & (m_slots.size() - 1))
            if (m_hashes[m_slots[slot]] == m_hashes[row])
                return;
        m_slots[slot] = row;
    }
    void grow()
    {
        m_slots.assign(std::max<std::size_t>(1024, 2 * m_slots.size()), noSample);
        for (std::size_t row = 0; row < m_hashes.size(); ++row)
            if (m_hashes[row] != SampleHash{})
                insert(static_cast<SampleRow>(row));
    }

    std::vector<SampleHash> m_hashes;
    std::vector<SampleRow> m_slots;
};

} // namespace phi1
