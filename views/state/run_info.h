// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QMetaType>
#include <QString>
#include <QStringList>

#include "core/curves/curve_data.h"
#include "core/storage/workbench_database.h"
#include "views/state/config_texts.h"

namespace phi1 {

/// How a run is shown.
enum class RunState {
    Queued,
    Starting,
    Running,
    Pausing, ///< was asked to stop and writes its checkpoint
    Stopped,
    Finished,
    Failed,
    Paused,      ///< ended because it needs something of a person, as `reason` says
    LostContact, ///< of this machine: silent, and no process is behind it
    LastSeen,    ///< of another machine: silent, and there is no way to look there
    Damaged,     ///< its files cannot be used; `reason` says why
    Gone,        ///< the folder was there in this session and is not now; the last values stay
};

/// Stopped, Finished, Failed or Paused.
bool hasEnded(RunState state);
/// Starting, Running or Pausing: a process works on it, as far as can be seen from here.
bool isLive(RunState state);
/// "queued", "pausing", "lost contact", … translated.
QString runStateText(RunState state);

/// One run as the workbench knows it now: files of its folder, its curve in figures, and what
/// people added. A value; numbers that are not known are missingValue() (-1 for counts).
struct RunInfo {
    static inline const double unknown = missingValue();

    QString id;            ///< absolute folder
    QString name;          ///< of the folder
    QString title;         ///< given by people; the name if none was
    bool external = false; ///< registered by path, not in WORKSPACE/runs

    RunState state = RunState::Queued;
    QString stateText; ///< word for the state cell: "running", "silent 14 min", "asked to stop"
    QString reason;    ///< one sentence: why it failed, what is damaged, what is left running
    int exitStatus = -1;
    int exitSignal = 0;

    qint64 step = -1;
    qint64 steps = 0; ///< planned, 0: not known
    CurveSummary summary;
    double progress = unknown;     ///< 0…1
    double timeLeft = unknown;     ///< seconds
    double started = unknown;      ///< unix seconds, of its first start
    double ended = unknown;        ///< unix seconds
    double elapsed = unknown;      ///< seconds of work, pauses left out
    double heartbeatAge = unknown; ///< seconds, at the last look
    int segment = 0;

    QString command;       ///< "train", "resume"
    QStringList arguments; ///< of the command, without the program
    QString devices;       ///< "cpu", "cuda:0"
    QString stage;         ///< "pretrain" or "finetune"
    QString preset;
    QString initFrom; ///< run or checkpoint folder, empty: random weights
    QString host;
    int pid = 0;
    bool ofThisMachine = false;
    bool alive = false;

    RunAnnotation annotation;
    QString queueId;       ///< of its entry that waits, starts or runs, empty without
    int queuePosition = 0; ///< among those that wait, from 1; 0: does not wait
    std::shared_ptr<const ConfigTexts> config; ///< null until run.toml was read

    /// "4 812 of 36 000" is possible.
    bool hasSteps() const { return step >= 0 && steps > 0; }
};

} // namespace phi1

Q_DECLARE_METATYPE(phi1::RunState)
