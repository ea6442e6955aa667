// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "model/inference/completion.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// Who goes first where there is more work than one step can do.
enum class Lane {
    Interactive, ///< somebody is looking at it
    Decode,      ///< a program waits for it
    Batch,       ///< whole sets of prompts; goes on slowly while anything else runs
};

/// Most alternatives that can be asked for with a token.
constexpr std::int64_t maximumTopLogProbabilities = 20;

/// What is to be continued or scored, with how much detail.
struct GenerationRequest {
    std::vector<TokenId> prompt; ///< 1 to context tokens
    /// maxNewTokens 0 scores the prompt and generates nothing; then one sample is allowed.
    CompletionOptions options;
    /// Tokens every completion begins with, as if they had been chosen (branches): they are
    /// reported, count as new tokens, and stop strings are found in them.
    std::vector<TokenId> forced;
    std::int64_t topLogProbabilities = 0; ///< most probable alternatives to report; 0 to 20
    std::vector<TokenId> probes;          ///< ids whose log-probability every report shall contain
    bool entropy = false;                 ///< whether reports contain the entropy
    bool promptLogProbabilities = false;  ///< reports about the tokens of the prompt
    /// Only about these, ascending: indices into the prompt; its length stands for the token that
    /// would come next. Empty: about all tokens of the prompt (not the next). Needs
    /// promptLogProbabilities.
    std::vector<std::int64_t> promptPositions;
    Lane lane = Lane::Decode;
    bool promptLookup = true; ///< draft tokens from repetitions in the text; changes no output
};

struct TokenAlternative {
    TokenId id = 0;
    float logProbability = 0;
    friend bool operator==(const TokenAlternative &, const TokenAlternative &) = default;
};

/// One token and what the model thought of it, before any sampling option: natural logarithms of
/// softmax(logits).
struct TokenReport {
    static constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

    std::int64_t sample = 0;           ///< 0 for tokens of the prompt
    std::int64_t index = 0;            ///< within the completion, or within the prompt
    TokenId id = -1;                   ///< -1: the token after the prompt, not chosen yet
    float logProbability = unknown;    ///< unknown for the first token of a prompt and for id -1
    float entropy = unknown;           ///< nats; unknown unless asked for
    std::vector<TokenAlternative> top; ///< most probable first; equal ones by id
    std::vector<float> probeLogProbabilities; ///< in the order of the request's probes
    std::string bytes;                        ///< of the token; may be part of a character
};

/// How one completion ended.
struct SampleEnd {
    std::int64_t sample = 0;
    FinishReason reason = FinishReason::Length;
    std::string stopString;       ///< the one that was found, with FinishReason::StopString
    std::string text;             ///< what was held back until now; follows the text handed out
    bool endOfTextChosen = false; ///< then endOfText describes that choice
    TokenReport endOfText;
    std::int64_t tokens = 0;     ///< of the completion, without <|endoftext|>
    double timeToFirstToken = 0; ///< seconds since the request was submitted; 0 without a token
    double tokensPerSecond = 0;  ///< of the tokens after the first; 0 if there was only one
};

/// What a request cost.
struct GenerationSummary {
    std::int64_t promptTokens = 0;
    std::int64_t cachedPromptTokens = 0; ///< of those, taken from an earlier request
    std::int64_t completionTokens = 0;   ///< of all samples
    double queuedSeconds = 0;            ///< from submission to the first work on it
    double timeToFirstToken = 0;         ///< seconds since submission; 0 if there was none
    double promptTokensPerSecond = 0;    ///< of the tokens not cached; 0 if all were
    double tokensPerSecond = 0; ///< of all samples together, after the first token; 0 if unknown
    std::int64_t drafted = 0;   ///< tokens guessed by prompt lookup
    std::int64_t accepted = 0;  ///< of those, right ones
    bool cancelled = false;
};

/// Where a request's results go. Everything is called on the thread that computes, so nothing here
/// may block; what must outlive a call is copied. A sink that throws has its request cancelled and
/// is not called again.
class GenerationSink
{
public:
    virtual ~GenerationSink() = default;

    /// Reports about tokens of the prompt, ascending, in pieces; only if asked for.
    virtual void onPrompt(std::span<const TokenReport> /*tokens*/) {}
    /// The next token of a completion. `readyText` is text not handed out before that no later
    /// token takes back: never part of a stop string or of a character, often empty.
    virtual void onToken(const TokenReport & /*token*/, std::string_view /*readyText*/) {}
    virtual void onSampleFinished(const SampleEnd & /*end*/) {}
    /// Exactly one of these two comes, last. A cancelled request finishes, with
    /// FinishReason::Cancelled for what was under way.
    virtual void onFinished(const GenerationSummary & /*summary*/) {}
    virtual void onFailed(const Error & /*error*/) {}
};

/// What a request is checked against.
struct ModelLimits {
    std::int64_t context = 0;
    std::int64_t vocabulary = 0; ///< rows of logits; the tokenizer may know fewer
};

/// Whether the request can be done: Usage for an empty prompt, one beyond the context (both numbers
/// named) or an option out of range; Incompatible for ids beyond the model's vocabulary.
/// @param name  of the prompt in these messages
Result<void> checkRequest(const GenerationRequest &request, const ModelLimits &limits,
                          std::string_view name = "the prompt");

} // namespace phi1
