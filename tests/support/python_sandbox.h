// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "core/evaluation/sandbox.h"

namespace phi1::test {

/// Whether this machine has no python3 or no bubblewrap, or forbids namespaces to it altogether, as
/// some containers do.
inline bool sandboxMissing()
{
    static const bool missing =
        ::access("/usr/bin/python3", X_OK) != 0 ||
        std::system("/usr/bin/bwrap --unshare-user --ro-bind / / /usr/bin/true 2>/dev/null") != 0;
    return missing;
}

/// Runs a long program and fails the test with its output unless it reaches its end.
inline void requirePasses(const std::string &program)
{
    SandboxOptions options;
    options.limits.cpuSeconds = 60;
    options.limits.wallSeconds = 240;
    const Result<Sandbox> sandbox = Sandbox::open(options);
    REQUIRE_MESSAGE(sandbox, (sandbox ? "" : sandbox.error().message));
    const Result<SandboxRun> run = sandbox->run(program);
    REQUIRE(run);
    CAPTURE(run->output);
    CHECK(sandboxVerdictName(run->verdict) == "passed");
}

} // namespace phi1::test
