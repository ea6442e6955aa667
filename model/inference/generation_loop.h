// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/inference/completion.h"
#include "model/text/tokenizer.h"

namespace phi1 {

class Engine;

/// What the loop knows of a vocabulary.
struct TokenText {
    std::function<std::string(TokenId)> bytes;
    TokenId endOfText = -1;
};

/// Completes `prompts` (not empty, within the engine's context) with whatever slots the engine has:
/// a slot whose completion ended takes the next one. Fails as a whole if the engine does or a logit
/// row has no finite number.
Result<std::vector<Completion>> generate(Engine &engine, const TokenText &text,
                                         std::span<const std::vector<TokenId>> prompts,
                                         const CompletionOptions &options,
                                         const GenerationControl &control);

} // namespace phi1
