// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>

#include <doctest/doctest.h>

#include "core/comparison/export.h"
#include "core/comparison/vote.h"

using namespace phi1;

namespace {

/// Rows of Pascal's triangle are exact in double precision up to row 60.
double choose(int n, int k)
{
    double result = 1;
    for (int i = 1; i <= k; ++i)
        result = std::round(result * (n - k + i) / i);
    return result;
}

double binomialTail(int successes, int trials, double share)
{
    double sum = 0;
    for (int i = successes; i <= trials; ++i)
        sum += choose(trials, i) * std::pow(share, i) * std::pow(1 - share, trials - i);
    return sum;
}

VoteCandidate candidate(const char *name)
{
    return {name, std::string("weights of ") + name};
}

Vote vote(std::vector<VoteCandidate> candidates, int winner, std::vector<int> order = {})
{
    Vote result;
    result.candidates = std::move(candidates);
    result.winner = winner;
    result.order = std::move(order);
    if (result.order.empty()) {
        for (int i = 0; i < static_cast<int>(result.candidates.size()); ++i)
            result.order.push_back(i);
    }
    return result;
}

const VoteCandidate base = candidate("base");
const VoteCandidate tuned = candidate("tuned");
const VoteCandidate small = candidate("small");

} // namespace

TEST_CASE("the sign test is the doubled tail of fair coins")
{
    // binom.test(x, n) of R 4.
    CHECK(signTest(8, 2) == doctest::Approx(0.109375).epsilon(1e-12));
    CHECK(signTest(9, 1) == doctest::Approx(0.021484375).epsilon(1e-12));
    CHECK(signTest(0, 5) == doctest::Approx(0.0625).epsilon(1e-12));
    CHECK(signTest(3, 3) == 1);
    CHECK(signTest(0, 0) == 1);
    CHECK(signTest(1, 0) == 1);
    for (int n = 1; n <= 50; ++n) {
        for (int k = 0; k <= n; ++k) {
            const double tail = binomialTail(std::max(k, n - k), n, 0.5);
            REQUIRE(signTest(k, n - k) == doctest::Approx(std::min(1.0, 2 * tail)).epsilon(1e-12));
        }
    }
}

TEST_CASE("the sign test holds for thousands of votes")
{
    // Against the normal approximation with continuity correction, which is close there.
    for (const std::int64_t winsA : {5000, 5050, 5100, 5200}) {
        const double z = (static_cast<double>(winsA) - 5000 - 0.5) / 50;
        const double expected = winsA == 5000 ? 1 : std::erfc(z / std::sqrt(2.0));
        CHECK(signTest(winsA, 10'000 - winsA) == doctest::Approx(expected).epsilon(0.01));
    }
    CHECK(signTest(10'000, 0) >= 0);
    CHECK(signTest(10'000, 0) < 1e-300);
}

TEST_CASE("the interval is that of Clopper and Pearson")
{
    // binom.test(x, n)$conf.int of R 4.
    const Interval common = clopperPearson(8, 10);
    CHECK(common.low == doctest::Approx(0.4439045).epsilon(1e-6));
    CHECK(common.high == doctest::Approx(0.9747893).epsilon(1e-6));
    const Interval half = clopperPearson(5, 10);
    CHECK(half.low == doctest::Approx(0.1870860).epsilon(1e-6));
    CHECK(half.high == doctest::Approx(0.8129140).epsilon(1e-6));
    // None of n: the upper end is 1 − (α / 2)^(1 / n).
    CHECK(clopperPearson(0, 10).low == 0);
    CHECK(clopperPearson(0, 10).high == doctest::Approx(1 - std::pow(0.025, 0.1)).epsilon(1e-12));
    CHECK(clopperPearson(10, 10).high == 1);
    CHECK(clopperPearson(0, 0).low == 0);
    CHECK(clopperPearson(0, 0).high == 1);
}

TEST_CASE("at the ends of the interval the tails are exactly half the error")
{
    for (int n = 1; n <= 40; ++n) {
        for (int k = 0; k <= n; ++k) {
            for (const double confidence : {0.9, 0.95, 0.99}) {
                const Interval interval = clopperPearson(k, n, confidence);
                const double half = (1 - confidence) / 2;
                if (k > 0)
                    REQUIRE(binomialTail(k, n, interval.low) ==
                            doctest::Approx(half).epsilon(1e-9));
                if (k < n)
                    REQUIRE(1 - binomialTail(k + 1, n, interval.high) ==
                            doctest::Approx(half).epsilon(1e-9));
            }
        }
    }
}

TEST_CASE("the interval of thousands of votes is near the normal one")
{
    const Interval interval = clopperPearson(6000, 10'000);
    const double half = 1.959964 * std::sqrt(0.6 * 0.4 / 10'000);
    CHECK(interval.low == doctest::Approx(0.6 - half).epsilon(0.001));
    CHECK(interval.high == doctest::Approx(0.6 + half).epsilon(0.001));
}

TEST_CASE("votes are counted per pair of weights, whatever side they stood on")
{
    const std::vector<Vote> votes = {
        vote({base, tuned}, 1),
        vote({tuned, base}, 0),
        vote({base, tuned}, 0),
        vote({base, tuned}, -1),
    };
    const auto results = pairedResults(votes);
    REQUIRE(results.size() == 1);
    CHECK(results[0].a == base);
    CHECK(results[0].b == tuned);
    CHECK(results[0].winsA == 1);
    CHECK(results[0].winsB == 2);
    CHECK(results[0].ties == 1);
    CHECK(results[0].shareA == doctest::Approx(1.0 / 3));
    CHECK(results[0].p == 1);
    CHECK(results[0].low == doctest::Approx(clopperPearson(1, 3).low));
    CHECK(results[0].high == doctest::Approx(clopperPearson(1, 3).high));
}

TEST_CASE("ties do not enter the test")
{
    std::vector<Vote> votes(9, vote({base, tuned}, 1));
    votes.push_back(vote({base, tuned}, 0));
    const double before = pairedResults(votes)[0].p;
    CHECK(before == doctest::Approx(0.021484375).epsilon(1e-12));
    votes.insert(votes.end(), 100, vote({base, tuned}, -1));
    const auto after = pairedResults(votes);
    CHECK(after[0].p == before);
    CHECK(after[0].ties == 100);
    const auto tiesOnly = pairedResults(std::vector<Vote>{vote({base, tuned}, -1)});
    CHECK(tiesOnly[0].shareA == 0.5);
    CHECK(tiesOnly[0].high == 1);
}

TEST_CASE("among several panes the winner beats each of the others, which draw nothing")
{
    const auto results = pairedResults(std::vector<Vote>{vote({base, tuned, small}, 1)});
    REQUIRE(results.size() == 2);
    CHECK(results[0].b == tuned);
    CHECK(results[0].winsB == 1);
    CHECK(results[1].a == tuned);
    CHECK(results[1].winsA == 1);
    CHECK(pairedResults(std::vector<Vote>{vote({base, tuned, small}, -1)}).size() == 3);
}

TEST_CASE("the weights are the identity, the name only where they are not known")
{
    VoteCandidate renamed = tuned;
    renamed.name = "another name";
    const VoteCandidate unknown{"base", ""};
    const auto results = pairedResults(std::vector<Vote>{
        vote({base, tuned}, 0), vote({base, renamed}, 0), vote({unknown, tuned}, 0),
        vote({tuned, renamed}, 0)}); // the last: weights against themselves
    REQUIRE(results.size() == 2);
    CHECK(results[0].winsA == 2);
    CHECK(results[1].a == unknown);
}

TEST_CASE("a preference for a side is seen")
{
    std::vector<Vote> votes;
    for (int i = 0; i < 10; ++i) {
        const bool swapped = i % 2 == 0;
        votes.push_back(vote({base, tuned}, swapped ? 1 : 0,
                             swapped ? std::vector<int>{1, 0} : std::vector<int>{0, 1}));
    }
    votes.push_back(vote({base, tuned}, -1));
    votes.push_back(vote({base, tuned, small}, 0));
    const SideBias bias = sideBias(votes);
    CHECK(bias.left == 10);
    CHECK(bias.decided == 10);
    CHECK(bias.p == doctest::Approx(2.0 / 1024).epsilon(1e-12));
    CHECK(sideBias({}).p == 1);
}

TEST_CASE("votes read back from JSON; impossible ones are refused")
{
    Vote one = vote({base, tuned, small}, 2, {2, 0, 1});
    one.id = 4;
    one.comparison = 9;
    one.promptTitle = "\xff not UTF-8";
    one.time = 1.7e9;
    const auto read = parseVotes(exportJson(std::vector<Vote>{one, vote({base, tuned}, -1)}));
    REQUIRE_MESSAGE(read, read.error().message);
    CHECK(read->at(0) == one);
    CHECK(read->at(1) == vote({base, tuned}, -1));
    Json json = toJson(one);
    json["winner"] = 3;
    CHECK_FALSE(voteFromJson(json, "vote"));
    json["winner"] = -2;
    CHECK_FALSE(voteFromJson(json, "vote"));
    json["winner"] = 0;
    json["order"] = Json::array({0, 0, 1});
    CHECK_FALSE(voteFromJson(json, "vote"));
}
