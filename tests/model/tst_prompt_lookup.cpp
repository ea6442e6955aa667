// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "core/base/philox.h"
#include "model/inference/prompt_lookup.h"

using namespace phi1;

namespace {

std::vector<TokenId> draft(const std::vector<TokenId> &tokens, std::size_t limit)
{
    std::vector<TokenId> drafts = {99};
    draftFromText(tokens, limit, drafts);
    return drafts;
}

} // namespace

TEST_CASE("a draft is what followed where the last tokens stood before")
{
    CHECK(draft({1, 2, 3, 4, 5, 6, 1, 2, 3}, 3) == std::vector<TokenId>{4, 5, 6});
    CHECK(draft({1, 2, 3, 4, 5, 6, 1, 2, 3}, 1) == std::vector<TokenId>{4});
    // Two tokens in common are too few.
    CHECK(draft({9, 2, 3, 4, 5, 6, 1, 2, 3}, 3).empty());
    CHECK(draft({1, 2, 3}, 3).empty());
    CHECK(draft({1, 2, 3, 4, 5, 6, 1, 2, 3}, 0).empty());
    CHECK(draft({}, 4).empty());
}

TEST_CASE("the longest common beginning decides, then the latest one")
{
    CHECK(draft({7, 1, 2, 3, 40, 8, 1, 2, 3, 50, 7, 1, 2, 3}, 1) == std::vector<TokenId>{40});
    CHECK(draft({1, 2, 3, 40, 1, 2, 3, 50, 1, 2, 3}, 1) == std::vector<TokenId>{50});
}

TEST_CASE("a repetition goes on into the draft")
{
    CHECK(draft({5, 1, 2, 3, 1, 2, 3}, 7) == std::vector<TokenId>{1, 2, 3, 1, 2, 3, 1});
    CHECK(draft({4, 4, 4, 4}, 5) == std::vector<TokenId>(5, 4));
}

TEST_CASE("drafts agree with a plain search in random texts")
{
    PhiloxStream numbers(3);
    for (int round = 0; round < 3000; ++round) {
        std::vector<TokenId> tokens(numbers.below(60));
        for (TokenId &id : tokens)
            id = static_cast<TokenId>(numbers.below(3));
        std::size_t best = 2, follower = 0;
        for (std::size_t end = 1; end < tokens.size(); ++end) {
            std::size_t length = 0;
            while (length < end && length < 32 &&
                   tokens[end - 1 - length] == tokens[tokens.size() - 1 - length])
                ++length;
            if (length >= std::max<std::size_t>(best, 3)) {
                best = length;
                follower = end;
            }
        }
        const std::vector<TokenId> found = draft(tokens, 4);
        if (follower == 0) {
            CHECK(found.empty());
            continue;
        }
        REQUIRE(found.size() == 4);
        for (std::size_t i = 0; i < 4 && follower + i < tokens.size(); ++i)
            CHECK(found[i] == tokens[follower + i]);
    }
}

TEST_CASE("guessing wrongly for ever costs no more than three steps in a hundred")
{
    for (const double rowCost : {0.02, 0.05, 0.2, 0.5, 1.0}) {
        CAPTURE(rowCost);
        DraftBudget budget;
        double wasted = 0;
        const int steps = 3000;
        for (int step = 0; step < steps; ++step) {
            const std::size_t drafted = budget.allowed(rowCost);
            CHECK(drafted <= DraftBudget::longest);
            wasted += static_cast<double>(drafted) * rowCost;
            budget.settle(drafted, 0, rowCost);
        }
        CHECK(wasted <= 0.03 * steps);
        CHECK(wasted > 0.5 * 0.02 * steps); // it goes on trying
    }
}

TEST_CASE("guessing rightly makes drafts long soon, whatever went before")
{
    for (const double rowCost : {0.05, 0.2}) {
        DraftBudget budget;
        for (int step = 0; step < 500; ++step)
            budget.settle(budget.allowed(rowCost), 0, rowCost);
        int steps = 0;
        while (budget.allowed(rowCost) < DraftBudget::longest && steps < 100) {
            const std::size_t drafted = budget.allowed(rowCost);
            budget.settle(drafted, drafted, rowCost);
            ++steps;
        }
        CHECK(steps < 30);
        // Half of the guesses being right is worth it where rows are cheap.
        std::size_t drafted = 0, right = 0;
        for (int step = 0; step < 200; ++step) {
            const std::size_t now = budget.allowed(rowCost);
            drafted += now;
            right += now / 2;
            budget.settle(now, now / 2, rowCost);
        }
        CHECK(drafted > 300);
    }
}

TEST_CASE("the cost of a row is learned from times")
{
    RowCost cost;
    CHECK(cost.value() == 0.25);
    for (int i = 0; i < 100; ++i) {
        cost.record(1, 0.1);
        cost.record(5, 0.14);
    }
    CHECK(cost.value() == doctest::Approx(0.1));
    for (int i = 0; i < 200; ++i)
        cost.record(3, 0.5);
    CHECK(cost.value() == doctest::Approx(1.0));
    for (int i = 0; i < 200; ++i)
        cost.record(3, 0.05);
    CHECK(cost.value() == doctest::Approx(0.02));
}
