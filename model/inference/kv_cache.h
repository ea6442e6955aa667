// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/cpu/cache_attention.h"
#include "model/inference/engine.h"

namespace phi1 {

/// Keys and values of many sequences in pages of cachePagePositions positions, all layers and heads
/// of them together. Sequences grow page by page, share the pages of a common beginning, and copy a
/// shared page when they write into it.
class KeyValueCache
{
public:
    static constexpr std::size_t maximumSlots = 1024;

    struct Shape {
        std::int64_t layers = 0;
        std::int64_t heads = 0;
        std::int64_t context = 0; ///< one sequence of so many positions always fits
        CacheLayout layout;
    };

    KeyValueCache(const Shape &shape, std::uint64_t budget);
    ~KeyValueCache();
    KeyValueCache(const KeyValueCache &) = delete;
    KeyValueCache &operator=(const KeyValueCache &) = delete;

    Result<SlotId> open();
    void close(SlotId slot);
    Result<SlotId> fork(SlotId slot, std::int64_t length);
    void truncate(SlotId slot, std::int64_t length);
    std::int64_t length(SlotId slot) const { return at(slot).length; }

    struct Growth {
        SlotId slot = 0;
        std::int64_t length = 0; ///< that it will have
    };
    /// Makes all sequences longer, or none: the new positions are the caller's to write.
    /// @return Busy when the budget does not allow it, Device when the system has no memory
    Result<void> grow(std::span<const Growth> growths);

    bool hasRoom(std::int64_t positions) const;
    std::uint64_t usedBytes() const { return m_usedPages * m_pageBytes; }
    std::uint64_t budgetBytes() const { return m_affordablePages * m_pageBytes; }
    std::uint64_t bytesPerPosition() const { return m_pageBytes / cachePagePositions; }

    const CacheLayout &layout() const { return m_shape.layout; }
    /// The pages of a sequence, as attend() takes them.
    const std::byte *const *pages(SlotId slot) const { return at(slot).addresses.data(); }
    /// The page that holds a position, to write into.
    std::byte *pageOf(SlotId slot, std::int64_t position)
    {
        return at(slot).addresses[static_cast<std::size_t>(position / cachePagePositions)];
    }
    /// Where a head of a layer lies in each page.
    std::size_t offset(std::int64_t layer, std::int64_t head) const
    {
        return static_cast<std::size_t>(layer * m_shape.heads + head) * m_shape.layout.pageBytes();
    }

    /// The first position whose keys or values were not finite; positions from there on have no
    /// logits. The maximum of the type if there is none.
    std::int64_t firstSpoiled(SlotId slot) const { return at(slot).firstSpoiled; }
    void spoil(SlotId slot, std::int64_t position);

private:
    struct Page;
    struct Sequence {
        bool isOpen = false;
        std::int64_t length = 0;
        std::int64_t firstSpoiled = 0;
        std::vector<std::shared_ptr<Page>> pages;
        std::vector<std::byte *> addresses; ///< of the same pages
    };

    Sequence &at(SlotId slot) { return m_sequences[static_cast<std::size_t>(slot)]; }
    const Sequence &at(SlotId slot) const { return m_sequences[static_cast<std::size_t>(slot)]; }
    static bool writesIntoShared(const Sequence &sequence, std::int64_t length);
    Result<std::shared_ptr<Page>> takePage();
    void cut(Sequence &sequence, std::size_t pages);
    Result<void> copyLastPage(Sequence &sequence);

    Shape m_shape;
    std::size_t m_pageBytes;
    std::size_t m_affordablePages;
    std::atomic<std::size_t> m_usedPages = 0; ///< may be asked for by other threads
    std::vector<std::unique_ptr<Page>> m_spare;
    std::vector<Sequence> m_sequences; ///< by slot
};

} // namespace phi1
