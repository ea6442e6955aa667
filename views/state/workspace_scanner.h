// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include <QString>
#include <QStringList>
#include <QVector>

#include "core/jobs/job_queue.h"
#include "core/jobs/workspace.h"
#include "views/state/folder_look.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// What one turn of the scanner found; only what changed.
struct ScanReport {
    QVector<FolderLook> looks;
    std::optional<JobQueue::Listing> queue;
    std::optional<QString> problem; ///< of the workspace; empty: none any more
    bool listed = false;            ///< every folder has been looked at once
    /// Nothing that was seen of these before is told any more, see WorkspaceScanner::forget().
    QStringList forgotten;
};

/// Watches the folders of a workspace from a thread of its own, by looking: files tell, whatever
/// machine writes them. Live jobs and the queue twice a second, everything else every two seconds
/// and in slices, so that a slow disk with thousands of runs delays nothing.
class WorkspaceScanner
{
public:
    using Report = std::function<void(ScanReport)>; ///< called in the scanner's thread

    WorkspaceScanner(Workspace workspace, Report report);
    ~WorkspaceScanner();

    void start();
    /// Looks at once, at this folder in any case.
    void lookAt(const QString &folder = {});
    /// Runs outside the workspace.
    void setExternalRuns(const QStringList &folders);
    /// Says nothing more about a folder until it is found anew; the report that says so comes after
    /// all that tell of what was there.
    void forget(const QString &folder);

    /// Runs of the first report, so that a table is filled at once.
    static constexpr int firstBatch = 100;

private:
    using Clock = std::chrono::steady_clock;
    struct Known {
        FolderReader reader;
        bool listed = false;   ///< was there when its folder was read last
        bool reported = false; ///< in some report
        Clock::time_point next;
    };

    std::chrono::milliseconds turn();
    void takeRequests(ScanReport &report);
    void listFolders();
    void listFolder(const std::filesystem::path &folder, bool isRun);
    void addKnown(const QString &folder, bool isRun, bool external);
    void beginFirstLooks();
    bool firstLooks(ScanReport &report);
    void look(Known &known, ScanReport &report);
    void regularLooks(ScanReport &report);
    void readConfigs(ScanReport &report);
    void readQueue(ScanReport &report);
    void checkWorkspace(ScanReport &report);

    Workspace m_workspace;
    Report m_report;

    std::mutex m_mutex; // guards the requests
    QStringList m_lookAt, m_forget;
    std::optional<QStringList> m_externals;
    bool m_lookNow = false;

    // Of the thread alone.
    std::map<QString, std::unique_ptr<Known>> m_known;
    std::set<QString> m_external;
    std::vector<QString> m_first;  ///< not looked at yet, newest last
    std::vector<QString> m_unread; ///< whose run.toml is not read yet
    bool m_allListed = false;
    QString m_cursor; ///< folder after which the next slice of regular looks begins
    QHash<QString, QString> m_pool;
    Clock::time_point m_nextListing{}, m_nextQueue{}, m_nextCheck{};
    timespec m_queueStamp{};
    bool m_queueKnown = false, m_queueSettled = false;
    QString m_listingProblem, m_queueProblem, m_reportedProblem;
    bool m_rootSeen = false;

    WorkerThread m_thread; // last: ends before what it uses
};

} // namespace phi1
