// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/architecture/phi_model.h"
#include "model/text/tokenizer.h"

namespace phi1 {

struct PromptProbeOptions {
    std::vector<std::string> prompts;
    std::int64_t newTokens = 48; ///< of each completion, at most
    double seconds = 20.0;       ///< for all prompts together; then what there is counts
};

struct ProbeCompletion {
    std::string prompt;
    std::string text; ///< without the prompt; UTF-8, malformed parts of it as U+FFFD
    std::int64_t tokens = 0;
};

/// Completes the same prompts again and again while a model is trained, always the most likely
/// token. Reads the weights in place and changes nothing: a training goes through the same numbers
/// with and without it.
class PromptProbe
{
public:
    /// Neither `model` nor `tokenizer` may go before the probe.
    PromptProbe(const PhiModel &model, const Tokenizer &tokenizer, PromptProbeOptions options);

    bool isEmpty() const { return m_options.prompts.empty(); }

    /// @param cancelled  asked before every token; true ends all completions where they are
    Result<std::vector<ProbeCompletion>> complete(const std::function<bool()> &cancelled) const;

private:
    const PhiModel &m_model;
    const Tokenizer &m_tokenizer;
    const PromptProbeOptions m_options;
};

} // namespace phi1
