// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/phi1/serve/api_error.h"
#include "core/base/json.h"
#include "core/base/result.h"
#include "model/inference/generation_request.h"

namespace phi1 {

/// The body of POST /v1/completions, checked as far as it can be without the model.
struct CompletionFields {
    using Prompt = std::variant<std::string, std::vector<TokenId>>;

    std::string model; ///< empty: not named
    std::vector<Prompt> prompts;
    GenerationRequest request; ///< for every prompt, without the prompt
    bool wantsLogProbabilities = false;
    bool echo = false;
    bool stream = false;
    bool includeUsage = false;
    bool phi1 = false;

    std::int64_t samples() const { return request.options.samples; }
};

/// At most so many completions can be asked for at once.
inline constexpr std::int64_t mostChoices = 256;

tl::expected<CompletionFields, ApiError> readCompletionFields(const Json &body);

} // namespace phi1
