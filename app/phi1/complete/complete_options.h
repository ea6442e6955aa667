// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "model/inference/completion.h"

namespace phi1 {

struct CompleteOptions {
    std::vector<std::string> checkpoints;
    std::string promptFile; ///< "-": standard input
    std::string prompt;     ///< its content, byte for byte
    CompletionOptions completion;
    std::int64_t logProbabilities = 0; ///< alternatives to list with every token; 0: no list
    bool diff = false;                 ///< what the first checkpoint's words became in the others
    bool promptLookup = true;          ///< guess repetitions ahead; changes no text
    HardwareOptions hardware;
    OutputOptions output;
};

} // namespace phi1
