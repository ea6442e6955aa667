// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/inference/completion.h"
#include "model/inference/logit_kernels.h"
#include "model/inference/logit_row.h"
#include "model/inference/sampler.h"

using namespace phi1;

namespace {

TokenId chooseAt(const std::vector<float> &logits, const SamplingOptions &options,
                 std::uint64_t position, std::uint64_t sample = 0,
                 const std::vector<TokenId> &seen = {})
{
    static LogitRow row;
    static Sampler sampler;
    REQUIRE(row.read(logits, position));
    return sampler.choose(row, seen, options, sample, position);
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

/// The definition, with every step spelled out.
TokenId plainChoice(const std::vector<float> &logits, const SamplingOptions &options,
                    std::uint64_t position)
{
    std::vector<TokenId> ids(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    const auto logit = [&](TokenId id) { return logits[static_cast<std::size_t>(id)]; };
    const double highest = *std::max_element(logits.begin(), logits.end());
    const auto weight = [&](TokenId id) {
        return std::exp((logit(id) - highest) / options.temperature);
    };
    const auto sum = [&] {
        double total = 0;
        for (const TokenId id : ids)
            total += weight(id);
        return total;
    };
    if (options.topK > 0 || options.topP < 1)
        std::stable_sort(ids.begin(), ids.end(),
                         [&](TokenId a, TokenId b) { return logit(a) > logit(b); });
    if (options.topK > 0 && static_cast<std::size_t>(options.topK) < ids.size())
        ids.resize(static_cast<std::size_t>(options.topK));
    if (options.topP < 1) {
        const double enough = options.topP * sum();
        double reached = 0;
        std::size_t kept = 0;
        while (kept < ids.size() && reached < enough)
            reached += weight(ids[kept++]);
        ids.resize(kept);
    }
    std::erase_if(ids, [&](TokenId id) { return weight(id) < options.minP; });
    const Philox::Block block = Philox::block(options.seed, position, 0);
    const std::uint64_t bits = static_cast<std::uint64_t>(block[0]) << 32 | block[1];
    double left = static_cast<double>(bits >> 11) * 0x1.0p-53 * sum();
    for (const TokenId id : ids) {
        left -= weight(id);
        if (left < 0)
            return id;
    }
    return ids.back();
}

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
    LogitRow row;
    const auto read = row.read(std::vector<float>{nan, nan}, 17);
    REQUIRE(!read);
    CHECK(read.error().code == ErrorCode::Corrupt);
    CHECK(read.error().message.find("position 17") != std::string::npos);
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

TEST_CASE("very large and very small temperatures stay finite")
{
    CHECK(support({100, 0, -100}, {.temperature = 1e-6}) == std::set<TokenId>{0});
    CHECK(support({100, 0, -100}, {.temperature = 100}).size() == 3);
}

TEST_CASE("draws from a whole vocabulary are those of a plain sort and sum")
{
    // Quantised, so that there are ties at the borders of top-k and top-p.
    PhiloxStream numbers(7);
    std::vector<float> logits(5000);
    for (float &logit : logits)
        logit = std::floor(static_cast<float>(numbers.uniform()) * 60.0f) / 4.0f;
    for (const SamplingOptions &options : std::vector<SamplingOptions>{
             {.temperature = 0.7, .seed = 3},
             {.temperature = 1, .topK = 40, .seed = 3},
             {.temperature = 1, .topK = 700, .topP = 0.9, .seed = 3},
             {.temperature = 1.3, .topP = 0.8, .seed = 3},
             {.temperature = 1, .topP = 0.99999, .seed = 3},
             {.temperature = 1, .minP = 0.05, .seed = 3},
             {.temperature = 0.9, .topK = 100, .topP = 0.95, .minP = 0.1, .seed = 3}}) {
        CAPTURE(options.topK);
        CAPTURE(options.topP);
        CAPTURE(options.minP);
        int different = 0;
        for (std::uint64_t position = 0; position < 200; ++position)
            different +=
                chooseAt(logits, options, position) != plainChoice(logits, options, position);
        // The sums differ in their last bits, which moves a border once in a great while.
        CHECK(different <= 1);
    }
}

TEST_CASE("the kernels of a row keep to their definition at every length")
{
    PhiloxStream numbers(11);
    for (const std::size_t size : {1u, 2u, 15u, 16u, 17u, 63u, 64u, 65u, 130u, 257u, 1000u}) {
        CAPTURE(size);
        std::vector<float> logits(size);
        for (float &logit : logits)
            logit = static_cast<float>(numbers.uniform() * 200 - 100);
        const std::size_t blocks = (size + logitBlock - 1) / logitBlock;
        std::vector<float> maxima(blocks), sums(blocks), weights(size);
        blockMaxima(logits.data(), size, maxima.data());
        const float highest = *std::max_element(logits.begin(), logits.end());
        blockExponentials(logits.data(), size, highest, 0.5f, sums.data(), weights.data());
        for (std::size_t block = 0; block < blocks; ++block) {
            const auto begin = logits.begin() + static_cast<std::ptrdiff_t>(block * logitBlock);
            const auto end = logits.begin() +
                             static_cast<std::ptrdiff_t>(std::min(size, (block + 1) * logitBlock));
            CHECK(maxima[block] == *std::max_element(begin, end));
            double sum = 0;
            for (auto logit = begin; logit != end; ++logit) {
                const double expected = std::exp((static_cast<double>(*logit) - highest) * 0.5);
                const float weight = weights[static_cast<std::size_t>(logit - logits.begin())];
                CHECK(weight == doctest::Approx(expected).epsilon(2e-6));
                sum += expected;
            }
            CHECK(sums[block] == doctest::Approx(sum).epsilon(2e-6));
        }
    }
}

TEST_CASE("log-probabilities, alternatives and entropy are those of a softmax")
{
    PhiloxStream numbers(5);
    std::vector<float> logits(51200);
    for (float &logit : logits)
        logit = static_cast<float>(numbers.uniform() * 24 - 12);
    logits[17] = logits[40000] = 11.99f; // ties
    double total = 0;
    for (const float logit : logits)
        total += std::exp(static_cast<double>(logit));
    double entropy = 0;
    for (const float logit : logits)
        entropy -= std::exp(static_cast<double>(logit)) / total * (logit - std::log(total));

    LogitRow row;
    REQUIRE(row.read(logits, 0));
    for (const TokenId id : {0, 17, 999, 51199})
        CHECK(
            row.logProbability(id) ==
            doctest::Approx(logits[static_cast<std::size_t>(id)] - std::log(total)).epsilon(1e-6));
    CHECK(row.logProbability(-1) == -std::numeric_limits<float>::infinity());
    CHECK(row.logProbability(51200) == -std::numeric_limits<float>::infinity());
    CHECK(row.entropy() == doctest::Approx(entropy).epsilon(1e-5));

    std::vector<TokenId> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](TokenId a, TokenId b) {
        return logits[static_cast<std::size_t>(a)] > logits[static_cast<std::size_t>(b)];
    });
    std::vector<TokenAlternative> top;
    for (const std::size_t count : {0u, 1u, 10u, 20u, 500u}) {
        row.top(count, top);
        REQUIRE(top.size() == count);
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(top[i].id == order[i]);
            CHECK(top[i].logProbability == row.logProbability(order[i]));
        }
    }
    CHECK(row.mostProbable() == order[0]);
}

TEST_CASE("alternatives leave out what is not finite, and a short row has few")
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    LogitRow row;
    REQUIRE(row.read(std::vector<float>{nan, 1, -1}, 0));
    std::vector<TokenAlternative> top;
    row.top(5, top);
    REQUIRE(top.size() == 2);
    CHECK(top[0].id == 1);
    CHECK(top[0].logProbability == doctest::Approx(-std::log1p(std::exp(-2.0))));
    CHECK(row.logProbability(0) == -std::numeric_limits<float>::infinity());
    CHECK(row.entropy() > 0);
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
        {{.samples = 1'000'000'000}, "must be 1 to 100000"},
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
