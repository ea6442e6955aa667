// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/engine.h"
#include "model/inference/generation_loop.h"

using namespace phi1;

namespace {

/// An engine whose next token is a function of the sequence: tokens are bytes, 256 ends the text.
class ScriptedEngine final : public Engine
{
public:
    using Script = std::function<TokenId(const std::vector<TokenId> &)>;

    explicit ScriptedEngine(Script script)
        : m_script(std::move(script))
    {}

    std::int64_t vocabulary() const override { return 257; }
    std::int64_t context() const override { return contextLength; }
    std::int64_t promptRowsPerCall() const override { return promptRows; }
    Result<std::int64_t> reserve(std::int64_t slots, std::int64_t positions) override
    {
        reservedPositions = positions;
        m_sequences.assign(static_cast<std::size_t>(std::min(slots, slotLimit)), {});
        return static_cast<std::int64_t>(m_sequences.size());
    }
    void clear(std::int64_t slot) override { m_sequences[static_cast<std::size_t>(slot)].clear(); }
    Result<void> run(std::span<const EngineRow> rows, std::span<float> logits) override
    {
        ++calls;
        if (calls == failAt)
            return failure(ErrorCode::Device, "out of device memory");
        std::size_t at = 0;
        for (const EngineRow &row : rows) {
            std::vector<TokenId> &sequence = m_sequences[static_cast<std::size_t>(row.slot)];
            sequence.push_back(row.token);
            longest = std::max(longest, static_cast<std::int64_t>(sequence.size()));
            if (!row.wantsLogits)
                continue;
            const std::span<float> mine = logits.subspan(257 * at++, 257);
            std::fill(mine.begin(), mine.end(), 0.0f);
            mine[static_cast<std::size_t>(m_script(sequence))] = 5.0f;
        }
        REQUIRE(at * 257 == logits.size());
        return {};
    }

    std::int64_t contextLength = 64;
    std::int64_t promptRows = 4;
    std::int64_t slotLimit = 3;
    std::int64_t reservedPositions = 0;
    std::int64_t longest = 0;
    int calls = 0;
    int failAt = -1;

private:
    Script m_script;
    std::vector<std::vector<TokenId>> m_sequences;
};

const TokenText byteText = {
    .bytes = [](TokenId id) { return std::string(1, static_cast<char>(id)); },
    .endOfText = 256,
};

std::vector<TokenId> bytes(std::string_view text)
{
    std::vector<TokenId> ids;
    for (const char c : text)
        ids.push_back(static_cast<unsigned char>(c));
    return ids;
}

/// Says the alphabet onwards from the last byte, ends after 'z'.
TokenId nextLetter(const std::vector<TokenId> &sequence)
{
    return sequence.back() == 'z' ? 256 : sequence.back() + 1;
}

std::vector<Completion> complete(ScriptedEngine &engine, const std::vector<std::string> &prompts,
                                 const CompletionOptions &options,
                                 const GenerationControl &control = {})
{
    std::vector<std::vector<TokenId>> ids;
    for (const std::string &prompt : prompts)
        ids.push_back(bytes(prompt));
    auto completions = generate(engine, byteText, ids, options, control);
    REQUIRE(completions);
    return *completions;
}

} // namespace

TEST_CASE("a completion ends at the end of text, which is not part of it")
{
    ScriptedEngine engine(nextLetter);
    const auto completions = complete(engine, {"w"}, {.maxNewTokens = 10});
    REQUIRE(completions.size() == 1);
    CHECK(completions[0].text == "xyz");
    CHECK(completions[0].tokens == bytes("xyz"));
    CHECK(completions[0].logProbabilities.size() == 3);
    CHECK(completions[0].promptTokens == 1);
    CHECK(completions[0].finish == FinishReason::EndOfText);
    CHECK(finishReasonName(completions[0].finish) == "stop");
}

TEST_CASE("a completion goes on past the end of text where it is told to")
{
    ScriptedEngine engine([](const std::vector<TokenId> &) { return 256; });
    const auto completions = complete(engine, {"w"}, {.maxNewTokens = 3, .stopAtEndOfText = false});
    CHECK(completions[0].tokens == std::vector<TokenId>{256, 256, 256});
}

TEST_CASE("a completion ends after as many tokens as were asked for")
{
    ScriptedEngine engine(nextLetter);
    const auto completions = complete(engine, {"a"}, {.maxNewTokens = 2});
    CHECK(completions[0].text == "bc");
    CHECK(completions[0].finish == FinishReason::Length);
    CHECK(complete(engine, {"a"}, {.maxNewTokens = 0})[0].text.empty());
}

TEST_CASE("a stop string across tokens ends the text before it")
{
    ScriptedEngine engine(nextLetter);
    const auto completions = complete(engine, {"a"}, {.stop = {"efg", "fg"}});
    CHECK(completions[0].text == "bcd");
    CHECK(completions[0].tokens == bytes("bcdefg"));
    CHECK(completions[0].finish == FinishReason::StopString);
}

TEST_CASE("a completion ends when the context is full, and not one position is computed beyond it")
{
    ScriptedEngine engine(nextLetter);
    engine.contextLength = 4;
    auto completions = complete(engine, {"ab"}, {.maxNewTokens = 100});
    CHECK(completions[0].text == "cde");
    CHECK(completions[0].finish == FinishReason::Context);
    CHECK(finishReasonName(completions[0].finish) == "length");
    CHECK(engine.longest == 4);
    CHECK(engine.reservedPositions == 4);
}

TEST_CASE("a prompt as long as the context leaves room for one token")
{
    ScriptedEngine engine(nextLetter);
    engine.contextLength = 4;
    const auto completions = complete(engine, {"abcd"}, {.maxNewTokens = 100});
    CHECK(completions[0].text == "e");
    CHECK(completions[0].finish == FinishReason::Context);
    CHECK(engine.longest == 4);
}

TEST_CASE("more prompts than slots come out as if each had been alone")
{
    const std::vector<std::string> prompts = {"v", "abcdefghijk", "y", "op", "q", "hello", "s"};
    ScriptedEngine together(nextLetter);
    std::vector<std::size_t> counted;
    const auto completions = complete(together, prompts, {.maxNewTokens = 9},
                                      {.progress = [&](std::size_t finished, std::size_t total) {
                                          CHECK(total == prompts.size());
                                          counted.push_back(finished);
                                      }});
    REQUIRE(completions.size() == prompts.size());
    CHECK(counted == std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7});
    int calls = 0;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        ScriptedEngine alone(nextLetter);
        const auto single = complete(alone, {prompts[i]}, {.maxNewTokens = 9});
        calls += alone.calls;
        CHECK(completions[i].prompt == i);
        CHECK(completions[i].text == single[0].text);
        CHECK(completions[i].finish == single[0].finish);
    }
    CHECK(together.calls < calls); // they did share calls
}

TEST_CASE("samples of one prompt differ, and repeat with their seed")
{
    // Every letter as probable as another.
    ScriptedEngine engine([](const std::vector<TokenId> &) { return 'a'; });
    const CompletionOptions options = {
        .sampling = {.temperature = 100, .seed = 9}, .maxNewTokens = 12, .samples = 4};
    const auto first = complete(engine, {"p", "q"}, options);
    const auto second = complete(engine, {"p", "q"}, options);
    REQUIRE(first.size() == 8);
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(first[i].prompt == i / 4);
        CHECK(first[i].sample == static_cast<std::int64_t>(i % 4));
        CHECK(first[i].tokens == second[i].tokens);
    }
    CHECK(first[0].tokens != first[1].tokens);
    // A single completion is the first of many.
    CompletionOptions one = options;
    one.samples = 1;
    CHECK(complete(engine, {"p"}, one)[0].tokens == first[0].tokens);
}

TEST_CASE("text is streamed whole, in order and without the stop string")
{
    ScriptedEngine engine(nextLetter);
    std::map<std::size_t, std::string> streamed;
    const auto completions = complete(engine, {"a", "f"}, {.maxNewTokens = 12, .stop = {"lm"}},
                                      {.text = [&](std::size_t completion, std::string_view text) {
                                          CHECK(!text.empty());
                                          streamed[completion] += text;
                                      }});
    CHECK(streamed[0] == "bcdefghijk");
    CHECK(streamed[1] == completions[1].text);
}

TEST_CASE("a cancelled generation keeps what there is and stops within one token")
{
    ScriptedEngine engine(nextLetter);
    engine.slotLimit = 1;
    const auto completions = complete(engine, {"a", "b"}, {.maxNewTokens = 20},
                                      {.cancelled = [&] { return engine.calls == 3; }});
    CHECK(engine.calls == 3);
    CHECK(completions[0].text == "bcd");
    CHECK(completions[0].finish == FinishReason::Cancelled);
    CHECK(completions[1].text.empty());
    CHECK(completions[1].finish == FinishReason::Cancelled);
    CHECK(finishReasonName(FinishReason::Cancelled) == "cancelled");
}

TEST_CASE("a long prompt is computed in parts, so that it can be cancelled")
{
    ScriptedEngine engine(nextLetter);
    const auto completions = complete(engine, {std::string(30, 'a')}, {.maxNewTokens = 1});
    CHECK(completions[0].text == "b");
    CHECK(engine.calls == 8); // 30 rows, 4 a call
}

TEST_CASE("the engine's failure is the generation's")
{
    ScriptedEngine engine(nextLetter);
    engine.failAt = 2;
    const std::vector<std::vector<TokenId>> prompts = {bytes("a")};
    const auto completions = generate(engine, byteText, prompts, {.maxNewTokens = 5}, {});
    REQUIRE(!completions);
    CHECK(completions.error().message == "out of device memory");
}
