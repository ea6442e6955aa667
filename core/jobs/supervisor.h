// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/jobs/workspace.h"

namespace phi1 {

struct SupervisorOptions {
    double idleSeconds = 3; ///< without anything to run or to start, before it ends
    /// What SIGTERM means: false: end and leave the workers running; true: stop them first.
    bool stopWorkers = false;
};

/// The work of `phi1 supervise`: takes the workspace (Busy if another supervisor has it), adopts
/// the workers that an earlier supervisor left, starts the entries of the queue in their order (on
/// one device one at a time unless they share it, see queue_devices.h; those of other devices
/// beside each other), waits for them and writes down how they ended. Returns when idle or at
/// SIGTERM or SIGINT. Its own death at any moment harms nobody: workers go on, and the next
/// supervisor finds them by pid and start time. Of adopted workers the exit status is only known if
/// they wrote it. Uses process-wide signal masks and fork: for a process that does nothing else.
Result<void> supervise(const Workspace &workspace, const SupervisorOptions &options);

/// Starts `PROGRAM supervise --workspace DIR` in a session of its own unless a supervisor lives,
/// and waits until it has the workspace. May be called from any program and thread.
/// @param program  empty: the running one
Result<void> ensureSupervisor(const Workspace &workspace, std::filesystem::path program = {});

/// Whether a supervisor has the workspace.
bool hasSupervisor(const Workspace &workspace);

} // namespace phi1
