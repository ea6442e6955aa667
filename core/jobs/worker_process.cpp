// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/worker_process.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// The child between fork and exec; returns only if something failed.
Result<void> becomeWorker(const QueueEntry &entry, int workerFile)
{
    ::setsid(); // and a process group of its own with it
    // Locks of the supervisor that this child shares would outlive it here.
    ::close_range(STDERR_FILENO + 1, static_cast<unsigned>(workerFile) - 1, 0);
    ::close_range(static_cast<unsigned>(workerFile) + 1, ~0u, 0);
    for (const int each : {SIGPIPE, SIGINT, SIGTERM, SIGCHLD, SIGHUP, SIGUSR1})
        std::signal(each, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);

    const std::string identity = dumpJson({{"pid", ownIdentity().pid},
                                           {"process_start_time", ownIdentity().startTime},
                                           {"boot_id", ownIdentity().bootId},
                                           {"host", ownIdentity().host}});
    PHI1_TRY(writeAll(workerFile, identity, "the worker file"));
    // Locks the folder: a worker that somebody started by hand keeps its status.json.
    {
        PHI1_ASSIGN(const FileDescriptor held, lockJobFolder(entry.job));
        auto before = readStatusFile(entry.job);
        StatusFile status = before ? std::move(*before) : StatusFile{};
        status.state = JobState::Starting;
        status.program = entry.arguments.empty() ? std::string() : entry.arguments.front();
        status.arguments = entry.arguments;
        status.process = ownIdentity();
        status.heartbeat = unixTime();
        status.exitReason.clear();
        status.exitStatus.reset();
        status.signal.reset();
        status.peakMemoryBytes.reset();
        PHI1_TRY(writeStatusFile(entry.job, status));
    }
    if (::chdir(entry.directory.c_str()) != 0)
        return failure(ErrorCode::NotFound,
                       concat(entry.directory, " cannot be entered: ", systemMessage(errno)));
    for (const auto &[key, value] : entry.environment)
        ::setenv(key.c_str(), value.c_str(), 1);
    // The lock of the worker file goes on into the program.
    ::fcntl(workerFile, F_SETFD, 0);
    std::vector<std::string> words = {entry.program.string()};
    words.insert(words.end(), entry.arguments.begin(), entry.arguments.end());
    std::vector<char *> argv;
    argv.reserve(words.size() + 1);
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    return failure(ErrorCode::NotFound,
                   concat(entry.program, " cannot be started: ", systemMessage(errno)));
}

/// The last line that the worker wrote on stderr or into its log, for the reason of a failure.
std::string lastLogLine(const QueueEntry &entry)
{
    constexpr std::uint64_t tail = 4096;
    const auto file = openFile(entry.job / logFileName, O_RDONLY);
    struct stat status = {};
    if (!file || ::fstat(file->get(), &status) != 0)
        return {};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t begin =
        std::max(std::min(entry.logOffset, size), size > tail ? size - tail : 0);
    std::string text(size - begin, '\0');
    if (!readExactly(file->get(), std::as_writable_bytes(std::span(text.data(), text.size())),
                     begin, logFileName))
        return {};
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    const std::size_t lineBreak = text.rfind('\n');
    return printable(lineBreak == std::string::npos ? text : text.substr(lineBreak + 1), 400);
}

QueueState queueStateOf(const WorkerEnd &end, JobState written)
{
    if (end.exitStatus == 0)
        return written == JobState::Stopped ? QueueState::Stopped : QueueState::Finished;
    // A worker that was asked to end before it could listen dies of the signal itself.
    const bool stopped = end.exitStatus == 130 || end.signal == SIGTERM || end.signal == SIGINT ||
                         ((end.askedToStop || end.killAnnounced) && end.signal == SIGKILL);
    return stopped ? QueueState::Stopped : QueueState::Failed;
}

JobState jobStateOf(QueueState state)
{
    if (state == QueueState::Finished)
        return JobState::Finished;
    return state == QueueState::Stopped ? JobState::Stopped : JobState::Failed;
}

} // namespace

Result<ProcessIdentity> startWorker(const JobQueue &queue, const QueueEntry &entry)
{
    const auto path = queue.workerFile(entry.id);
    PHI1_ASSIGN(const FileDescriptor workerFile, openFile(path, O_RDWR | O_CREAT | O_TRUNC));
    if (::flock(workerFile.get(), LOCK_EX | LOCK_NB) != 0)
        return failure(ErrorCode::Busy, concat(path, " is locked: entry ", entry.id,
                                               " still has processes from an earlier start"));
    PHI1_TRY(makeFolders(entry.job));
    PHI1_ASSIGN(const FileDescriptor input, openFile("/dev/null", O_RDONLY));
    PHI1_ASSIGN(const FileDescriptor output,
                openFile(entry.job / logFileName, O_WRONLY | O_CREAT | O_APPEND));
    const pid_t child = ::fork();
    if (child < 0)
        return failure(ErrorCode::Io,
                       concat("no process for entry ", entry.id, ": ", systemMessage(errno)));
    if (child == 0) {
        ::dup2(input.get(), STDIN_FILENO);
        ::dup2(output.get(), STDOUT_FILENO);
        ::dup2(output.get(), STDERR_FILENO);
        const auto result = becomeWorker(entry, workerFile.get());
        const std::string message = concat("phi1: ", result.error().message, "\n");
        [[maybe_unused]] const ssize_t written =
            ::write(STDERR_FILENO, message.data(), message.size());
        ::_exit(127);
    }
    // Until it has a session of its own, whatever ends this process group ends the child too, and
    // an entry that is written down as running would have failed without ever having begun.
    constexpr int attempts = 5000; // × 1 ms
    for (int i = 0; i < attempts && ::getsid(child) != child && identityOf(child); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    auto identity = identityOf(child);
    // It may be a zombie already; then its number is all there is, and wait4 tells the rest.
    return identity ? *identity
                    : ProcessIdentity{child, 0, ownIdentity().bootId, ownIdentity().host};
}

WorkerTrace traceWorker(const JobQueue &queue, const std::string &id)
{
    WorkerTrace trace;
    const auto path = queue.workerFile(id);
    const auto file = openFile(path, O_RDONLY);
    if (!file)
        return trace;
    const bool held = ::flock(file->get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    const auto json = readJsonFile(path, 4096);
    if (json && json->is_object()) {
        try {
            trace.process = ProcessIdentity{
                json->at("pid").get<pid_t>(), json->at("process_start_time").get<std::uint64_t>(),
                json->at("boot_id").get<std::string>(), json->at("host").get<std::string>()};
        } catch (const nlohmann::json::exception &) {
            // Not written by a worker: it says nothing.
        }
    }
    trace.isBeingStarted = held && !trace.process;
    return trace;
}

void endProcessGroup(pid_t group)
{
    constexpr int patience = 100; // × 20 ms
    for (int i = 0; processesInGroup(group) > 0; ++i) {
        if (i == 0)
            ::kill(-group, SIGTERM);
        else if (i == patience)
            ::kill(-group, SIGKILL);
        else if (i > 2 * patience)
            return; // held by the system; nothing more can be done
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void completeEntry(QueueEntry &entry, const WorkerEnd &seen)
{
    WorkerEnd end = seen;
    const auto held = lockJobFolder(entry.job);
    auto status = readStatusFile(entry.job);
    // Without a process it still waits for the one that died before it could write its own.
    const bool isOurs =
        status && (status->process.pid == entry.process.pid || status->process.pid == 0);
    const bool saidItself = isOurs && hasEnded(status->state);
    const bool isKnown = end.exitStatus || end.signal;
    // Whoever killed it may have written so already.
    if (saidItself && status->state == JobState::Stopped && status->signal == SIGKILL)
        end.killAnnounced = true;

    entry.ended = unixTime();
    entry.signal = end.signal;
    entry.exitStatus = end.exitStatus;
    if (!isKnown && saidItself)
        entry.exitStatus = status->exitStatus;
    if (isKnown)
        entry.state = queueStateOf(end, isOurs ? status->state : JobState::Failed);
    else if (saidItself && status->state == JobState::Finished)
        entry.state = QueueState::Finished;
    else
        entry.state = saidItself && status->state == JobState::Stopped ? QueueState::Stopped
                                                                       : QueueState::Failed;
    // For the queue a paused job has failed: what waits for it must not begin.
    const bool paused =
        saidItself && status->state == JobState::Paused && entry.state == QueueState::Failed;
    const bool agrees = paused || (saidItself && jobStateOf(entry.state) == status->state);
    if (agrees) {
        entry.reason = status->exitReason;
    } else {
        entry.reason = describeEnd(end, memoryLimit());
        const std::string line = entry.state == QueueState::Failed ? lastLogLine(entry) : "";
        if (!line.empty())
            entry.reason += concat("; its log ends with: ", line);
    }
    // Somebody else works there again, or never let this worker in: the status is theirs.
    if (!held || !isOurs)
        return;
    if (!agrees) {
        status->state = jobStateOf(entry.state);
        status->exitReason = entry.reason;
    }
    if (isKnown)
        status->exitStatus = end.exitStatus;
    if (isKnown)
        status->signal = end.signal;
    status->peakMemoryBytes = end.peakMemoryBytes;
    // A full disk leaves the old text; the entry of the queue still knows.
    [[maybe_unused]] const auto written = writeStatusFile(entry.job, *status);
}

std::string describeEnd(const WorkerEnd &end, std::uint64_t limit)
{
    if (end.exitStatus)
        return concat("ended with exit status ", *end.exitStatus);
    if (!end.signal)
        return "ended while no supervisor was watching; its exit status is not known";
    if (*end.signal == SIGKILL && end.killAnnounced)
        return killedOnRequest;
    std::string text = concat("killed by signal ", *end.signal);
    const std::uint64_t peak = end.peakMemoryBytes.value_or(0);
    // The kernel kills when memory runs short, which is before a single program has all of it.
    if (*end.signal == SIGKILL && !end.askedToStop && limit > 0 && peak >= limit / 10 * 7) {
        std::ostringstream figures;
        figures.precision(1);
        figures << std::fixed << static_cast<double>(peak) / 0x1p30 << " of "
                << static_cast<double>(limit) / 0x1p30;
        text += concat(", probably out of memory: peak ", figures.str(), " GiB");
    }
    return text;
}

std::uint64_t memoryLimit()
{
    std::uint64_t limit = 0;
    const auto pages = ::sysconf(_SC_PHYS_PAGES);
    const auto pageSize = ::sysconf(_SC_PAGESIZE);
    if (pages > 0 && pageSize > 0)
        limit = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(pageSize);
    for (const char *file : {"/sys/fs/cgroup/memory.max", // control groups of version 2 and 1
                             "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
        const auto text = readFile(file, 4096);
        std::uint64_t bytes = 0;
        if (text && (std::istringstream(*text) >> bytes) && bytes > 0)
            limit = limit == 0 ? bytes : std::min(limit, bytes);
    }
    return limit;
}

} // namespace phi1
