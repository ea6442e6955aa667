// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

/// What became of a prompt.
enum class AnswerOutcome {
    Kept,
    Duplicate,     ///< the very text is in the corpus or was answered before
    NearDuplicate, ///< too like an answer before
    Truncated,     ///< ended at max_tokens
    TooShort,      ///< or without what was to be taken from it
    Refused,       ///< the endpoint would not answer this prompt
};
inline constexpr int answerOutcomes = 6;

/// "kept", "duplicate", "near duplicate", "truncated", "too short", "refused".
std::string_view outcomeName(AnswerOutcome outcome);

/// One line of answers.jsonl: a prompt, its answer, and all that is known about how it came to be.
struct AnswerRecord {
    std::uint64_t item = 0;
    AnswerOutcome outcome = AnswerOutcome::Kept;
    std::string topic, audience;
    std::vector<std::string> seedWords;
    std::string functionName;
    std::string system, prompt;
    std::string text; ///< what is, or would have been, the sample
    std::string hash; ///< XXH3-128 of the text

    std::string endpoint; ///< address without key
    std::string api;
    std::string requestedModel;
    std::string model; ///< as the server says
    Json settings = Json::object();
    std::string requestId, answerId, finishReason;
    std::uint64_t promptTokens = 0, completionTokens = 0;
    bool tokensEstimated = false; ///< the endpoint counted none: bytes ÷ 4
    std::uint64_t attempts = 0;
    double seconds = 0;  ///< of the last one
    double time = 0;     ///< unix s
    std::string message; ///< of Refused; of duplicates: what it is like
};

Json toJson(const AnswerRecord &record);
/// Corrupt for what is no such line.
Result<AnswerRecord> answerFromJson(const Json &json);

} // namespace phi1
