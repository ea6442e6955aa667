// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_book.h"

#include <algorithm>

#include <QCoreApplication>
#include <QFileInfo>

#include "views/format/number_text.h"

namespace phi1 {

namespace {

/// Seconds that a supervisor may need to write down how a worker ended.
constexpr double ending = 5;
/// Seconds in which status.json and queue may not yet tell the same.
constexpr double settling = 3;

QString translated(const char *text)
{
    return QCoreApplication::translate("RunBook", text);
}

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

bool isOpen(QueueState state)
{
    return state == QueueState::Waiting || state == QueueState::Starting ||
           state == QueueState::Running;
}

double numberOf(const Json &object, const char *key)
{
    if (!object.is_object())
        return missingValue();
    const auto found = object.find(key);
    return found != object.end() && found->is_number() ? found->get<double>() : missingValue();
}

QString textOf(const Json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? qt(found->get<std::string>()) : QString();
}

double known(double value)
{
    return value > 0 ? value : missingValue();
}

QString stateTextOf(RunState state, double heartbeatAge)
{
    switch (state) {
    case RunState::LostContact:
        return silent(heartbeatAge);
    case RunState::LastSeen:
        return translated(QT_TRANSLATE_NOOP("RunBook", "last seen %1")).arg(ago(heartbeatAge));
    case RunState::Running:
    case RunState::Pausing:
        // It lives but its heart does not beat: stopped by a signal, or the disk hangs.
        if (heartbeatAge > heartbeatPatience)
            return silent(heartbeatAge);
        return runStateText(state);
    default:
        return runStateText(state);
    }
}

} // namespace

RunBook::RunBook(QString workspace)
    : m_workspace(std::move(workspace))
{}

void RunBook::touch(const QString &folder)
{
    if (!m_changed.contains(folder)) {
        m_changed.insert(folder);
        m_changedOrder += folder;
    }
}

RunState RunBook::stateOf(const Entry &entry, double now) const
{
    const FolderLook &look = entry.look;
    if (entry.gone)
        return RunState::Gone;
    if (!look.problem.isEmpty() || !look.status)
        return RunState::Damaged;
    const JobStatus &status = *look.status;
    const auto damagedUnlessLive = [&](RunState state) {
        return look.configProblem.isEmpty() || isLive(state) ? state : RunState::Damaged;
    };
    switch (status.condition) {
    case JobCondition::Queued: {
        if (queueEntry(look.folder) || now - status.file.heartbeat < settling)
            return RunState::Queued;
        const QueueEntry *last = newestQueueEntry(look.folder);
        return last && last->state == QueueState::Failed ? RunState::Failed : RunState::Stopped;
    }
    case JobCondition::Starting:
    case JobCondition::Running:
    case JobCondition::Stopping:
        // Nobody is there, and there was time to say how it ended.
        if (status.ofThisMachine && !status.alive && status.heartbeatAge > ending)
            return RunState::LostContact;
        return status.condition == JobCondition::Starting  ? RunState::Starting
               : status.condition == JobCondition::Running ? RunState::Running
                                                           : RunState::Pausing;
    case JobCondition::Stopped:
        return damagedUnlessLive(RunState::Stopped);
    case JobCondition::Finished:
        return damagedUnlessLive(RunState::Finished);
    case JobCondition::Failed:
        return damagedUnlessLive(RunState::Failed);
    case JobCondition::Paused:
        return damagedUnlessLive(RunState::Paused);
    case JobCondition::LostContact:
        return RunState::LostContact;
    case JobCondition::LastSeen:
        return RunState::LastSeen;
    }
    return RunState::Damaged;
}

QString RunBook::reasonOf(const Entry &entry) const
{
    const FolderLook &look = entry.look;
    if (entry.state == RunState::Gone)
        return translated(QT_TRANSLATE_NOOP("RunBook",
                                            "%1 is not there any more: it was deleted or moved; "
                                            "the values are the last that were seen"))
            .arg(look.folder);
    if (!look.problem.isEmpty())
        return look.problem;
    if (!look.configProblem.isEmpty())
        return look.configProblem;
    if (!look.status)
        return {};
    const JobStatus &status = *look.status;
    if (entry.state == RunState::LostContact)
        return translated(QT_TRANSLATE_NOOP("RunBook",
                                            "Process %1 ended without a word; its last sign of "
                                            "life was %2"))
            .arg(status.file.process.pid)
            .arg(ago(status.heartbeatAge));
    if (entry.state == RunState::LastSeen)
        return translated(QT_TRANSLATE_NOOP("RunBook",
                                            "It was last seen %1 on %2, which cannot be looked at "
                                            "from here"))
            .arg(ago(status.heartbeatAge), qt(status.file.process.host));
    if (const QueueEntry *queued = queueEntry(look.folder);
        queued && entry.state == RunState::Queued)
        return blockedText(*queued);
    if (status.condition == JobCondition::Queued && entry.state != RunState::Queued) {
        const QueueEntry *last = newestQueueEntry(look.folder);
        return last && !last->reason.empty()
                   ? qt(last->reason)
                   : translated(QT_TRANSLATE_NOOP("RunBook",
                                                  "It waited in the queue, which does not know "
                                                  "it any more; resume it to begin"));
    }
    if (isLive(entry.state) && status.heartbeatAge > heartbeatPatience)
        return translated(QT_TRANSLATE_NOOP("RunBook",
                                            "Process %1 lives, but gave no sign of life for %2"))
            .arg(status.file.process.pid)
            .arg(duration(status.heartbeatAge));
    return entry.state == RunState::Failed || entry.state == RunState::Stopped ||
                   entry.state == RunState::Paused
               ? qt(status.file.exitReason)
               : QString();
}

void RunBook::settle(Entry &entry, double now)
{
    const RunState before = entry.state;
    entry.state = stateOf(entry, now);
    if (before != entry.state)
        m_changes += {entry.look.folder, before, entry.state};
    if (isLive(entry.state)) {
        if (!isLive(before))
            m_leftovers.remove(entry.look.folder);
    } else {
        m_stopAsked.remove(entry.look.folder);
    }
    if (!entry.look.isRun || isLive(entry.state) || entry.gone)
        return;
    const double heartbeat = entry.look.status ? entry.look.status->file.heartbeat : 0;
    if (heartbeat != entry.summarisedAt) {
        entry.summarisedAt = heartbeat;
        m_unsummarised += entry.look.folder;
    }
}

void RunBook::takeLook(const FolderLook &look, double now)
{
    auto found = m_entries.find(look.folder);
    const bool isNew = found == m_entries.end();
    if (isNew)
        found = m_entries.insert(look.folder, Entry());
    Entry &entry = *found;
    entry.gone = look.gone;
    if (look.gone && !isNew) {
        settle(entry, now); // its last values stay
        touch(look.folder);
        return;
    }
    const std::optional<JobStatus> lastStatus = entry.look.status;
    const auto lastConfig = entry.look.config;
    entry.look = look;
    if (!look.status && lastStatus)
        entry.look.status = lastStatus;
    if (!look.config && !look.configProblem.isEmpty())
        entry.look.config = lastConfig;
    if (isNew) {
        entry.state = stateOf(entry, now); // what was so before is no news
        if (look.isRun)
            m_uncoloured += look.folder;
    }
    settle(entry, now);
    touch(look.folder);
}

void RunBook::takeSummary(const QString &folder, const CurveSummary &summary, double secondsPerStep)
{
    const auto found = m_entries.find(folder);
    if (found == m_entries.end())
        return;
    found->summary = summary;
    found->secondsPerStep = secondsPerStep;
    touch(folder);
}

void RunBook::takeQueue(const JobQueue::Listing &listing)
{
    for (auto each = m_openEntries.cbegin(); each != m_openEntries.cend(); ++each)
        touch(each.key());
    m_listing = listing;
    m_openEntries.clear();
    m_positions.clear();
    int position = 0;
    for (std::size_t i = 0; i < m_listing.entries.size(); ++i) {
        const QueueEntry &entry = m_listing.entries[i];
        if (!isOpen(entry.state))
            continue;
        const QString folder = qt(entry.job.string());
        m_openEntries.insert(folder, int(i));
        if (entry.state == QueueState::Waiting)
            m_positions.insert(folder, ++position);
        touch(folder);
    }
}

void RunBook::setAnnotation(const QString &folder, const RunAnnotation &annotation)
{
    const auto found = m_entries.find(folder);
    if (found == m_entries.end())
        return;
    found->annotation = annotation;
    touch(folder);
}

void RunBook::remove(const QString &folder)
{
    m_entries.remove(folder);
    m_changed.remove(folder);
    m_changedOrder.removeAll(folder);
    m_uncoloured.removeAll(folder);
}

bool RunBook::isRun(const QString &folder) const
{
    const auto found = m_entries.constFind(folder);
    return found != m_entries.cend() && found->look.isRun;
}

const RunAnnotation *RunBook::annotation(const QString &folder) const
{
    const auto found = m_entries.constFind(folder);
    return found == m_entries.cend() ? nullptr : &found->annotation;
}

QString RunBook::formerName(const FolderLook &look) const
{
    // File systems give the numbers of deleted folders to new ones: the start must agree, too.
    const double started = look.status ? look.status->file.started : 0;
    if (look.inode == 0 || started <= 0)
        return {};
    for (auto each = m_entries.cbegin(); each != m_entries.cend(); ++each) {
        const FolderLook &old = each->look;
        if (each->gone && each.key() != look.folder && old.inode == look.inode &&
            old.device == look.device && old.status && old.status->file.started == started)
            return each.key();
    }
    return {};
}

QString RunBook::waitingEntry(const QString &folder) const
{
    const QueueEntry *queued = state(folder) == RunState::Queued ? queueEntry(folder) : nullptr;
    return queued ? qt(queued->id) : QString();
}

std::optional<JobStatus> RunBook::status(const QString &folder) const
{
    return m_entries.value(folder).look.status;
}

RunState RunBook::state(const QString &folder) const
{
    const auto found = m_entries.constFind(folder);
    return found == m_entries.cend() ? RunState::Gone : found->state;
}

void RunBook::setLeftovers(const QString &folder, const QString &sentence)
{
    m_leftovers[folder] = sentence;
    touch(folder);
}

const QueueEntry *RunBook::queueEntry(const QString &folder) const
{
    const auto found = m_openEntries.constFind(folder);
    return found == m_openEntries.cend() ? nullptr : &m_listing.entries[std::size_t(*found)];
}

const QueueEntry *RunBook::newestQueueEntry(const QString &folder) const
{
    const std::string path = folder.toStdString();
    const QueueEntry *newest = nullptr;
    for (const QueueEntry &entry : m_listing.entries) {
        if (entry.job == path && (!newest || entry.added > newest->added))
            newest = &entry;
    }
    return newest;
}

QString RunBook::runName(const QueueEntry &entry) const
{
    const auto found = m_entries.constFind(qt(entry.job.string()));
    if (found != m_entries.cend() && !found->annotation.title.empty())
        return qt(found->annotation.title);
    return entry.name.empty() ? qt(entry.job.filename().string()) : qt(entry.name);
}

QString RunBook::blockedText(const QueueEntry &entry) const
{
    if (entry.state != QueueState::Waiting || entry.after.empty() ||
        isReady(entry, m_listing.entries))
        return {};
    const auto before =
        std::find_if(m_listing.entries.begin(), m_listing.entries.end(),
                     [&](const QueueEntry &each) { return each.id == entry.after; });
    if (before == m_listing.entries.end())
        return translated(
            QT_TRANSLATE_NOOP("RunBook", "It waits for an entry that the queue does not know "
                                         "any more: take it out of the queue and start it again"));
    if (isOpen(before->state) || queueEntry(qt(before->job.string())))
        return {};
    return translated(QT_TRANSLATE_NOOP("RunBook",
                                        "It waits for %1, which %2: resume that run, or take this "
                                        "one out of the queue"))
        .arg(runName(*before), before->state == QueueState::Failed
                                   ? translated(QT_TRANSLATE_NOOP("RunBook", "failed"))
                                   : translated(QT_TRANSLATE_NOOP("RunBook", "was stopped")));
}

RunInfo RunBook::info(const QString &folder, double now) const
{
    RunInfo info;
    const auto found = m_entries.constFind(folder);
    if (found == m_entries.cend())
        return info;
    const Entry &entry = *found;
    const FolderLook &look = entry.look;
    info.id = folder;
    info.name = folder.section(u'/', -1);
    info.title = entry.annotation.title.empty() ? info.name : qt(entry.annotation.title);
    info.external = look.external;
    info.state = entry.state;
    info.annotation = entry.annotation;
    info.summary = entry.summary;
    info.config = look.config;
    info.steps = look.steps;
    info.devices = look.devices;
    info.reason = reasonOf(entry);
    if (look.status) {
        const StatusFile &file = look.status->file;
        info.exitStatus = file.exitStatus.value_or(-1);
        info.exitSignal = file.signal.value_or(0);
        info.step = file.step.value_or(-1);
        info.elapsed = known(file.elapsed);
        info.heartbeatAge = look.status->heartbeatAge;
        info.segment = file.segment;
        info.command = qt(file.program);
        for (const std::string &word : file.arguments)
            info.arguments += qt(word);
        info.host = qt(file.process.host);
        info.pid = file.process.pid;
        info.ofThisMachine = look.status->ofThisMachine;
        info.alive = look.status->alive && !entry.gone;
        info.started = known(look.firstStart > 0 ? look.firstStart : file.started);
        if (hasEnded(file.state))
            info.ended = known(file.heartbeat);
        // Before the first step: what it prepares.
        const double done = numberOf(file.progress, "done");
        const double total = numberOf(file.progress, "total");
        if (info.step < 0 && total > 0)
            info.progress = std::clamp(done / total, 0.0, 1.0);
    }
    info.stateText = stateTextOf(entry.state, info.heartbeatAge);
    // The curve is ahead of status.json while it is followed, and all there is without it.
    if (entry.summary.step >= 0 && entry.summary.segment >= info.segment)
        info.step = isLive(entry.state) || info.step < 0 ? entry.summary.step : info.step;
    if (isMissing(info.started))
        info.started = entry.summary.firstTime;
    if (look.config) {
        const RunConfig &config = look.config->record.config;
        info.preset = qt(config.model.preset);
        info.initFrom = qt(config.training.initFrom);
        info.stage =
            info.initFrom.isEmpty() ? QStringLiteral("pretrain") : QStringLiteral("finetune");
        if (info.devices.isEmpty()) {
            QStringList devices;
            for (const std::string &device : config.hardware.devices)
                devices += qt(device);
            info.devices = devices.join(QStringLiteral(", "));
        }
    }
    if (info.hasSteps())
        info.progress = std::clamp(double(info.step) / double(info.steps), 0.0, 1.0);
    if (isLive(entry.state) && info.hasSteps() && !isMissing(entry.secondsPerStep))
        info.timeLeft = double(std::max<qint64>(0, info.steps - info.step)) * entry.secondsPerStep;
    if (const QueueEntry *queued = queueEntry(folder)) {
        info.queueId = qt(queued->id);
        info.queuePosition = m_positions.value(folder);
        if (entry.state == RunState::Queued && !queued->devices.empty()) {
            QStringList devices;
            for (const std::string &device : queued->devices)
                devices += qt(device);
            info.devices = devices.join(QStringLiteral(", "));
        }
    }
    Q_UNUSED(now)
    return info;
}

QVector<QueueInfo> RunBook::queue() const
{
    QVector<QueueInfo> result;
    for (const bool waiting : {false, true}) {
        for (const QueueEntry &entry : m_listing.entries) {
            if (!isOpen(entry.state) || (entry.state == QueueState::Waiting) != waiting)
                continue;
            QueueInfo info;
            info.id = qt(entry.id);
            info.name = runName(entry);
            info.job = qt(entry.job.string());
            info.command = entry.arguments.empty() ? QString() : qt(entry.arguments.front());
            for (const std::string &word : entry.arguments)
                info.arguments += qt(word);
            info.state = entry.state;
            info.position = waiting ? m_positions.value(info.job) : 0;
            info.after = qt(entry.after);
            for (const QueueEntry &before : m_listing.entries) {
                if (!entry.after.empty() && before.id == entry.after)
                    info.afterName = runName(before);
            }
            info.blocked = blockedText(entry);
            QStringList devices;
            for (const std::string &device : entry.devices)
                devices += qt(device);
            info.devices = devices.join(QStringLiteral(", "));
            info.added = entry.added;
            info.started = entry.started;
            result += info;
        }
    }
    return result;
}

QVector<JobInfo> RunBook::jobs(double now) const
{
    QVector<JobInfo> result;
    for (auto each = m_entries.cbegin(); each != m_entries.cend(); ++each) {
        const Entry &entry = *each;
        if (entry.gone ||
            (entry.look.isRun && !isLive(entry.state) && entry.state != RunState::LostContact))
            continue;
        const RunInfo run = info(each.key(), now);
        JobInfo job;
        job.id = run.id;
        job.name = run.title;
        job.command = run.command;
        job.arguments = run.arguments;
        job.isRun = entry.look.isRun;
        job.state = run.state;
        job.stateText = run.stateText;
        job.reason = run.reason;
        job.progress = run.progress;
        job.timeLeft = run.timeLeft;
        job.started = run.started;
        job.ended = run.ended;
        job.heartbeatAge = run.heartbeatAge;
        job.devices = run.devices;
        job.pid = run.pid;
        job.host = run.host;
        job.queueId = run.queueId;
        if (run.hasSteps() && entry.look.isRun) {
            job.done = double(run.step);
            job.total = double(run.steps);
            job.unit = translated(QT_TRANSLATE_NOOP("RunBook", "steps"));
        } else if (entry.look.status) {
            const Json &progress = entry.look.status->file.progress;
            job.done = numberOf(progress, "done");
            job.total = numberOf(progress, "total");
            job.unit = textOf(progress, "unit");
            if (job.total > 0)
                job.progress = std::clamp(job.done / job.total, 0.0, 1.0);
            if (isLive(job.state) && isMissing(job.timeLeft))
                job.timeLeft = numberOf(progress, "eta");
        }
        if (job.state == RunState::Finished)
            job.progress = 1;
        result += job;
    }
    std::sort(result.begin(), result.end(), [](const JobInfo &a, const JobInfo &b) {
        return a.started != b.started && !(isMissing(a.started) || isMissing(b.started))
                   ? a.started < b.started
                   : a.id < b.id;
    });
    return result;
}

std::set<QString> RunBook::liveRuns() const
{
    std::set<QString> result;
    for (auto each = m_entries.cbegin(); each != m_entries.cend(); ++each) {
        if (each->look.isRun && isLive(each->state))
            result.insert(each.key());
    }
    return result;
}

QStringList RunBook::giveColours()
{
    QStringList given;
    for (const QString &folder : m_uncoloured) {
        if (m_entries.contains(folder) && m_entries[folder].annotation.colourSlot < 0)
            given += folder;
    }
    m_uncoloured.clear();
    const auto start = [this](const QString &folder) {
        const FolderLook &look = m_entries[folder].look;
        return look.firstStart > 0 ? look.firstStart : look.status ? look.status->file.started : 0;
    };
    std::stable_sort(given.begin(), given.end(), [&](const QString &a, const QString &b) {
        return start(a) != start(b) ? start(a) < start(b) : a < b;
    });
    for (const QString &folder : given) {
        m_entries[folder].annotation.colourSlot = m_nextColour++;
        touch(folder);
    }
    return given;
}

QStringList RunBook::takeChanged(int limit)
{
    QStringList taken;
    while (!m_changedOrder.isEmpty() && taken.size() < limit) {
        const QString folder = m_changedOrder.takeFirst();
        if (m_changed.remove(folder) && m_entries.contains(folder) && m_entries[folder].look.isRun)
            taken += folder;
    }
    return taken;
}

QVector<RunBook::Change> RunBook::takeChanges()
{
    return std::exchange(m_changes, {});
}

QStringList RunBook::takeUnsummarised()
{
    return std::exchange(m_unsummarised, {});
}

} // namespace phi1
