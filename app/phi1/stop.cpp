// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/run_options.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/job_status.h"

namespace phi1 {

namespace {

struct StopOptions {
    std::string run;
    bool now = false;
    bool kill = false;
    bool json = false;
};

std::string numbers(const std::vector<pid_t> &processes)
{
    std::string text;
    for (const pid_t pid : processes)
        text += concat(text.empty() ? "" : ", ", pid);
    return text;
}

/// The status once the supervisor, if there is one, has written down how the worker ended.
Result<JobStatus> statusAfterEnd(const std::filesystem::path &folder)
{
    constexpr int attempts = 100; // × 20 ms
    for (int i = 0; i < attempts; ++i) {
        PHI1_ASSIGN(JobStatus status, readJobStatus(folder));
        if (hasEnded(status.file.state))
            return status;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return readJobStatus(folder);
}

Result<void> stop(const StopOptions &options)
{
    const std::filesystem::path folder = runFolder(options.run);
    PHI1_ASSIGN(const JobStatus before, readJobStatus(folder));
    if (before.condition == JobCondition::Queued)
        return failure(ErrorCode::Usage,
                       concat(folder, " waits in a queue and does not run; take it out with: phi1 "
                                      "queue remove ID (phi1 queue list shows the ID)"));
    const std::vector<pid_t> running = processesOf(before);
    const bool isOver = hasEnded(before.file.state) || (before.ofThisMachine && !before.alive);
    if (isOver && running.empty()) {
        if (options.json)
            std::printf("%s\n", dumpJson({{"folder", folder.string()},
                                          {"state", jobConditionName(before.condition)},
                                          {"stopped", false},
                                          {"left_running", Json::array()}})
                                    .c_str());
        else
            std::printf("%s does not run: %s; nothing is left running\n", folder.c_str(),
                        before.description().c_str());
        return {};
    }
    StopSignals::install();
    StopPatience patience;
    constexpr double forever = 1e9;
    patience.untilSecond = options.now || options.kill ? 0 : forever;
    patience.untilKill = options.kill ? 0 : options.now ? 30 : forever;
    patience.giveUp = [] { return StopSignals::stopRequested(); };
    if (!options.now && !options.kill)
        std::fprintf(stderr,
                     "Stopping process %d; it writes a checkpoint first. Ctrl+C ends the "
                     "waiting, not the job.\n",
                     static_cast<int>(before.file.process.pid));
    auto stopped = stopJob(folder, patience);
    if (!stopped && stopped.error().code == ErrorCode::Cancelled)
        return failure(ErrorCode::Cancelled,
                       concat("no longer waiting; process ", before.file.process.pid, " of ",
                              folder, " goes on stopping. To end it at once: phi1 stop ", folder,
                              " --kill"));
    PHI1_TRY(stopped);
    PHI1_ASSIGN(const JobStatus after, statusAfterEnd(folder));
    const std::vector<pid_t> left = processesOf(after);
    if (options.json) {
        std::printf("%s\n", dumpJson({{"folder", folder.string()},
                                      {"state", jobConditionName(after.condition)},
                                      {"stopped", true},
                                      {"step", after.file.step ? Json(*after.file.step) : Json()},
                                      {"left_running", left}})
                                .c_str());
        return {};
    }
    std::printf("%s is %s%s; %s\n", folder.c_str(), after.description().c_str(),
                after.file.step ? concat(", at step ", *after.file.step).c_str() : "",
                left.empty() ? "nothing is left running"
                             : concat("left running: process ", numbers(left)).c_str());
    return {};
}

} // namespace

void addStopCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<StopOptions>();
    CLI::App *command = registry.add(
        "stop", "stop a run or job: by a checkpoint, at once, or by killing its processes",
        [options] { return stop(*options); });
    command->add_option("run", options->run, "folder of the run or job")->required();
    CLI::Option *now =
        command->add_flag("--now", options->now, "without a checkpoint; killed after 30 s");
    command->add_flag("--kill", options->kill, "SIGKILL to all of its processes")->excludes(now);
    command->add_flag("--json", options->json, "print the result as one JSON document");
}

} // namespace phi1
