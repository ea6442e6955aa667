// SPDX-License-Identifier: Apache-2.0
#include "model/inference/kv_cache.h"

#include <algorithm>
#include <limits>

#include <sys/mman.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::int64_t nothingSpoiled = std::numeric_limits<std::int64_t>::max();

/// Pages kept for the next sequence instead of being given back to the system.
constexpr std::size_t sparePages = 4;

std::size_t pagesFor(std::int64_t positions)
{
    return static_cast<std::size_t>((positions + cachePagePositions - 1) / cachePagePositions);
}

} // namespace

/// Zeroed memory, of which the system gives only what is touched. Whatever it held before is finite
/// and does no harm in the next sequence.
struct KeyValueCache::Page {
    static std::unique_ptr<Page> make(std::size_t bytes)
    {
        void *memory =
            ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
            return nullptr;
        // Pages are read from end to end for every token; large ones cost fewer address lookups.
        ::madvise(memory, bytes, MADV_HUGEPAGE);
        return std::make_unique<Page>(static_cast<std::byte *>(memory), bytes);
    }
    Page(std::byte *memory, std::size_t size)
        : data(memory)
        , bytes(size)
    {}
    ~Page() { ::munmap(data, bytes); }
    Page(const Page &) = delete;
    Page &operator=(const Page &) = delete;

    std::byte *data;
    std::size_t bytes;
};

KeyValueCache::KeyValueCache(const Shape &shape, std::uint64_t budget)
    : m_shape(shape)
    , m_pageBytes(static_cast<std::size_t>(shape.layers * shape.heads) * shape.layout.pageBytes())
    , m_affordablePages(std::max<std::size_t>(pagesFor(shape.context),
                                              budget / std::max<std::size_t>(1, m_pageBytes)))
{}

KeyValueCache::~KeyValueCache()
{
    m_sequences.clear(); // their pages come back to m_spare
}

Result<SlotId> KeyValueCache::open()
{
    const auto free = std::find_if(m_sequences.begin(), m_sequences.end(),
                                   [](const Sequence &sequence) { return !sequence.isOpen; });
    const auto slot = static_cast<std::size_t>(free - m_sequences.begin());
    if (slot == maximumSlots)
        return failure(ErrorCode::Busy, concat("all ", maximumSlots, " sequences are in use"));
    if (free == m_sequences.end())
        m_sequences.emplace_back();
    m_sequences[slot].isOpen = true;
    m_sequences[slot].firstSpoiled = nothingSpoiled;
    return static_cast<SlotId>(slot);
}

void KeyValueCache::close(SlotId slot)
{
    truncate(slot, 0);
    at(slot).isOpen = false;
}

Result<SlotId> KeyValueCache::fork(SlotId slot, std::int64_t length)
{
    PHI1_ASSIGN(const SlotId copy, open());
    const Sequence &from = at(slot);
    Sequence &to = at(copy);
    to.length = std::min(length, from.length);
    const auto shared = static_cast<std::ptrdiff_t>(pagesFor(to.length));
    to.pages.assign(from.pages.begin(), from.pages.begin() + shared);
    to.addresses.assign(from.addresses.begin(), from.addresses.begin() + shared);
    to.firstSpoiled = from.firstSpoiled < to.length ? from.firstSpoiled : nothingSpoiled;
    return copy;
}

void KeyValueCache::truncate(SlotId slot, std::int64_t length)
{
    Sequence &sequence = at(slot);
    if (length >= sequence.length)
        return;
    sequence.length = std::max<std::int64_t>(0, length);
    cut(sequence, pagesFor(sequence.length));
    if (sequence.firstSpoiled >= sequence.length)
        sequence.firstSpoiled = nothingSpoiled;
}

void KeyValueCache::cut(Sequence &sequence, std::size_t pages)
{
    sequence.pages.resize(pages);
    sequence.addresses.resize(pages);
}

void KeyValueCache::spoil(SlotId slot, std::int64_t position)
{
    at(slot).firstSpoiled = std::min(at(slot).firstSpoiled, position);
}

bool KeyValueCache::hasRoom(std::int64_t positions) const
{
    return m_usedPages + pagesFor(positions) <= m_affordablePages;
}

bool KeyValueCache::writesIntoShared(const Sequence &sequence, std::int64_t length)
{
    return length > sequence.length && sequence.length % cachePagePositions != 0 &&
           sequence.pages.back().use_count() > 1;
}

Result<void> KeyValueCache::grow(std::span<const Growth> growths)
{
    std::size_t wanted = 0;
    for (const Growth &growth : growths) {
        const Sequence &sequence = at(growth.slot);
        wanted += pagesFor(growth.length) - sequence.pages.size();
        wanted += writesIntoShared(sequence, growth.length) ? 1 : 0;
    }
    if (m_usedPages + wanted > m_affordablePages)
        return failure(ErrorCode::Busy,
                       concat("the memory for keys and values (", formatBytes(budgetBytes()),
                              ") is in use: ", formatBytes(usedBytes()), " are held, ",
                              formatBytes(wanted * m_pageBytes),
                              " more were asked for; wait until a sequence ends"));
    for (const Growth &growth : growths) {
        Sequence &sequence = at(growth.slot);
        Result<void> grown;
        if (writesIntoShared(sequence, growth.length))
            grown = copyLastPage(sequence);
        while (grown && sequence.pages.size() < pagesFor(growth.length)) {
            Result<std::shared_ptr<Page>> page = takePage();
            if (!page) {
                grown = failure(std::move(page));
                break;
            }
            sequence.addresses.push_back((*page)->data);
            sequence.pages.push_back(std::move(*page));
        }
        if (!grown) {
            for (const Growth &earlier : growths)
                cut(at(earlier.slot), pagesFor(at(earlier.slot).length));
            return grown;
        }
    }
    for (const Growth &growth : growths)
        at(growth.slot).length = std::max(at(growth.slot).length, growth.length);
    return {};
}

Result<std::shared_ptr<KeyValueCache::Page>> KeyValueCache::takePage()
{
    std::unique_ptr<Page> page;
    if (!m_spare.empty()) {
        page = std::move(m_spare.back());
        m_spare.pop_back();
    } else {
        page = Page::make(m_pageBytes);
        if (!page)
            return failure(ErrorCode::Device,
                           concat("the system has no memory for ", formatBytes(m_pageBytes),
                                  " of keys and values; close a model or ask for fewer "
                                  "sequences at a time"));
    }
    ++m_usedPages;
    return std::shared_ptr<Page>(page.release(), [this](Page *used) {
        --m_usedPages;
        std::unique_ptr<Page> back(used);
        if (m_spare.size() < sparePages)
            m_spare.push_back(std::move(back));
    });
}

Result<void> KeyValueCache::copyLastPage(Sequence &sequence)
{
    PHI1_ASSIGN(std::shared_ptr<Page> page, takePage());
    const std::int64_t held = sequence.length % cachePagePositions;
    for (std::int64_t layer = 0; layer < m_shape.layers; ++layer) {
        for (std::int64_t head = 0; head < m_shape.heads; ++head) {
            const std::size_t where = offset(layer, head);
            copyPositions(m_shape.layout, sequence.addresses.back() + where, page->data + where,
                          held);
        }
    }
    sequence.addresses.back() = page->data;
    sequence.pages.back() = std::move(page);
    return {};
}

} // namespace phi1
