// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <poll.h>

#include "app/phi1/commands.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/jobs/event_reader.h"
#include "core/jobs/job_status.h"

namespace phi1 {

namespace {

struct FollowOptions {
    std::string folder;
    std::int64_t from = 0;
};

/// Whether nothing more will be written, as far as can be told from here.
/// @param note  set to what is worth saying about it
bool isOver(const std::filesystem::path &folder, bool hasEvents, std::string &note)
{
    const auto status = readJobStatus(folder);
    if (!status)
        // Without a status only a copied run can have events, and nobody writes to that.
        return hasEvents;
    if (status->condition == JobCondition::Queued)
        return false;
    // Another machine's clock and a slow network file system are given some time.
    constexpr double lastSeenPatience = 60;
    if (status->condition == JobCondition::LastSeen && status->heartbeatAge < lastSeenPatience)
        return false;
    if (hasEnded(status->file.state))
        return true;
    const bool isStartingUp =
        status->file.process.pid == 0 && status->heartbeatAge < heartbeatPatience;
    if (status->alive || isStartingUp)
        return false;
    note = status->condition == JobCondition::LastSeen ||
                   status->condition == JobCondition::LostContact
               ? status->description()
               : concat("process ", status->file.process.pid, " ended without a word");
    return true;
}

Result<void> checkFolder(const std::filesystem::path &folder)
{
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return failure(ErrorCode::NotFound,
                       concat("there is no folder ", folder, ": expected that of a run or job"));
    if (!std::filesystem::exists(folder / eventsFileName, error) &&
        !std::filesystem::exists(folder / statusFileName, error))
        return failure(ErrorCode::NotFound,
                       concat(folder, " is not the folder of a run or job: it holds neither ",
                              eventsFileName, " nor ", statusFileName));
    return {};
}

Result<void> follow(const FollowOptions &options)
{
    const std::filesystem::path folder = options.folder;
    PHI1_TRY(checkFolder(folder));
    StopSignals::install();
    EventReader reader(folder / eventsFileName);
    bool canPrint = true;
    const auto print = [&](const Event &event) {
        if (event.seq < options.from)
            return;
        std::fwrite(event.line.data(), 1, event.line.size(), stdout);
        std::fputc('\n', stdout);
    };
    std::string note;
    while (!StopSignals::stopRequested()) {
        // Asked before reading: what was written before the end is then read.
        const bool over = isOver(folder, reader.fileExists(), note);
        PHI1_ASSIGN(const EventReader::Poll poll, reader.poll(print, 4u << 20));
        if (poll.restarted)
            std::fprintf(stderr, "phi1: %s was replaced or cut; reading it from its start\n",
                         (folder / eventsFileName).c_str());
        canPrint = std::fflush(stdout) == 0;
        if (!canPrint) // whoever read the output has gone
            break;
        if (poll.restarted || !poll.atEnd)
            continue;
        if (over)
            break;
        ::poll(nullptr, 0, 100); // ends early at a signal
    }
    if (reader.skippedLines() > 0)
        std::fprintf(stderr, "phi1: %llu lines of %s are no events and were skipped\n",
                     static_cast<unsigned long long>(reader.skippedLines()),
                     (folder / eventsFileName).c_str());
    if (StopSignals::stopRequested())
        return failure(ErrorCode::Cancelled, "interrupted; the job goes on");
    if (!canPrint)
        return failure(ErrorCode::Io, "the events could not be written to standard output");
    if (!note.empty())
        std::fprintf(stderr, "phi1: %s\n", note.c_str());
    return {};
}

} // namespace

void addFollowCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<FollowOptions>();
    CLI::App *command =
        registry.add("follow", "print the events of a run or job as they come, until it ends",
                     [options] { return follow(*options); });
    command->add_option("run", options->folder, "folder of the run or job")->required();
    command->add_option("--from", options->from, "begin with the event of this `seq`")
        ->check(CLI::NonNegativeNumber);
}

} // namespace phi1
