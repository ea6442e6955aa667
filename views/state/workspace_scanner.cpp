// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/workspace_scanner.h"

#include <algorithm>
#include <cerrno>

#include <QCoreApplication>

#include <sys/stat.h>
#include <sys/statvfs.h>

#include "core/base/files.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto liveInterval = 500ms;
constexpr auto regularInterval = 2000ms;
constexpr auto turnBudget = 40ms; ///< of one turn's looks, so that reports stay frequent
constexpr std::uint64_t littleSpace = 32u << 20;

QString translated(const char *text)
{
    return QCoreApplication::translate("WorkspaceScanner", text);
}

QString qt(const std::filesystem::path &path)
{
    return QString::fromStdString(path.string());
}

} // namespace

WorkspaceScanner::WorkspaceScanner(Workspace workspace, Report report)
    : m_workspace(std::move(workspace))
    , m_report(std::move(report))
{}

WorkspaceScanner::~WorkspaceScanner()
{
    m_thread.stop();
}

void WorkspaceScanner::start()
{
    m_thread.start([this] { return turn(); });
}

void WorkspaceScanner::lookAt(const QString &folder)
{
    {
        const std::lock_guard guard(m_mutex);
        m_lookNow = true;
        if (!folder.isEmpty())
            m_lookAt += folder;
    }
    m_thread.wake();
}

void WorkspaceScanner::setExternalRuns(const QStringList &folders)
{
    {
        const std::lock_guard guard(m_mutex);
        m_externals = folders;
        m_lookNow = true;
    }
    m_thread.wake();
}

void WorkspaceScanner::forget(const QString &folder)
{
    {
        const std::lock_guard guard(m_mutex);
        m_forget += folder;
        m_lookNow = true;
    }
    m_thread.wake();
}

std::chrono::milliseconds WorkspaceScanner::turn()
{
    ScanReport report;
    takeRequests(report);
    const auto now = Clock::now();
    if (now >= m_nextListing) {
        listFolders();
        m_nextListing = now + (m_known.size() > 1000 ? 2000ms : 1000ms);
    }
    const bool more = firstLooks(report);
    if (!more)
        regularLooks(report);
    if (now >= m_nextQueue) {
        readQueue(report);
        m_nextQueue = now + liveInterval;
    }
    if (now >= m_nextCheck) {
        checkWorkspace(report);
        m_nextCheck = now + 1000ms;
    }
    const bool moreConfigs = !more && !m_unread.empty();
    if (moreConfigs)
        readConfigs(report);
    if (!more && !m_allListed) {
        m_allListed = true;
        report.listed = true;
    }
    if (!report.looks.isEmpty() || report.queue || report.problem || report.listed ||
        !report.forgotten.isEmpty())
        m_report(std::move(report));
    // Between two turns of much work: a processor that is shared with a training is not kept busy.
    return more ? 1ms : moreConfigs ? 5ms : 100ms;
}

void WorkspaceScanner::takeRequests(ScanReport &report)
{
    QStringList wanted;
    QStringList forgotten;
    std::optional<QStringList> externals;
    {
        const std::lock_guard guard(m_mutex);
        std::swap(wanted, m_lookAt);
        std::swap(forgotten, m_forget);
        std::swap(externals, m_externals);
        if (std::exchange(m_lookNow, false))
            m_nextListing = m_nextQueue = m_nextCheck = {};
    }
    report.forgotten = forgotten;
    for (const QString &folder : forgotten) {
        m_known.erase(folder);
        m_external.erase(folder);
    }
    if (externals) {
        m_external = std::set<QString>(externals->begin(), externals->end());
        for (const QString &folder : m_external)
            addKnown(folder, true, true);
    }
    for (const QString &folder : wanted) {
        const auto found = m_known.find(folder);
        if (found == m_known.end())
            continue;
        found->second->reader.forget();
        look(*found->second, report);
    }
}

void WorkspaceScanner::addKnown(const QString &folder, bool isRun, bool external)
{
    auto &known = m_known[folder];
    if (known) {
        known->listed = true;
        return;
    }
    known = std::make_unique<Known>(Known{FolderReader(folder, isRun, external), true, false, {}});
    // An external run is told of even if it is not there: somebody opened it once.
    if (!known->reader.peek() && !external) {
        m_known.erase(folder); // not a job (yet)
        return;
    }
    m_first.push_back(folder);
}

void WorkspaceScanner::listFolder(const std::filesystem::path &folder, bool isRun)
{
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with(".")) // temporary, or hidden on purpose
            continue;
        std::error_code ignored;
        if (it->is_directory(ignored))
            addKnown(qt(it->path()), isRun, false);
    }
    if (error && error != std::errc::no_such_file_or_directory && m_listingProblem.isEmpty())
        m_listingProblem =
            translated(QT_TRANSLATE_NOOP("WorkspaceScanner",
                                         "%1 cannot be read (%2): expected a folder that this "
                                         "user may read; repair it or open another workspace"))
                .arg(qt(folder), QString::fromStdString(error.message()));
}

void WorkspaceScanner::listFolders()
{
    const bool isFirst = m_known.empty() && m_first.empty();
    for (auto &[folder, known] : m_known)
        known->listed = false;
    m_listingProblem.clear();
    listFolder(m_workspace.runs(), true);
    listFolder(m_workspace.jobs(), false);
    for (auto &[folder, known] : m_known) {
        // What is not listed is looked at, which tells whether it is gone.
        if (!known->listed && !m_external.count(folder) && !known->reader.current().gone)
            known->next = {};
    }
    if (isFirst)
        beginFirstLooks();
}

/// The newest are shown first.
void WorkspaceScanner::beginFirstLooks()
{
    std::sort(m_first.begin(), m_first.end(), [this](const QString &a, const QString &b) {
        return m_known.at(a)->reader.changed() < m_known.at(b)->reader.changed();
    });
}

/// @return whether there is more to do
bool WorkspaceScanner::firstLooks(ScanReport &report)
{
    const auto end = Clock::now() + turnBudget;
    while (!m_first.empty() && report.looks.size() < firstBatch && Clock::now() < end) {
        const QString folder = m_first.back();
        m_first.pop_back();
        const auto found = m_known.find(folder);
        if (found == m_known.end())
            continue;
        look(*found->second, report);
        if (found->second->reader.current().isRun)
            m_unread.insert(m_unread.begin(), folder);
    }
    return !m_first.empty();
}

void WorkspaceScanner::look(Known &known, ScanReport &report)
{
    const bool changed = known.reader.look(m_pool);
    known.next = Clock::now() + (known.reader.isRestless() ? liveInterval : regularInterval);
    if (changed || !known.reported) {
        known.reported = true;
        report.looks += known.reader.current();
    }
}

void WorkspaceScanner::regularLooks(ScanReport &report)
{
    const auto now = Clock::now();
    for (auto &[folder, known] : m_known) {
        if (known->next <= now && known->reader.isRestless())
            look(*known, report);
    }
    const auto end = now + turnBudget;
    auto next = m_known.upper_bound(m_cursor);
    for (std::size_t i = 0; i < m_known.size() && Clock::now() < end; ++i, ++next) {
        if (next == m_known.end())
            next = m_known.begin();
        m_cursor = next->first;
        if (next->second->next <= now)
            look(*next->second, report);
    }
}

void WorkspaceScanner::readConfigs(ScanReport &report)
{
    const auto end = Clock::now() + turnBudget;
    while (!m_unread.empty() && report.looks.size() < firstBatch && Clock::now() < end) {
        const auto found = m_known.find(m_unread.back());
        m_unread.pop_back();
        if (found == m_known.end())
            continue;
        found->second->reader.wantConfig();
        look(*found->second, report);
    }
}

void WorkspaceScanner::readQueue(ScanReport &report)
{
    struct stat now {};
    if (::stat(m_workspace.queue().c_str(), &now) != 0) {
        if (std::exchange(m_queueKnown, false))
            report.queue = JobQueue::Listing{};
        m_queueProblem.clear();
        return;
    }
    const bool isSame = m_queueKnown && now.st_mtim.tv_sec == m_queueStamp.tv_sec &&
                        now.st_mtim.tv_nsec == m_queueStamp.tv_nsec;
    // The clock of a file system ticks every few milliseconds: one more look after a change.
    if (isSame && std::exchange(m_queueSettled, true))
        return;
    m_queueSettled = isSame;
    auto queue = JobQueue::open(m_workspace);
    auto listing = queue ? queue->list() : tl::unexpected<Error>(queue.error());
    m_queueProblem = listing ? QString() : QString::fromStdString(listing.error().message);
    if (!listing)
        return;
    m_queueStamp = now.st_mtim;
    m_queueKnown = true;
    report.queue = std::move(*listing);
}

void WorkspaceScanner::checkWorkspace(ScanReport &report)
{
    QString problem;
    struct stat root {};
    struct statvfs space {};
    if (::stat(m_workspace.root.c_str(), &root) != 0) {
        const int error = errno;
        if (m_rootSeen)
            problem = translated(QT_TRANSLATE_NOOP("WorkspaceScanner",
                                                   "The workspace %1 is not there any more (%2): "
                                                   "put the folder back, or open another"))
                          .arg(qt(m_workspace.root), QString::fromStdString(systemMessage(error)));
    } else if (!S_ISDIR(root.st_mode)) {
        problem = translated(QT_TRANSLATE_NOOP("WorkspaceScanner",
                                               "%1 is not a folder: a workspace is one; open "
                                               "another"))
                      .arg(qt(m_workspace.root));
    } else {
        m_rootSeen = true;
        problem = m_listingProblem.isEmpty() ? m_queueProblem : m_listingProblem;
        if (problem.isEmpty() && ::statvfs(m_workspace.root.c_str(), &space) == 0 &&
            space.f_blocks > 0 && std::uint64_t(space.f_bavail) * space.f_frsize < littleSpace)
            problem = translated(QT_TRANSLATE_NOOP(
                                     "WorkspaceScanner",
                                     "The disk of %1 is full: less than 32 MB are free, and runs "
                                     "cannot write checkpoints; free some space"))
                          .arg(qt(m_workspace.root));
    }
    if (problem != m_reportedProblem) {
        m_reportedProblem = problem;
        report.problem = problem;
    }
}

} // namespace phi1
