// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/process_identity.h"

namespace phi1 {

/// How a worker ended, as far as whoever asks knows.
struct WorkerEnd {
    std::optional<int> exitStatus;
    std::optional<int> signal;
    std::optional<std::uint64_t> peakMemoryBytes;
    bool askedToStop = false;   ///< by this supervisor
    bool killAnnounced = false; ///< somebody killed it on purpose
};

/// Starts the command of an entry as a child: in a session and process group of its own, in its
/// folder and environment, with stdin from /dev/null and both outputs appended to log.txt of its
/// job. Before it becomes the program, the child locks the entry's worker file, writes its identity
/// there and into status.json (starting), so that whoever comes later can tell whether it was
/// started, whenever this process dies.
/// Forks: only for a process with one thread.
Result<ProcessIdentity> startWorker(const JobQueue &queue, const QueueEntry &entry);

/// What the entry's worker file tells after its supervisor died.
struct WorkerTrace {
    std::optional<ProcessIdentity> process; ///< of the worker that was started
    bool isBeingStarted = false;            ///< a child exists that has not yet written who it is
};
WorkerTrace traceWorker(const JobQueue &queue, const std::string &id);

/// Ends what is left of a dead worker's process group: SIGTERM, SIGKILL after two seconds.
void endProcessGroup(pid_t group);

/// Brings status.json of a worker that lives no more to its end (unless somebody else works on the
/// folder again) and fills state, exit status, signal and reason of the entry.
void completeEntry(QueueEntry &entry, const WorkerEnd &end);

/// "killed by signal 9, probably out of memory: peak 22.9 of 24 GiB". The memory is named only when
/// SIGKILL came unasked and the peak was near `memoryLimit` (bytes, 0: not known).
std::string describeEnd(const WorkerEnd &end, std::uint64_t memoryLimit);

/// Bytes of memory that programs here may use: of the machine, or less by control group.
std::uint64_t memoryLimit();

} // namespace phi1
