// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "model/inference/sampling_options.h"
#include "model/text/tokenizer.h"

namespace phi1 {

enum class FinishReason {
    EndOfText,  ///< the model said <|endoftext|>
    StopString, ///< one of the stop strings appeared
    Length,     ///< as many new tokens as were asked for
    Context,    ///< the model's context is full
    Cancelled,  ///< somebody asked to stop
};

/// As the completions protocol calls it: "stop", "length" or "cancelled".
std::string_view finishReasonName(FinishReason reason);

struct CompletionOptions {
    SamplingOptions sampling;
    std::int64_t maxNewTokens = 256;
    std::vector<std::string> stop; ///< the text ends before the first that appears
    std::int64_t samples = 1;      ///< completions per prompt, with draws of their own
    bool stopAtEndOfText = true;

    /// Usage error naming the option, the value and the range.
    Result<void> validate() const;
};

struct Completion {
    std::size_t prompt = 0; ///< index of the prompt
    std::int64_t sample = 0;
    std::string text; ///< bytes; without the stop string and what follows it
    std::vector<TokenId>
        tokens; ///< all generated ones but <|endoftext|>, those of the stop string too
    std::vector<float> logProbabilities; ///< one per token, before any sampling option
    std::int64_t promptTokens = 0;
    FinishReason finish = FinishReason::Length;
    double timeToFirstToken = 0; ///< seconds since the call
    double tokensPerSecond = 0;  ///< of the tokens after the first; 0 if there was only one
};

/// How a caller follows and ends a generation; every member may be empty. Called from the thread
/// that generates.
struct GenerationControl {
    /// Asked before every step; true ends all unfinished completions with FinishReason::Cancelled.
    std::function<bool()> cancelled;
    /// New text of a completion (by its index in the result), never part of a stop string or of a
    /// character.
    std::function<void(std::size_t completion, std::string_view text)> text;
    std::function<void(std::size_t finished, std::size_t total)> progress;
};

} // namespace phi1
