// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/base/result.h"
#include "core/jobs/job_files.h"

namespace phi1 {

/// How a job is shown: what it wrote last, weighed against whether it still lives.
enum class JobCondition {
    Queued,
    Starting,
    Running,
    Stopping,
    Stopped,
    Finished,
    Failed,
    Paused,
    LostContact, ///< of this machine: no heartbeat for 15 s and nobody holds the lock
    LastSeen,    ///< of another machine: no heartbeat for 15 s, and no way to look there
};

/// "running", "lost contact", "last seen", …
std::string_view jobConditionName(JobCondition condition);

inline constexpr double heartbeatPatience = 15.0; ///< seconds

struct JobStatus {
    StatusFile file; ///< what the job wrote
    JobCondition condition = JobCondition::Failed;
    bool alive = false; ///< as far as can be seen from here
    bool ofThisMachine = false;
    double heartbeatAge = 0; ///< seconds; 0 if the clock of another host is ahead of ours
    /// One sentence for people: "running since …", "failed: killed by signal 9, …".
    std::string description() const;
};

/// Reads status.json and looks whether the job lives: on this machine by its lock and by pid and
/// start time (a pid that belongs to another process now is not the job), on another by the
/// heartbeat. NotFound if there is no status.json.
Result<JobStatus> readJobStatus(const std::filesystem::path &folder);

/// The processes of this machine that a job still has: its own and, where it leads a process group,
/// all others of that, ascending. Empty for a job of another machine and when nothing is left
/// running; zombies do not count.
std::vector<pid_t> processesOf(const JobStatus &status);

/// Sends SIGTERM to the job's process: the first makes it write a checkpoint and stop, the second
/// stop at once. Returns at once. NotFound if it does not live, Incompatible if it is on another
/// machine.
Result<void> requestStop(const std::filesystem::path &folder);
/// Sends SIGUSR1: write a checkpoint and go on.
Result<void> requestCheckpoint(const std::filesystem::path &folder);

struct StopPatience {
    double untilSecond = 600; ///< seconds before the second SIGTERM
    double untilKill = 30;    ///< seconds after it before SIGKILL goes to the whole process group
    /// Asked some times a second; true gives up waiting (Cancelled), the job goes on stopping.
    std::function<bool()> giveUp;
};
/// Stops the job and waits until nothing of its process group is left, which has the whole group
/// killed if need be; a job that was killed so is written down as stopped, "killed on request". Of
/// a job that died alone it ends what is left. Does nothing if nothing is.
Result<void> stopJob(const std::filesystem::path &folder, const StopPatience &patience);

} // namespace phi1
