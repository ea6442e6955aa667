// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/result.h"

namespace phi1 {

/// Which process, so that a number that was given to another program later is not mistaken for it:
/// pids are reused, and start again after a reboot.
struct ProcessIdentity {
    pid_t pid = 0;
    std::uint64_t startTime = 0; ///< clock ticks since boot: field 22 of /proc/PID/stat
    std::string bootId;          ///< /proc/sys/kernel/random/boot_id
    std::string host;

    bool operator==(const ProcessIdentity &) const = default;
};

/// This process. Ask again after a fork.
ProcessIdentity ownIdentity();

/// The process with this pid on this machine; nothing if there is none, or only a zombie.
std::optional<ProcessIdentity> identityOf(pid_t pid);

/// Whether it was started on this machine since its last boot: only then can its pid be looked at.
bool isOfThisMachine(const ProcessIdentity &identity);

/// Whether exactly this process lives here. Zombies do not.
bool isAlive(const ProcessIdentity &identity);

/// Sends a signal to exactly this process (through a pidfd, so that it cannot reach another that
/// got the number meanwhile). NotFound if it lives no more.
Result<void> signalProcess(const ProcessIdentity &identity, int signalNumber);

/// The processes of a process group that are not zombies, ascending.
std::vector<pid_t> membersOfGroup(pid_t group);
/// How many there are.
int processesInGroup(pid_t group);

} // namespace phi1
