// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "model/text/tokenizer.h"

namespace phi1 {

class Engine;

struct TextLossOptions {
    std::int64_t window = 0; ///< tokens a window holds; 0: the context of the model
    /// Tokens that a window repeats from the one before it, so that what it scores has something
    /// before it; below `window`.
    std::int64_t overlap = 0;
};

/// The loss of every token of a text given the ones before it, as far as they are in its window:
/// -log softmax(logits)[token] in nats. The first token has none (NaN); every other one is scored
/// once.
/// @param progress  tokens done so far; false stops
/// @return Usage for options out of range or fewer than two tokens, Cancelled when stopped, Corrupt
///         if a row of logits has no finite number, errors of the engine
Result<std::vector<float>> textLoss(Engine &engine, std::span<const TokenId> ids,
                                    const TextLossOptions &options,
                                    const std::function<bool(std::size_t)> &progress);

} // namespace phi1
