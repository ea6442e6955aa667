// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/base/result.h"
#include "model/inference/attention/attention_capture.h"
#include "model/inference/engine.h"

namespace phi1 {

/// Captures a whole text, for those who have nothing else to do meanwhile.
/// @param progress  told 0 to 1 after each step; may be empty
/// @return Cancelled when stopped, between two steps; else as Engine::beginCapture()
Result<std::shared_ptr<AttentionCapture>>
captureText(Engine &engine, std::vector<TokenId> ids, std::stop_token stop = {},
            const std::function<void(double)> &progress = {});

} // namespace phi1
