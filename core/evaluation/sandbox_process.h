// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/evaluation/sandbox.h"

namespace phi1 {

/// A command to run under resource limits, with `input` as its standard input and the verdict on
/// descriptor 3.
struct SandboxCommand {
    std::vector<std::string>
        arguments; ///< the first one is the program's path; the environment is empty
    std::string_view input;
    bool leadsGroup =
        false; ///< kill its process group too: for commands that do not bring their own sandbox
};

struct SandboxedEnd {
    std::string verdict; ///< what came on descriptor 3, at most 64 bytes
    std::string output;  ///< the last 4 KiB
    int waitStatus = 0;  ///< as waitpid(2) gives it
    bool outOfTime = false;
    bool tooNoisy = false;
    double wallSeconds = 0;
};

/// Starts the command, reads what it says within the limits, and kills all of it at the end. As
/// root it runs as an otherwise unused user, since limits on processes do not bind root.
Result<SandboxedEnd> runLimited(const SandboxCommand &command, const SandboxLimits &limits);

} // namespace phi1
