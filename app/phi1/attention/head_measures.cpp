// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/attention/head_measures.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/attention/relations.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

std::vector<HeadId> headsOf(std::int64_t layer, std::int64_t heads)
{
    std::vector<HeadId> ids;
    for (std::int64_t head = 0; head < heads; ++head)
        ids.push_back({layer, head});
    return ids;
}

/// Statistics and relations of all heads, a layer at a time.
/// @param take  is given each head with its figures
Result<void>
sweep(AttentionCapture &capture, std::span<const TokenRelation> relations,
      const AttentionLook &look, const MeasureProgress &progress,
      const std::function<void(HeadId, const HeadStatistics &, std::span<const float>)> &take)
{
    const auto heads = static_cast<std::size_t>(capture.heads());
    std::vector<HeadStatistics> statistics(heads);
    std::vector<float> related(heads * relations.size());
    for (std::int64_t layer = 0; layer < capture.layers(); ++layer) {
        if (progress && !progress(layer * capture.heads()))
            return failure(ErrorCode::Cancelled, "the measuring of attention was interrupted");
        const std::vector<HeadId> ids = headsOf(layer, capture.heads());
        PHI1_TRY(capture.statistics(ids, relations, look, statistics, related, {}));
        for (std::size_t head = 0; head < heads; ++head)
            take(ids[head], statistics[head],
                 std::span(related).subspan(head * relations.size(), relations.size()));
    }
    if (progress)
        progress(capture.layers() * capture.heads());
    return {};
}

} // namespace

std::vector<HeadId> HeadMeasures::sortedBy(HeadScore score) const
{
    std::vector<HeadId> ids;
    for (std::int64_t layer = 0; layer < layers; ++layer)
        for (const HeadId id : headsOf(layer, heads))
            ids.push_back(id);
    const auto rank = [&](HeadId head) {
        const float found = value(head, score);
        return std::isnan(found) ? -std::numeric_limits<float>::infinity() : found;
    };
    std::stable_sort(ids.begin(), ids.end(), [&](HeadId a, HeadId b) { return rank(a) > rank(b); });
    return ids;
}

std::optional<std::vector<TokenSpan>> tokenSpans(const Tokenizer &tokenizer, std::string_view text,
                                                 std::span<const TokenId> ids)
{
    std::string joined;
    std::vector<std::size_t> lengths;
    for (const TokenId id : ids) {
        const std::string bytes = tokenizer.tokenBytes(id);
        lengths.push_back(bytes.size());
        joined += bytes;
    }
    // SentencePiece may put a blank before the first word, which is none of the text.
    if (joined.size() == text.size() + 1 && joined.front() == ' ' && lengths.front() > 0) {
        joined.erase(0, 1);
        --lengths.front();
    }
    if (joined != text)
        return std::nullopt;
    return consecutiveSpans(text, lengths);
}

Result<HeadMeasures> measureHeads(AttentionCapture &capture, std::string_view text,
                                  const std::optional<std::vector<TokenSpan>> &spans,
                                  const AttentionLook &look, const MeasureProgress &progress)
{
    HeadMeasures measures{.layers = capture.layers(), .heads = capture.heads()};
    const auto count = static_cast<std::size_t>(measures.layers * measures.heads);
    measures.values.assign(count * headScoreCount, std::numeric_limits<float>::quiet_NaN());
    const auto reasonOf = [&](HeadScore score) -> std::string & {
        return measures.reasons.at(static_cast<std::size_t>(score));
    };
    std::vector<TokenRelation> relations;
    std::vector<HeadScore> scores; // of the relations
    const std::vector<TokenSpan> nowhere(capture.ids().size());
    for (CodeRelation &found : textRelations(text, capture.ids(), spans ? *spans : nowhere)) {
        const HeadScore score = headScoreNamed(found.relation.name).value();
        if (!spans && score != HeadScore::Induction)
            found.reason = "the tokenizer changed the text";
        reasonOf(score) = found.reason;
        if (!found.isApplicable())
            continue;
        scores.push_back(score);
        relations.push_back(std::move(found.relation));
    }
    if (capture.tokens() < 2)
        for (const HeadScore score : {HeadScore::Previous, HeadScore::Sink, HeadScore::Self,
                                      HeadScore::Entropy, HeadScore::Distance})
            reasonOf(score) = "the text has one token";
    reasonOf(HeadScore::InductionRandom) = "no random tokens were looked at";
    if (look.minus == nullptr)
        reasonOf(HeadScore::Change) = "there is no second checkpoint";

    PHI1_TRY(sweep(capture, relations, look, progress,
                   [&](HeadId head, const HeadStatistics &found, std::span<const float> related) {
                       float *row =
                           measures.values.data() + (head.layer * measures.heads + head.head) *
                                                        std::ptrdiff_t(headScoreCount);
                       const auto set = [&](HeadScore score, float value) {
                           row[static_cast<std::size_t>(score)] = value;
                       };
                       set(HeadScore::Previous, found.previous);
                       set(HeadScore::Sink, found.sink);
                       set(HeadScore::Self, found.self);
                       set(HeadScore::Entropy, found.entropy);
                       set(HeadScore::Distance, found.distance);
                       set(HeadScore::Change, found.change);
                       for (std::size_t i = 0; i < scores.size(); ++i)
                           set(scores[i], related[i]);
                   }));
    return measures;
}

std::vector<TokenId> randomInductionIds(const Tokenizer &tokenizer, std::int64_t vocabulary,
                                        std::int64_t context)
{
    return repeatedRandomIds(std::min(tokenizer.vocabularySize(), vocabulary),
                             std::min(randomInductionTokens, context), randomInductionSeed);
}

Result<void> measureRandomInduction(AttentionCapture &capture, const AttentionLook &look,
                                    HeadMeasures &measures, const MeasureProgress &progress)
{
    const std::vector<TokenRelation> relations = {repeatedRelation(capture.tokens())};
    constexpr auto score = static_cast<std::size_t>(HeadScore::InductionRandom);
    PHI1_TRY(sweep(capture, relations, look, progress,
                   [&](HeadId head, const HeadStatistics &, std::span<const float> related) {
                       const std::int64_t row = head.layer * measures.heads + head.head;
                       measures.values[static_cast<std::size_t>(row) * headScoreCount + score] =
                           related.front();
                   }));
    measures.reasons.at(score).clear();
    return {};
}

} // namespace phi1
