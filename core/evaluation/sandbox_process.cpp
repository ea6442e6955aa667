// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/sandbox_process.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t keptOutput = 4096;
constexpr std::size_t keptVerdict = 64;
constexpr int verdictDescriptor = 3;

struct Pipe {
    FileDescriptor reading;
    FileDescriptor writing;
};

Result<Pipe> makePipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0 || ::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        return failure(ErrorCode::Io,
                       concat("no pipe to a program's sandbox: ", systemMessage(errno)));
    return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// The input as a file in memory: a pipe could block on a program that does not read.
Result<FileDescriptor> fileWith(std::string_view input)
{
    FileDescriptor file(::memfd_create("phi1-program", MFD_CLOEXEC));
    if (!file.isOpen())
        return failure(ErrorCode::Io, concat("no memory for a program: ", systemMessage(errno)));
    PHI1_TRY(writeAll(file.get(), input, "a program in memory"));
    if (::lseek(file.get(), 0, SEEK_SET) != 0)
        return failure(ErrorCode::Io, concat("a program in memory: ", systemMessage(errno)));
    return file;
}

/// Users that belong to nobody (systemd's range for such), another one for every run.
uid_t unusedUser()
{
    static std::atomic<unsigned> runs{0};
    constexpr uid_t first = 61184;
    constexpr unsigned count = 4096;
    return first + (static_cast<unsigned>(::getpid()) * 61 + runs++) % count;
}

/// All that the child needs, made before fork(): afterwards only async-signal-safe calls are
/// allowed.
struct ChildPlan {
    std::vector<char *> arguments;
    std::array<std::pair<int, rlimit>, 6> limits;
    int input = -1;
    int output = -1;
    int verdict = -1;
    uid_t user = 0;
    bool changesUser = false;
};

rlimit limitOf(std::uint64_t soft, std::uint64_t hard)
{
    return {static_cast<rlim_t>(soft), static_cast<rlim_t>(hard)};
}

[[noreturn]] void becomeProgram(const ChildPlan &plan)
{
    // The last resort if we die between here and the moment bubblewrap sets the same.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL); // ignored by us, and inherited over exec
    if (::dup2(plan.input, 0) < 0 || ::dup2(plan.output, 1) < 0 || ::dup2(plan.output, 2) < 0 ||
        ::dup2(plan.verdict, verdictDescriptor) < 0)
        ::_exit(126);
    ::syscall(SYS_close_range, verdictDescriptor + 1, ~0u, 0);
    for (const auto &[resource, limit] : plan.limits) {
        if (::setrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0)
            ::_exit(126);
    }
    if (plan.changesUser &&
        (::setgroups(0, nullptr) != 0 || ::setgid(plan.user) != 0 || ::setuid(plan.user) != 0))
        ::_exit(126);
    char *environment[] = {nullptr};
    ::execve(plan.arguments[0], plan.arguments.data(), environment);
    ::_exit(127);
}

/// Keeps the end of what comes through one pipe.
struct Reader {
    FileDescriptor descriptor; ///< non-blocking
    std::string kept;
    std::size_t keep;
    std::uint64_t total = 0;

    /// Reads one buffer; false if there was nothing more. Closes at the end of the stream.
    bool read()
    {
        char buffer[16384];
        const ssize_t count = ::read(descriptor.get(), buffer, sizeof buffer);
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            return errno == EINTR;
        if (count <= 0) {
            descriptor.reset();
            return false;
        }
        total += static_cast<std::uint64_t>(count);
        kept.append(buffer, static_cast<std::size_t>(count));
        if (kept.size() > keep)
            kept.erase(0, kept.size() - keep);
        return true;
    }
};

/// What is watched of a running command.
struct Watch {
    FileDescriptor process; ///< readable once the command has ended, then closed
    Reader output;
    Reader verdict;

    bool speaking() const { return output.descriptor.isOpen() || verdict.descriptor.isOpen(); }
    bool isTooNoisy(std::uint64_t limit) const
    {
        return output.total > limit || verdict.total > keptVerdict;
    }

    /// Waits for something to happen and takes it in; false if `deadline` came first.
    bool step(Clock::time_point deadline)
    {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0)
            return false;
        std::array<pollfd, 3> waiting = {pollfd{process.get(), POLLIN, 0},
                                         pollfd{output.descriptor.get(), POLLIN, 0},
                                         pollfd{verdict.descriptor.get(), POLLIN, 0}};
        if (::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) < 0)
            return true; // EINTR
        if (waiting[0].revents != 0)
            process.reset();
        if (waiting[1].revents != 0)
            output.read();
        if (waiting[2].revents != 0)
            verdict.read();
        return true;
    }
};

/// Until the command has ended and, if it brought a sandbox, everything in it too: then nobody
/// holds the pipes.
void watchUntilEnd(Watch &watch, bool leadsGroup, Clock::time_point deadline,
                   std::uint64_t outputLimit, SandboxedEnd &end)
{
    while (watch.process.isOpen() || (watch.speaking() && !leadsGroup)) {
        end.outOfTime = !watch.step(deadline);
        end.tooNoisy = watch.isTooNoisy(outputLimit);
        if (end.outOfTime || end.tooNoisy)
            return;
    }
    // Without a sandbox a process that left the group may hold the pipes for ever: take what is
    // there.
    while (watch.output.descriptor.isOpen() && !watch.isTooNoisy(outputLimit) &&
           watch.output.read()) {
    }
    while (watch.verdict.descriptor.isOpen() && !watch.isTooNoisy(outputLimit) &&
           watch.verdict.read()) {
    }
    end.tooNoisy = watch.isTooNoisy(outputLimit);
}

void killAndWait(pid_t child, const SandboxCommand &command, Watch &watch, SandboxedEnd &end)
{
    if (watch.process.isOpen())
        ::kill(child, SIGKILL);
    if (command.leadsGroup)
        ::kill(-child, SIGKILL); // before waiting: until then the group's number is ours
    while (::waitpid(child, &end.waitStatus, 0) < 0 && errno == EINTR) {
    }
    // The kernel kills what is in the sandbox when its first process dies; wait for it to be gone.
    const Clock::time_point patience = Clock::now() + std::chrono::seconds(5);
    watch.process.reset();
    while (!command.leadsGroup && watch.speaking() && watch.step(patience)) {
    }
}

} // namespace

Result<SandboxedEnd> runLimited(const SandboxCommand &command, const SandboxLimits &limits)
{
    PHI1_ASSIGN(FileDescriptor input, fileWith(command.input));
    PHI1_ASSIGN(Pipe outputPipe, makePipe());
    PHI1_ASSIGN(Pipe verdictPipe, makePipe());

    ChildPlan plan;
    for (const std::string &argument : command.arguments)
        plan.arguments.push_back(
            const_cast<char *>(argument.c_str())); // execve(2) does not write to them
    plan.arguments.push_back(nullptr);
    plan.limits = {{
        {RLIMIT_CPU, limitOf(limits.cpuSeconds,
                             limits.cpuSeconds + 1)}, // the second for programs that ignore SIGXCPU
        {RLIMIT_AS, limitOf(limits.memoryBytes, limits.memoryBytes)},
        {RLIMIT_FSIZE, limitOf(limits.fileBytes, limits.fileBytes)},
        {RLIMIT_NOFILE, limitOf(limits.openFiles, limits.openFiles)},
        {RLIMIT_CORE, limitOf(0, 0)},
        {RLIMIT_MEMLOCK, limitOf(0, 0)},
    }};
    plan.changesUser = ::geteuid() == 0;
    plan.user = unusedUser();
    // Above 3, so that the copies to 0 to 3 do not overwrite one another.
    const auto raised = [](const FileDescriptor &descriptor) {
        return FileDescriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 10));
    };
    const FileDescriptor childInput = raised(input);
    FileDescriptor childOutput = raised(outputPipe.writing);
    FileDescriptor childVerdict = raised(verdictPipe.writing);
    plan.input = childInput.get();
    plan.output = childOutput.get();
    plan.verdict = childVerdict.get();

    const Clock::time_point start = Clock::now();
    const pid_t child = ::fork();
    if (child < 0)
        return failure(ErrorCode::Io, concat("no process for a sandbox: ", systemMessage(errno)));
    if (child == 0)
        becomeProgram(plan);
    for (FileDescriptor *descriptor :
         {&outputPipe.writing, &verdictPipe.writing, &childOutput, &childVerdict})
        descriptor->reset();

    SandboxedEnd end;
    Watch watch{FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))),
                Reader{std::move(outputPipe.reading), {}, keptOutput},
                Reader{std::move(verdictPipe.reading), {}, keptVerdict}};
    if (!watch.process.isOpen()) {
        const int error = errno;
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        return failure(ErrorCode::Io,
                       concat("a sandbox cannot be watched: ", systemMessage(error)));
    }
    const auto wall = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(limits.wallSeconds));
    watchUntilEnd(watch, command.leadsGroup, start + wall, limits.outputBytes, end);
    killAndWait(child, command, watch, end);
    end.wallSeconds = std::chrono::duration<double>(Clock::now() - start).count();
    end.output = std::move(watch.output.kept);
    end.verdict = std::move(watch.verdict.kept);
    return end;
}

} // namespace phi1
