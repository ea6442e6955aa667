// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "core/comparison/diff.h"

using namespace phi1;

namespace {

using Units = std::vector<std::uint32_t>;

std::vector<TokenRecord> tokensOf(std::initializer_list<const char *> texts)
{
    std::vector<TokenRecord> tokens;
    for (const std::string text : texts) {
        std::int32_t id = 0;
        for (const char c : text)
            id = id * 131 + static_cast<unsigned char>(c);
        tokens.push_back({id, text, -1.0F, {}});
    }
    return tokens;
}

/// Fewest deletions and insertions by the quadratic recurrence.
std::int64_t fewestEdits(const Units &a, const Units &b)
{
    std::vector<std::int64_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = static_cast<std::int64_t>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::int64_t diagonal = row[0];
        row[0] = static_cast<std::int64_t>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::int64_t kept = diagonal;
            diagonal = row[j];
            row[j] = a[i - 1] == b[j - 1] ? kept : std::min(row[j], row[j - 1]) + 1;
        }
    }
    return row[b.size()];
}

/// Runs without gaps that lead from a to b, a Delete before the Insert in its place.
std::int64_t checkScript(const std::vector<EditRun> &runs, std::int64_t sizeA, std::int64_t sizeB,
                         const std::function<bool(std::int64_t, std::int64_t)> &equal)
{
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t edits = 0;
    EditRun::Kind before = EditRun::Kind::Equal;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const EditRun &run = runs[i];
        REQUIRE(run.beginA == a);
        REQUIRE(run.beginB == b);
        REQUIRE(run.endA - run.beginA >= 0);
        REQUIRE(run.endB - run.beginB >= 0);
        REQUIRE(run.endA - run.beginA + run.endB - run.beginB > 0);
        switch (run.kind) {
        case EditRun::Kind::Equal:
            REQUIRE(run.endA - run.beginA == run.endB - run.beginB);
            for (std::int64_t k = 0; k < run.endA - run.beginA; ++k)
                REQUIRE(equal(run.beginA + k, run.beginB + k));
            break;
        case EditRun::Kind::Delete:
            REQUIRE(run.beginB == run.endB);
            REQUIRE(before == EditRun::Kind::Equal);
            edits += run.endA - run.beginA;
            break;
        case EditRun::Kind::Insert:
            REQUIRE(run.beginA == run.endA);
            edits += run.endB - run.beginB;
            break;
        }
        REQUIRE((i == 0 || run.kind != before));
        before = run.kind;
        a = run.endA;
        b = run.endB;
    }
    CHECK(a == sizeA);
    CHECK(b == sizeB);
    return edits;
}

std::int64_t checkUnits(const Units &a, const Units &b)
{
    return checkScript(diffUnits(a, b), static_cast<std::int64_t>(a.size()),
                       static_cast<std::int64_t>(b.size()), [&](std::int64_t i, std::int64_t j) {
                           return a[static_cast<std::size_t>(i)] == b[static_cast<std::size_t>(j)];
                       });
}

Units randomUnits(std::mt19937 &random, std::size_t size, unsigned kinds)
{
    Units units(size);
    for (std::uint32_t &unit : units)
        unit = random() % kinds;
    return units;
}

} // namespace

TEST_CASE("completions part at the first token that differs, with its place in bytes")
{
    const auto a = tokensOf({"    ", "values", " =", " list", "("});
    const auto b = tokensOf({"    ", "values", " =", " [", "v"});
    const auto parting = firstDivergence(a, b);
    REQUIRE(parting);
    CHECK(parting->tokens == std::vector<std::int64_t>{3, 3});
    CHECK(parting->tokenBytes == std::vector<std::int64_t>{12, 12});
    CHECK(parting->byte == 13); // both tokens begin with a blank
}

TEST_CASE("equal texts in different tokens part by token, not by byte")
{
    const auto a = tokensOf({"foo", "bar"});
    const auto b = tokensOf({"foob", "ar"});
    const auto parting = firstDivergence(a, b, true);
    REQUIRE(parting);
    CHECK(parting->tokens == std::vector<std::int64_t>{0, 0});
    CHECK(parting->byte == 6);
    CHECK_FALSE(firstDivergence(a, b, false));
}

TEST_CASE("completions of different tokenizers part at a byte within a token of each")
{
    auto a = tokensOf({"re", "turn", " x"});
    auto b = tokensOf({"ret", "urn", " ", "yes"});
    b[0].id = a[0].id; // ids of different tokenizers may agree without meaning anything
    const auto parting = firstDivergence(a, b, false);
    REQUIRE(parting);
    CHECK(parting->byte == 7);
    CHECK(parting->tokens == std::vector<std::int64_t>{2, 3});
    CHECK(parting->tokenBytes == std::vector<std::int64_t>{6, 7});
}

TEST_CASE("a completion that ends parts from one that goes on at its end")
{
    const auto a = tokensOf({"x", "y"});
    const auto b = tokensOf({"x", "y", "z"});
    for (const bool sameTokenizer : {true, false}) {
        const auto parting = firstDivergence(a, b, sameTokenizer);
        REQUIRE(parting);
        CHECK(parting->tokens == std::vector<std::int64_t>{2, 2});
        CHECK(parting->byte == 2);
        CHECK_FALSE(firstDivergence(a, a, sameTokenizer));
    }
    const std::vector<TokenRecord> nothing;
    CHECK_FALSE(firstDivergence(nothing, nothing));
    CHECK(firstDivergence(nothing, a)->tokens == std::vector<std::int64_t>{0, 0});
    // A token without bytes, such as the end of the text, is no difference by byte.
    auto ended = a;
    ended.push_back({50256, "", -0.1F, {}});
    CHECK_FALSE(firstDivergence(a, ended, false));
    CHECK(firstDivergence(a, ended, true));
}

TEST_CASE("of several completions the first place where not all agree counts")
{
    const auto a = tokensOf({"a", "b", "c"});
    const auto b = tokensOf({"a", "b", "d"});
    const auto c = tokensOf({"a", "x", "c"});
    const std::array<std::span<const TokenRecord>, 3> all = {a, b, c};
    CHECK(firstDivergence(all)->tokens == std::vector<std::int64_t>{1, 1, 1});
    CHECK(firstDivergence(all, false)->byte == 1);
    const std::array<std::span<const TokenRecord>, 1> one = {a};
    CHECK_FALSE(firstDivergence(one));
}

TEST_CASE("every script leads from one side to the other by the fewest edits")
{
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const unsigned kinds = 1 + random() % 5;
        const Units a = randomUnits(random, random() % 14, kinds);
        const Units b = randomUnits(random, random() % 14, kinds);
        REQUIRE(checkUnits(a, b) == fewestEdits(a, b));
    }
}

TEST_CASE("long sides, alike or not, are diffed by the fewest edits")
{
    std::mt19937 random(2);
    for (const unsigned kinds : {2U, 50U, 5000U}) {
        const Units a = randomUnits(random, 700, kinds);
        Units b = randomUnits(random, 600, kinds);
        REQUIRE(checkUnits(a, b) == fewestEdits(a, b));
        b = a;
        for (int i = 0; i < 20; ++i)
            b.erase(b.begin() + static_cast<std::ptrdiff_t>(random() % b.size()));
        REQUIRE(checkUnits(a, b) == 20);
        REQUIRE(checkUnits(b, a) == 20);
    }
}

TEST_CASE("tokens are held against each other by their bytes")
{
    auto a = tokensOf({"a", "b", "c", "d"});
    auto b = tokensOf({"a", "x", "y", "c", "d"});
    for (TokenRecord &token : b)
        token.id += 1000; // of another tokenizer
    using Kind = EditRun::Kind;
    CHECK(diffTokens(a, b) == std::vector<EditRun>{{Kind::Equal, 0, 1, 0, 1},
                                                   {Kind::Delete, 1, 2, 1, 1},
                                                   {Kind::Insert, 2, 2, 1, 3},
                                                   {Kind::Equal, 2, 4, 3, 5}});
    CHECK(diffTokens({}, {}).empty());
}

TEST_CASE("words keep names and characters whole, and every byte is in one")
{
    using Words = std::vector<std::string_view>;
    CHECK(splitWords("x_1 += na\xc3\xafve(\n\n\t y)") ==
          Words{"x_1", " ", "+", "=", " ", "na\xc3\xafve", "(", "\n", "\n", "\t ", "y", ")"});
    CHECK(splitLines("a\n\nb") == Words{"a\n", "\n", "b"});
    CHECK(splitLines("").empty());
    CHECK(splitWords("").empty());
}

TEST_CASE("diffs of texts have byte offsets and give both texts again")
{
    std::mt19937 random(3);
    static constexpr std::array<const char *, 8> parts = {"x",  " ",        "\n",   "(",
                                                          "if", "\xc3\xa4", "\xff", "\t"};
    for (int i = 0; i < 2000; ++i) {
        std::array<std::string, 2> texts;
        for (std::string &text : texts) {
            for (unsigned n = random() % 20; n > 0; --n)
                text += parts[random() % parts.size()];
        }
        for (const auto diff : {diffWords, diffLines}) {
            checkScript(diff(texts[0], texts[1]), static_cast<std::int64_t>(texts[0].size()),
                        static_cast<std::int64_t>(texts[1].size()),
                        [&](std::int64_t a, std::int64_t b) {
                            return texts[0][static_cast<std::size_t>(a)] ==
                                   texts[1][static_cast<std::size_t>(b)];
                        });
        }
    }
}

TEST_CASE("panes share a tokenizer unless both say that they do not")
{
    PaneRecord a;
    PaneRecord b;
    CHECK(sharesTokenizer(a, b));
    a.tokenizer = "1";
    CHECK(sharesTokenizer(a, b));
    b.tokenizer = "2";
    CHECK_FALSE(sharesTokenizer(a, b));
    b.tokenizer = "1";
    CHECK(sharesTokenizer(a, b));
}
