// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace phi1 {

/// What can be told of a command line that is to be queued before it runs.
struct QueuedCommand {
    std::filesystem::path job;        ///< the folder it names as its run or job; empty: none
    std::vector<std::string> devices; ///< as asked for: "auto", "cpu", …
    bool takesDevice = false;         ///< whether it has an option --device
};

/// @param arguments  of phi1, without the program. A train whose configuration cannot be read is
/// taken to compute on "auto": it will say itself what is wrong.
QueuedCommand inspectCommand(const std::vector<std::string> &arguments);

} // namespace phi1
