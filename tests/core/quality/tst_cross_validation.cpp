// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "core/quality/cross_validation.h"

using namespace phi1;

TEST_CASE("Wilson's interval is that of the literature")
{
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3
    const auto near = [](std::uint64_t hits, std::uint64_t of, double low, double high) {
        const Proportion found = proportion(hits, of);
        return std::abs(found.low - low) < 5e-5 && std::abs(found.high - high) < 5e-5;
    };
    CHECK(near(81, 263, 0.2553, 0.3662));
    CHECK(near(15, 148, 0.0624, 0.1605));
    CHECK(near(0, 20, 0.0000, 0.1611));
    CHECK(near(1, 29, 0.0061, 0.1718));
    CHECK(proportion(81, 263).share == doctest::Approx(81.0 / 263));
    CHECK(proportion(10, 10).high == doctest::Approx(1));
    CHECK(proportion(0, 0).high == 1);
}

TEST_CASE("a report counts what can be counted by hand")
{
    const std::vector<std::uint8_t> labels = {1, 2, 3, 4, 5, 5, 1, 4};
    const std::vector<std::uint8_t> good = {0, 0, 0, 1, 1, 1, 0, 1};
    const std::vector<float> shares = {0.0f, 0.25f, 0.75f, 0.5f, 1.0f, 0.95f, 0.5f, 0.05f};
    const ForestReport report = forestReport(labels, good, shares, 0.5);
    CHECK(report.accuracy.hits == 5); // wrong: 3 at 0.75, 1 at 0.5, 4 at 0.05
    CHECK(report.accuracy.of == 8);
    CHECK(report.majority.hits == 4);
    const std::array<std::array<std::uint64_t, 2>, 5> confusion = {
        {{1, 1}, {1, 0}, {0, 1}, {1, 1}, {0, 2}}};
    CHECK(report.confusion == confusion);
    // pairs won: 0.5 beats 0, 0.25, draws 0.5; 1 and 0.95 beat all four; 0.05 beats 0
    CHECK(report.areaUnderCurve == doctest::Approx((2.5 + 4 + 4 + 1) / 16));
    double brier = 0;
    for (std::size_t i = 0; i < shares.size(); ++i)
        brier += std::pow(double{shares[i]} - good[i], 2) / 8;
    CHECK(report.brier == doctest::Approx(brier));
    REQUIRE(report.bins.size() == 10);
    CHECK(report.bins[0].good.of == 2); // 0 and 0.05
    CHECK(report.bins[0].good.hits == 1);
    CHECK(report.bins[0].meanPredicted == doctest::Approx(0.025));
    CHECK(report.bins[5].good.of == 2);
    CHECK(report.bins[9].good.of == 2); // 0.95, and 1 in the last bin
    CHECK(report.calibrationError ==
          doctest::Approx((2 * 0.475 + 0.25 + 0.75 + 2 * 0.0 + 2 * 0.025) / 8));

    const auto again = forestReportFromJson(toJson(report));
    REQUIRE(again);
    CHECK(toJson(*again) == toJson(report));
    Json damaged = toJson(report);
    damaged["confusion"] = 3;
    CHECK(forestReportFromJson(damaged).error().code == ErrorCode::Corrupt);
    CHECK(forestReportFromJson(Json::array()).error().code == ErrorCode::Corrupt);
    CHECK(std::isnan(
        forestReport(labels, std::vector<std::uint8_t>(8, 1), shares, 0.5).areaUnderCurve));
}

TEST_CASE("folds have the same share of verdicts, and near-duplicates stay together")
{
    std::vector<std::uint8_t> good;
    std::vector<std::uint32_t> groups;
    for (std::uint32_t i = 0; i < 500; ++i) {
        good.push_back(i % 5 == 0);
        groups.push_back(i < 60 ? i / 6 : i); // ten clusters of six
    }
    const std::vector<int> folds = assignFolds(good, groups, 5, 1);
    std::map<int, int> size, goods;
    std::map<std::uint32_t, std::set<int>> foldsOfGroup;
    for (std::size_t i = 0; i < good.size(); ++i) {
        size[folds[i]] += 1;
        goods[folds[i]] += good[i];
        foldsOfGroup[groups[i]].insert(folds[i]);
    }
    REQUIRE(size.size() == 5);
    for (int fold = 0; fold < 5; ++fold) {
        CHECK(std::abs(goods[fold] - 20) <= 2);
        CHECK(std::abs(size[fold] - 100) <= 6);
    }
    for (const auto &[group, found] : foldsOfGroup)
        CHECK(found.size() == 1);
    CHECK(assignFolds(good, groups, 5, 1) == folds);
    CHECK(assignFolds(good, groups, 5, 2) != folds);
}

TEST_CASE("accuracy is that on samples a forest did not see: on labels of chance it is chance")
{
    PhiloxStream random(9);
    TrainingSamples samples;
    samples.width = 8;
    std::vector<std::uint8_t> labels;
    std::vector<std::uint32_t> alone, copies;
    for (std::uint32_t i = 0; i < 400; ++i) {
        for (int column = 0; column < 8; ++column)
            samples.values.push_back(i % 2 == 0 ? static_cast<float>(random.uniform())
                                                : samples.values[samples.values.size() - 8]);
        const bool good = i % 2 == 0 ? random.uniform() < 0.5 : samples.good.back() == 1;
        samples.good.push_back(good);
        labels.push_back(good ? 5 : 1);
        alone.push_back(i);
        copies.push_back(i / 2);
    }
    const ForestOptions options{.trees = 30};
    int last = 0;
    const auto honest =
        crossValidate(samples, labels, copies, options, 5, 0.5, {}, [&](int done) { last = done; });
    REQUIRE(honest);
    CHECK(last == 5);
    CHECK(honest->foldAccuracy.size() == 5);
    CHECK(crossValidate(samples, labels, copies, options, 5, 0.5, {})->shares == honest->shares);
    CHECK(honest->accuracy.share > 0.38);
    CHECK(honest->accuracy.share < 0.62);
    // Every sample has a copy: told apart they give the answer away.
    const auto leaking = crossValidate(samples, labels, alone, options, 5, 0.5, {});
    REQUIRE(leaking);
    CHECK(leaking->accuracy.share > 0.7);

    std::stop_source stop;
    stop.request_stop();
    CHECK(crossValidate(samples, labels, alone, options, 5, 0.5, stop.get_token()).error().code ==
          ErrorCode::Cancelled);
}
