// SPDX-License-Identifier: Apache-2.0
#include "model/text/merge_table.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <queue>

namespace phi1 {

MergeTable::MergeTable(const std::array<TokenId, 256> &byteTokens, std::span<const Merge> merges)
    : m_byteTokens(byteTokens)
{
    const std::size_t slots = std::bit_ceil(std::max<std::size_t>(merges.size() * 2, 2));
    m_slots.assign(slots, emptySlot);
    m_mask = slots - 1;
    m_shift = 64 - static_cast<unsigned>(std::countr_zero(slots));
    m_merged.reserve(merges.size());
    for (std::size_t i = 0; i < merges.size(); ++i) {
        const std::uint64_t key = pairKey(merges[i].left, merges[i].right);
        std::size_t slot = slotOf(key);
        while (m_slots[slot] != emptySlot && (m_slots[slot] >> rankBits) != key)
            slot = (slot + 1) & m_mask;
        m_slots[slot] = (key << rankBits) | i;
        m_merged.push_back(merges[i].merged);
    }
}

void MergeTable::encode(std::string_view piece, std::vector<TokenId> &ids) const
{
    if (piece.size() <= shortPiece)
        encodeShort(piece, ids);
    else
        encodeLong(piece, ids);
}

void MergeTable::encodeShort(std::string_view piece, std::vector<TokenId> &ids) const
{
    // A scan for the lowest rank beats a heap while everything fits into a few cache lines.
    std::array<TokenId, shortPiece> tokens;
    std::array<std::uint32_t, shortPiece> ranks; // of the pair (i, i + 1)
    std::size_t count = piece.size();
    for (std::size_t i = 0; i < count; ++i)
        tokens[i] = m_byteTokens[static_cast<std::uint8_t>(piece[i])];
    for (std::size_t i = 0; i + 1 < count; ++i)
        ranks[i] = rank(tokens[i], tokens[i + 1]);
    while (count > 1) {
        std::size_t best = 0;
        for (std::size_t i = 1; i + 1 < count; ++i) {
            if (ranks[i] < ranks[best])
                best = i;
        }
        if (ranks[best] == noRank)
            break;
        tokens[best] = m_merged[ranks[best]];
        for (std::size_t i = best + 1; i + 1 < count; ++i) {
            tokens[i] = tokens[i + 1];
            ranks[i - 1] = ranks[i];
        }
        --count;
        // The shift moved the rank of the pair after the merged one to `best`; both its neighbours
        // are new pairs.
        if (best + 1 < count)
            ranks[best] = rank(tokens[best], tokens[best + 1]);
        if (best > 0)
            ranks[best - 1] = rank(tokens[best - 1], tokens[best]);
    }
    ids.insert(ids.end(), tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(count));
}

void MergeTable::encodeLong(std::string_view piece, std::vector<TokenId> &ids) const
{
    constexpr std::size_t none = ~std::size_t(0);
    struct Symbol {
        TokenId token = 0;
        std::uint32_t rank = noRank; ///< of the pair with the next symbol
        std::size_t previous = none;
        std::size_t next = none;
    };
    struct Candidate {
        std::uint32_t rank;
        std::size_t at;
        bool operator>(const Candidate &other) const
        {
            return rank != other.rank ? rank > other.rank : at > other.at;
        }
    };
    std::vector<Symbol> symbols(piece.size());
    for (std::size_t i = 0; i < piece.size(); ++i) {
        symbols[i].token = m_byteTokens[static_cast<std::uint8_t>(piece[i])];
        symbols[i].previous = i == 0 ? none : i - 1;
        symbols[i].next = i + 1 == piece.size() ? none : i + 1;
    }
    std::vector<Candidate> storage;
    storage.reserve(piece.size());
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates(
        std::greater<>(), std::move(storage));
    const auto rate = [&](std::size_t at) {
        Symbol &symbol = symbols[at];
        symbol.rank = symbol.next == none ? noRank : rank(symbol.token, symbols[symbol.next].token);
        if (symbol.rank != noRank)
            candidates.push({symbol.rank, at});
    };
    for (std::size_t i = 0; i < symbols.size(); ++i)
        rate(i);
    while (!candidates.empty()) {
        const Candidate best = candidates.top();
        candidates.pop();
        Symbol &symbol = symbols[best.at];
        if (symbol.rank != best.rank)
            continue; // a neighbour changed since
        Symbol &gone = symbols[symbol.next];
        symbol.token = m_merged[best.rank];
        symbol.next = gone.next;
        gone.rank = noRank;
        if (gone.next != none)
            symbols[gone.next].previous = best.at;
        rate(best.at);
        if (symbol.previous != none)
            rate(symbol.previous);
    }
    for (std::size_t i = 0; i != none; i = symbols[i].next)
        ids.push_back(symbols[i].token);
}

} // namespace phi1
