// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/inference/inference_thread.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/random_requests.h"
#include "tests/support/recording_sink.h"
#include "tests/support/scripted_engine.h"

using namespace phi1;
using test::RecordingSink;
using test::ScriptedEngine;

namespace {

constexpr std::uint64_t alphabet = 40;

std::shared_ptr<ScriptedEngine> makeEngine(std::uint64_t seed)
{
    // The end of text and letters beyond the alphabet are possible, and texts get into loops.
    auto engine = std::make_shared<ScriptedEngine>(ScriptedEngine::mixing(seed), 46);
    engine->contextLength = 100;
    engine->promptRows = 24;
    return engine;
}

std::shared_ptr<const Tokenizer> tokenizer()
{
    return std::make_shared<test::ByteTokenizer>(45); // the model has a row more
}

std::vector<GenerationRequest> requests(int count)
{
    PhiloxStream numbers(2024);
    std::vector<GenerationRequest> list;
    for (int i = 0; i < count; ++i)
        list.push_back(test::randomRequest(numbers, alphabet, 95));
    return list;
}

/// What each gives alone, with nothing that only makes it faster.
std::vector<std::string> plainResults(const std::vector<GenerationRequest> &list,
                                      std::uint64_t seed)
{
    std::vector<std::string> results;
    for (GenerationRequest request : list) {
        InferenceThread thread({.prefixCache = false});
        const ModelId model = thread.add(makeEngine(seed), tokenizer());
        request.promptLookup = false;
        const auto sink = std::make_shared<RecordingSink>();
        const auto ticket = thread.submit(model, request, sink);
        if (!ticket)
            FAIL(ticket.error().message);
        REQUIRE(sink->wait());
        REQUIRE(!sink->error);
        results.push_back(sink->fingerprint());
    }
    return results;
}

} // namespace

TEST_CASE("prefix cache and prompt lookup change nothing but the work")
{
    const auto list = requests(120);
    const auto expected = plainResults(list, 1);
    const auto engine = makeEngine(1);
    std::int64_t cached = 0, drafted = 0, accepted = 0;
    {
        InferenceThread thread({.draftRowCost = 0.05});
        const ModelId model = thread.add(engine, tokenizer());
        PhiloxStream numbers(5);
        for (int i = 0; i < 360; ++i) {
            const std::size_t which = numbers.below(list.size());
            CAPTURE(which);
            const auto sink = std::make_shared<RecordingSink>();
            REQUIRE(thread.submit(model, list[which], sink));
            REQUIRE(sink->wait());
            const bool same = sink->fingerprint() == expected[which];
            CHECK(same);
            REQUIRE(sink->summary);
            cached += sink->summary->cachedPromptTokens;
            drafted += sink->summary->drafted;
            accepted += sink->summary->accepted;
        }
    }
    CHECK(engine->openSlots() == 0);
    CHECK(cached > 1000);
    CHECK(accepted > 100);
    CHECK(accepted < drafted);
}

TEST_CASE("results do not depend on neighbours, other models, or who is cancelled beside")
{
    const auto list = requests(60);
    const std::vector<std::vector<std::string>> expected = {
        plainResults(list, 1), plainResults(list, 2), plainResults(list, 3)};
    for (const std::int64_t sequences : {3, 8, 64}) {
        for (const std::int64_t budget :
             {std::int64_t{110}, std::int64_t{500}, ScriptedEngine::unlimited}) {
            CAPTURE(sequences);
            CAPTURE(budget);
            std::vector<std::shared_ptr<ScriptedEngine>> engines;
            {
                InferenceThread thread(
                    {.queuedRequests = 1000, .activeSequences = sequences, .draftRowCost = 0.05});
                std::vector<ModelId> models;
                for (std::uint64_t seed = 1; seed <= 3; ++seed) {
                    engines.push_back(makeEngine(seed));
                    engines.back()->budget = budget;
                    models.push_back(thread.add(engines.back(), tokenizer()));
                }
                std::vector<std::shared_ptr<RecordingSink>> sinks, others;
                std::vector<Ticket> toCancel;
                for (std::size_t i = 0; i < list.size(); ++i) {
                    for (std::size_t m = 0; m < 3; ++m) {
                        sinks.push_back(std::make_shared<RecordingSink>());
                        REQUIRE(thread.submit(models[m], list[i], sinks.back()));
                    }
                    GenerationRequest neighbour = list[(i * 7 + 3) % list.size()];
                    neighbour.options.stopAtEndOfText = false;
                    others.push_back(std::make_shared<RecordingSink>());
                    const auto ticket = thread.submit(models[i % 3], neighbour, others.back());
                    REQUIRE(ticket);
                    toCancel.push_back(*ticket);
                    if (i % 5 == 4)
                        thread.cancel(toCancel[i - 2]);
                }
                for (const Ticket ticket : toCancel)
                    thread.cancel(ticket);
                for (std::size_t i = 0; i < sinks.size(); ++i) {
                    CAPTURE(i);
                    REQUIRE(sinks[i]->wait());
                    CAPTURE(sinks[i]->error.value_or(Error{}).message);
                    const bool same = sinks[i]->fingerprint() == expected[i % 3][i / 3];
                    CHECK(same);
                }
                for (const auto &other : others)
                    REQUIRE(other->wait());
            }
            for (const auto &engine : engines)
                CHECK(engine->openSlots() == 0);
        }
    }
}
