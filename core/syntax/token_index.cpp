// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/token_index.h"

#include <algorithm>
#include <utility>

namespace phi1 {

std::vector<TokenSpan> consecutiveSpans(std::string_view text, std::span<const std::size_t> lengths)
{
    std::vector<TokenSpan> spans;
    spans.reserve(lengths.size());
    std::size_t at = 0;
    for (const std::size_t length : lengths) {
        const std::size_t end = at + std::min(length, text.size() - at);
        spans.push_back({at, end});
        at = end;
    }
    return spans;
}

TokenIndex::TokenIndex(std::span<const TokenSpan> tokens)
    : m_tokens(tokens)
{
    m_furthest.reserve(tokens.size());
    std::size_t furthest = 0;
    for (const TokenSpan &token : tokens) {
        furthest = std::max(furthest, token.end);
        m_furthest.push_back(furthest);
    }
}

std::vector<std::int32_t> TokenIndex::within(std::size_t begin, std::size_t end) const
{
    std::vector<std::int32_t> found;
    auto at = std::upper_bound(m_furthest.begin(), m_furthest.end(), begin) - m_furthest.begin();
    for (; at < std::ssize(m_tokens); ++at) {
        const TokenSpan &token = m_tokens[static_cast<std::size_t>(at)];
        if (token.begin >= end)
            break;
        if (token.end > begin && token.end > token.begin)
            found.push_back(static_cast<std::int32_t>(at));
    }
    return found;
}

std::int32_t TokenIndex::lastWithin(std::size_t begin, std::size_t end) const
{
    const std::vector<std::int32_t> found = within(begin, end);
    return found.empty() ? -1 : found.back();
}

void RelationBuilder::add(std::int32_t query, std::int32_t key)
{
    if (key >= 0 && key < query)
        m_pairs.emplace_back(query, key);
}

void RelationBuilder::add(std::int32_t query, std::span<const std::int32_t> keys)
{
    for (const std::int32_t key : keys)
        add(query, key);
}

TokenRelation RelationBuilder::build(const char *name)
{
    std::sort(m_pairs.begin(), m_pairs.end());
    m_pairs.erase(std::unique(m_pairs.begin(), m_pairs.end()), m_pairs.end());
    TokenRelation relation{.name = name, .queries = {}, .offsets = {0}, .keys = {}};
    for (const auto &[query, key] : m_pairs) {
        if (relation.queries.empty() || relation.queries.back() != query) {
            relation.queries.push_back(query);
            relation.offsets.push_back(relation.offsets.back());
        }
        relation.keys.push_back(key);
        ++relation.offsets.back();
    }
    return relation;
}

} // namespace phi1
