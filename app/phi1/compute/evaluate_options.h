// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "core/base/json.h"

namespace phi1 {

/// What the compute module does of an evaluation: the completions. Exercises, sandbox and report
/// stay with the program.
struct EvaluateOptions {
    std::string checkpoint;
    std::vector<std::string> prompts;
    std::int64_t maxNewTokens = 256;
    HardwareOptions hardware;
    OutputOptions output;
    std::vector<std::string> *completions = nullptr; ///< filled: greedy, one per prompt
    Json *about = nullptr; ///< filled: "name", "fingerprint", "prompts_too_long"
};

} // namespace phi1
