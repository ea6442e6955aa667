// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <QHash>
#include <QSet>
#include <QStandardPaths>
#include <QThreadPool>
#include <QTimer>

#include "core/jobs/workspace.h"
#include "views/state/annotation_store.h"
#include "views/state/engine_hub.h"
#include "views/state/job_actions.h"
#include "views/state/json_command.h"
#include "views/state/log_followers.h"
#include "views/state/run_book.h"
#include "views/state/run_follower.h"
#include "views/state/summary_reader.h"
#include "views/state/workspace_scanner.h"
#include "views/state/workspace_session.h"

namespace phi1 {

/// What stands behind a WorkspaceSession. Members of the GUI thread, apart from the threads' own.
struct WorkspaceSession::Private {
    Private(WorkspaceSession *session, const QString &workspacePath, const QString &program);

    // Threads hand over by queued calls; these reach the session only while it lives.
    template<typename Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(q, std::move(function), Qt::QueuedConnection);
    }
    /// What an action came to: whether it went well, the sentence, and what is then to be done in
    /// the GUI thread.
    struct Outcome {
        bool ok = false;
        QString sentence;
        std::function<void()> then;
    };
    enum class Lane {
        Queue,   ///< one after the other: changes of the queue keep their order
        Signals, ///< some at once: stopping one run waits for no other
    };
    quint64 submit(Lane lane, std::function<Outcome()> action, const QString &lookAfter = {});
    quint64 answer(bool ok, const QString &sentence); ///< of what needs no thread
    static Outcome outcome(const Result<QString> &result);

    void onReport(const ScanReport &report);
    void onLoaded(const QString &run, const std::shared_ptr<CurveData> &curve);
    void onAppended(const QString &run, const RunBatch &batch);
    void onStoreLoaded(const AnnotationStore::Content &content);
    void onStoreRenewed();
    void scheduleFlush(int milliseconds = 50);
    void flush();
    void summariseCurves();
    void tellChanges();
    void watchSupervisor();
    void setProblem(QString &slot, const QString &sentence);
    std::string identity(const QString &run) const;
    RunAnnotation annotationOf(const QString &run) const;
    void store(const QVector<QPair<QString, RunAnnotation>> &annotations);
    void adoptAnnotation(const QString &run);
    void followRename(const FolderLook &look);
    void sendExternals();
    void removeRun(const QString &run);
    void releaseCurve(const QString &run);

    WorkspaceSession *q;
    Workspace workspace;
    QString path, phi1;
    RunTableModel *runs;
    QueueTableModel *queue;
    JobTableModel *jobs;
    JsonCommand *documents;
    EngineHub *engine = nullptr; ///< made when it is asked for
    RunBook book;

    bool storeLoaded = false, scannerListed = false, listed = false;
    QString scannerProblem, storeProblem, supervisorProblem, shownProblem;
    QTimer flushTimer;
    quint64 lastRequest = 0;

    QSet<QString> wanted;
    QHash<QString, std::shared_ptr<CurveData>> curves;
    QSet<QString> changedCurves;
    QHash<QString, QVector<CheckpointInfo>> checkpoints;
    QHash<QString, LogModel *> logs;
    std::map<std::string, RunAnnotation> annotations; ///< of runs that are not here, too
    QHash<QString, QVector<RunNote>> notes;
    QStringList externals;
    qint64 lastNoteId = 0;
    bool queueTaken = false;
    std::optional<JobQueue::Listing> listing;
    bool supervisorAsked = false;
    QSet<QString> watchedJobs; ///< begun here, not ended yet: absolute folders

    std::atomic<bool> closing = false;
    QThreadPool queueLane, signalLane;
    // Threads last: they end first.
    AnnotationStore annotationStore;
    RunFollower follower;
    SummaryReader summaries;
    LogFollowers logFollowers;
    WorkspaceScanner scanner;
};

} // namespace phi1
