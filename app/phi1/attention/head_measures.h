// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/attention/scores.h"
#include "core/base/result.h"
#include "core/syntax/python_syntax.h"
#include "model/inference/attention/attention_capture.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// Every score of every head on one text. Legend: L layers, H heads, S headScoreCount.
struct HeadMeasures {
    std::int64_t layers = 0, heads = 0;
    std::vector<float> values; ///< [L, H, S]; NaN: not measured
    /// Why a score was measured for no head, empty where it was.
    std::array<std::string, headScoreCount> reasons;

    float value(HeadId head, HeadScore score) const
    {
        return values[static_cast<std::size_t>(head.layer * heads + head.head) * headScoreCount +
                      static_cast<std::size_t>(score)];
    }
    /// All heads, the highest first; those that are not finite last.
    std::vector<HeadId> sortedBy(HeadScore score) const;
};

/// Where each token lies in the text it was cut from; nothing if the tokenizer changed the text
/// (some SentencePiece vocabularies do), so that places mean nothing.
std::optional<std::vector<TokenSpan>> tokenSpans(const Tokenizer &tokenizer, std::string_view text,
                                                 std::span<const TokenId> ids);

/// Asked between two heads: told how many were measured; false stops.
using MeasureProgress = std::function<bool(std::int64_t heads)>;

/// All scores but InductionRandom, layer by layer. Cancelled when stopped.
Result<HeadMeasures> measureHeads(AttentionCapture &capture, std::string_view text,
                                  const std::optional<std::vector<TokenSpan>> &spans,
                                  const AttentionLook &look, const MeasureProgress &progress);

/// The tokens on which InductionRandom is measured; none where the context is too short for two.
std::vector<TokenId> randomInductionIds(const Tokenizer &tokenizer, std::int64_t vocabulary,
                                        std::int64_t context);

/// Fills InductionRandom from a capture of randomInductionIds() by the same model.
Result<void> measureRandomInduction(AttentionCapture &capture, const AttentionLook &look,
                                    HeadMeasures &measures, const MeasureProgress &progress);

} // namespace phi1
