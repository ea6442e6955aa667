// SPDX-License-Identifier: Apache-2.0
#include "core/attention/relations.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "core/attention/scores.h"
#include "core/base/philox.h"

using namespace phi1;

namespace {

std::vector<std::int32_t> keysOf(const TokenRelation &relation, std::int32_t query)
{
    for (std::size_t i = 0; i < relation.queries.size(); ++i) {
        if (relation.queries[i] == query)
            return {relation.keys.begin() + relation.offsets[i],
                    relation.keys.begin() + relation.offsets[i + 1]};
    }
    return {};
}

} // namespace

TEST_CASE("induction looks at what followed each earlier occurrence")
{
    const std::vector<std::int32_t> ids = {5, 6, 5, 7, 5, 5};
    const TokenRelation relation = inductionRelation(ids);
    CHECK(relation.name == "induction");
    CHECK(relation.queries == std::vector<std::int32_t>{2, 4, 5});
    CHECK(keysOf(relation, 2) == std::vector<std::int32_t>{1});
    CHECK(keysOf(relation, 4) == std::vector<std::int32_t>{1, 3});
    CHECK(keysOf(relation, 5) == std::vector<std::int32_t>{1, 3, 5}); // 5 followed the one at 4
    CHECK(keysOf(inductionRelation(ids, 2), 5) == std::vector<std::int32_t>{3, 5});
    CHECK(inductionRelation({}).queries.empty());
    CHECK(inductionRelation({}).offsets == std::vector<std::int32_t>{0});
}

TEST_CASE("induction is the plain definition on random texts")
{
    PhiloxStream random(3);
    for (int round = 0; round < 20; ++round) {
        std::vector<std::int32_t> ids(random.below(80));
        for (std::int32_t &id : ids)
            id = static_cast<std::int32_t>(random.below(9));
        const TokenRelation relation = inductionRelation(ids);
        CHECK(relation.offsets.size() == relation.queries.size() + 1);
        CHECK(relation.offsets.back() == std::ssize(relation.keys));
        for (std::int32_t i = 0; i < std::ssize(ids); ++i) {
            std::vector<std::int32_t> keys;
            for (std::int32_t j = 1; j <= i; ++j) {
                if (ids[std::size_t(j) - 1] == ids[std::size_t(i)])
                    keys.push_back(j);
            }
            CHECK(keysOf(relation, i) == keys);
        }
    }
}

TEST_CASE("repeated random tokens are a function of the seed and repeat once, with no other double")
{
    const std::vector<std::int32_t> ids = repeatedRandomIds(1000, 257, 1);
    REQUIRE(ids.size() == 256);
    CHECK(std::equal(ids.begin(), ids.begin() + 128, ids.begin() + 128));
    CHECK(std::set(ids.begin(), ids.end()).size() == 128);
    CHECK(*std::min_element(ids.begin(), ids.end()) >= 0);
    CHECK(*std::max_element(ids.begin(), ids.end()) < 1000);
    CHECK(ids == repeatedRandomIds(1000, 257, 1));
    CHECK(ids != repeatedRandomIds(1000, 257, 2));
    CHECK(repeatedRandomIds(3, 20, 1).size() == 20); // a vocabulary too small for that
    CHECK(repeatedRandomIds(10, 20, 1).size() == 20);
    CHECK(repeatedRandomIds(10, 1, 1).empty());
    CHECK(repeatedRandomIds(0, 10, 1).empty());
    // Where nothing else is twice, both definitions of induction agree.
    const TokenRelation relation = repeatedRelation(256);
    const TokenRelation plain = inductionRelation(ids);
    CHECK(relation.queries == plain.queries);
    CHECK(relation.keys == plain.keys);
    CHECK(relation.offsets == plain.offsets);
    CHECK(relation.name == "induction_random");
    CHECK(repeatedRelation(1).queries.empty());
}

TEST_CASE("the relations of a text come in the order of the scores, with reasons for what is not")
{
    const std::string_view text = "f(a)";
    const std::vector<std::int32_t> ids = {1, 2, 3, 4};
    const std::vector<TokenSpan> tokens = {{0, 1}, {1, 2}, {2, 3}, {3, 4}};
    const std::vector<CodeRelation> relations = textRelations(text, ids, tokens);
    REQUIRE(relations.size() == 6);
    std::size_t last = 0;
    for (const CodeRelation &relation : relations) {
        const auto score = headScoreNamed(relation.relation.name);
        REQUIRE(score);
        CHECK(std::size_t(*score) > last);
        last = std::size_t(*score);
        CHECK(relation.isApplicable() == !relation.relation.queries.empty());
    }
    CHECK(relations[0].reason == "no token occurs twice");
    if (hasPythonSyntax())
        CHECK(keysOf(relations[1].relation, 3) == std::vector<std::int32_t>{1});
    else
        CHECK(relations[1].reason == "this program was built without Python's grammar");
}

TEST_CASE("every score is told in full and found by its key")
{
    REQUIRE(headScoreFacts().size() == headScoreCount);
    std::set<std::string_view> keys, titles;
    for (const HeadScoreFacts &facts : headScoreFacts()) {
        CHECK(&factsOf(facts.score) == &facts);
        CHECK(headScoreNamed(facts.key) == facts.score);
        CHECK(keys.insert(facts.key).second);
        CHECK(titles.insert(facts.title).second);
        CHECK((facts.unit == "share" || facts.unit == "bits" || facts.unit == "tokens"));
        CHECK_FALSE(facts.formula.empty());
        CHECK(facts.meaning.ends_with("."));
        CHECK_FALSE(facts.source.empty());
    }
    CHECK_FALSE(headScoreNamed("Previous"));
    CHECK_FALSE(headScoreNamed(""));
}
