// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/run_options.h"
#include "app/phi1/training/run_folder.h"
#include "core/base/json.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/job_status.h"

namespace phi1 {

namespace {

struct CheckpointOptions {
    std::string run;
    bool json = false;
};

/// Follows what a run writes about steps and checkpoints.
class CheckpointWatch
{
public:
    explicit CheckpointWatch(const std::filesystem::path &run)
        : m_reader(run / eventsFileName)
    {}

    Result<void> read()
    {
        while (true) {
            PHI1_ASSIGN(const EventReader::Poll poll, m_reader.poll([&](const Event &event) {
                if (event.kind == "hello")
                    m_step = m_checkpoint = -1;
                else if (event.kind == "step")
                    m_step = event.step;
                else if (event.kind == "checkpoint")
                    m_checkpoint = event.step;
                else if (event.kind == "warning" &&
                         event.line.find("\"checkpoint_failed\"") != std::string_view::npos)
                    ++m_failures;
            }));
            if (poll.atEnd)
                return {};
        }
    }
    std::int64_t step() const { return m_step; }
    std::int64_t checkpoint() const { return m_checkpoint; }
    int failures() const { return m_failures; }

private:
    EventReader m_reader;
    std::int64_t m_step = -1, m_checkpoint = -1; ///< of this segment, -1: none yet
    int m_failures = 0;
};

Result<void> checkpoint(const CheckpointOptions &options)
{
    const std::filesystem::path run = runFolder(options.run);
    std::error_code error;
    // Other jobs know no such signal and would die of it.
    if (!std::filesystem::exists(run / "run.toml", error) &&
        !std::filesystem::exists(pendingRecord(run), error))
        return failure(ErrorCode::NotFound,
                       concat(run, " is not the folder of a run: it holds no run.toml"));
    StopSignals::install();
    CheckpointWatch watch(run);
    PHI1_TRY(watch.read());
    const std::int64_t asked = watch.step();
    const int failures = watch.failures();
    PHI1_TRY(requestCheckpoint(run));
    while (watch.checkpoint() < asked || watch.checkpoint() < 0) {
        if (StopSignals::stopRequested())
            return failure(ErrorCode::Cancelled,
                           "no longer waiting; the run writes its checkpoint all the same");
        PHI1_ASSIGN(const JobStatus status, readJobStatus(run));
        PHI1_TRY(watch.read());
        if (watch.failures() > failures)
            return failure(ErrorCode::Io, concat("the checkpoint could not be written; ",
                                                 run / logFileName, " says why"));
        if (!status.alive && watch.checkpoint() < asked)
            return failure(ErrorCode::NotFound, concat(run, " ended before it wrote a checkpoint: ",
                                                       status.description()));
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    char name[32];
    std::snprintf(name, sizeof name, "step-%08lld", static_cast<long long>(watch.checkpoint()));
    const std::filesystem::path folder = run / "checkpoints" / name;
    if (options.json)
        std::printf("%s\n", dumpJson({{"run", run.string()},
                                      {"step", watch.checkpoint()},
                                      {"checkpoint", folder.string()}})
                                .c_str());
    else
        std::printf("%s\n", folder.c_str());
    return {};
}

} // namespace

void addCheckpointCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<CheckpointOptions>();
    CLI::App *command =
        registry.add("checkpoint", "have a running training write a checkpoint and go on",
                     [options] { return checkpoint(*options); });
    command->add_option("run", options->run, "folder of the run")->required();
    command->add_flag("--json", options->json, "print the result as one JSON document");
}

} // namespace phi1
