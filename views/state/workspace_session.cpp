// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/workspace_session.h"

#include <algorithm>

#include <QDateTime>

#include "views/state/session_private.h"
#include "views/state/shell_words.h"

namespace phi1 {

WorkspaceSession::WorkspaceSession(const QString &workspace, const QString &phi1Program,
                                   QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(
          this,
          QString::fromStdString(
              std::filesystem::absolute(workspace.toStdString()).lexically_normal().string()),
          phi1Program))
{
    connect(d->runs, &RunTableModel::annotationEdited, this,
            [this](const QString &run, const RunAnnotation &annotation) {
                if (annotation.baseline && !d->annotationOf(run).baseline)
                    setBaseline(run);
                else
                    setAnnotation(run, annotation);
            });
    connect(d->queue, &QueueTableModel::moveRequested, this, &WorkspaceSession::moveInQueue);
    connect(d->documents, &JsonCommand::loaded, this, &WorkspaceSession::batchLoaded);
    connect(d->documents, &JsonCommand::failed, this, &WorkspaceSession::batchFailed);
}

WorkspaceSession::~WorkspaceSession()
{
    d->closing = true;
    d->queueLane.waitForDone();
    d->signalLane.waitForDone();
}

void WorkspaceSession::open()
{
    d->annotationStore.start();
    d->scanner.start();
    d->follower.start();
    d->summaries.start();
    d->logFollowers.start();
}

QString WorkspaceSession::workspace() const
{
    return d->path;
}

QString WorkspaceSession::phi1Program() const
{
    return d->phi1;
}

QString WorkspaceSession::problem() const
{
    if (!d->scannerProblem.isEmpty())
        return d->scannerProblem;
    return d->storeProblem.isEmpty() ? d->supervisorProblem : d->storeProblem;
}

bool WorkspaceSession::isListed() const
{
    return d->listed;
}

int WorkspaceSession::unsavedChanges() const
{
    return d->annotationStore.unsaved();
}

RunTableModel *WorkspaceSession::runs() const
{
    return d->runs;
}

QueueTableModel *WorkspaceSession::queue() const
{
    return d->queue;
}

JobTableModel *WorkspaceSession::jobs() const
{
    return d->jobs;
}

EngineHub &WorkspaceSession::engine()
{
    if (!d->engine)
        d->engine = new EngineHub(d->phi1, this);
    return *d->engine;
}

CurveData *WorkspaceSession::curve(const QString &runId) const
{
    return d->curves.value(runId).get();
}

void WorkspaceSession::wantCurve(const QString &runId, bool wanted)
{
    if (wanted == d->wanted.contains(runId))
        return;
    if (wanted) {
        d->wanted.insert(runId);
    } else {
        d->wanted.remove(runId);
        d->releaseCurve(runId);
    }
    d->follower.setWanted(runId, wanted);
}

LogModel *WorkspaceSession::log(const QString &runId)
{
    LogModel *&model = d->logs[runId];
    if (!model) {
        model = new LogModel(this);
        connect(model, &LogModel::followingChanged, this, [this, runId] {
            if (const LogModel *each = d->logs.value(runId))
                d->logFollowers.setPaused(runId, !each->wantsMore());
        });
        d->logFollowers.follow(runId);
    }
    return model;
}

void WorkspaceSession::releaseLog(const QString &runId)
{
    if (LogModel *model = d->logs.take(runId)) {
        d->logFollowers.release(runId);
        model->deleteLater();
    }
}

QVector<CheckpointInfo> WorkspaceSession::checkpoints(const QString &runId) const
{
    return d->checkpoints.value(runId);
}

QVector<RunNote> WorkspaceSession::notes(const QString &runId) const
{
    return d->notes.value(runId);
}

std::optional<RunRecord> WorkspaceSession::record(const QString &runId) const
{
    const RunInfo *run = d->runs->find(runId);
    return run && run->config ? std::optional(run->config->record) : std::nullopt;
}

QString WorkspaceSession::leftRunning(const QString &runId) const
{
    return d->book.leftovers(runId);
}

QVector<ConfigDifference> WorkspaceSession::configDifference(const QStringList &runIds) const
{
    QVector<std::shared_ptr<const ConfigTexts>> configurations;
    for (const QString &id : runIds) {
        const RunInfo *run = d->runs->find(id);
        configurations += run ? run->config : nullptr;
    }
    return phi1::configDifference(configurations);
}

QString WorkspaceSession::commandLine(const QString &runId) const
{
    const RunInfo *run = d->runs->find(runId);
    return run ? shellLine(QStringList(QStringLiteral("phi1")) + run->arguments) : QString();
}

quint64 WorkspaceSession::startRun(const RunLaunch &launch)
{
    return startRuns({launch});
}

quint64 WorkspaceSession::startRuns(const QVector<RunLaunch> &launches)
{
    // A new run begins with a clean slate, whatever one of that name was called before. Known from
    // now on, written with the colour that it gets when it appears.
    for (const RunLaunch &launch : launches) {
        const auto folder = launchFolder(d->workspace, launch);
        if (!folder || d->book.isKnown(*folder))
            continue;
        RunAnnotation &annotation = d->annotations[d->identity(*folder)] = {};
        annotation.title = launch.title.toStdString();
        annotation.notes = launch.notes.toStdString();
        for (const QString &tag : launch.tags)
            annotation.tags.push_back(tag.toStdString());
    }
    const quint64 next = d->lastRequest + 1;
    return d->submit(Private::Lane::Queue, [this, launches, next]() -> Private::Outcome {
        const auto started = [&](int, const StartedRun &run) {
            d->scanner.lookAt();
            d->post([this, run, next] { emit runQueued(next, run.run, run.queueId); });
        };
        return Private::outcome(phi1::startRuns(d->workspace, d->phi1, launches, started));
    });
}

quint64 WorkspaceSession::startJob(const JobLaunch &launch)
{
    const quint64 next = d->lastRequest + 1;
    return d->submit(Private::Lane::Queue, [this, launch, next]() -> Private::Outcome {
        StartedRun started;
        Private::Outcome result =
            Private::outcome(phi1::startJob(d->workspace, d->phi1, launch, started));
        if (!started.queueId.isEmpty())
            result.then = [this, started, next] {
                d->watchedJobs.insert(started.run);
                d->scanner.lookAt(started.run);
                emit jobQueued(next, started.run, started.queueId);
            };
        return result;
    });
}

quint64 WorkspaceSession::stop(const QString &runId)
{
    if (const QString queueId = d->book.waitingEntry(runId); !queueId.isEmpty())
        return removeFromQueue(queueId);
    if (d->book.wasStopAsked(runId) || d->book.state(runId) == RunState::Pausing)
        return kill(runId);
    d->book.setStopAsked(runId);
    return d->submit(
        Private::Lane::Signals, [runId] { return Private::outcome(stopRun(runId)); }, runId);
}

quint64 WorkspaceSession::kill(const QString &runId)
{
    return d->submit(
        Private::Lane::Signals,
        [this, runId] {
            const auto status = readJobStatus(runId.toStdString());
            Private::Outcome result = Private::outcome(killRun(runId, d->closing));
            if (result.ok && status)
                result.sentence =
                    tr("Stopped; %1").arg(describeLeftovers(status->file.process, false));
            return result;
        },
        runId);
}

quint64 WorkspaceSession::checkpointNow(const QString &runId)
{
    return d->submit(
        Private::Lane::Signals, [runId] { return Private::outcome(checkpointRun(runId)); }, runId);
}

quint64 WorkspaceSession::resume(const QString &runId, const QStringList &overrides)
{
    const quint64 next = d->lastRequest + 1;
    return d->submit(
        Private::Lane::Queue,
        [this, runId, overrides, next] {
            StartedRun started;
            Private::Outcome result =
                Private::outcome(resumeRun(d->workspace, d->phi1, runId, overrides, started));
            if (!started.queueId.isEmpty())
                result.then = [this, started, next] {
                    emit runQueued(next, started.run, started.queueId);
                };
            return result;
        },
        runId);
}

quint64 WorkspaceSession::markStopped(const QString &runId)
{
    return d->submit(
        Private::Lane::Signals, [runId] { return Private::outcome(markRunStopped(runId)); }, runId);
}

void WorkspaceSession::checkAgain(const QString &runId)
{
    d->scanner.lookAt(runId);
}

quint64 WorkspaceSession::moveToTrash(const QString &runId)
{
    const RunInfo *run = d->runs->find(runId);
    if (run && run->external)
        return d->answer(false, tr("%1 does not lie in this workspace: remove it from the list, or "
                                   "delete its folder yourself")
                                    .arg(run->title));
    const quint64 next = d->lastRequest + 1;
    return d->submit(Private::Lane::Queue, [this, runId, next]() -> Private::Outcome {
        const auto token = trashRun(d->workspace, runId);
        if (!token)
            return Private::outcome(token);
        return {true, tr("Moved to the trash"), [this, runId, next, token = *token] {
                    d->scanner.forget(runId);
                    d->removeRun(runId);
                    emit movedToTrash(next, runId, token);
                }};
    });
}

quint64 WorkspaceSession::restoreFromTrash(const QString &token)
{
    return d->submit(Private::Lane::Queue, [token]() -> Private::Outcome {
        const auto folder = restoreRun(token);
        return folder ? Private::Outcome{true, tr("Restored"), {}} : Private::outcome(folder);
    });
}

quint64 WorkspaceSession::rename(const QString &runId, const QString &title)
{
    RunAnnotation annotation = d->annotationOf(runId);
    annotation.title = title.simplified().toStdString();
    return setAnnotation(runId, annotation);
}

quint64 WorkspaceSession::setAnnotation(const QString &runId, const RunAnnotation &annotation)
{
    return setAnnotations({{runId, annotation}});
}

quint64 WorkspaceSession::setAnnotations(const QVector<QPair<QString, RunAnnotation>> &annotations)
{
    d->store(annotations);
    d->flush();
    return d->answer(true, {});
}

quint64 WorkspaceSession::setBaseline(const QString &runId)
{
    QVector<QPair<QString, RunAnnotation>> changed;
    for (const RunInfo &run : d->runs->runs()) {
        if (run.annotation.baseline == (run.id == runId))
            continue;
        RunAnnotation annotation = run.annotation;
        annotation.baseline = run.id == runId;
        changed += {run.id, annotation};
    }
    return setAnnotations(changed);
}

quint64 WorkspaceSession::addNote(const QString &runId, qint64 step, const QString &text)
{
    // The id is given here, so that writing it again after a failure does not double the note.
    d->lastNoteId = std::max(d->lastNoteId + 1, QDateTime::currentMSecsSinceEpoch() * 1000);
    return restoreNote(runId, {d->lastNoteId, step, text});
}

quint64 WorkspaceSession::restoreNote(const QString &runId, const RunNote &note)
{
    QVector<RunNote> &notes = d->notes[runId];
    const auto place =
        std::upper_bound(notes.begin(), notes.end(), note,
                         [](const RunNote &a, const RunNote &b) { return a.step < b.step; });
    notes.insert(place, note);
    const StoredNote stored = {note.id, note.step, note.text.toStdString(), unixTime()};
    d->annotationStore.change(
        [run = d->identity(runId), stored](WorkbenchDatabase &database) -> Result<void> {
            PHI1_TRY(database.addNote(run, stored));
            return {};
        });
    emit notesChanged(runId);
    const quint64 request = d->answer(true, {});
    d->post([this, request, runId, id = qint64(note.id)] { emit noteAdded(request, runId, id); });
    return request;
}

quint64 WorkspaceSession::changeNote(const QString &runId, qint64 noteId, const QString &text)
{
    for (RunNote &note : d->notes[runId]) {
        if (note.id == noteId)
            note.text = text;
    }
    d->annotationStore.change([noteId, words = text.toStdString()](WorkbenchDatabase &database) {
        return database.changeNote(noteId, words);
    });
    emit notesChanged(runId);
    return d->answer(true, {});
}

quint64 WorkspaceSession::removeNote(const QString &runId, qint64 noteId)
{
    QVector<RunNote> &notes = d->notes[runId];
    notes.erase(std::remove_if(notes.begin(), notes.end(),
                               [&](const RunNote &note) { return note.id == noteId; }),
                notes.end());
    d->annotationStore.change(
        [noteId](WorkbenchDatabase &database) { return database.removeNote(noteId); });
    emit notesChanged(runId);
    return d->answer(true, {});
}

quint64 WorkspaceSession::setQueuePaused(bool paused)
{
    return d->submit(Private::Lane::Queue, [this, paused] {
        return Private::outcome(pauseQueue(d->workspace, d->phi1, paused));
    });
}

quint64 WorkspaceSession::moveInQueue(const QString &queueId, int position)
{
    return d->submit(Private::Lane::Queue, [this, queueId, position] {
        return Private::outcome(phi1::moveInQueue(d->workspace, queueId, position));
    });
}

quint64 WorkspaceSession::removeFromQueue(const QString &queueId)
{
    const int row = d->queue->rowOf(queueId);
    const QString job = row < 0 ? QString() : d->queue->entry(row).job;
    return d->submit(
        Private::Lane::Queue,
        [this, queueId] { return Private::outcome(phi1::removeFromQueue(d->workspace, queueId)); },
        job);
}

quint64 WorkspaceSession::openRunFolder(const QString &path)
{
    return d->submit(Private::Lane::Queue, [this, path]() -> Private::Outcome {
        const auto folder = findRunFolder(path);
        if (!folder)
            return Private::outcome(folder);
        return {true, tr("Opened"), [this, folder = *folder] {
                    const std::filesystem::path parent =
                        std::filesystem::path(folder.toStdString()).parent_path();
                    if (parent == d->workspace.runs() || d->externals.contains(folder))
                        return; // it is in the list by itself
                    d->externals += folder;
                    d->annotationStore.change(
                        [run = d->identity(folder)](WorkbenchDatabase &database) {
                            return database.addExternalRun(run);
                        });
                    d->sendExternals();
                }};
    });
}

quint64 WorkspaceSession::forgetExternal(const QString &runId)
{
    if (!d->externals.removeOne(runId))
        return d->answer(false,
                         tr("%1 lies in this workspace: move it to the trash instead").arg(runId));
    d->annotationStore.change([run = d->identity(runId)](WorkbenchDatabase &database) {
        return database.removeExternalRun(run);
    });
    wantCurve(runId, false);
    releaseLog(runId);
    d->scanner.forget(runId);
    d->removeRun(runId);
    return d->answer(true, tr("Removed from the list; its folder stays"));
}

quint64 WorkspaceSession::requestBatch(const QString &runId, qint64 step, int sequences)
{
    const quint64 request = ++d->lastRequest;
    QStringList arguments = {QStringLiteral("batch"), runId, QStringLiteral("--step"),
                             QString::number(step)};
    if (sequences > 0)
        arguments << QStringLiteral("--sequences") << QString::number(sequences);
    d->documents->ask(request, arguments);
    return request;
}

void WorkspaceSession::cancelBatch(quint64 request)
{
    d->documents->cancel(request);
}

} // namespace phi1
