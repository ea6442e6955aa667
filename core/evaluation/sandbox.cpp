// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/sandbox.h"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/evaluation/sandbox_process.h"

namespace phi1 {

namespace {

constexpr std::size_t nonceSize = 32;

/// Reads the number and the program, runs the program, then tells the number. What it needs
/// afterwards it takes from its modules before the program can change them.
constexpr std::string_view driver = R"PYTHON(
import os, sys, resource
def drive():
    write, leave, flush = os.write, os._exit, sys.stderr.flush
    data = sys.stdin.buffer.read()
    nonce, source = data[:32], data[32:]
    os.dup2(os.open('/dev/null', os.O_RDONLY), 0)
    processes = int(sys.argv[1])
    if processes:
        resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
    try:
        exec(compile(source, 'program', 'exec', dont_inherit=True), {'__name__': '__main__'})
    except BaseException as error:
        try:
            import traceback
            traceback.print_exc(limit=-8)
            flush()
        finally:
            leave(1)
    write(3, nonce)
    leave(0)
drive()
)PYTHON";

/// Passes only in a sandbox that holds.
constexpr std::string_view selfTestProgram = R"PYTHON(
import os, socket, time
assert sorted(os.listdir('/')) == ['dev', 'lib', 'lib64', 'proc', 'tmp', 'usr'], os.listdir('/')
assert os.getuid() != 0 and set(os.environ) <= {'PWD', 'LC_CTYPE'}, 'environment or user'
assert open('/proc/1/environ').read() == '', 'the environment of the parent shows'
for path in ['/escaped', '/usr/escaped', '/dev/escaped']:
    try:
        open(path, 'w')
        raise SystemExit(path + ' can be written')
    except OSError:
        pass
open('/tmp/file', 'w').close()
assert [name for _, name in socket.if_nameindex()] == ['lo'], 'network'
children = 0
try:
    while children < 64:
        if os.fork() == 0:
            time.sleep(60)
        children += 1
except OSError:
    pass
assert children < 64, 'processes are not limited'
)PYTHON";

Result<std::string> drawNonce()
{
    std::array<unsigned char, nonceSize / 2> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return failure(ErrorCode::Io,
                       concat("no random numbers from the kernel: ", systemMessage(errno)));
    std::string hex;
    for (const unsigned char byte : bytes) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

bool isExecutable(const std::filesystem::path &path)
{
    return ::access(path.c_str(), X_OK) == 0;
}

std::vector<std::string> sandboxArguments(const SandboxOptions &options)
{
    return {options.bubblewrap.string(),
            "--unshare-all",
            "--unshare-user",
            "--disable-userns",
            "--uid",
            "65534",
            "--gid",
            "65534",
            "--hostname",
            "sandbox",
            "--die-with-parent",
            "--new-session",
            "--cap-drop",
            "ALL",
            "--ro-bind",
            "/usr",
            "/usr",
            "--symlink",
            "usr/lib",
            "/lib",
            "--symlink",
            "usr/lib64",
            "/lib64",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--size",
            std::to_string(options.limits.temporaryBytes),
            "--tmpfs",
            "/tmp",
            "--remount-ro",
            "/dev",
            "--remount-ro",
            "/",
            "--chdir",
            "/tmp",
            "--"};
}

/// Python's own copy of the exit status of a process that died of SIGXCPU, as bubblewrap hands it
/// on.
bool diedOfCpuLimit(int waitStatus)
{
    return (WIFEXITED(waitStatus) && WEXITSTATUS(waitStatus) == 128 + SIGXCPU) ||
           (WIFSIGNALED(waitStatus) && WTERMSIG(waitStatus) == SIGXCPU);
}

bool wasKilled(int waitStatus)
{
    return (WIFEXITED(waitStatus) && WEXITSTATUS(waitStatus) == 128 + SIGKILL) ||
           (WIFSIGNALED(waitStatus) && WTERMSIG(waitStatus) == SIGKILL);
}

SandboxVerdict verdictOf(const SandboxedEnd &end, const std::string &nonce,
                         const SandboxLimits &limits)
{
    if (end.tooNoisy)
        return SandboxVerdict::TooNoisy;
    if (end.outOfTime || diedOfCpuLimit(end.waitStatus))
        return SandboxVerdict::TimedOut;
    if (end.verdict == nonce)
        return SandboxVerdict::Passed;
    // A program that ignores SIGXCPU is killed one second later.
    if (wasKilled(end.waitStatus) && end.wallSeconds >= static_cast<double>(limits.cpuSeconds))
        return SandboxVerdict::TimedOut;
    return SandboxVerdict::Failed;
}

std::string lastLine(std::string_view text)
{
    while (!text.empty() && text.back() == '\n')
        text.remove_suffix(1);
    const std::size_t lineBreak = text.rfind('\n');
    return printable(lineBreak == std::string_view::npos ? text : text.substr(lineBreak + 1));
}

} // namespace

std::string_view sandboxVerdictName(SandboxVerdict verdict)
{
    switch (verdict) {
    case SandboxVerdict::Passed:
        return "passed";
    case SandboxVerdict::Failed:
        return "failed";
    case SandboxVerdict::TimedOut:
        return "timed out";
    case SandboxVerdict::TooNoisy:
        return "too noisy";
    }
    return "";
}

Sandbox::Sandbox(SandboxOptions options, bool isolates)
    : m_options(std::move(options))
    , m_isolates(isolates)
{}

Result<Sandbox> Sandbox::open(const SandboxOptions &options)
{
    if (!isExecutable(options.python))
        return failure(
            ErrorCode::NotFound,
            concat(options.python,
                   " is missing, which runs the exercises: install the package python3"));
    const std::string otherwise = ", or allow unsandboxed runs (--allow-unsandboxed), which have "
                                  "limits on time and memory only";
    if (!isExecutable(options.bubblewrap)) {
        if (options.allowUnsandboxed)
            return Sandbox(options, false);
        return failure(
            ErrorCode::NotFound,
            concat(options.bubblewrap,
                   " is missing, without which programs that nobody has read are not run: "
                   "install the package bubblewrap",
                   otherwise));
    }
    Sandbox sandbox(options, true);
    if (Result<void> test = sandbox.selfTest(); !test) {
        if (options.allowUnsandboxed)
            return Sandbox(options, false);
        return failure(test.error().code, concat(test.error().message,
                                                 "; programs that nobody has read are not run "
                                                 "without a sandbox: allow user namespaces for "
                                                 "bubblewrap on this machine",
                                                 otherwise));
    }
    return sandbox;
}

Result<void> Sandbox::selfTest() const
{
    PHI1_ASSIGN(const SandboxRun result, run(selfTestProgram));
    if (result.verdict == SandboxVerdict::Passed)
        return {};
    return failure(ErrorCode::Incompatible,
                   concat("the sandbox of ", m_options.bubblewrap, " does not hold here (",
                          sandboxVerdictName(result.verdict), ": ", lastLine(result.output), ")"));
}

Result<SandboxRun> Sandbox::run(std::string_view program) const
{
    PHI1_ASSIGN(const std::string nonce, drawNonce());
    const std::string input = concat(nonce, program);
    SandboxCommand command;
    if (m_isolates)
        command.arguments = sandboxArguments(m_options);
    // -I: no user site, no PYTHON* variables; -S: no site-packages; -B: no .pyc files.
    for (const char *argument : {m_options.python.c_str(), "-I", "-S", "-B", "-c"})
        command.arguments.emplace_back(argument);
    command.arguments.emplace_back(driver);
    // Outside of a user namespace of its own the limit would count all processes of the user.
    command.arguments.push_back(std::to_string(m_isolates ? m_options.limits.processes : 0));
    command.input = input;
    command.leadsGroup = !m_isolates;
    PHI1_ASSIGN(SandboxedEnd end, runLimited(command, m_options.limits));
    return SandboxRun{verdictOf(end, nonce, m_options.limits), std::move(end.output),
                      end.wallSeconds};
}

} // namespace phi1
