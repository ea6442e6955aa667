// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <vector>

#include "model/inference/engine.h"

namespace phi1 {

/// Sequences of finished requests, kept in their engine for requests that begin alike: a prompt run
/// again, one that grew, a branch of a completion. The ones not used for longest go first.
class PrefixCache
{
public:
    static constexpr std::size_t maximumEntries = 16;

    /// @param positions  tokens to keep in all
    PrefixCache(Engine &engine, std::int64_t positions);
    ~PrefixCache(); ///< closes the slots
    PrefixCache(const PrefixCache &) = delete;
    PrefixCache &operator=(const PrefixCache &) = delete;

    /// Takes a slot over; `tokens` are the ones computed in it. It is closed at once if what is
    /// there begins with them anyway.
    void keep(SlotId slot, std::span<const TokenId> tokens);

    struct Match {
        SlotId slot = -1;
        std::int64_t length = 0; ///< tokens in common; 0: none
    };
    /// The kept sequence with the longest common beginning, of at most `limit` tokens.
    Match find(std::span<const TokenId> tokens, std::int64_t limit);

    /// Drops the entry not used for longest; whether there was one.
    bool dropOldest();

private:
    struct Entry {
        SlotId slot;
        std::vector<TokenId> tokens;
    };

    void drop(std::list<Entry>::iterator entry);

    Engine &m_engine;
    std::int64_t m_limit;
    std::int64_t m_positions = 0;
    std::list<Entry> m_entries; ///< the latest used first
};

} // namespace phi1
