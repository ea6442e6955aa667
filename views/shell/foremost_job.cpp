// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/foremost_job.h"

#include "views/state/run_table_model.h"

#include <cmath>

namespace phi1 {
namespace {

bool same(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

} // namespace

bool ForemostJob::operator==(const ForemostJob &other) const
{
    return runId == other.runId && name == other.name && state == other.state &&
           stateText == other.stateText && same(progress, other.progress) &&
           same(timeLeft, other.timeLeft) && others == other.others;
}

ForemostJob foremostJob(const RunTableModel &runs)
{
    const RunInfo *best = nullptr;
    int live = 0;
    for (const RunInfo &run : runs.runs()) {
        if (!isLive(run.state))
            continue;
        ++live;
        const auto rank = [](const RunInfo &info) {
            return std::isnan(info.progress) ? -1.0 : info.progress;
        };
        if (!best || rank(run) > rank(*best))
            best = &run;
    }
    ForemostJob job;
    if (!best)
        return job;
    job.runId = best->id;
    job.name = best->title.isEmpty() ? best->name : best->title;
    job.state = best->state;
    job.stateText = best->state == RunState::Running ? QString() : runStateText(best->state);
    job.progress = best->progress;
    job.timeLeft = best->timeLeft;
    job.others = live - 1;
    return job;
}

int liveRuns(const RunTableModel &runs)
{
    int live = 0;
    for (const RunInfo &run : runs.runs())
        live += isLive(run.state) ? 1 : 0;
    return live;
}

} // namespace phi1
