// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>

#include <QHash>
#include <QSet>
#include <QString>
#include <QVector>

#include "core/jobs/job_queue.h"
#include "views/state/folder_look.h"
#include "views/state/job_table_model.h"
#include "views/state/queue_table_model.h"
#include "views/state/run_info.h"

namespace phi1 {

/// Puts together what is known of each run from files, curve, queue and annotations. Knows no
/// threads and does no I/O; every answer follows from what it was told and the time handed in.
class RunBook
{
public:
    explicit RunBook(QString workspace);

    /// What becomes of a run in the eyes of who watches.
    struct Change {
        QString folder;
        RunState from, to;
    };
    void takeLook(const FolderLook &look, double now);
    void takeSummary(const QString &folder, const CurveSummary &summary, double secondsPerStep);
    void takeQueue(const JobQueue::Listing &listing);
    void setAnnotation(const QString &folder, const RunAnnotation &annotation);
    void remove(const QString &folder);

    QStringList folders() const { return m_entries.keys(); }
    bool isKnown(const QString &folder) const { return m_entries.contains(folder); }
    bool isRun(const QString &folder) const;
    const RunAnnotation *annotation(const QString &folder) const;
    /// The run that is gone and was this very folder under another name; empty without.
    QString formerName(const FolderLook &look) const;
    /// Id of the queue's entry that waits for its turn with this folder, empty: none.
    QString waitingEntry(const QString &folder) const;
    std::optional<JobStatus> status(const QString &folder) const;
    RunInfo info(const QString &folder, double now) const;
    RunState state(const QString &folder) const;
    bool wasStopAsked(const QString &folder) const { return m_stopAsked.contains(folder); }
    void setStopAsked(const QString &folder) { m_stopAsked.insert(folder); }
    void setLeftovers(const QString &folder, const QString &sentence);
    QString leftovers(const QString &folder) const { return m_leftovers.value(folder); }

    QVector<QueueInfo> queue() const;
    bool isPaused() const { return m_listing.paused; }
    /// Jobs, and runs that a process works on or should.
    QVector<JobInfo> jobs(double now) const;
    std::set<QString> liveRuns() const;

    /// Gives the next colours to runs that have none, in the order in which they began.
    /// @return these runs
    QStringList giveColours();
    /// Colours that are taken already, also by runs that are not here.
    void reserveColours(int count) { m_nextColour = std::max(m_nextColour, count); }

    /// Runs that may look different since the last call, at most so many.
    QStringList takeChanged(int limit);
    bool hasChanged() const { return !m_changed.isEmpty(); }
    QVector<Change> takeChanges();
    /// Runs whose figures are to be read from disk, since the last call.
    QStringList takeUnsummarised();

private:
    struct Entry {
        FolderLook look; ///< its last usable parts
        bool gone = false;
        RunState state = RunState::Queued;
        RunAnnotation annotation;
        CurveSummary summary;
        double secondsPerStep = missingValue();
        double summarisedAt = -1; ///< heartbeat of the status for which figures were asked
    };
    RunState stateOf(const Entry &entry, double now) const;
    QString reasonOf(const Entry &entry) const;
    void settle(Entry &entry, double now);
    const QueueEntry *queueEntry(const QString &folder) const;
    const QueueEntry *newestQueueEntry(const QString &folder) const;
    QString runName(const QueueEntry &entry) const;
    QString blockedText(const QueueEntry &entry) const;

    QString m_workspace;
    QHash<QString, Entry> m_entries;
    JobQueue::Listing m_listing;
    QHash<QString, int> m_openEntries; ///< folder → index into m_listing.entries
    QHash<QString, int> m_positions;   ///< folder → place among those that wait
    QSet<QString> m_changed;
    QStringList m_changedOrder;
    QVector<Change> m_changes;
    QStringList m_unsummarised;
    QSet<QString> m_stopAsked;
    QHash<QString, QString> m_leftovers;
    QStringList m_uncoloured;
    int m_nextColour = 0;

    void touch(const QString &folder);
};

} // namespace phi1
