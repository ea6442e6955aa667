// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "views/state/run_info.h"

namespace phi1 {

class RunTableModel;

/// What the left part of the status bar says.
struct ForemostJob {
    QString runId; ///< empty: nothing runs
    QString name;
    RunState state = RunState::Running;
    QString stateText;                  ///< where the state is not simply "running"
    double progress = RunInfo::unknown; ///< 0 … 1
    double timeLeft = RunInfo::unknown; ///< seconds
    int others = 0;                     ///< live beside it

    bool operator==(const ForemostJob &other) const;
};

/// Of the runs that are live on this machine or elsewhere, the one that is furthest.
ForemostJob foremostJob(const RunTableModel &runs);
int liveRuns(const RunTableModel &runs);

} // namespace phi1
