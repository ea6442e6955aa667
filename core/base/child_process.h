// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

struct ChildResult {
    int exitStatus = 0; ///< 128 + N when signal N ended it, as shells count
    std::string output; ///< of its stdout, when captured
};

/// Runs a program to its end in this process group (so that Ctrl+C reaches both) with stdin from
/// /dev/null and stderr shared. With `captureOutput` its stdout is read, at most `limit` bytes;
/// beyond that it is killed.
Result<ChildResult> runChild(const std::vector<std::string> &arguments, bool captureOutput,
                             std::size_t limit = 256u << 20);

/// The path of the running program, for starting itself again.
std::string ownProgram();

} // namespace phi1
