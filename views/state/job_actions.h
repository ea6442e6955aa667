// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>

#include <QString>
#include <QStringList>

#include "core/base/result.h"
#include "core/jobs/process_identity.h"
#include "core/jobs/workspace.h"
#include "views/state/job_launch.h"
#include "views/state/run_launch.h"

/// What a window does to jobs, for threads that may wait. Each returns the sentence to be shown.
namespace phi1 {

struct StartedRun {
    QString run; ///< absolute folder
    QString queueId;
};
/// Folder of a launch; an error for a name that cannot be one.
Result<QString> launchFolder(const Workspace &workspace, const RunLaunch &launch);
/// Puts launches at the queue's end (or front) and makes sure that a supervisor lives. `started`
/// is called for each as soon as it waits.
Result<QString> startRuns(const Workspace &workspace, const QString &program,
                          const QVector<RunLaunch> &launches,
                          const std::function<void(int index, const StartedRun &)> &started);
/// Puts a command that is no run into the queue, as startRuns() does. Behind the jobs that work on
/// the same corpus (`--corpus NAME`), or wait to: one at a time may write there.
Result<QString> startJob(const Workspace &workspace, const QString &program,
                         const JobLaunch &launch, StartedRun &started);

Result<QString> stopRun(const QString &folder);
/// @param giveUp  set by another thread: stop waiting
Result<QString> killRun(const QString &folder, const std::atomic<bool> &giveUp);
Result<QString> checkpointRun(const QString &folder);
Result<QString> resumeRun(const Workspace &workspace, const QString &program, const QString &folder,
                          const QStringList &overrides, StartedRun &started);
Result<QString> markRunStopped(const QString &folder);

/// @return the token for restoring
Result<QString> trashRun(const Workspace &workspace, const QString &folder);
/// @return the folder
Result<QString> restoreRun(const QString &token);

Result<QString> removeFromQueue(const Workspace &workspace, const QString &queueId);
Result<QString> moveInQueue(const Workspace &workspace, const QString &queueId, int position);
Result<QString> pauseQueue(const Workspace &workspace, const QString &program, bool paused);

/// Checks that this is a run folder. @return its absolute path
Result<QString> findRunFolder(const QString &path);

/// What is left of a job after its end: "nothing is left running", or the processes of its group.
QString describeLeftovers(const ProcessIdentity &process, bool usedGpu);

} // namespace phi1
