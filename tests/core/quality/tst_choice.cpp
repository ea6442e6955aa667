// SPDX-License-Identifier: Apache-2.0
// What to look at next: samples to label, samples that two scores judge differently.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "core/quality/disagreement.h"
#include "core/quality/label_weights.h"
#include "core/quality/suggestions.h"

using namespace phi1;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

} // namespace

TEST_CASE("scores of different scales are compared by rank, the farthest apart first")
{
    //                                0     1     2     3     4     5
    const std::vector<float> first = {0.1f, 0.2f, 0.3f, 0.4f, none, 0.9f, 7.0f};
    const std::vector<float> second = {10, 30, 20, none, 5, -40};
    const auto report = disagreements(first, second, {}, 2, {});
    REQUIRE(report);
    CHECK(report->samples == 4); // rows 0, 1, 2, 5
    REQUIRE(report->samplesByDifference.size() == 2);
    const Disagreement &worst = report->samplesByDifference[0];
    CHECK(worst.row == 5);
    CHECK(worst.first == 0.9f);
    CHECK(worst.firstRank == doctest::Approx(0.875));
    CHECK(worst.secondRank == doctest::Approx(0.125));
    CHECK(report->samplesByDifference[1].row == 1);
    // ranks 1 2 3 4 against 2 4 3 1: 1 − 6 Σd² / (n (n² − 1)) with Σd² = 1 + 4 + 0 + 9
    CHECK(report->correlation == doctest::Approx(1 - 6 * 14.0 / (4 * 15)));
    CHECK(report->meanDifference == doctest::Approx((1 + 2 + 0 + 3) / 4.0 / 4));

    const std::vector<SampleRow> among = {0, 2};
    CHECK(disagreements(first, second, among, 9, {})->samples == 2);
    CHECK(std::isnan(disagreements(first, std::vector<float>(7, 1.0f), {}, 1, {})->correlation));
    CHECK(disagreements({}, second, {}, 3, {})->samples == 0);
    std::stop_source stop;
    stop.request_stop();
    CHECK(disagreements(first, second, {}, 1, stop.get_token()).error().code ==
          ErrorCode::Cancelled);
}

TEST_CASE("equal scores share a rank, and a score agrees with itself")
{
    PhiloxStream random(3);
    std::vector<float> score(2000);
    std::generate(score.begin(), score.end(), [&] { return static_cast<float>(random.below(7)); });
    std::vector<float> scaled(score.size());
    std::transform(score.begin(), score.end(), scaled.begin(),
                   [](float value) { return std::exp(value) - 5; });
    const auto report = disagreements(score, scaled, {}, 5, {});
    CHECK(report->correlation == doctest::Approx(1));
    CHECK(report->meanDifference == 0);
    CHECK(report->samplesByDifference[0].row == 0);
}

TEST_CASE("samples to label next are uncertain and unlike each other")
{
    // Three directions with fifty near-copies each; the forest knows nothing of the first two and
    // is sure of the third. What is labelled lies in the first.
    constexpr std::uint32_t width = 6;
    PhiloxStream random(4);
    std::vector<float> vectors, shares;
    std::vector<SampleRow> rows;
    for (SampleRow row = 0; row < 150; ++row) {
        for (std::uint32_t column = 0; column < width; ++column)
            vectors.push_back((column == row / 50 ? 5.0f : 0.0f) +
                              static_cast<float>(random.uniform()) * 0.1f);
        shares.push_back(row < 100 ? 0.5f : 0.99f);
        rows.push_back(1000 + row);
    }
    shares[60] = none;
    const std::vector<float> labelled(vectors.begin(), vectors.begin() + width);
    SuggestionInput input;
    input.width = width;
    input.rows = rows;
    input.shares = shares;
    input.vector = [&](std::size_t i) { return std::span(vectors).subspan(i * width, width); };
    input.labelled = labelled;
    const auto chosen = suggest(input, 3, {});
    REQUIRE(chosen);
    REQUIRE(chosen->size() == 3);
    CHECK((*chosen)[0].row >= 1050); // the second direction: uncertain, far from what is labelled
    CHECK((*chosen)[0].row < 1100);
    CHECK((*chosen)[0].row != 1060);
    CHECK((*chosen)[0].entropy == doctest::Approx(1));
    CHECK((*chosen)[0].distance == doctest::Approx(std::sqrt(2.0)).epsilon(0.05));
    CHECK((*chosen)[1].row >= 1100); // now the third is far, though nearly sure
    CHECK((*chosen)[1].entropy == doctest::Approx(0.0808).epsilon(0.01));
    CHECK(suggest(input, 1000, {})->size() == 149);

    input.shares = std::span(shares).first(3);
    CHECK(suggest(input, 1, {}).error().code == ErrorCode::Usage);
}

TEST_CASE("without a forest the first samples to label come from everywhere")
{
    std::vector<SampleRow> rows(5000);
    std::iota(rows.begin(), rows.end(), SampleRow{0});
    const std::vector<float> shares(5000, 0.5f);
    PhiloxStream random(5);
    std::vector<float> vectors(5000 * 4);
    std::generate(vectors.begin(), vectors.end(),
                  [&] { return static_cast<float>(random.uniform()); });
    SuggestionInput input;
    input.width = 4;
    input.rows = rows;
    input.shares = shares;
    input.vector = [&](std::size_t i) { return std::span(vectors).subspan(i * 4, 4); };
    const auto chosen = suggest(input, 20, {});
    REQUIRE(chosen);
    REQUIRE(chosen->size() == 20);
    const auto late = std::count_if(chosen->begin(), chosen->end(),
                                    [](const Suggestion &s) { return s.row >= 2500; });
    CHECK(late >= 4);
    CHECK(late <= 16);
    CHECK(*suggest(input, 20, {}) == *chosen);
}

TEST_CASE("weights are for the labels of the classifier, all of them")
{
    const std::vector<std::string> labels = {"__label__High", "__label__Low", "__label__Mid"};
    CHECK(LabelWeights::standard().of(labels).value() == std::vector<double>{2, 0, 1});
    CHECK(LabelWeights::parse("__label__Low=-1,High=.5,Mid=0")->of(labels).value() ==
          std::vector<double>{0.5, -1, 0});
    CHECK(LabelWeights::parse("a=b=3")->of(std::vector<std::string>{"a=b"}).value() ==
          std::vector<double>{3});
    for (const char *wrong :
         {"", "Low", "Low=", "=3", "Low=1x", "Low=inf", "Low=1,Low=2", "Low=1,,High=2"}) {
        CAPTURE(wrong);
        const auto parsed = LabelWeights::parse(wrong);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ErrorCode::Usage);
    }
    const auto other =
        LabelWeights::standard().of(std::vector<std::string>{"__label__hq", "__label__cc"});
    REQUIRE_FALSE(other);
    CHECK(other.error().message.find("hq, cc") != std::string::npos);
    CHECK_FALSE(LabelWeights::standard().of(std::vector<std::string>{"Low", "Mid"}));
}
