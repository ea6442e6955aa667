// SPDX-License-Identifier: Apache-2.0
#pragma once

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
    HardwareOptions hardware;
    OutputOptions output;
};

} // namespace phi1
