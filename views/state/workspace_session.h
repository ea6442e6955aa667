// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QJsonDocument>
#include <QObject>
#include <QStringList>
#include <QVector>

#include "core/runs/run_config.h"
#include "views/plots/run_note.h"
#include "views/state/checkpoint_info.h"
#include "views/state/config_texts.h"
#include "views/state/job_launch.h"
#include "views/state/job_table_model.h"
#include "views/state/log_model.h"
#include "views/state/queue_table_model.h"
#include "views/state/run_info.h"
#include "views/state/run_launch.h"
#include "views/state/run_table_model.h"

namespace phi1 {

class EngineHub;

/// A workspace as the window sees it. Lives in the GUI thread and never blocks it: files are read
/// and written by threads of its own, processes belong to the supervisor. Destroying it leaves
/// everything that runs alone.
///
/// Actions return a number at once; requestFinished() with that number says how it went, in one
/// sentence that can be shown.
class WorkspaceSession final : public QObject
{
    Q_OBJECT
public:
    /// @param phi1Program  absolute path of `phi1`
    WorkspaceSession(const QString &workspace, const QString &phi1Program,
                     QObject *parent = nullptr);
    ~WorkspaceSession() override;

    /// Begins to read. The first runs are there within a few milliseconds, through runsChanged().
    void open();
    QString workspace() const;
    QString phi1Program() const;
    /// One sentence if the workspace cannot be written, is full or has vanished; empty if all is
    /// well. Everything else goes on.
    QString problem() const;
    /// Whether all runs that were there at open() have been looked at once.
    bool isListed() const;
    /// Annotations that are not on disk yet (they are tried again every two seconds).
    int unsavedChanges() const;

    RunTableModel *runs() const;
    QueueTableModel *queue() const;
    JobTableModel *jobs() const;
    /// The window's engine; made at the first call, its process starts at the first need.
    EngineHub &engine();

    /// The numbers of a run, null until curveLoaded(). Valid until wantCurve(runId, false).
    CurveData *curve(const QString &runId) const;
    /// Loads the curve and follows it while the run grows. Asked for twice is asked for once.
    void wantCurve(const QString &runId, bool wanted);
    /// The run's log, followed from the first call to releaseLog(), which deletes the model. Never
    /// null.
    LogModel *log(const QString &runId);
    void releaseLog(const QString &runId);
    /// Checkpoints on disk of a run whose curve is wanted, ascending.
    QVector<CheckpointInfo> checkpoints(const QString &runId) const;

    QVector<RunNote> notes(const QString &runId) const;
    std::optional<RunRecord> record(const QString &runId) const; ///< run.toml, once it was read
    /// Of a run that ended while it was watched: "nothing is left running, GPU memory is free", or
    /// which processes are. Empty for others, and while that is found out.
    QString leftRunning(const QString &runId) const;
    /// Keys in which these runs differ.
    QVector<ConfigDifference> configDifference(const QStringList &runIds) const;
    /// "phi1 train … --run …", quoted for a shell.
    QString commandLine(const QString &runId) const;

    quint64 startRun(const RunLaunch &launch);
    /// A chain or a set; one request.
    quint64 startRuns(const QVector<RunLaunch> &launches);
    /// Puts a command that is no run behind what waits (in front, if it needs no device); then
    /// jobQueued(), and jobFinished() at its end. stop() and kill() take its folder.
    quint64 startJob(const JobLaunch &launch);
    /// First time: writes a checkpoint and stops; a second time as kill(). A run that only waits is
    /// taken out of the queue.
    quint64 stop(const QString &runId);
    /// Stops now: SIGTERM again, then SIGKILL to its whole process group.
    quint64 kill(const QString &runId);
    quint64 checkpointNow(const QString &runId);
    /// `overrides`: "training.steps=48000", …
    quint64 resume(const QString &runId, const QStringList &overrides = {});
    /// Of a run that is silent: writes that it stopped, if really nobody works on it.
    quint64 markStopped(const QString &runId);
    /// Looks again at once.
    void checkAgain(const QString &runId);

    quint64 moveToTrash(const QString &runId); ///< then movedToTrash()
    quint64 restoreFromTrash(const QString &token);

    quint64 rename(const QString &runId, const QString &title);
    quint64 setAnnotation(const QString &runId, const RunAnnotation &annotation);
    quint64 setAnnotations(const QVector<QPair<QString, RunAnnotation>> &annotations);
    /// At most one run is the baseline; an empty id: none.
    quint64 setBaseline(const QString &runId);
    quint64 addNote(const QString &runId, qint64 step, const QString &text); ///< then noteAdded()
    /// Puts a removed note back (undo).
    quint64 restoreNote(const QString &runId, const RunNote &note);
    quint64 changeNote(const QString &runId, qint64 noteId, const QString &text);
    quint64 removeNote(const QString &runId, qint64 noteId);

    quint64 setQueuePaused(bool paused);
    quint64 moveInQueue(const QString &queueId, int position);
    quint64 removeFromQueue(const QString &queueId);

    quint64 openRunFolder(const QString &path); ///< registers a run outside the workspace
    quint64 forgetExternal(const QString &runId);

    /// The documents of one step, from `phi1 batch`: then batchLoaded() or batchFailed(). Only the
    /// newest request counts: earlier ones are cancelled silently.
    /// @param sequences  only the first so many of the batch, 0: all
    quint64 requestBatch(const QString &runId, qint64 step, int sequences = 0);
    void cancelBatch(quint64 request);

signals:
    void curveLoaded(const QString &runId);
    void curveAppended(const QString &runId);
    void curveFailed(const QString &runId, const QString &sentence);
    void checkpointsChanged(const QString &runId);
    void notesChanged(const QString &runId);
    void runsChanged(); ///< any row; at most ten times a second
    void listed();      ///< see isListed()
    void queueChanged();
    void problemChanged(const QString &sentence);
    void requestFinished(quint64 request, bool ok, const QString &sentence);
    void runQueued(quint64 request, const QString &runId, const QString &queueId);
    /// @param jobId  absolute folder, WORKSPACE/jobs/NAME
    void jobQueued(quint64 request, const QString &jobId, const QString &queueId);
    /// A job of WORKSPACE/jobs ended while this window watched, whoever started it; `sentence` is
    /// why it failed, or empty.
    void jobFinished(const QString &jobId, phi1::RunState state, const QString &sentence);
    /// A run's folder got another name; the row of the old one is gone.
    void runRenamed(const QString &oldId, const QString &newId);
    void movedToTrash(quint64 request, const QString &runId, const QString &token);
    /// See leftRunning(); at most three seconds after a run ended.
    void leftRunningChanged(const QString &runId, const QString &sentence);
    void noteAdded(quint64 request, const QString &runId, qint64 noteId);
    void batchLoaded(quint64 request, const QJsonDocument &documents);
    void batchFailed(quint64 request, const QString &sentence);
    /// For toasts. kind: "finished", "failed", "stopped", "lost contact", "started", "damaged"
    void event(const QString &runId, const QString &kind, const QString &text);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
