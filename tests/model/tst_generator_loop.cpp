// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/generator.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/scripted_engine.h"

using namespace phi1;

namespace {

std::vector<TokenId> bytes(std::string_view text)
{
    std::vector<TokenId> ids;
    for (const char c : text)
        ids.push_back(static_cast<unsigned char>(c));
    return ids;
}

/// Says the alphabet onwards from the last byte, ends after 'z'.
TokenId nextLetter(std::span<const TokenId> sequence)
{
    return sequence.back() == 'z' ? 256 : sequence.back() + 1;
}

std::shared_ptr<test::ScriptedEngine> alphabet()
{
    return std::make_shared<test::ScriptedEngine>(test::ScriptedEngine::saying(nextLetter));
}

std::vector<Completion> complete(const std::shared_ptr<test::ScriptedEngine> &engine,
                                 const std::vector<std::string> &prompts,
                                 const CompletionOptions &options,
                                 const GenerationControl &control = {})
{
    Generator generator(engine, std::make_shared<test::ByteTokenizer>());
    auto completions = generator.completeAll(prompts, options, control);
    REQUIRE(completions);
    CHECK(engine->openSlots() == 0);
    return *completions;
}

} // namespace

TEST_CASE("a completion ends at the end of text, which is not part of it")
{
    const auto engine = alphabet();
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
    const auto engine = std::make_shared<test::ScriptedEngine>(
        test::ScriptedEngine::saying([](auto) { return 256; }));
    const auto completions = complete(engine, {"w"}, {.maxNewTokens = 3, .stopAtEndOfText = false});
    CHECK(completions[0].tokens == std::vector<TokenId>{256, 256, 256});
}

TEST_CASE("a completion ends after as many tokens as were asked for")
{
    const auto engine = alphabet();
    const auto completions = complete(engine, {"a"}, {.maxNewTokens = 2});
    CHECK(completions[0].text == "bc");
    CHECK(completions[0].finish == FinishReason::Length);
    CHECK(complete(engine, {"a"}, {.maxNewTokens = 0})[0].text.empty());
}

TEST_CASE("a stop string across tokens ends the text before it")
{
    const auto engine = alphabet();
    const auto completions = complete(engine, {"a"}, {.stop = {"efg", "fg"}});
    CHECK(completions[0].text == "bcd");
    CHECK(completions[0].tokens == bytes("bcdefg"));
    CHECK(completions[0].finish == FinishReason::StopString);
}

TEST_CASE("a completion ends when the context is full, and not one position is computed beyond it")
{
    const auto engine = alphabet();
    engine->contextLength = 4;
    auto completions = complete(engine, {"ab"}, {.maxNewTokens = 100});
    CHECK(completions[0].text == "cde");
    CHECK(completions[0].finish == FinishReason::Context);
    CHECK(finishReasonName(completions[0].finish) == "length");
    CHECK(engine->longest == 4);
}

TEST_CASE("a prompt as long as the context leaves room for one token")
{
    const auto engine = alphabet();
    engine->contextLength = 4;
    const auto completions = complete(engine, {"abcd"}, {.maxNewTokens = 100});
    CHECK(completions[0].text == "e");
    CHECK(completions[0].finish == FinishReason::Context);
    CHECK(engine->longest == 4);
}

TEST_CASE("more prompts than slots come out as if each had been alone")
{
    const std::vector<std::string> prompts = {"v", "abcdefghijk", "y", "op", "q", "hello", "s"};
    const auto together = alphabet();
    together->slotLimit = 4;
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
        const auto alone = alphabet();
        const auto single = complete(alone, {prompts[i]}, {.maxNewTokens = 9});
        calls += alone->calls;
        CHECK(completions[i].prompt == i);
        CHECK(completions[i].text == single[0].text);
        CHECK(completions[i].finish == single[0].finish);
    }
    CHECK(together->calls < calls); // they did share calls
}

TEST_CASE("samples of one prompt differ, and repeat with their seed")
{
    // Every letter as probable as another.
    const auto engine = std::make_shared<test::ScriptedEngine>(
        test::ScriptedEngine::saying([](auto) { return 'a'; }));
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
    const auto engine = alphabet();
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
    const auto engine = alphabet();
    engine->budget = 24;
    const auto completions = complete(engine, {"a", "b"}, {.maxNewTokens = 20},
                                      {.cancelled = [&] { return engine->calls == 3; }});
    CHECK(engine->calls == 3);
    CHECK(completions[0].text == "bcd");
    CHECK(completions[0].finish == FinishReason::Cancelled);
    CHECK(completions[1].text.empty());
    CHECK(completions[1].finish == FinishReason::Cancelled);
    CHECK(finishReasonName(FinishReason::Cancelled) == "cancelled");
}

TEST_CASE("a long prompt is computed in parts, so that it can be cancelled")
{
    const auto engine = alphabet();
    const auto completions = complete(engine, {std::string(30, 'a')}, {.maxNewTokens = 1});
    CHECK(completions[0].text == "b");
    CHECK(engine->calls == 8); // 30 rows, 4 a call
}

TEST_CASE("the engine's failure is the generation's")
{
    const auto engine = alphabet();
    engine->failAt = 2;
    Generator generator(engine, std::make_shared<test::ByteTokenizer>());
    const auto completions =
        generator.completeAll(std::vector<std::string>{"a"}, {.maxNewTokens = 5});
    REQUIRE(!completions);
    CHECK(completions.error().message == "out of device memory");
    CHECK(engine->openSlots() == 0);
}
