// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/text/tokenizer.h"

namespace phi1 {

/// The merges of a byte-pair encoding: which pairs of tokens join, in which order, into what.
class MergeTable
{
public:
    static constexpr std::int64_t mostTokens = 1'000'000; ///< ids below 2^20
    static constexpr std::int64_t mostMerges = 4'000'000; ///< ranks below 2^24

    struct Merge {
        TokenId left = 0;
        TokenId right = 0;
        TokenId merged = 0;
    };

    MergeTable() = default;
    /// @param byteTokens  the token of each single byte
    /// @param merges      in order of rank; where a pair stands twice, the later rank counts
    MergeTable(const std::array<TokenId, 256> &byteTokens, std::span<const Merge> merges);

    /// Appends the tokens of one piece: of all pairs that can merge, always the one of lowest rank
    /// does, of equals the leftmost. Linear in space, n·log n in time.
    void encode(std::string_view piece, std::vector<TokenId> &ids) const;

private:
    static constexpr std::uint32_t noRank = 0xffffffff;

    std::uint32_t rank(TokenId left, TokenId right) const
    {
        const std::uint64_t key = pairKey(left, right);
        for (std::size_t slot = slotOf(key);; slot = (slot + 1) & m_mask) {
            const std::uint64_t entry = m_slots[slot];
            if ((entry >> rankBits) == key)
                return static_cast<std::uint32_t>(entry & ((1u << rankBits) - 1));
            if (entry == emptySlot)
                return noRank;
        }
    }
    static std::uint64_t pairKey(TokenId left, TokenId right)
    {
        return (static_cast<std::uint64_t>(left) << 20) | static_cast<std::uint64_t>(right);
    }
    std::size_t slotOf(std::uint64_t key) const
    {
        return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ull) >> m_shift);
    }
    void encodeShort(std::string_view piece, std::vector<TokenId> &ids) const;
    void encodeLong(std::string_view piece, std::vector<TokenId> &ids) const;

    static constexpr unsigned rankBits = 24;
    static constexpr std::uint64_t emptySlot =
        ~std::uint64_t(0); // ids stay below 2^20 - 1, so no entry is this
    static constexpr std::size_t shortPiece = 48;

    std::array<TokenId, 256> m_byteTokens = {};
    std::vector<TokenId> m_merged; ///< by rank
    std::vector<std::uint64_t>
        m_slots; ///< open addressing: pair in the upper 40 bits, rank in the lower 24
    std::size_t m_mask = 0;
    unsigned m_shift = 63;
};

} // namespace phi1
