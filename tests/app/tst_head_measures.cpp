// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/attention/head_measures.h"

#include <cmath>
#include <filesystem>
#include <set>

#include <doctest/doctest.h>

#include "tests/support/byte_tokenizer.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

/// A tokenizer that puts a blank in front, as many SentencePiece vocabularies do, or changes text.
class BlankTokenizer final : public Tokenizer
{
public:
    using Tokenizer::encode;
    explicit BlankTokenizer(std::string first)
        : m_first(std::move(first))
    {}
    void encode(std::string_view, SpecialTokens, std::vector<TokenId> &ids) const override
    {
        ids = {0, 1};
    }
    std::string tokenBytes(TokenId id) const override { return id == 0 ? m_first : "=1"; }
    std::string decode(std::span<const TokenId>) const override { return {}; }
    std::int64_t vocabularySize() const override { return 2; }
    TokenId endOfText() const override { return -1; }
    Result<void> save(const std::filesystem::path &) const override { return {}; }
    const std::string &fingerprint() const override { return m_first; }
    std::string_view kind() const override { return "blank"; }

private:
    std::string m_first;
};

/// Head h of layer l says 10 l + h for everything.
class NumberedCapture final : public AttentionCapture
{
public:
    explicit NumberedCapture(std::vector<TokenId> ids)
        : m_ids(std::move(ids))
    {}
    const std::vector<TokenId> &ids() const override { return m_ids; }
    std::int64_t layers() const override { return 3; }
    std::int64_t heads() const override { return 2; }
    std::int64_t layersReady() const override { return 3; }
    std::uint64_t bytes() const override { return 0; }
    Result<void> tiles(std::span<const TileRequest>, std::int64_t, const AttentionLook &,
                       std::span<float>, std::stop_token) override
    {
        return failure(ErrorCode::Usage, "not asked for");
    }
    Result<void> rows(HeadId, std::int64_t, std::int64_t, const AttentionLook &, std::span<float>,
                      std::stop_token) override
    {
        return failure(ErrorCode::Usage, "not asked for");
    }
    Result<void> combinedRows(std::span<const HeadId>, HeadCombination, std::int64_t, std::int64_t,
                              const AttentionLook &, std::span<float>, std::stop_token) override
    {
        return failure(ErrorCode::Usage, "not asked for");
    }
    Result<void> columns(HeadId, std::int64_t, std::int64_t, const AttentionLook &,
                         std::span<float>, std::stop_token) override
    {
        return failure(ErrorCode::Usage, "not asked for");
    }
    Result<void> statistics(std::span<const HeadId> heads, std::span<const TokenRelation> relations,
                            const AttentionLook &, std::span<HeadStatistics> statistics,
                            std::span<float> related, std::stop_token) override
    {
        for (std::size_t i = 0; i < heads.size(); ++i) {
            const auto base = static_cast<float>(10 * heads[i].layer + heads[i].head);
            statistics[i] = {base + 0.1F, base + 0.2F, base + 0.3F,
                             base + 0.4F, base + 0.5F, std::nanf("")};
            for (std::size_t r = 0; r < relations.size(); ++r) {
                asked.insert(relations[r].name);
                related[i * relations.size() + r] = base + 0.6F + 0.01F * static_cast<float>(r);
            }
        }
        return {};
    }
    Result<void> rollout(std::int64_t, std::span<float>, std::stop_token) override
    {
        return failure(ErrorCode::Usage, "not asked for");
    }
    Result<void> lens(std::int64_t, std::span<float>, std::stop_token) override
    {
        return failure(ErrorCode::Usage, "not asked for");
    }
    std::span<const float> meanOutput(HeadId) const override { return {}; }

    std::set<std::string> asked; ///< names of relations

private:
    std::vector<TokenId> m_ids;
};

} // namespace

TEST_CASE("a blank that a tokenizer puts in front is none of the text; changed text has no places")
{
    const BlankTokenizer blank(" x");
    CHECK(tokenSpans(blank, "x=1", blank.encode("x=1", SpecialTokens::AsText)) ==
          std::vector<TokenSpan>{{0, 1}, {1, 3}});
    CHECK(tokenSpans(blank, " x=1", blank.encode(" x=1", SpecialTokens::AsText)) ==
          std::vector<TokenSpan>{{0, 2}, {2, 4}});
    CHECK_FALSE(tokenSpans(blank, "y=1", blank.encode("y=1", SpecialTokens::AsText)));
    CHECK(tokenSpans(blank, "", std::vector<TokenId>()) == std::vector<TokenSpan>());
}

TEST_CASE("the tokens of real vocabularies join to the text, or it is said that they do not")
{
    const std::string text = "def f(x):\n    return  x + 1\n";
    for (const char *name : {"bpe.model", "bpe-bytefallback.model", "unigram.model"}) {
        CAPTURE(name);
        const test::TemporaryFolder folder;
        std::filesystem::copy_file(std::filesystem::path(PHI1_TEST_DATA) / "sentencepiece" / name,
                                   folder / "tokenizer.model");
        const auto tokenizer = loadTokenizer(folder.path());
        REQUIRE(tokenizer);
        const auto ids = (*tokenizer)->encode(text, SpecialTokens::AsText);
        const auto spans = tokenSpans(**tokenizer, text, ids);
        const bool same = (*tokenizer)->decode(ids) == text;
        CHECK(spans.has_value() == same);
        if (spans) {
            REQUIRE(spans->size() == ids.size());
            CHECK(spans->front().begin == 0);
            CHECK(spans->back().end == text.size());
            for (std::size_t i = 1; i < spans->size(); ++i)
                CHECK((*spans)[i].begin == (*spans)[i - 1].end);
        }
    }
}

TEST_CASE("each head gets its own figures, each score its own")
{
    const test::ByteTokenizer tokenizer;
    const std::string text = "f(a)";
    const auto ids = tokenizer.encode(text, SpecialTokens::AsText);
    NumberedCapture capture(ids);
    std::vector<std::int64_t> progress;
    const auto found =
        measureHeads(capture, text, tokenSpans(tokenizer, text, ids), {}, [&](std::int64_t heads) {
            progress.push_back(heads);
            return true;
        });
    REQUIRE(found);
    CHECK(progress == std::vector<std::int64_t>{0, 2, 4, 6});
    CHECK(found->value({2, 1}, HeadScore::Previous) == 21.1F);
    CHECK(found->value({2, 1}, HeadScore::Sink) == 21.2F);
    CHECK(found->value({0, 1}, HeadScore::Self) == 1.3F);
    CHECK(found->value({1, 0}, HeadScore::Entropy) == 10.4F);
    CHECK(found->value({1, 0}, HeadScore::Distance) == 10.5F);
    CHECK(std::isnan(found->value({1, 0}, HeadScore::Change)));
    CHECK(std::isnan(found->value({1, 0}, HeadScore::Induction)));
    const auto reason = [&](HeadScore score) { return found->reasons.at(std::size_t(score)); };
    CHECK(reason(HeadScore::Induction) == "no token occurs twice");
    CHECK(reason(HeadScore::Previous).empty());
    if (hasPythonSyntax()) {
        CHECK(capture.asked == std::set<std::string>{"bracket"});
        CHECK(found->value({1, 1}, HeadScore::Bracket) == 11.6F);
        CHECK(reason(HeadScore::Bracket).empty());
    }
    CHECK(found->sortedBy(HeadScore::Sink).front() == HeadId{2, 1});
    CHECK(found->sortedBy(HeadScore::Change).size() == 6); // nothing but NaN: as they come
    CHECK(found->sortedBy(HeadScore::Change).front() == HeadId{0, 0});

    HeadMeasures measures = *found;
    const auto random = randomInductionIds(tokenizer, 200, 1000);
    CHECK(random.size() == 128);
    for (const TokenId id : random)
        CHECK((id >= 0 && id < 200));
    NumberedCapture repeated(random);
    REQUIRE(measureRandomInduction(repeated, {}, measures, {}));
    CHECK(repeated.asked == std::set<std::string>{"induction_random"});
    CHECK(measures.value({2, 0}, HeadScore::InductionRandom) == 20.6F);
    CHECK(measures.reasons.at(std::size_t(HeadScore::InductionRandom)).empty());
    CHECK(randomInductionIds(tokenizer, 200, 1).empty());
}

TEST_CASE("code is not measured where places in the text mean nothing")
{
    const test::ByteTokenizer tokenizer;
    NumberedCapture capture(tokenizer.encode("f(aa)", SpecialTokens::AsText));
    const auto found = measureHeads(capture, "f(aa)", std::nullopt, {}, {});
    REQUIRE(found);
    CHECK(found->reasons.at(std::size_t(HeadScore::Bracket)) == "the tokenizer changed the text");
    CHECK(found->reasons.at(std::size_t(HeadScore::Induction)).empty());
    CHECK(capture.asked == std::set<std::string>{"induction"});
}

TEST_CASE("measuring stops between layers")
{
    const test::ByteTokenizer tokenizer;
    NumberedCapture capture(tokenizer.encode("aa", SpecialTokens::AsText));
    const auto found =
        measureHeads(capture, "aa", std::nullopt, {}, [](std::int64_t heads) { return heads < 2; });
    REQUIRE_FALSE(found);
    CHECK(found.error().code == ErrorCode::Cancelled);
}
