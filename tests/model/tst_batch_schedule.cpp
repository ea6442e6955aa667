// SPDX-License-Identifier: Apache-2.0
#include "model/data/batch_schedule.h"

#include <cmath>
#include <map>
#include <set>

#include <doctest/doctest.h>

using namespace phi1;

namespace {

BatchSchedule schedule(const std::vector<ScheduledDataset> &datasets, std::int64_t context,
                       std::uint64_t seed)
{
    auto made = BatchSchedule::create(datasets, context, seed);
    REQUIRE(made);
    return *made;
}

} // namespace

TEST_CASE("a permutation hits every index once, for every size")
{
    for (std::uint64_t size = 1; size <= 300; ++size) {
        std::set<std::uint64_t> images;
        for (std::uint64_t i = 0; i < size; ++i) {
            const std::uint64_t image = permuted(i, size, 5, 1, 2);
            CHECK(image < size);
            images.insert(image);
        }
        CHECK(images.size() == size);
    }
    std::vector<bool> seen(1'000'003);
    for (std::uint64_t i = 0; i < seen.size(); ++i)
        seen[permuted(i, seen.size(), 77, 0, 0)] = true;
    CHECK(std::count(seen.begin(), seen.end(), true) == 1'000'003);
}

TEST_CASE("permutations differ by seed, stream and round, and look random")
{
    constexpr std::uint64_t size = 1000;
    int equal = 0;
    double correlation = 0;
    for (std::uint64_t i = 0; i < size; ++i) {
        const std::uint64_t image = permuted(i, size, 1, 0, 0);
        equal += image == permuted(i, size, 2, 0, 0);
        equal += image == permuted(i, size, 1, 1, 0);
        equal += image == permuted(i, size, 1, 0, 1);
        correlation += (double(i) - 499.5) * (double(image) - 499.5);
    }
    CHECK(equal < 20); // 3 expected
    CHECK(std::abs(correlation / (size * size * size / 12.0)) < 0.15);
    // The six orders of three elements all occur, about equally often.
    std::map<std::uint64_t, int> orders;
    for (std::uint64_t round = 0; round < 6000; ++round)
        ++orders[permuted(0, 3, 9, 0, round) * 3 + permuted(1, 3, 9, 0, round)];
    CHECK(orders.size() == 6);
    for (const auto &[order, count] : orders)
        CHECK(std::abs(count - 1000) < 200);
}

TEST_CASE("every sequence of an epoch comes exactly once and every token but the first is a target")
{
    const std::int64_t context = 16;
    for (const std::uint64_t tokens : {17u, 32u, 33u, 1000u, 16u * 50 + 1}) {
        CAPTURE(tokens);
        const BatchSchedule order = schedule({{tokens, 1}}, context, 3);
        const std::uint64_t epoch = order.sequencesOf(0);
        CHECK(epoch == (tokens - 1) / 16);
        for (std::uint64_t e = 0; e < 3; ++e) {
            std::set<std::uint64_t> first;
            for (std::uint64_t n = 0; n < epoch; ++n) {
                const SequenceLocation at = order.locate(e * epoch + n);
                CHECK(at.epoch == e);
                CHECK(at.dataset == 0);
                CHECK(at.firstToken % 16 == 0);
                CHECK(at.firstToken + 17 <= tokens);
                first.insert(at.firstToken);
            }
            CHECK(first.size() == epoch);
        }
    }
}

TEST_CASE(
    "the order depends on seed and number alone, so a resumed run sees what a straight run sees")
{
    const std::vector<ScheduledDataset> datasets = {{10'000, 2}, {500, 1}, {70'000, 4.5}};
    const BatchSchedule straight = schedule(datasets, 32, 1234);
    std::vector<SequenceLocation> run;
    for (std::uint64_t n = 0; n < 5000; ++n)
        run.push_back(straight.locate(n));
    for (const std::uint64_t resumedAt : {1u, 7u, 999u, 4990u}) {
        const BatchSchedule resumed = schedule(datasets, 32, 1234);
        for (std::uint64_t n = resumedAt; n < 5000; ++n)
            REQUIRE(resumed.locate(n) == run[n]);
    }
    const BatchSchedule other = schedule(datasets, 32, 1235);
    int equal = 0;
    for (std::uint64_t n = 0; n < 5000; ++n)
        equal += other.locate(n) == run[n];
    CHECK(equal < 1000); // the small dataset repeats by chance
}

TEST_CASE("epochs of one dataset have orders of their own")
{
    const BatchSchedule order = schedule({{16'001, 1}}, 16, 8);
    int equal = 0;
    for (std::uint64_t n = 0; n < 1000; ++n)
        equal += order.locate(n).firstToken == order.locate(1000 + n).firstToken;
    CHECK(equal < 10);
}

TEST_CASE("weights are honoured at every moment, not only in the end")
{
    const std::vector<ScheduledDataset> datasets = {{100'000, 6}, {3000, 3}, {50'000, 1}};
    const BatchSchedule order = schedule(datasets, 8, 1);
    std::vector<double> drawn(3);
    for (std::uint64_t n = 0; n < 40'000; ++n) {
        ++drawn[order.locate(n).dataset];
        for (std::size_t i = 0; i < 3; ++i)
            REQUIRE(std::abs(drawn[i] - double(n + 1) * datasets[i].weight / 10.0) < 4.0);
    }
}

TEST_CASE("each dataset of a mixture still goes through whole epochs")
{
    const BatchSchedule order = schedule({{801, 5}, {1601, 3}}, 8, 21);
    std::vector<std::map<std::uint64_t, std::set<std::uint64_t>>> seen(2);
    std::vector<std::uint64_t> drawn(2);
    for (std::uint64_t n = 0; n < 50'000; ++n) {
        const SequenceLocation at = order.locate(n);
        CHECK(at.epoch == drawn[at.dataset] / order.sequencesOf(at.dataset));
        ++drawn[at.dataset];
        CHECK(seen[at.dataset][at.epoch].insert(at.firstToken).second);
    }
    CHECK(seen[0].size() > 300);
}

TEST_CASE("a weight far below the others is not forgotten")
{
    const BatchSchedule order = schedule({{1000, 1e9}, {1000, 1}, {1000, 1e9}}, 8, 0);
    int rare = 0;
    for (std::uint64_t n = 0; n < 16384; ++n)
        rare += order.locate(n).dataset == 1;
    CHECK(rare == 1);
}

TEST_CASE("the far end of a run is located as well as its beginning")
{
    const BatchSchedule order = schedule({{1'000'000'000'000, 1}, {100'000, 1}}, 2048, 4);
    const SequenceLocation at = order.locate(1ull << 62);
    CHECK(at.firstToken + 2049 <= (at.dataset == 0 ? 1'000'000'000'000 : 100'000));
    CHECK(at == order.locate(1ull << 62));
}

TEST_CASE("impossible schedules are refused")
{
    CHECK_FALSE(BatchSchedule::create({}, 16, 0));
    CHECK_FALSE(BatchSchedule::create({{100, 1}}, 0, 0));
    CHECK_FALSE(BatchSchedule::create({{100, 0}}, 16, 0));
    CHECK_FALSE(BatchSchedule::create({{100, -1}}, 16, 0));
    CHECK_FALSE(BatchSchedule::create({{100, NAN}}, 16, 0));
    CHECK_FALSE(BatchSchedule::create({{100, 1}, {100, INFINITY}}, 16, 0));
    const auto tooShort = BatchSchedule::create({{100, 1}, {16, 1}}, 16, 0);
    REQUIRE_FALSE(tooShort);
    CHECK(tooShort.error().message ==
          "data set 2 has 16 tokens, expected at least 17, one sequence and its last target");
}
