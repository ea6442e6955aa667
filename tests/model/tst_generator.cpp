// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/json.h"
#include "model/cpu/thread_pool.h"
#include "model/inference/generator.h"
#include "model/inference/loaded_engine.h"

using namespace phi1;

namespace {

struct Fixture {
    std::shared_ptr<Engine> engine;
    std::shared_ptr<const Tokenizer> tokenizer;
    Json reference;
};

Fixture loadFixture(const std::string &name)
{
    const std::filesystem::path data = std::filesystem::path(PHI1_TEST_DATA) / "checkpoints";
    auto loaded = openCpuEngine(data / name, {.dtype = "float32"}, std::make_shared<ThreadPool>(2));
    if (!loaded)
        FAIL(loaded.error().message);
    auto reference = readJsonFile(data / "ref" / (name + ".json"));
    REQUIRE(reference);
    return {std::move(loaded->engine), loaded->source.tokenizer, std::move(*reference)};
}

const std::vector<std::string> fixtures = {"tinyA-hf-fp32", "tinyA-hf-fp16", "tinyB-hf-fp16"};
const std::vector<std::string> prompts = {"humaneval0", "mixed", "short", "long"};

/// Steps that a result within `error` of the reference's logits must agree with.
std::size_t comparableSteps(const Json &prompt, double error)
{
    const auto margins = prompt.at("greedy_margins").get<std::vector<double>>();
    const auto narrow = std::find_if(margins.begin(), margins.end(),
                                     [&](double margin) { return margin < 2 * error; });
    return static_cast<std::size_t>(narrow - margins.begin());
}

} // namespace

TEST_CASE("greedy completions are those of transformers")
{
    for (const std::string &name : fixtures) {
        const Fixture fixture = loadFixture(name);
        Generator generator(fixture.engine, fixture.tokenizer);
        for (const std::string &prompt : prompts) {
            CAPTURE(name);
            CAPTURE(prompt);
            const Json &reference = fixture.reference.at("prompts").at(prompt);
            const std::vector<std::vector<TokenId>> ids = {
                reference.at("ids").get<std::vector<TokenId>>()};
            const auto completions =
                generator.completeIds(ids, {.maxNewTokens = 32, .stopAtEndOfText = false});
            REQUIRE(completions);
            const std::vector<TokenId> &tokens = completions->front().tokens;
            const auto expected = reference.at("greedy32").get<std::vector<TokenId>>();
            REQUIRE(tokens.size() == expected.size());
            const std::size_t steps = comparableSteps(reference, 1e-4);
            CHECK(steps > 8);
            CHECK(std::equal(expected.begin(),
                             expected.begin() + static_cast<std::ptrdiff_t>(steps),
                             tokens.begin()));
        }
    }
}

TEST_CASE("prompts completed together give what each gives alone, bit for bit")
{
    const Fixture fixture = loadFixture("tinyA-hf-fp32");
    Generator generator(fixture.engine, fixture.tokenizer);
    std::vector<std::string> texts;
    for (const std::string &prompt : prompts)
        texts.push_back(fixture.reference.at("prompts").at(prompt).at("text"));
    for (int i = 0; i < 8; ++i)
        texts.push_back("def f" + std::to_string(i) + "(x):\n    return " + std::string(i, 'x'));
    for (const double temperature : {0.0, 0.9}) {
        const CompletionOptions options = {
            .sampling = {.temperature = temperature, .topP = 0.95, .seed = 42}, .maxNewTokens = 24};
        const auto together = generator.completeAll(texts, options);
        REQUIRE(together);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto alone = generator.completeAll(std::vector{texts[i]}, options);
            REQUIRE(alone);
            CHECK((*together)[i].text == alone->front().text);
            CHECK((*together)[i].tokens == alone->front().tokens);
            CHECK((*together)[i].logProbabilities == alone->front().logProbabilities);
        }
    }
}

TEST_CASE("prompts that cannot be completed are refused, each with its numbers")
{
    const Fixture fixture = loadFixture("tinyA-hf-fp32");
    Generator generator(fixture.engine, fixture.tokenizer);
    const auto message = [&](std::vector<std::vector<TokenId>> ids) {
        const auto completions = generator.completeIds(ids, {.maxNewTokens = 1});
        REQUIRE(!completions);
        return completions.error().message;
    };
    CHECK(message({{}}).find("the prompt is empty") == 0);
    CHECK(message({{1}, {}}).find("prompt 2 is empty") == 0);
    CHECK(message({std::vector<TokenId>(2049, 5)})
              .find("2049 tokens, the context of the model "
                    "holds 2048") != std::string::npos);
    CHECK(message({{1, 1000}}).find("the token 1000") != std::string::npos);
}

TEST_CASE("a prompt that fills the context gets one token")
{
    const Fixture fixture = loadFixture("tinyA-hf-fp32");
    Generator generator(fixture.engine, fixture.tokenizer);
    const std::vector<std::vector<TokenId>> ids = {std::vector<TokenId>(2048, 5)};
    const auto completions = generator.completeIds(ids, {.maxNewTokens = 10});
    REQUIRE(completions);
    CHECK(completions->front().tokens.size() == 1);
    CHECK(completions->front().finish == FinishReason::Context);
}
