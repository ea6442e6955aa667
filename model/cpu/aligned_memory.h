// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

#include <sys/mman.h>

namespace phi1 {

struct FreeMemory {
    void operator()(void *memory) const { std::free(memory); }
};

/// Bytes on a boundary of 64; null when memory is short.
using AlignedMemory = std::unique_ptr<std::byte[], FreeMemory>;

/// Not initialised. Large ones ask for large pages: weights are read from end to end for every
/// token, and looking up small pages would take a share of that.
inline AlignedMemory allocateAligned(std::size_t bytes)
{
    constexpr std::size_t largePage = 2u << 20;
    const std::size_t alignment = bytes >= largePage ? largePage : 64;
    const std::size_t size = (bytes + alignment - 1) / alignment * alignment;
    auto *memory = static_cast<std::byte *>(std::aligned_alloc(alignment, size > 0 ? size : 64));
    if (memory != nullptr && alignment == largePage)
        ::madvise(memory, size, MADV_HUGEPAGE);
    return AlignedMemory(memory);
}

/// Memory that grows and is used again and again by one thread.
class AlignedScratch
{
public:
    /// At least so many bytes, of any content. @throws std::bad_alloc
    std::byte *get(std::size_t bytes)
    {
        if (bytes > m_size) {
            m_size = 0;
            m_memory = allocateAligned(bytes);
            if (!m_memory)
                throw std::bad_alloc();
            m_size = bytes;
        }
        return m_memory.get();
    }

private:
    AlignedMemory m_memory;
    std::size_t m_size = 0;
};

} // namespace phi1
