// SPDX-License-Identifier: Apache-2.0
#include "model/text/added_tokens.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace phi1 {

AddedTokenMatcher::AddedTokenMatcher(std::vector<AddedToken> tokens)
    : m_tokens(std::move(tokens))
{
    std::vector<std::map<std::uint8_t, std::uint32_t>> children(1);
    std::vector<std::int32_t> ends(1, -1);
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const std::string &content = m_tokens[i].content;
        std::uint32_t node = 0;
        for (const char c : content) {
            const auto [child, isNew] = children[node].try_emplace(
                static_cast<std::uint8_t>(c), static_cast<std::uint32_t>(children.size()));
            node = child->second; // before the vector moves
            if (isNew) {
                children.emplace_back();
                ends.push_back(-1);
            }
        }
        ends[node] = static_cast<std::int32_t>(i);
    }
    for (std::size_t i = 0; i < children.size(); ++i) {
        m_nodes.push_back({static_cast<std::uint32_t>(m_edges.size()),
                           static_cast<std::uint32_t>(children[i].size()), ends[i]});
        for (const auto &[byte, node] : children[i])
            m_edges.push_back({byte, node});
    }
    for (const auto &[first, node] : children[0]) {
        for (unsigned second = 0; second < 256; ++second) {
            if (ends[node] >= 0 || children[node].count(static_cast<std::uint8_t>(second)) != 0) {
                const unsigned pair = (unsigned(first) << 8) | second;
                m_pairs[pair >> 6] |= std::uint64_t(1) << (pair & 63);
            }
        }
    }
    if (children[0].size() == 1)
        m_onlyFirst = children[0].begin()->first;
}

const AddedToken *AddedTokenMatcher::longestAt(std::string_view text) const
{
    const AddedToken *best = nullptr;
    const Node *node = &m_nodes[0];
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        const Edge *const begin = m_edges.data() + node->firstEdge;
        const Edge *const end = begin + node->edges;
        const Edge *edge = begin;
        if (node->edges > 8)
            edge = std::lower_bound(begin, end, byte,
                                    [](const Edge &e, std::uint8_t b) { return e.byte < b; });
        while (edge != end && edge->byte < byte)
            ++edge;
        if (edge == end || edge->byte != byte)
            break;
        node = &m_nodes[edge->node];
        if (node->token >= 0)
            best = &m_tokens[static_cast<std::size_t>(node->token)];
    }
    return best;
}

std::optional<AddedTokenMatcher::Match> AddedTokenMatcher::find(std::string_view text,
                                                                std::size_t from) const
{
    if (m_tokens.empty())
        return std::nullopt;
    const auto *const bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    for (std::size_t i = from; i < text.size(); ++i) {
        if (m_onlyFirst >= 0) {
            const void *found = std::memchr(bytes + i, m_onlyFirst, text.size() - i);
            if (found == nullptr)
                return std::nullopt;
            i = static_cast<std::size_t>(static_cast<const std::uint8_t *>(found) - bytes);
        }
        if (i + 1 < text.size() && !mayBegin(bytes[i], bytes[i + 1]))
            continue;
        if (const AddedToken *token = longestAt(text.substr(i)))
            return Match{i, i + token->content.size(), token};
    }
    return std::nullopt;
}

} // namespace phi1
