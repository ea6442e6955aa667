// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/evaluation/sandbox.h"
#include "tests/support/python_sandbox.h"
#include "tests/support/temporary_folder.h"

using namespace phi1;

namespace {

/// Nothing here may pass or fail by chance on a busy machine: CPU time is short, wall time is long.
SandboxOptions quickOptions()
{
    SandboxOptions options;
    options.limits.cpuSeconds = 1;
    options.limits.wallSeconds = 30;
    return options;
}

SandboxRun runIn(const SandboxOptions &options, const std::string &program)
{
    const Result<Sandbox> sandbox = Sandbox::open(options);
    REQUIRE_MESSAGE(sandbox, (sandbox ? "" : sandbox.error().message));
    REQUIRE(sandbox->isolates());
    Result<SandboxRun> run = sandbox->run(program);
    REQUIRE_MESSAGE(run, (run ? "" : run.error().message));
    return std::move(*run);
}

SandboxRun runProgram(const std::string &program)
{
    return runIn(quickOptions(), program);
}

/// Processes of this machine whose command line holds `text`.
int processesWith(const std::string &text)
{
    int count = 0;
    std::error_code error;
    for (const auto &entry : std::filesystem::directory_iterator("/proc", error)) {
        std::ifstream file(entry.path() / "cmdline", std::ios::binary);
        const std::string commandLine((std::istreambuf_iterator<char>(file)),
                                      std::istreambuf_iterator<char>());
        count += commandLine.find(text) != std::string::npos ? 1 : 0;
    }
    return count;
}

struct Attack {
    const char *name;
    const char *program;
    SandboxVerdict verdict;
};

// Where a program tries something that must be refused, it asserts the refusal and passes.
const Attack attacks[] = {
    {"an ordinary program", "assert sorted([2, 1]) == [1, 2]\n", SandboxVerdict::Passed},
    {"a wrong assertion", "assert 1 == 2\n", SandboxVerdict::Failed},
    {"a syntax error", "def f(:\n", SandboxVerdict::Failed},
    {"sys.exit(0)", "import sys\nsys.exit(0)\n", SandboxVerdict::Failed},
    {"os._exit(0)", "import os\nos._exit(0)\n", SandboxVerdict::Failed},
    {"an exit at the end of an atexit handler",
     "import atexit, os\natexit.register(os._exit, 0)\nraise SystemExit(0)\n",
     SandboxVerdict::Failed},
    {"forged words on standard output",
     "print('passed')\nprint('PASSED', flush=True)\nassert False\n", SandboxVerdict::Failed},
    {"a forged verdict", "import os\nos.write(3, b'0' * 32)\nos._exit(0)\n",
     SandboxVerdict::Failed},
    {"a closed verdict", "import os\nos.close(3)\n", SandboxVerdict::Failed},
    {"patched functions of the driver's modules",
     "import os, sys\nos.write = None\nos._exit = None\nsys.stderr = None\nassert False\n",
     SandboxVerdict::Failed},
    {"a crash", "import ctypes\nctypes.string_at(0)\n", SandboxVerdict::Failed},
    {"deep recursion", "def f(n):\n    return f(n + 1)\nf(0)\n", SandboxVerdict::Failed},
    {"an endless loop", "while True:\n    pass\n", SandboxVerdict::TimedOut},
    {"an endless loop that ignores the signal of the CPU limit",
     "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True:\n    pass\n",
     SandboxVerdict::TimedOut},
    {"a fork bomb",
     "import os\nn = 0\ntry:\n    while n < 1000:\n        n += 1\n        if os.fork() == 0:\n    "
     "        while True:\n"
     "                try:\n                    os.fork()\n                except OSError:\n       "
     "             pass\n"
     "except OSError:\n    pass\nassert n < 10, n\n",
     SandboxVerdict::Passed},
    {"a thread bomb",
     "import threading, time\nn = 0\ntry:\n    while n < 1000:\n        "
     "threading.Thread(target=time.sleep, args=(60,), "
     "daemon=True).start()\n        n += 1\nexcept RuntimeError:\n    pass\nassert n < 10, n\n",
     SandboxVerdict::Passed},
    {"too much memory", "x = bytearray(2 ** 31)\n", SandboxVerdict::Failed},
    {"memory by mmap", "import mmap\nmmap.mmap(-1, 2 ** 31)\n", SandboxVerdict::Failed},
    {"a full /tmp",
     "import os\nwritten = 0\ntry:\n    for i in range(1000):\n        with open('/tmp/%d' % i, "
     "'wb') as f:\n"
     "            written += f.write(bytes(2 ** 20))\nexcept OSError:\n    pass\nassert written <= "
     "40 * 2 ** 20, written\n",
     SandboxVerdict::Passed},
    {"a large file",
     "import os, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\ntry:\n    open('/tmp/x', "
     "'wb').truncate(2 ** 30)\n"
     "    assert False\nexcept OSError:\n    pass\n",
     SandboxVerdict::Passed},
    {"too many open files",
     "import os\nn = 0\ntry:\n    while n < 10000:\n        os.open('/dev/null', os.O_RDONLY)\n    "
     "    n += 1\n"
     "except OSError:\n    pass\nassert n < 40, n\n",
     SandboxVerdict::Passed},
    {"the network",
     "import socket\nfor family, address in [(socket.AF_INET, ('1.1.1.1', 53)), (socket.AF_INET6, "
     "('::1', 80))]:\n"
     "    s = socket.socket(family, socket.SOCK_STREAM)\n    s.settimeout(2)\n    try:\n        "
     "s.connect(address)\n"
     "        raise SystemExit('connected')\n    except OSError:\n        pass\n"
     "assert [name for _, name in socket.if_nameindex()] == ['lo']\n",
     SandboxVerdict::Passed},
    {"the environment of other processes",
     "import os\nfor pid in os.listdir('/proc'):\n    if pid.isdigit():\n        try:\n            "
     "text = "
     "open('/proc/' + pid + '/environ').read()\n        except OSError:\n            continue\n"
     "        assert 'SECRET' not in text and 'HOME' not in text, text\nassert 'PHI1_TEST_SECRET' "
     "not in os.environ\n",
     SandboxVerdict::Passed},
    {"files outside of /usr",
     "import os\nfor path in ['/home', '/root', '/etc', '/var', '/proc/1/root/etc', '/work']:\n"
     "    assert not os.path.exists(path), path\n",
     SandboxVerdict::Passed},
    {"writing outside of /tmp",
     "for path in ['/x', '/usr/x', '/dev/x', '/dev/shm/x', '/proc/sys/kernel/hostname']:\n    "
     "try:\n"
     "        open(path, 'w').write('x')\n    except OSError:\n        continue\n    raise "
     "SystemExit(path)\n",
     SandboxVerdict::Passed},
    {"a link out of /tmp",
     "import os\nos.symlink('/proc/1/root/etc/passwd', '/tmp/link')\ntry:\n    open('/tmp/link')\n"
     "    raise SystemExit('read')\nexcept OSError:\n    pass\n",
     SandboxVerdict::Passed},
    {"killing every process",
     "import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nexcept ProcessLookupError:\n    "
     "pass\n",
     SandboxVerdict::Passed},
    {"another user namespace",
     "import ctypes\nlibc = ctypes.CDLL(None)\nassert libc.unshare(0x10000000) == -1\n",
     SandboxVerdict::Passed},
    {"endless output", "while True:\n    print('x' * 1000)\n", SandboxVerdict::TooNoisy},
    {"endless output of a line that never ends",
     "import sys\nwhile True:\n    sys.stderr.write('\\x1b[2J' * 1000)\n",
     SandboxVerdict::TooNoisy},
    {"one huge line", "print('x' * 100_000_000)\n", SandboxVerdict::TooNoisy},
    {"endless writing to the verdict", "import os\nwhile True:\n    os.write(3, b'x' * 4096)\n",
     SandboxVerdict::TooNoisy},
    {"ignoring every polite signal",
     "import signal\nfor s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):\n"
     "    signal.signal(s, signal.SIG_IGN)\nwhile True:\n    pass\n",
     SandboxVerdict::TimedOut},
};

} // namespace

TEST_CASE("every attack is harmless and judged right" * doctest::skip(test::sandboxMissing()))
{
    ::setenv("PHI1_TEST_SECRET", "SECRET", 1);
    const Result<Sandbox> sandbox = Sandbox::open(quickOptions());
    REQUIRE_MESSAGE(sandbox, (sandbox ? "" : sandbox.error().message));
    REQUIRE(sandbox->isolates());
    for (const Attack &attack : attacks) {
        CAPTURE(attack.name);
        const Result<SandboxRun> run = sandbox->run(attack.program);
        REQUIRE(run);
        CAPTURE(run->output);
        CHECK(sandboxVerdictName(run->verdict) == sandboxVerdictName(attack.verdict));
        CHECK(run->wallSeconds < quickOptions().limits.wallSeconds + 1);
        CHECK(run->output.size() <= 4096);
    }
}

TEST_CASE("a program that sleeps is stopped by the wall limit" *
          doctest::skip(test::sandboxMissing()))
{
    SandboxOptions options = quickOptions();
    options.limits.wallSeconds = 1;
    // Closed pipes must not make the parent wait for the program.
    const SandboxRun run = runIn(
        options, "import os, time\nfor fd in (1, 2, 3):\n    os.close(fd)\ntime.sleep(600)\n");
    CHECK(run.verdict == SandboxVerdict::TimedOut);
    CHECK(run.wallSeconds >= 1.0);
}

TEST_CASE("a daemon does not outlive its program" * doctest::skip(test::sandboxMissing()))
{
    const std::string mark = "phi1-daemon-" + std::to_string(::getpid());
    const SandboxRun run = runProgram(R"(
import os
ready, done = os.pipe()
os.set_inheritable(done, True)
code = 'import os, time; os.write(%d, b"x"); time.sleep(600)' % done
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv('/usr/bin/python3', ['python3', '-S', '-c', code, ')" +
                                      mark + R"('])
    os._exit(0)
assert os.read(ready, 1) == b'x'
)");
    CAPTURE(run.output);
    CHECK(run.verdict == SandboxVerdict::Passed); // the daemon was there
    CHECK(processesWith(mark) == 0);              // and is no more
}

TEST_CASE("the output of a program is kept, its end at least" *
          doctest::skip(test::sandboxMissing()))
{
    const SandboxRun run = runProgram("print('x' * 5000)\nraise ValueError('the reason')\n");
    CHECK(run.verdict == SandboxVerdict::Failed);
    CHECK(run.output.find("ValueError: the reason") != std::string::npos);
}

TEST_CASE("without bubblewrap programs are refused unless that is allowed" *
          doctest::skip(test::sandboxMissing()))
{
    SandboxOptions options = quickOptions();
    options.bubblewrap = "/nowhere/bwrap";
    const Result<Sandbox> refused = Sandbox::open(options);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::NotFound);
    CHECK(refused.error().message.find("install the package bubblewrap") != std::string::npos);

    options.allowUnsandboxed = true;
    options.limits.wallSeconds = 10;
    const Result<Sandbox> allowed = Sandbox::open(options);
    REQUIRE(allowed);
    CHECK_FALSE(allowed->isolates());
    CHECK(allowed->run("assert 1 + 1 == 2\n")->verdict == SandboxVerdict::Passed);
    CHECK(allowed->run("assert 1 + 1 == 3\n")->verdict == SandboxVerdict::Failed);
    CHECK(allowed->run("while True:\n    pass\n")->verdict == SandboxVerdict::TimedOut);
    CHECK(allowed->run("import os\nassert not os.environ.get('HOME')\n")->verdict ==
          SandboxVerdict::Passed);
}

TEST_CASE("a sandbox that does not hold is not used" * doctest::skip(test::sandboxMissing()))
{
    // A stand-in that runs the program as it is, as a bubblewrap without its privileges might seem
    // to.
    const test::TemporaryFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    const std::filesystem::path script = folder / "bwrap";
    std::ofstream(script)
        << "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift\nexec \"$@\"\n";
    std::filesystem::permissions(script, std::filesystem::perms::all);
    SandboxOptions options = quickOptions();
    options.bubblewrap = script;
    const Result<Sandbox> sandbox = Sandbox::open(options);
    REQUIRE_FALSE(sandbox);
    CHECK(sandbox.error().message.find("does not hold here") != std::string::npos);
}

TEST_CASE("a missing interpreter is named with its package")
{
    SandboxOptions options;
    options.python = "/nowhere/python3";
    const Result<Sandbox> sandbox = Sandbox::open(options);
    REQUIRE_FALSE(sandbox);
    CHECK(sandbox.error().message.find("install the package python3") != std::string::npos);
}
