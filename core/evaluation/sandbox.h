// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace phi1 {

/// What one program may use. Memory is per process, so all of it is at most `memoryBytes` ×
/// `processes`.
struct SandboxLimits {
    std::uint64_t cpuSeconds = 5; ///< decides: it does not depend on how busy the machine is
    double wallSeconds = 20;      ///< the last resort, for programs that sleep
    std::uint64_t memoryBytes = 512ull << 20;
    std::uint64_t processes = 8; ///< with threads, and with the two that hold the sandbox
    std::uint64_t fileBytes = 8ull << 20;
    std::uint64_t temporaryBytes = 32ull
                                   << 20; ///< all files of /tmp, the only place that can be written
    std::uint64_t outputBytes =
        1ull << 20; ///< standard output and error together; beyond it the program is killed
    std::uint64_t openFiles = 32;
};

enum class SandboxVerdict {
    Passed,   ///< the program ran to its end
    Failed,   ///< it raised, exited or crashed before
    TimedOut, ///< it used up its CPU or wall time
    TooNoisy, ///< it wrote more than it may
};

std::string_view
sandboxVerdictName(SandboxVerdict verdict); ///< "passed", "failed", "timed out", "too noisy"

struct SandboxRun {
    SandboxVerdict verdict = SandboxVerdict::Failed;
    std::string output;     ///< the last 4 KiB of standard output and error; any bytes
    double wallSeconds = 0; ///< from start to the end of the last process
};

struct SandboxOptions {
    SandboxLimits limits;
    bool allowUnsandboxed = false; ///< without bubblewrap, run with resource limits only
    std::filesystem::path bubblewrap = "/usr/bin/bwrap";
    std::filesystem::path python =
        "/usr/bin/python3"; ///< must lie in /usr, all that a program sees of the disk
};

/// Runs Python programs that nobody has read, each in a bubblewrap sandbox of its own: an empty
/// environment, no network, no file but /usr (read only) and an empty /tmp, no capabilities, no
/// further user namespaces, an unprivileged user also when we are root, and the limits above. When
/// run() returns nothing of the program is left.
///
/// A program passes if it reaches its end. The proof is a random number that the driver writes to a
/// descriptor of its own after the last line, so exit statuses, os._exit(0) and forged output prove
/// nothing. The program shares its interpreter with the driver, as HumanEval's own check does
/// ("official-compatible"): code that was written to attack this very driver can find the number,
/// and an object whose __eq__ always agrees passes an assertion. Both fool the score, neither
/// leaves the sandbox. There is no control group: System V shared memory is bounded by the machine
/// only, until the program ends.
///
/// Safe to use from several threads; a thread must not end while its run() is under way.
class Sandbox
{
public:
    /// Tries the sandbox with a program that attempts to break out. Fails with one sentence where
    /// python3 or bubblewrap is missing or cannot isolate, unless options.allowUnsandboxed.
    static Result<Sandbox> open(const SandboxOptions &options = {});

    /// Errors are ours (no memory, no processes); whatever the program does is a verdict.
    Result<SandboxRun> run(std::string_view program) const;

    /// False if programs run with resource limits only, on the real disk and network.
    bool isolates() const { return m_isolates; }

private:
    Sandbox(SandboxOptions options, bool isolates);
    Result<void> selfTest() const;

    SandboxOptions m_options;
    bool m_isolates = true;
};

} // namespace phi1
