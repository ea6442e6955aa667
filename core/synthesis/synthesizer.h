// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/synthesis/answer_filter.h"
#include "core/synthesis/answer_record.h"
#include "core/synthesis/api_key.h"
#include "core/synthesis/prompt_plan.h"
#include "core/synthesis/synthesis_spec.h"

namespace phi1 {

/// Of the whole job, earlier starts included, unless said otherwise.
struct SynthesisCounts {
    std::uint64_t planned = 0;
    std::uint64_t answered = 0; ///< prompts that have a line
    std::array<std::uint64_t, answerOutcomes> outcomes{};
    std::uint64_t promptTokens = 0, completionTokens = 0;
    bool tokensEstimated = false; ///< some of them
    std::uint64_t retries = 0;    ///< of this start
    std::uint64_t setAside = 0;   ///< prompts that got no answer in this start
    std::size_t underWay = 0;
    double waiting = 0; ///< s until requests go on, as the endpoint asked; 0: they do

    std::uint64_t kept() const { return outcomes[0]; }
    std::uint64_t tokens() const { return promptTokens + completionTokens; }
    void add(const AnswerRecord &record);
};

/// Called in the thread of synthesize().
struct SynthesisHooks {
    std::function<bool()> stopRequested;            ///< no new requests; those under way may end
    std::function<bool()> stopNow;                  ///< drop those under way
    std::function<void(const AnswerRecord &)> read; ///< of earlier starts, first
    std::function<void(const AnswerRecord &)> answered;      ///< durable by now
    std::function<void(const SynthesisCounts &)> progressed; ///< ten times a second
    std::function<void(const std::string &)> notice;         ///< a sentence for the log
};

enum class SynthesisEnd {
    Complete,
    RequestBudget,
    TokenBudget,
    Stopped,
    NeedsPerson, ///< a key, credit: the sentence says which, beginning "key needed" or so
};

struct SynthesisResult {
    SynthesisEnd end = SynthesisEnd::Complete;
    std::string sentence;
    SynthesisCounts counts;
};

/// Asks for every prompt of the plan that has no answer in FOLDER/answers.jsonl yet, several at
/// once.
///
/// No answer, one that ends early or is none, 408, 409, 425, 429 and 5xx are tried again, after
/// delays that double (half of them random, so that clients part), or as long as Retry-After says;
/// after 429 fewer requests run at once for a while. 401 and 403 end it with NeedsPerson, as does
/// an empty quota. 404 is an error. Other refusals belong to the prompt, unless nothing but
/// refusals comes: that is an error, and nothing of it is written. A prompt without an answer after
/// all attempts is set aside, to be asked again by the next start; if none in a row gets one, that
/// is an error.
///
/// The budget of tokens is not exceeded as far as the endpoint obeys max_tokens: what is under way
/// is counted at its most.
/// @param known  hashes that the corpus has already
Result<SynthesisResult> synthesize(const SynthesisSpec &spec, const PromptPlan &plan, ApiKey key,
                                   const std::filesystem::path &folder, AnswerFilter known,
                                   const SynthesisHooks &hooks);

} // namespace phi1
