// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/jobs/job_state.h"
#include "core/jobs/workspace.h"
#include "core/runs/run_config.h"

namespace phi1::test {

/// A run folder as a worker would have left it, with curves that look like those of a language
/// model.
struct FakeRun {
    std::string name;
    RunConfig config;
    JobState state = JobState::Stopped;
    std::int64_t lastStep = 0;
    std::int64_t every = 40;  ///< steps between two step events
    double startedAgo = 3600; ///< seconds before now
    double secondsPerStep = 1;
    double heartbeatAge = 0;
    bool held = false; ///< this process poses as its worker: holds the lock
    std::string host;  ///< empty: this machine
    std::vector<std::string> devices = {"cpu"};
    double base = 1.1;    ///< the loss it tends to
    double amplitude = 3; ///< how far above it begins
    double tokensPerSecond = 400e3;
    std::optional<double> mfu;
    std::uint64_t memoryBytes = 0;
    std::int64_t divergesAt = 0; ///< loss and norm grow from here and end in NaN; 0: never
    std::int64_t slowsAt = 0;    ///< throughput falls by 18 % here, which is warned of
    std::int64_t resumedAt = 0;  ///< a second segment begins here
    std::int64_t checkpointEvery = 2000;
    std::int64_t evaluateEvery = 2000;
    std::string exitReason;
    unsigned seed = 1;
};

/// Writes WORKSPACE/runs/NAME. The descriptor is the lock of a run that is `held`.
FileDescriptor writeFakeRun(const Workspace &workspace, const FakeRun &run);

/// The configuration of a preset with some keys changed; aborts where that is refused.
RunConfig fakeConfig(const std::string &preset, const std::vector<std::string> &overrides);

/// The six runs of the pictures: one running, a stopped, a diverged, a queued, a finished one, one
/// that lost contact. The descriptors keep the running one alive.
std::vector<FileDescriptor> writeExampleWorkspace(const Workspace &workspace);

} // namespace phi1::test
