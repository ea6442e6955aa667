// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/workspace.h"

namespace phi1 {

/// `--detach`: puts `phi1 ARGUMENTS…` (without the program's name: "train", "nano.toml", …) at the
/// end of the workspace's queue and starts its supervisor if none lives. Relative paths among the
/// arguments are resolved against the current folder, which the worker gets.
/// The job folder then holds status.json (queued), log.txt and lock: see holdsOnlyJobFiles().
/// @return the id of the entry. Busy if a process works on `jobFolder`, or it is queued already.
Result<std::string> enqueueDetached(const Workspace &workspace,
                                    const std::filesystem::path &jobFolder,
                                    const std::vector<std::string> &arguments);

/// Whether a folder is missing, empty, or holds nothing but files that waiting in a queue leaves
/// there (status.json, log.txt, lock): then a job may begin in it as in a new one.
bool holdsOnlyJobFiles(const std::filesystem::path &folder);

} // namespace phi1
