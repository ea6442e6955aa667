// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "core/base/result.h"

namespace phi1 {

/// What `train` and `resume` share on the command line beside the recipe: --set, --device, --dtype,
/// --threads, and what waiting in a queue needs.
struct RunOptions {
    std::vector<std::string> overrides; ///< --set, as given
    bool detach = false;
    std::string workspace;
    std::string after;
    bool shareDevice = false;
    OutputOptions output;

    /// The --set of the command line and then what --device, --dtype and --threads come to.
    std::vector<std::string> allOverrides() const;

    std::string device, dtype; ///< empty: not given
    int threads = -1;          ///< -1: not given
};

/// @param settable  what --set takes, for --help
void addRunOptions(CLI::App &command, RunOptions &options, const std::string &settable);

/// The folder of a run as the command line names it: absolute, without a slash at its end.
std::filesystem::path runFolder(const std::string &given);

/// Puts `phi1 ARGUMENTS…` into the queue as work on `run`, starts a supervisor if there is none,
/// and says what the entry is called.
Result<void> queueRun(const RunOptions &options, const std::filesystem::path &run,
                      const std::vector<std::string> &arguments,
                      const std::vector<std::string> &devices);

} // namespace phi1
