// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/jobs/job_queue.h"

namespace phi1 {

/// `--detach`: puts `entry` at the end of the workspace's queue and starts its supervisor if none
/// lives. Relative paths among the arguments (without the program's name: "train", "nano.toml", …)
/// are resolved against the current folder, which the worker gets.
/// The job folder then holds status.json (queued), log.txt and lock: see holdsOnlyJobFiles().
/// @return the id of the entry. Errors as of JobQueue::add.
Result<std::string> enqueueDetached(const Workspace &workspace, const JobQueue::NewEntry &entry);

/// Whether a folder is missing, empty, or holds nothing but files that waiting in a queue leaves
/// there (status.json, log.txt, lock): then a job may begin in it as in a new one.
bool holdsOnlyJobFiles(const std::filesystem::path &folder);

} // namespace phi1
