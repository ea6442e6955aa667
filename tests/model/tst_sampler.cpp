// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "model/inference/completion.h"
#include "model/inference/sampler.h"

using namespace phi1;

namespace {

TokenId chooseAt(const std::vector<float> &logits, const SamplingOptions &options,
                 std::uint64_t position, std::uint64_t sample = 0,
                 const std::vector<TokenId> &seen = {})
{
    static Sampler sampler;
    const auto token = sampler.choose(logits, seen, options, sample, position);
    REQUIRE(token);
    return token->id;
}

std::map<TokenId, int> histogram(const std::vector<float> &logits, const SamplingOptions &options,
                                 int draws)
{
    std::map<TokenId, int> counts;
    for (int i = 0; i < draws; ++i)
        ++counts[chooseAt(logits, options, static_cast<std::uint64_t>(i))];
    return counts;
}

std::set<TokenId> support(const std::vector<float> &logits, const SamplingOptions &options)
{
    std::set<TokenId> ids;
    for (const auto &[id, count] : histogram(logits, options, 4000))
        ids.insert(id);
    return ids;
}

const std::vector<float> fiveLogits = {std::log(0.1f), std::log(0.4f), std::log(0.05f),
                                       std::log(0.25f), std::log(0.2f)};

} // namespace

TEST_CASE("greedy takes the highest logit and the lowest id among equals")
{
    CHECK(chooseAt({1, 3, 2}, {}, 0) == 1);
    CHECK(chooseAt({1, 3, 3}, {}, 0) == 1);
    CHECK(chooseAt({-5, -5}, {}, 0) == 0);
}

TEST_CASE("logits that are not finite are never chosen, and none finite is an error")
{
    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(chooseAt({nan, 0, infinity, 1}, {}, 0) == 3);
    Sampler sampler;
    const auto token = sampler.choose(std::vector<float>{nan, nan}, {}, {}, 0, 17);
    REQUIRE(!token);
    CHECK(token.error().code == ErrorCode::Corrupt);
    CHECK(token.error().message.find("position 17") != std::string::npos);
}

TEST_CASE("draws follow the distribution of the temperature")
{
    for (const double temperature : {0.5, 1.0, 2.0}) {
        CAPTURE(temperature);
        const int draws = 40000;
        const auto counts = histogram(fiveLogits, {.temperature = temperature, .seed = 5}, draws);
        double total = 0;
        for (const float logit : fiveLogits)
            total += std::exp(logit / temperature);
        double chiSquare = 0;
        for (std::size_t i = 0; i < fiveLogits.size(); ++i) {
            const double expected = draws * std::exp(fiveLogits[i] / temperature) / total;
            const double found = counts.at(static_cast<TokenId>(i));
            chiSquare += (found - expected) * (found - expected) / expected;
        }
        CHECK(chiSquare < 18.5); // 4 degrees of freedom: one in a thousand, and the seed is fixed
    }
}

TEST_CASE("a draw is a function of seed, sample and position")
{
    const SamplingOptions one = {.temperature = 1, .seed = 1};
    const SamplingOptions two = {.temperature = 1, .seed = 2};
    int bySeed = 0, bySample = 0;
    for (std::uint64_t position = 0; position < 200; ++position) {
        const TokenId id = chooseAt(fiveLogits, one, position);
        CHECK(id == chooseAt(fiveLogits, one, position));
        bySeed += id != chooseAt(fiveLogits, two, position);
        bySample += id != chooseAt(fiveLogits, one, position, 1);
    }
    CHECK(bySeed > 50);
    CHECK(bySample > 50);
}

TEST_CASE("top-k keeps the k most probable tokens")
{
    CHECK(support(fiveLogits, {.temperature = 1, .topK = 1}) == std::set<TokenId>{1});
    CHECK(support(fiveLogits, {.temperature = 1, .topK = 3}) == std::set<TokenId>{1, 3, 4});
    CHECK(support(fiveLogits, {.temperature = 1, .topK = 99}).size() == 5);
    CHECK(support({0, 0, 0, 0}, {.temperature = 1, .topK = 2}) == std::set<TokenId>{0, 1});
}

TEST_CASE("top-p keeps the smallest set that reaches the probability")
{
    CHECK(support(fiveLogits, {.temperature = 1, .topP = 1e-9}) == std::set<TokenId>{1});
    CHECK(support(fiveLogits, {.temperature = 1, .topP = 0.39}) == std::set<TokenId>{1});
    CHECK(support(fiveLogits, {.temperature = 1, .topP = 0.41}) == std::set<TokenId>{1, 3});
    CHECK(support(fiveLogits, {.temperature = 1, .topP = 0.84}) == std::set<TokenId>{1, 3, 4});
    CHECK(support(fiveLogits, {.temperature = 1, .topP = 1}).size() == 5);
}

TEST_CASE("top-p counts what top-k left")
{
    // Of 0.4 and 0.25 alone the first is 0.615.
    CHECK(support(fiveLogits, {.temperature = 1, .topK = 2, .topP = 0.6}) == std::set<TokenId>{1});
    CHECK(support(fiveLogits, {.temperature = 1, .topK = 2, .topP = 0.63}) ==
          std::set<TokenId>{1, 3});
}

TEST_CASE("min-p drops tokens below a share of the most probable one")
{
    CHECK(support(fiveLogits, {.temperature = 1, .minP = 1}) == std::set<TokenId>{1});
    CHECK(support(fiveLogits, {.temperature = 1, .minP = 0.45}) == std::set<TokenId>{1, 3, 4});
    CHECK(support(fiveLogits, {.temperature = 1, .minP = 0}).size() == 5);
}

TEST_CASE("the repetition penalty lowers seen tokens of either sign, once each")
{
    const SamplingOptions options = {.repetitionPenalty = 2};
    CHECK(chooseAt({3, 2, -1}, options, 0, 0, {0}) == 1);
    CHECK(chooseAt({3, 2, -1}, options, 0, 0, {0, 1}) == 0);
    CHECK(chooseAt({3, 1.4f, 0}, options, 0, 0, {0, 0, 0}) == 0);
    CHECK(chooseAt({-1, -1.5f}, options, 0, 0, {0}) == 1);
    CHECK(chooseAt({3, 2}, options, 0, 0, {0, 77, -1}) == 1); // ids outside are no one's
}

TEST_CASE("log-probabilities are those of the model, whatever the options")
{
    Sampler sampler;
    const SamplingOptions options = {
        .temperature = 0.3, .topK = 2, .repetitionPenalty = 1.5, .seed = 3};
    const auto token = sampler.choose(fiveLogits, std::vector<TokenId>{1}, options, 0, 4);
    REQUIRE(token);
    CHECK(token->logProbability ==
          doctest::Approx(fiveLogits[static_cast<std::size_t>(token->id)]).epsilon(1e-6));
}

TEST_CASE("very large and very small temperatures stay finite")
{
    CHECK(support({100, 0, -100}, {.temperature = 1e-6}) == std::set<TokenId>{0});
    CHECK(support({100, 0, -100}, {.temperature = 100}).size() == 3);
}

TEST_CASE("absurd options are refused by name")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    struct Case {
        CompletionOptions options;
        std::string named;
    };
    const std::vector<Case> cases = {
        {{.sampling = {.temperature = -1}}, "temperature is -1"},
        {{.sampling = {.temperature = nan}}, "temperature"},
        {{.sampling = {.temperature = 1e9}}, "temperature"},
        {{.sampling = {.topK = -3}}, "top-k is -3"},
        {{.sampling = {.topP = 0}}, "top-p is 0"},
        {{.sampling = {.topP = 1.5}}, "top-p is 1.5"},
        {{.sampling = {.minP = -0.1}}, "min-p"},
        {{.sampling = {.minP = 2}}, "min-p"},
        {{.sampling = {.repetitionPenalty = 0}}, "repetition penalty is 0"},
        {{.maxNewTokens = -1}, "new tokens is -1"},
        {{.stop = {"a", ""}}, "stop string is empty"},
        {{.samples = 0}, "completions per prompt is 0"},
    };
    for (const Case &wrong : cases) {
        CAPTURE(wrong.named);
        const auto result = wrong.options.validate();
        REQUIRE(!result);
        CHECK(result.error().code == ErrorCode::Usage);
        CHECK(result.error().message.find(wrong.named) != std::string::npos);
    }
    CHECK(CompletionOptions{}.validate());
}
