// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_status.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <thread>

#include <unistd.h>

#include "core/base/text.h"
#include "core/jobs/worker_process.h"

namespace phi1 {

namespace {

JobCondition conditionOf(JobState state)
{
    return static_cast<JobCondition>(static_cast<int>(state));
}
static_assert(static_cast<int>(JobCondition::Paused) == static_cast<int>(JobState::Paused));

bool groupLives(const ProcessIdentity &process, pid_t group)
{
    // A worker that a shell or a script started shares its group with others: then only itself is
    // waited for.
    return group == process.pid ? processesInGroup(group) > 0 : isAlive(process);
}

Result<ProcessIdentity> livingProcess(const std::filesystem::path &folder)
{
    PHI1_ASSIGN(const JobStatus status, readJobStatus(folder));
    const ProcessIdentity &process = status.file.process;
    if (!status.ofThisMachine && process.pid > 0 && !hasEnded(status.file.state))
        return failure(ErrorCode::Incompatible,
                       concat(folder, " is worked on by process ", process.pid, " on ",
                              process.host, ": it can only be stopped from there"));
    if (!isAlive(process))
        return failure(ErrorCode::NotFound,
                       concat("no process works on ", folder, ": it is ", status.description()));
    return process;
}

/// Writes down the end of a job that was just killed, unless its supervisor has done so, and takes
/// the announcement away.
void writeDownKill(const std::filesystem::path &folder, const ProcessIdentity &process)
{
    const auto held = lockJobFolder(folder);
    auto status = held ? readStatusFile(folder) : failure(ErrorCode::Busy, "");
    if (status && status->process == process && !hasEnded(status->state)) {
        status->state = JobState::Stopped;
        status->exitReason = killedOnRequest;
        status->exitStatus.reset();
        status->signal = SIGKILL;
        // Where it cannot be written the job is shown as lost, which is true too.
        [[maybe_unused]] const auto written = writeStatusFile(folder, *status);
    }
    forgetKill(folder);
}

} // namespace

std::string_view jobConditionName(JobCondition condition)
{
    if (condition == JobCondition::LostContact)
        return "lost contact";
    if (condition == JobCondition::LastSeen)
        return "last seen";
    return jobStateName(static_cast<JobState>(static_cast<int>(condition)));
}

std::string JobStatus::description() const
{
    const std::string name(jobConditionName(condition));
    switch (condition) {
    case JobCondition::LostContact:
        return concat(name, ": process ", file.process.pid,
                      " ended without a word, its last "
                      "heartbeat was ",
                      formatDuration(heartbeatAge), " ago");
    case JobCondition::LastSeen:
        return concat(name, " ", formatDuration(heartbeatAge), " ago on ", file.process.host);
    case JobCondition::Stopped:
    case JobCondition::Finished:
    case JobCondition::Failed:
    case JobCondition::Paused:
        return file.exitReason.empty() ? name : concat(name, ": ", printable(file.exitReason, 500));
    default:
        return name;
    }
}

Result<JobStatus> readJobStatus(const std::filesystem::path &folder)
{
    JobStatus status;
    PHI1_ASSIGN(status.file, readStatusFile(folder));
    status.condition = conditionOf(status.file.state);
    status.ofThisMachine = isOfThisMachine(status.file.process);
    status.heartbeatAge = std::max(0.0, unixTime() - status.file.heartbeat);
    const bool fresh = status.heartbeatAge < heartbeatPatience;
    if (status.file.state == JobState::Queued || hasEnded(status.file.state))
        return status;
    if (!status.ofThisMachine) {
        status.alive = fresh;
        if (!fresh)
            status.condition = JobCondition::LastSeen;
        return status;
    }
    // The lock also counts without the process: its work may go on in a child that holds it.
    status.alive = isAlive(status.file.process) || isJobFolderLocked(folder);
    if (!fresh && !status.alive)
        status.condition = JobCondition::LostContact;
    return status;
}

std::vector<pid_t> processesOf(const JobStatus &status)
{
    const ProcessIdentity &process = status.file.process;
    if (process.pid <= 1 || !isOfThisMachine(process))
        return {};
    if (isAlive(process)) {
        // A worker that a shell or a script started shares its group with others.
        return ::getpgid(process.pid) == process.pid ? membersOfGroup(process.pid)
                                                     : std::vector<pid_t>{process.pid};
    }
    // Its number may be another's now, who leads a group of that number.
    if (identityOf(process.pid))
        return {};
    return membersOfGroup(process.pid);
}

Result<void> requestStop(const std::filesystem::path &folder)
{
    PHI1_ASSIGN(const ProcessIdentity process, livingProcess(folder));
    return signalProcess(process, SIGTERM);
}

Result<void> requestCheckpoint(const std::filesystem::path &folder)
{
    PHI1_ASSIGN(const ProcessIdentity process, livingProcess(folder));
    return signalProcess(process, SIGUSR1);
}

Result<void> stopJob(const std::filesystem::path &folder, const StopPatience &patience)
{
    using Clock = std::chrono::steady_clock;
    const auto living = livingProcess(folder);
    if (!living && living.error().code == ErrorCode::NotFound) {
        const auto status = readJobStatus(folder);
        if (status && !processesOf(*status).empty())
            endProcessGroup(status->file.process.pid);
        return {};
    }
    if (!living)
        return tl::unexpected<Error>(living.error());
    const ProcessIdentity &process = *living;
    const pid_t group = ::getpgid(process.pid);

    /// Waits for the end; false: it lasted longer.
    const auto wait = [&](double seconds) -> Result<bool> {
        const auto begin = Clock::now();
        while (groupLives(process, group)) {
            if (patience.giveUp && patience.giveUp())
                return failure(ErrorCode::Cancelled,
                               concat("stopped waiting for process ", process.pid, " to end"));
            if (std::chrono::duration<double>(Clock::now() - begin).count() > seconds)
                return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        return true;
    };
    for (const double seconds : {patience.untilSecond, patience.untilKill}) {
        // It may have ended by itself meanwhile, leaving others of its group.
        if (auto sent = signalProcess(process, SIGTERM);
            !sent && sent.error().code != ErrorCode::NotFound)
            return sent;
        PHI1_ASSIGN(const bool ended, wait(seconds));
        if (ended)
            return {};
    }
    // Where the announcement cannot be written, the end is told as that of any killed process.
    [[maybe_unused]] const auto announced = announceKill(folder, process);
    if (group == process.pid)
        ::kill(-group, SIGKILL);
    else
        PHI1_TRY(signalProcess(process, SIGKILL));
    constexpr double killing = 30; // a process in an uninterruptible call dies when that returns
    PHI1_ASSIGN(const bool ended, wait(killing));
    if (ended)
        writeDownKill(folder, process);
    else
        return failure(ErrorCode::Io, concat("process ", process.pid, " of ", folder,
                                             " does not end, not even by SIGKILL: the system holds "
                                             "it, perhaps waiting for a device or a disk"));
    return {};
}

} // namespace phi1
