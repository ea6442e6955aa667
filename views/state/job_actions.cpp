// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/job_actions.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

#include <QCoreApplication>
#include <QFileInfo>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/jobs/detach.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/job_status.h"
#include "core/jobs/supervisor.h"

namespace phi1 {

namespace {

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

QString translated(const char *text)
{
    return QCoreApplication::translate("JobActions", text);
}

tl::unexpected<Error> refused(ErrorCode code, const QString &sentence)
{
    return failure(code, sentence.toStdString());
}

std::vector<std::string> words(const QStringList &list)
{
    std::vector<std::string> result;
    for (const QString &word : list)
        result.push_back(word.toStdString());
    return result;
}

/// Writes the files of a launch and puts their paths in the place of their names.
Result<void> placeFiles(const Workspace &workspace, const QString &launchName,
                        const QVector<QPair<QString, QByteArray>> &files, QStringList &arguments)
{
    const std::filesystem::path folder = workspace.root / "launches" / launchName.toStdString();
    if (!files.isEmpty())
        PHI1_TRY(makeFolders(folder));
    for (const auto &[name, content] : files) {
        const std::filesystem::path path = folder / name.toStdString();
        PHI1_TRY(writeFileAtomically(
            path, std::string_view(content.constData(), std::size_t(content.size()))));
        for (QString &argument : arguments) {
            if (argument == name)
                argument = qt(path.string());
        }
    }
    return {};
}

/// A supervisor may be quicker: what has begun needs no place in the queue.
Result<void> moveToFront(JobQueue &queue, const std::string &id)
{
    auto moved = queue.move(id, 1);
    if (!moved && moved.error().code == ErrorCode::Usage)
        return {};
    return moved;
}

/// The value of `--corpus`, empty without.
std::string corpusOf(const std::vector<std::string> &arguments)
{
    const auto option = std::find(arguments.begin(), arguments.end(), "--corpus");
    return option == arguments.end() || option + 1 == arguments.end() ? std::string() : option[1];
}

/// Whether an entry works on this corpus, or will.
bool isInUse(const JobQueue::Listing &listing, const std::string &corpus)
{
    return std::any_of(
        listing.entries.begin(), listing.entries.end(), [&](const QueueEntry &entry) {
            return !corpus.empty() && entry.corpus == corpus &&
                   (entry.state == QueueState::Waiting || entry.state == QueueState::Starting ||
                    entry.state == QueueState::Running);
        });
}

/// A folder of WORKSPACE/jobs that is not there yet.
Result<QString> freeJobFolder(const Workspace &workspace, const QString &name)
{
    if (name.isEmpty() || name.startsWith(u'.') || name.contains(u'/') || name.contains(QChar()))
        return refused(ErrorCode::Usage,
                       translated(QT_TRANSLATE_NOOP("JobActions",
                                                    "“%1” cannot be the name of a job: expected "
                                                    "one without / that does not begin with a dot"))
                           .arg(name));
    std::filesystem::path folder = workspace.jobs() / name.toStdString();
    std::error_code error;
    for (int number = 2; std::filesystem::exists(folder, error); ++number)
        folder = workspace.jobs() / concat(name.toStdString(), '-', number);
    return qt(folder.string());
}

/// The processes of a group that are not zombies.
QStringList processesOf(pid_t group)
{
    QStringList found;
    DIR *proc = ::opendir("/proc");
    if (!proc)
        return found;
    while (const dirent *entry = ::readdir(proc)) {
        const pid_t pid = static_cast<pid_t>(std::atoi(entry->d_name));
        if (pid > 0 && ::getpgid(pid) == group && identityOf(pid))
            found += QString::number(pid);
    }
    ::closedir(proc);
    return found;
}

} // namespace

Result<QString> launchFolder(const Workspace &workspace, const RunLaunch &launch)
{
    const QString name = launch.folder.trimmed();
    if (name.startsWith(u'/'))
        return qt(std::filesystem::path(name.toStdString()).lexically_normal().string());
    if (name.isEmpty() || name.startsWith(u'.') || name.contains(u'/') || name.contains(QChar()))
        return refused(ErrorCode::Usage,
                       translated(QT_TRANSLATE_NOOP("JobActions",
                                                    "“%1” cannot be the name of a run: expected "
                                                    "one without / that does not begin with a dot"))
                           .arg(name));
    return qt((workspace.runs() / name.toStdString()).string());
}

Result<QString> startRuns(const Workspace &workspace, const QString &program,
                          const QVector<RunLaunch> &launches,
                          const std::function<void(int, const StartedRun &)> &started)
{
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    std::string previous;
    for (int i = 0; i < launches.size(); ++i) { // before anything is begun
        PHI1_ASSIGN(const QString folder, launchFolder(workspace, launches[i]));
        if (!holdsOnlyJobFiles(folder.toStdString()))
            return refused(
                ErrorCode::Usage,
                translated(QT_TRANSLATE_NOOP("JobActions",
                                             "There is a run %1 already: choose another name"))
                    .arg(QFileInfo(folder).fileName()));
    }
    for (int i = 0; i < launches.size(); ++i) {
        const RunLaunch &launch = launches[i];
        PHI1_ASSIGN(const QString folder, launchFolder(workspace, launch));
        const QString name = QFileInfo(folder).fileName();
        QStringList arguments = launch.arguments;
        PHI1_TRY(placeFiles(workspace, name, launch.files, arguments));
        arguments << QStringLiteral("--run") << folder;
        JobQueue::NewEntry entry;
        entry.job = folder.toStdString();
        entry.program = program.toStdString();
        entry.arguments = words(arguments);
        entry.name = (launch.name.isEmpty() ? name : launch.name).toStdString();
        entry.after = launch.afterPrevious ? previous : launch.after.toStdString();
        entry.devices = words(launch.devices);
        entry.shareDevice = launch.shareDevice;
        PHI1_ASSIGN(const std::string id, queue.add(entry));
        previous = id;
        started(i, {folder, qt(id)});
        if (!launch.queueOnly && entry.after.empty())
            PHI1_TRY(moveToFront(queue, id));
    }
    PHI1_ASSIGN(const JobQueue::Listing listing, queue.list());
    PHI1_TRY(ensureSupervisor(workspace, program.toStdString()));
    if (listing.paused)
        return translated(QT_TRANSLATE_NOOP("JobActions", "Queued; the queue is paused"));
    return launches.size() == 1
               ? translated(QT_TRANSLATE_NOOP("JobActions", "Queued"))
               : translated(QT_TRANSLATE_NOOP("JobActions", "Queued %1 runs")).arg(launches.size());
}

Result<QString> startJob(const Workspace &workspace, const QString &program,
                         const JobLaunch &launch, StartedRun &started)
{
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    const QString wanted = launch.name.isEmpty() ? launch.arguments.value(0) : launch.name;
    PHI1_ASSIGN(const QString folder, freeJobFolder(workspace, wanted.trimmed()));
    const QString name = QFileInfo(folder).fileName();
    QStringList arguments = launch.arguments;
    PHI1_TRY(placeFiles(workspace, name, launch.files, arguments));
    arguments << QStringLiteral("--job") << folder;
    PHI1_ASSIGN(JobQueue::Listing listing, queue.list());
    JobQueue::NewEntry entry;
    entry.job = folder.toStdString();
    entry.program = program.toStdString();
    entry.arguments = words(arguments);
    entry.name = (launch.title.isEmpty() ? name : launch.title).toStdString();
    entry.after = launch.after.toStdString();
    entry.corpus = corpusOf(entry.arguments);
    // What needs no device waits for none: a run may take days.
    entry.devices =
        launch.devices.isEmpty() ? std::vector<std::string>{"cpu"} : words(launch.devices);
    entry.shareDevice = launch.devices.isEmpty();
    PHI1_ASSIGN(const std::string id, queue.add(entry));
    started = {folder, qt(id)};
    // Those of one corpus keep the order in which they were asked for.
    if (launch.devices.isEmpty() && entry.after.empty() && !isInUse(listing, entry.corpus))
        PHI1_TRY(moveToFront(queue, id));
    PHI1_TRY(ensureSupervisor(workspace, program.toStdString()));
    return listing.paused
               ? translated(QT_TRANSLATE_NOOP("JobActions", "Queued; the queue is paused"))
               : translated(QT_TRANSLATE_NOOP("JobActions", "Queued"));
}

Result<QString> stopRun(const QString &folder)
{
    PHI1_TRY(requestStop(folder.toStdString()));
    return translated(QT_TRANSLATE_NOOP("JobActions", "Writes a checkpoint and stops"));
}

Result<QString> killRun(const QString &folder, const std::atomic<bool> &giveUp)
{
    const std::filesystem::path path = folder.toStdString();
    PHI1_ASSIGN(const JobStatus before, readJobStatus(path));
    if (!before.alive)
        return refused(
            ErrorCode::NotFound,
            translated(QT_TRANSLATE_NOOP("JobActions", "No process works on %1: it is %2"))
                .arg(QFileInfo(folder).fileName(), qt(before.description())));
    StopPatience patience;
    // A first SIGTERM asks for a checkpoint; the second, which means at once, comes right behind
    // it.
    patience.untilSecond = before.file.state == JobState::Stopping ? 5 : 0.2;
    patience.untilKill = 5;
    patience.giveUp = [&giveUp] { return giveUp.load(); };
    PHI1_TRY(stopJob(path, patience));
    return translated(QT_TRANSLATE_NOOP("JobActions", "Stopped; nothing is left running"));
}

Result<QString> checkpointRun(const QString &folder)
{
    PHI1_TRY(requestCheckpoint(folder.toStdString()));
    return translated(
        QT_TRANSLATE_NOOP("JobActions", "Writes a checkpoint after the step it is at"));
}

Result<QString> resumeRun(const Workspace &workspace, const QString &program, const QString &folder,
                          const QStringList &overrides, StartedRun &started)
{
    QStringList arguments = {QStringLiteral("resume"), folder};
    for (const QString &each : overrides)
        arguments << QStringLiteral("--set") << each;
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    JobQueue::NewEntry entry;
    entry.job = folder.toStdString();
    entry.program = program.toStdString();
    entry.arguments = words(arguments);
    entry.name = QFileInfo(folder).fileName().toStdString();
    PHI1_ASSIGN(const JobQueue::Listing listing, queue.list());
    // It goes on where it was before.
    for (const QueueEntry &each : listing.entries) {
        if (each.job == entry.job) {
            entry.devices = each.devices;
            entry.shareDevice = each.shareDevice;
            entry.corpus = each.corpus;
        }
    }
    PHI1_ASSIGN(const std::string id, queue.add(entry));
    started = {folder, qt(id)};
    PHI1_TRY(moveToFront(queue, id));
    PHI1_TRY(ensureSupervisor(workspace, program.toStdString()));
    return listing.paused
               ? translated(QT_TRANSLATE_NOOP("JobActions", "Queued; the queue is paused"))
               : translated(QT_TRANSLATE_NOOP("JobActions", "Resumes from its newest checkpoint"));
}

Result<QString> markRunStopped(const QString &folder)
{
    const std::filesystem::path path = folder.toStdString();
    // Holding the lock is what proves that nobody works here.
    PHI1_ASSIGN(const FileDescriptor lock, lockJobFolder(path));
    PHI1_ASSIGN(const JobStatus status, readJobStatus(path));
    if (hasEnded(status.file.state))
        return translated(QT_TRANSLATE_NOOP("JobActions", "It had ended already"));
    if (status.alive && !status.ofThisMachine)
        return refused(ErrorCode::Busy,
                       translated(QT_TRANSLATE_NOOP("JobActions",
                                                    "%1 gave a sign of life %2 s ago on %3: stop "
                                                    "it there"))
                           .arg(QFileInfo(folder).fileName())
                           .arg(int(status.heartbeatAge))
                           .arg(qt(status.file.process.host)));
    if (isAlive(status.file.process))
        return refused(ErrorCode::Busy,
                       translated(QT_TRANSLATE_NOOP("JobActions",
                                                    "Process %1 still works on %2: stop it first"))
                           .arg(status.file.process.pid)
                           .arg(QFileInfo(folder).fileName()));
    StatusFile file = status.file;
    file.state = JobState::Stopped;
    file.exitReason = "was marked as stopped after contact was lost";
    PHI1_TRY(writeStatusFile(path, file));
    return translated(QT_TRANSLATE_NOOP("JobActions", "Marked as stopped"));
}

Result<QString> trashRun(const Workspace &workspace, const QString &folder)
{
    const std::filesystem::path path = folder.toStdString();
    const QString name = QFileInfo(folder).fileName();
    if (const auto status = readJobStatus(path); status && status->alive)
        return refused(ErrorCode::Busy,
                       translated(QT_TRANSLATE_NOOP("JobActions", "%1 is %2: stop it first"))
                           .arg(name, qt(std::string(jobConditionName(status->condition)))));
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    // Under the queue's lock, so that nothing begins meanwhile.
    PHI1_ASSIGN(const FileDescriptor held, queue.lock());
    PHI1_ASSIGN(const JobQueue::Listing listing, queue.list());
    for (const QueueEntry &entry : listing.entries) {
        const bool isOpen = entry.state == QueueState::Waiting ||
                            entry.state == QueueState::Starting ||
                            entry.state == QueueState::Running;
        if (!isOpen)
            continue;
        if (entry.job == path)
            return refused(
                ErrorCode::Busy,
                translated(QT_TRANSLATE_NOOP("JobActions",
                                             "%1 is in the queue: take it out of there first"))
                    .arg(name));
        for (const QueueEntry &before : listing.entries) {
            if (before.id == entry.after && before.job == path)
                return refused(
                    ErrorCode::Busy,
                    translated(QT_TRANSLATE_NOOP("JobActions",
                                                 "%1 waits for %2: take that one out of the queue "
                                                 "first"))
                        .arg(qt(entry.name), name));
        }
    }
    if (isJobFolderLocked(path))
        return refused(
            ErrorCode::Busy,
            translated(QT_TRANSLATE_NOOP("JobActions", "A process still holds %1: stop it first"))
                .arg(name));
    PHI1_TRY(makeFolders(workspace.trash()));
    std::filesystem::path target = workspace.trash() / path.filename();
    for (int i = 2; std::filesystem::exists(std::filesystem::symlink_status(target)); ++i)
        target = workspace.trash() / concat(path.filename(), "-", i);
    const std::string note = target.string() + ".origin";
    PHI1_TRY(writeFileAtomically(note, path.string()));
    if (::rename(path.c_str(), target.c_str()) != 0) {
        const int error = errno;
        ::unlink(note.c_str());
        return failure(ErrorCode::Io, concat(path, " cannot be moved to ", workspace.trash(), ": ",
                                             systemMessage(error)));
    }
    return qt(target.string());
}

Result<QString> restoreRun(const QString &token)
{
    const std::filesystem::path from = token.toStdString();
    const std::string note = from.string() + ".origin";
    PHI1_ASSIGN(const std::string origin, readFile(note, 1u << 16));
    const std::filesystem::path path = origin;
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0)
        return refused(
            ErrorCode::Busy,
            translated(QT_TRANSLATE_NOOP("JobActions", "%1 stands in the place of the run that was "
                                                       "to be restored: move it away first"))
                .arg(qt(origin)));
    PHI1_TRY(makeFolders(path.parent_path()));
    if (::rename(from.c_str(), path.c_str()) != 0)
        return failure(ErrorCode::Io,
                       concat(from, " cannot be moved back: ", systemMessage(errno)));
    ::unlink(note.c_str());
    return qt(origin);
}

Result<QString> removeFromQueue(const Workspace &workspace, const QString &queueId)
{
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    PHI1_TRY(queue.remove(queueId.toStdString()));
    return translated(QT_TRANSLATE_NOOP("JobActions", "Taken out of the queue"));
}

Result<QString> moveInQueue(const Workspace &workspace, const QString &queueId, int position)
{
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    PHI1_TRY(queue.move(queueId.toStdString(), position));
    return translated(QT_TRANSLATE_NOOP("JobActions", "Moved to position %1")).arg(position);
}

Result<QString> pauseQueue(const Workspace &workspace, const QString &program, bool paused)
{
    PHI1_ASSIGN(JobQueue queue, JobQueue::open(workspace));
    PHI1_TRY(queue.setPaused(paused));
    if (paused)
        return translated(
            QT_TRANSLATE_NOOP("JobActions", "The queue is paused; what runs goes on"));
    PHI1_TRY(ensureSupervisor(workspace, program.toStdString()));
    return translated(QT_TRANSLATE_NOOP("JobActions", "The queue goes on"));
}

Result<QString> findRunFolder(const QString &path)
{
    std::error_code error;
    const std::filesystem::path folder =
        std::filesystem::absolute(path.toStdString(), error).lexically_normal();
    if (!std::filesystem::is_directory(folder, error))
        return refused(ErrorCode::NotFound,
                       translated(QT_TRANSLATE_NOOP("JobActions", "%1 is not a folder")).arg(path));
    for (const char *name : {statusFileName, eventsFileName, "run.toml"}) {
        if (std::filesystem::exists(folder / name, error)) {
            const std::string text = folder.string();
            return qt(text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1)
                                                            : text);
        }
    }
    return refused(
        ErrorCode::Incompatible,
        translated(QT_TRANSLATE_NOOP("JobActions", "%1 is not a run: it holds neither status.json "
                                                   "nor events.jsonl nor run.toml"))
            .arg(path));
}

QString describeLeftovers(const ProcessIdentity &process, bool usedGpu)
{
    // What the supervisor ends after a worker's death takes it two seconds.
    constexpr int attempts = 30;
    QStringList left;
    for (int i = 0; i < attempts; ++i) {
        left =
            process.pid > 0 && isOfThisMachine(process) ? processesOf(process.pid) : QStringList();
        if (left.isEmpty())
            return usedGpu ? translated(QT_TRANSLATE_NOOP(
                                 "JobActions", "nothing is left running, GPU memory is free"))
                           : translated(QT_TRANSLATE_NOOP("JobActions", "nothing is left running"));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return translated(QT_TRANSLATE_NOOP("JobActions", "still running: process %1"))
        .arg(left.join(QStringLiteral(", ")));
}

} // namespace phi1
