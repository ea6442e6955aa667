// SPDX-License-Identifier: Apache-2.0
#include "model/inference/prefix_cache.h"

#include <algorithm>

namespace phi1 {

namespace {

std::size_t commonLength(std::span<const TokenId> a, std::span<const TokenId> b)
{
    const std::size_t size = std::min(a.size(), b.size());
    return static_cast<std::size_t>(
        std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin()).first -
        a.begin());
}

} // namespace

PrefixCache::PrefixCache(Engine &engine, std::int64_t positions)
    : m_engine(engine)
    , m_limit(positions)
{}

PrefixCache::~PrefixCache()
{
    while (dropOldest()) {
    }
}

void PrefixCache::drop(std::list<Entry>::iterator entry)
{
    m_engine.close(entry->slot);
    m_positions -= static_cast<std::int64_t>(entry->tokens.size());
    m_entries.erase(entry);
}

bool PrefixCache::dropOldest()
{
    if (m_entries.empty())
        return false;
    drop(std::prev(m_entries.end()));
    return true;
}

void PrefixCache::keep(SlotId slot, std::span<const TokenId> tokens)
{
    for (auto entry = m_entries.begin(); entry != m_entries.end();) {
        const auto next = std::next(entry);
        const std::size_t common = commonLength(entry->tokens, tokens);
        if (common == tokens.size()) {
            m_engine.close(slot);
            m_entries.splice(m_entries.begin(), m_entries, entry);
            return;
        }
        if (common == entry->tokens.size())
            drop(entry);
        entry = next;
    }
    m_entries.push_front({slot, std::vector<TokenId>(tokens.begin(), tokens.end())});
    m_positions += static_cast<std::int64_t>(tokens.size());
    while (m_entries.size() > maximumEntries || m_positions > m_limit)
        dropOldest();
}

PrefixCache::Match PrefixCache::find(std::span<const TokenId> tokens, std::int64_t limit)
{
    Match best;
    auto found = m_entries.end();
    for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
        const auto common =
            std::min(limit, static_cast<std::int64_t>(commonLength(entry->tokens, tokens)));
        if (common > best.length) {
            best = {entry->slot, common};
            found = entry;
        }
    }
    if (found != m_entries.end())
        m_entries.splice(m_entries.begin(), m_entries, found);
    return best;
}

} // namespace phi1
