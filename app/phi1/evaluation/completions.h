// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

struct EvaluateOptions {
    std::string checkpoint;
    std::vector<std::string> prompts;
    std::int64_t maxNewTokens = 256;
    HardwareOptions hardware;
    OutputOptions output;
    Json *about = nullptr; ///< filled: "name", "fingerprint", "prompts_too_long"
};

/// The greedy completion of each prompt, in order; empty for prompts that leave no room for one.
Result<std::vector<std::string>> completePrompts(const EvaluateOptions &options);

} // namespace phi1
