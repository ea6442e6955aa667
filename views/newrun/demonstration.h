// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "core/runs/run_draft.h"
#include "views/newrun/run_forecast.h"
#include "views/state/workspace_session.h"

namespace phi1 {

/// The demonstration of phi-1-nano: pretraining on the textbook, then finetuning on exercises.
struct Demonstration {
    QString pretrainName, finetuneName; ///< folders in WORKSPACE/runs that are free
    QString workspace;
    RunDraft pretrain{"phi-1-nano"};
    RunDraft finetune{"phi-1-nano-finetune"};

    static Demonstration in(const QString &workspace);

    /// Both as a chain for WorkspaceSession::startRuns().
    QVector<RunLaunch> launches() const;
    /// For a shell, one a line, with `~` for the home folder.
    QStringList commands() const;
};

struct DemonstrationForecast {
    RunForecast pretrain, finetune;
    std::int64_t passages = 0, exercises = 0;
};
/// Reads nothing but is not for the GUI thread all the same.
DemonstrationForecast forecastDemonstration(const Demonstration &demonstration,
                                            const MachineCheck::Facts &check,
                                            const MachineLoad &load);

} // namespace phi1
