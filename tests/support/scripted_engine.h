// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "model/inference/engine.h"

namespace phi1::test {

/// An engine whose logits are a function of the sequence, without a model; it keeps to the contract
/// of Engine and throws std::logic_error at whoever does not. Knows what it was asked.
class ScriptedEngine : public Engine
{
public:
    /// Fills a row of zeros from the tokens up to and including the one computed.
    using Script = std::function<void(std::span<const TokenId> sequence, std::span<float> logits)>;

    explicit ScriptedEngine(Script script, std::int64_t vocabulary = 257)
        : m_script(std::move(script))
        , m_vocabulary(vocabulary)
    {}
    /// The next token for certain, almost.
    static Script saying(std::function<TokenId(std::span<const TokenId>)> next)
    {
        return
            [next = std::move(next)](std::span<const TokenId> sequence, std::span<float> logits) {
                logits[static_cast<std::size_t>(next(sequence))] = 5.0f;
            };
    }
    /// Logits without any order. Few different rows, from the last token, so that texts run
    /// into repetitions; and a little of every token before, so that no wrong one stays unseen.
    static Script mixing(std::uint64_t seed = 1)
    {
        return [seed](std::span<const TokenId> sequence, std::span<float> logits) {
            const auto mix = [](std::uint64_t state, TokenId id) {
                state = (state ^ static_cast<std::uint64_t>(id + 1)) * 0x9E3779B97F4A7C15ull;
                return state ^ state >> 29;
            };
            std::uint64_t all = seed;
            for (const TokenId id : sequence)
                all = mix(all, id);
            std::uint64_t state = mix(seed, sequence.back()) % 23;
            for (float &logit : logits) {
                state = state * 6364136223846793005ull + 1442695040888963407ull;
                all = all * 6364136223846793005ull + 1442695040888963407ull;
                logit = static_cast<float>(state >> 40) * 0x1.0p-21f +
                        static_cast<float>(all >> 40) * 0x1.0p-31f;
            }
        };
    }

    std::int64_t vocabulary() const override { return m_vocabulary; }
    std::int64_t context() const override { return contextLength; }
    std::int64_t promptRowsPerCall() const override { return promptRows; }
    EngineFacts facts() const override { return {.device = "cpu", .dtype = "float32"}; }

    Result<SlotId> open() override
    {
        if (static_cast<std::int64_t>(m_sequences.size()) >= slotLimit)
            return failure(ErrorCode::Busy, "no slot is left");
        m_sequences[m_next] = {};
        return m_next++;
    }
    void close(SlotId slot) override
    {
        if (m_sequences.erase(slot) == 0)
            throw std::logic_error("a slot is closed that is not open");
    }
    Result<SlotId> fork(SlotId slot, std::int64_t length) override
    {
        std::vector<TokenId> tokens = sequence(slot);
        if (length < 0 || length > static_cast<std::int64_t>(tokens.size()))
            throw std::logic_error("a fork is longer than its origin");
        tokens.resize(static_cast<std::size_t>(length));
        auto copy = open();
        if (copy)
            m_sequences[*copy] = std::move(tokens);
        ++forks;
        return copy;
    }
    std::int64_t length(SlotId slot) const override
    {
        return static_cast<std::int64_t>(sequence(slot).size());
    }
    void truncate(SlotId slot, std::int64_t length) override
    {
        std::vector<TokenId> &tokens = m_sequences.at(slot);
        if (length < 0 || length > static_cast<std::int64_t>(tokens.size()))
            throw std::logic_error("a sequence is cut beyond its end");
        tokens.resize(static_cast<std::size_t>(length));
    }
    bool hasRoom(std::int64_t positions) const override
    {
        return budget == unlimited || used() + positions <= budget;
    }

    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override
    {
        ++calls;
        if (beforeRun)
            beforeRun(rows);
        if (calls == failAt)
            return failure(ErrorCode::Device, "out of device memory");
        if (budget < unlimited && used() + static_cast<std::int64_t>(rows.size()) > budget)
            return failure(ErrorCode::Busy, "the cache is full");
        std::size_t at = 0;
        const auto vocabularySize = static_cast<std::size_t>(m_vocabulary);
        for (const EngineRow &row : rows) {
            std::vector<TokenId> &tokens = m_sequences.at(row.slot);
            tokens.push_back(row.token);
            ++rowsComputed;
            longest = std::max(longest, static_cast<std::int64_t>(tokens.size()));
            if (static_cast<std::int64_t>(tokens.size()) > contextLength)
                throw std::logic_error("a sequence passes the context");
            if (!row.wantsLogits)
                continue;
            const std::span<float> mine = logits.subspan(vocabularySize * at++, vocabularySize);
            std::fill(mine.begin(), mine.end(), 0.0f);
            m_script(tokens, mine);
        }
        if (at * vocabularySize != logits.size())
            throw std::logic_error("there is not a row of logits for each that wants them");
        return {};
    }

    std::int64_t openSlots() const { return static_cast<std::int64_t>(m_sequences.size()); }

    std::int64_t contextLength = 64;
    std::int64_t promptRows = 4;
    std::int64_t slotLimit = 256;
    static constexpr std::int64_t unlimited = 1 << 20;
    std::int64_t budget = unlimited; ///< positions
    int failAt = -1;                 ///< the call that fails
    std::function<void(std::span<const EngineRow>)> beforeRun;

    std::int64_t longest = 0;
    std::int64_t rowsComputed = 0;
    int calls = 0;
    int forks = 0;

private:
    const std::vector<TokenId> &sequence(SlotId slot) const { return m_sequences.at(slot); }
    /// Positions held: what sequences have in common counts once, as forks share it.
    std::int64_t used() const
    {
        std::set<std::uint64_t> prefixes;
        for (const auto &[slot, tokens] : m_sequences) {
            std::uint64_t hash = 0;
            for (const TokenId id : tokens) {
                hash = (hash + static_cast<std::uint64_t>(id) + 1) * 0x9E3779B97F4A7C15ull;
                prefixes.insert(hash ^= hash >> 29);
            }
        }
        return static_cast<std::int64_t>(prefixes.size());
    }

    Script m_script;
    std::int64_t m_vocabulary;
    std::map<SlotId, std::vector<TokenId>> m_sequences;
    SlotId m_next = 0;
};

} // namespace phi1::test
