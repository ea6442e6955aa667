// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/inference_thread.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/random_model.h"
#include "tests/support/random_requests.h"
#include "tests/support/recording_sink.h"

using namespace phi1;
using test::RecordingSink;

namespace {

/// Prompts, drafts and completions over several pages of the cache.
std::vector<GenerationRequest> requests(int count)
{
    PhiloxStream numbers(77);
    std::vector<GenerationRequest> list;
    for (int i = 0; i < count; ++i)
        list.push_back(test::randomRequest(numbers, 200, 180));
    return list;
}

std::shared_ptr<CpuEngine> makeEngine(WeightType type, int threads)
{
    return std::make_shared<CpuEngine>(test::randomModel(type),
                                       std::make_shared<ThreadPool>(threads));
}

const auto tokenizer = std::make_shared<test::ByteTokenizer>(190);

std::vector<std::shared_ptr<RecordingSink>> submitAll(InferenceThread &thread, ModelId model,
                                                      const std::vector<GenerationRequest> &list)
{
    std::vector<std::shared_ptr<RecordingSink>> sinks;
    for (const GenerationRequest &request : list) {
        sinks.push_back(std::make_shared<RecordingSink>());
        REQUIRE(thread.submit(model, request, sinks.back()));
    }
    return sinks;
}

} // namespace

TEST_CASE("on the CPU a request gives the same bits alone and beside anything else")
{
    const auto list = requests(24);
    for (const WeightType type : {WeightType::Float32, WeightType::BFloat16, WeightType::Int8}) {
        CAPTURE(weightTypeName(type));
        std::vector<std::string> expected;
        for (GenerationRequest request : list) {
            InferenceThread thread({.prefixCache = false});
            request.promptLookup = false;
            const ModelId model = thread.add(makeEngine(type, 1), tokenizer);
            const auto sink = std::make_shared<RecordingSink>();
            REQUIRE(thread.submit(model, request, sink));
            REQUIRE(sink->wait());
            REQUIRE(!sink->error);
            expected.push_back(sink->fingerprint());
        }

        InferenceThread thread(
            {.queuedRequests = 1000, .activeSequences = 8, .draftRowCost = 0.05});
        const ModelId model = thread.add(makeEngine(type, 2), tokenizer);
        const ModelId other = thread.add(makeEngine(WeightType::Float32, 2), tokenizer);
        std::int64_t cached = 0, accepted = 0;
        for (int round = 0; round < 2; ++round) {
            CAPTURE(round);
            const auto beside = submitAll(thread, other, list);
            const auto sinks = submitAll(thread, model, list);
            const auto again = submitAll(thread, model, list);
            for (std::size_t i = 0; i < list.size(); ++i) {
                CAPTURE(i);
                for (const auto &sink : {sinks[i], again[i]}) {
                    REQUIRE(sink->wait());
                    const bool same = sink->fingerprint() == expected[i];
                    CHECK(same);
                    cached += sink->summary ? sink->summary->cachedPromptTokens : 0;
                    accepted += sink->summary ? sink->summary->accepted : 0;
                }
                REQUIRE(beside[i]->wait());
            }
        }
        CHECK(cached > 100);
        CHECK(accepted > 10);
    }
}

TEST_CASE("prompt lookup gives the text of plain greedy decoding in random and in edited texts")
{
    PhiloxStream numbers(31);
    std::int64_t drafted = 0, accepted = 0;
    InferenceThread thread({.draftRowCost = 0.05});
    const ModelId model = thread.add(makeEngine(WeightType::BFloat16, 2), tokenizer);
    for (int round = 0; round < 60; ++round) {
        GenerationRequest request;
        // A piece of text, and the same again with a change, cut in the middle.
        std::vector<TokenId> text(30 + numbers.below(40));
        for (TokenId &id : text)
            id = static_cast<TokenId>(numbers.below(round % 2 == 0 ? 190 : 4));
        request.prompt = text;
        text[numbers.below(text.size())] = 100;
        request.prompt.insert(request.prompt.end(), text.begin(),
                              text.begin() + static_cast<std::ptrdiff_t>(text.size() / 2));
        request.options.maxNewTokens = 60;
        request.options.stopAtEndOfText = false;
        std::string results[2];
        for (const bool lookup : {false, true}) {
            request.promptLookup = lookup;
            const auto sink = std::make_shared<RecordingSink>();
            REQUIRE(thread.submit(model, request, sink));
            REQUIRE(sink->wait());
            results[lookup] = sink->fingerprint();
            REQUIRE(sink->summary);
            drafted += sink->summary->drafted;
            accepted += sink->summary->accepted;
        }
        const bool same = results[0] == results[1];
        CHECK(same);
    }
    CHECK(accepted > 100);
    CHECK(drafted > accepted);
}
