// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/supervisor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/child_process.h"
#include "core/base/text.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/queue_devices.h"
#include "core/jobs/worker_process.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

class Supervisor
{
public:
    Supervisor(JobQueue queue, FileDescriptor lock, const SupervisorOptions &options)
        : m_queue(std::move(queue))
        , m_lock(std::move(lock))
        , m_options(options)
    {}
    Result<void> run();

private:
    struct Worker {
        QueueEntry entry;
        bool isChild = false; ///< of this process, so that wait4 tells how it ended
        bool askedToStop = false;
    };

    void blockSignals();
    void waitForSignal(bool atOnce);
    Result<void> adopt();
    Result<bool> adoptEntry(QueueEntry entry);
    Result<void> reap();
    Result<void> complete(Worker &worker, const WorkerEnd &end);
    Result<bool> startNext();
    Result<bool> leaveIfIdle();
    void stopWorkers();
    static void say(const std::string &line);

    JobQueue m_queue;
    FileDescriptor m_lock;
    SupervisorOptions m_options;
    std::vector<Worker> m_workers;
    sigset_t m_signals{};
    int m_stopRequests = 0;
};

void Supervisor::say(const std::string &line)
{
    std::fprintf(stderr, "%s\n", line.c_str());
}

void Supervisor::blockSignals()
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    sigemptyset(&m_signals);
    for (const int each : {SIGTERM, SIGINT, SIGCHLD})
        sigaddset(&m_signals, each);
    ::sigprocmask(SIG_BLOCK, &m_signals, nullptr);
}

/// Sleeps until a child ended, a stop was asked for, or it is time to look at the queue again.
/// @param atOnce  only look whether a signal has come
void Supervisor::waitForSignal(bool atOnce)
{
    const timespec tick = {0, atOnce ? 0 : 200'000'000};
    const int received = ::sigtimedwait(&m_signals, nullptr, &tick);
    if (received == SIGTERM || received == SIGINT) {
        ++m_stopRequests;
        if (m_options.stopWorkers)
            stopWorkers();
    }
}

/// Takes over what an earlier supervisor left as starting or running.
Result<void> Supervisor::adopt()
{
    PHI1_ASSIGN(const JobQueue::Listing listing, m_queue.list());
    for (const std::string &sentence : listing.damaged)
        say(sentence);
    for (const QueueEntry &entry : listing.entries) {
        if (entry.state != QueueState::Starting && entry.state != QueueState::Running)
            continue;
        // A child of the earlier supervisor says who it is within milliseconds.
        constexpr int attempts = 100;
        for (int i = 0; i < attempts; ++i) {
            PHI1_ASSIGN(const bool isSettled, adoptEntry(entry));
            if (isSettled)
                break;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    return {};
}

/// @return false if it cannot be told yet
Result<bool> Supervisor::adoptEntry(QueueEntry entry)
{
    if (entry.state == QueueState::Starting) {
        const WorkerTrace trace = traceWorker(m_queue, entry.id);
        if (trace.isBeingStarted)
            return false;
        if (!trace.process) {
            entry.state = QueueState::Waiting;
            PHI1_ASSIGN(const FileDescriptor held, m_queue.lock());
            PHI1_TRY(m_queue.write(entry));
            return true;
        }
        entry.process = *trace.process;
        entry.state = QueueState::Running;
    }
    say(concat("entry ", entry.id, ": process ", entry.process.pid,
               " was started by an earlier supervisor; how it ends is known only if it says so"));
    m_workers.push_back({entry, false, false});
    PHI1_ASSIGN(const FileDescriptor held, m_queue.lock());
    PHI1_TRY(m_queue.write(entry));
    return true;
}

Result<void> Supervisor::complete(Worker &worker, const WorkerEnd &end)
{
    endProcessGroup(worker.entry.process.pid);
    completeEntry(worker.entry, end);
    say(concat("entry ", worker.entry.id, ": ", queueStateName(worker.entry.state), ", ",
               worker.entry.reason));
    PHI1_ASSIGN(const FileDescriptor held, m_queue.lock());
    return m_queue.write(worker.entry);
}

Result<void> Supervisor::reap()
{
    for (std::size_t i = 0; i < m_workers.size();) {
        Worker &worker = m_workers[i];
        WorkerEnd end;
        end.askedToStop = worker.askedToStop;
        end.killAnnounced = isKillAnnounced(worker.entry.job, worker.entry.process);
        if (worker.isChild) {
            int status = 0;
            rusage usage = {};
            if (::wait4(worker.entry.process.pid, &status, WNOHANG, &usage) !=
                worker.entry.process.pid) {
                ++i;
                continue;
            }
            if (WIFEXITED(status))
                end.exitStatus = WEXITSTATUS(status);
            else
                end.signal = WTERMSIG(status);
            end.peakMemoryBytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
        } else if (isAlive(worker.entry.process)) {
            ++i;
            continue;
        }
        PHI1_TRY(complete(worker, end));
        m_workers.erase(m_workers.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return {};
}

/// @return whether one was started, or failed to
Result<bool> Supervisor::startNext()
{
    if (m_stopRequests > 0)
        return false;
    PHI1_ASSIGN(FileDescriptor held, m_queue.lock());
    PHI1_ASSIGN(const JobQueue::Listing listing, m_queue.list());
    if (listing.paused)
        return false;
    const QueueEntry *next = nextToStart(listing.entries);
    if (!next)
        return false;
    Worker worker{*next, true, false};
    QueueEntry &entry = worker.entry;
    entry.state = QueueState::Starting;
    entry.started = unixTime();
    entry.process = {};
    entry.exitStatus.reset();
    entry.signal.reset();
    entry.reason.clear();
    std::error_code error;
    const auto logSize = std::filesystem::file_size(entry.job / logFileName, error);
    entry.logOffset = error ? 0 : logSize;
    // An old worker file would make a crash before the fork look like a start.
    ::unlink(m_queue.workerFile(entry.id).c_str());
    PHI1_TRY(m_queue.write(entry));

    auto process = startWorker(m_queue, entry);
    if (!process) {
        entry.state = QueueState::Failed;
        entry.ended = unixTime();
        entry.reason = process.error().message;
        say(concat("entry ", entry.id, ": ", entry.reason));
        PHI1_TRY(m_queue.write(entry));
        return true;
    }
    entry.process = *process;
    entry.state = QueueState::Running;
    m_workers.push_back(worker);
    say(concat("entry ", entry.id, ": process ", entry.process.pid, " works on ", entry.job));
    PHI1_TRY(m_queue.write(entry));
    return true;
}

void Supervisor::stopWorkers()
{
    for (Worker &worker : m_workers) {
        worker.askedToStop = true;
        // Ended already is as good.
        [[maybe_unused]] const auto sent = signalProcess(worker.entry.process, SIGTERM);
    }
}

/// Gives the workspace up under the queue's lock: whoever adds an entry afterwards sees that there
/// is no supervisor, whoever did before is seen here.
Result<bool> Supervisor::leaveIfIdle()
{
    PHI1_ASSIGN(const FileDescriptor held, m_queue.lock());
    PHI1_ASSIGN(const JobQueue::Listing listing, m_queue.list());
    const bool isReadyNow =
        !listing.paused &&
        std::any_of(listing.entries.begin(), listing.entries.end(),
                    [&](const QueueEntry &each) { return isReady(each, listing.entries); });
    if (isReadyNow)
        return false;
    m_lock.reset();
    return true;
}

Result<void> Supervisor::run()
{
    blockSignals();
    PHI1_TRY(adopt());
    auto lastWork = Clock::now();
    while (true) {
        PHI1_TRY(reap());
        PHI1_ASSIGN(const bool started, startNext());
        if (started || !m_workers.empty())
            lastWork = Clock::now();
        if (m_stopRequests > 0 && (m_workers.empty() || !m_options.stopWorkers))
            return {};
        const std::chrono::duration<double> idle = Clock::now() - lastWork;
        if (m_workers.empty() && idle.count() >= m_options.idleSeconds) {
            PHI1_ASSIGN(const bool left, leaveIfIdle());
            if (left)
                return {};
        }
        waitForSignal(started); // after one was started the next may have a device too
    }
}

} // namespace

Result<void> supervise(const Workspace &workspace, const SupervisorOptions &options)
{
    PHI1_TRY(makeFolders(workspace.supervisor()));
    auto lock = lockJobFolder(workspace.supervisor());
    if (!lock && lock.error().code == ErrorCode::Busy)
        return failure(ErrorCode::Busy,
                       concat("the workspace ", workspace.root,
                              " has a supervisor already: ", lock.error().message));
    if (!lock)
        return failure(std::move(lock));
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    return Supervisor(std::move(queue), std::move(*lock), options).run();
}

bool hasSupervisor(const Workspace &workspace)
{
    return isJobFolderLocked(workspace.supervisor());
}

Result<void> ensureSupervisor(const Workspace &workspace, std::filesystem::path program)
{
    if (hasSupervisor(workspace))
        return {};
    PHI1_TRY(makeFolders(workspace.supervisor()));
    if (program.empty())
        program = ownProgram();
    const auto logPath = workspace.supervisor() / logFileName;
    PHI1_ASSIGN(const FileDescriptor input, openFile("/dev/null", O_RDONLY));
    PHI1_ASSIGN(const FileDescriptor output, openFile(logPath, O_WRONLY | O_CREAT | O_APPEND));
    // All memory is taken before fork: afterwards a program with threads may only make calls that
    // are safe in signal handlers.
    std::vector<std::string> words = {program.string(), "supervise", "--workspace",
                                      workspace.root.string()};
    std::vector<char *> argv;
    argv.reserve(words.size() + 1);
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    sigset_t none;
    sigemptyset(&none);

    const pid_t child = ::fork();
    if (child < 0)
        return failure(ErrorCode::Io,
                       concat("no process for the supervisor: ", systemMessage(errno)));
    if (child == 0) {
        ::setsid();
        if (::fork() != 0) // the supervisor itself is nobody's child, so nobody need wait for it
            ::_exit(0);
        ::dup2(input.get(), STDIN_FILENO);
        ::dup2(output.get(), STDOUT_FILENO);
        ::dup2(output.get(), STDERR_FILENO);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        if (::chdir("/") == 0) // holds no folder that somebody may want to unmount
            ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    constexpr int attempts = 250; // × 20 ms
    for (int i = 0; i < attempts; ++i) {
        if (hasSupervisor(workspace))
            return {};
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return failure(ErrorCode::Io,
                   concat("the supervisor did not start within 5 s; ", logPath, " may say why"));
}

} // namespace phi1
