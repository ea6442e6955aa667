// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "model/text/tokenizer.h"

namespace phi1 {

/// Remembers the tokens of short pieces. One per thread, shared by all tokenizers of the thread;
/// bounded (1 MiB): a bucket of two entries is one cache line, and a new piece replaces the older
/// of its bucket.
class PieceCache
{
public:
    static constexpr std::size_t longestPiece = 15; ///< in bytes
    static constexpr std::size_t mostTokens = 3;

    /// A piece as two words: its bytes, zero-filled, and its length.
    struct Key {
        std::uint64_t low;
        std::uint64_t high;
    };

    PieceCache()
        : m_buckets(bucketCount)
    {}

    /// @param readable  bytes that may be read from piece.data() on; at least piece.size()
    static Key key(std::string_view piece, std::size_t readable)
    {
        Key key = {0, 0};
        const std::size_t size = piece.size();
        if (readable >= 16) {
            std::memcpy(&key.low, piece.data(), 8);
            std::memcpy(&key.high, piece.data() + 8, 8);
            key.low &= masks[size].low;
            key.high &= masks[size].high;
        } else {
            std::memcpy(&key.low, piece.data(), size < 8 ? size : 8);
            if (size > 8)
                std::memcpy(&key.high, piece.data() + 8, size - 8);
        }
        key.high |= static_cast<std::uint64_t>(size) << 56;
        return key;
    }

    struct Entry {
        std::uint64_t low = 0;
        std::uint64_t high = 0; ///< 0 in an unused entry: no piece is empty
        std::uint64_t owner = 0;
        std::uint64_t tokens =
            0; ///< count in the upper 4 bits, then three ids of 20 bits from the lowest on
    };

    /// The tokens of the piece under the tokenizer `owner`, or null.
    const Entry *find(const Key &key, std::uint64_t owner) const
    {
        const Bucket &bucket = m_buckets[bucketOf(key, owner)];
        for (const Entry &entry : bucket.entries) {
            if (entry.low == key.low && entry.high == key.high && entry.owner == owner)
                return &entry;
        }
        return nullptr;
    }

    void insert(const Key &key, std::uint64_t owner, std::span<const TokenId> tokens)
    {
        std::uint64_t packed = static_cast<std::uint64_t>(tokens.size()) << 60;
        for (std::size_t i = 0; i < tokens.size(); ++i)
            packed |= static_cast<std::uint64_t>(tokens[i]) << (20 * i);
        Bucket &bucket = m_buckets[bucketOf(key, owner)];
        bucket.entries[1] = bucket.entries[0];
        bucket.entries[0] = {key.low, key.high, owner, packed};
    }

private:
    struct alignas(64) Bucket {
        std::array<Entry, 2> entries;
    };
    static constexpr std::size_t bucketCount = 1 << 14;

    static constexpr std::array<Key, 16> masks = [] {
        std::array<Key, 16> made = {};
        for (std::size_t size = 0; size < 16; ++size) {
            made[size].low = size >= 8 ? ~std::uint64_t(0) : (std::uint64_t(1) << (8 * size)) - 1;
            made[size].high = size <= 8 ? 0 : (std::uint64_t(1) << (8 * (size - 8))) - 1;
        }
        return made;
    }();

    static std::size_t bucketOf(const Key &key, std::uint64_t owner)
    {
        std::uint64_t hash = (key.low + owner) * 0x9e3779b97f4a7c15ull;
        hash ^= (key.high ^ (hash >> 32)) * 0xff51afd7ed558ccdull;
        return static_cast<std::size_t>(hash >> 50);
    }

    std::vector<Bucket> m_buckets;
};

} // namespace phi1
