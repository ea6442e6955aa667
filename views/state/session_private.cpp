// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/session_private.h"

#include <algorithm>

#include <QDateTime>

#include "core/jobs/supervisor.h"
#include "views/format/number_text.h"
#include "views/state/run_speed.h"

namespace phi1 {

namespace {

constexpr int rowsOfFlush = 250; ///< of the table: a few milliseconds

double now()
{
    return unixTime();
}

std::filesystem::path cacheFolder()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return std::filesystem::path(base.toStdString()) / "phi1-workbench" / "curves";
}

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

} // namespace

WorkspaceSession::Private::Private(WorkspaceSession *session, const QString &workspacePath,
                                   const QString &program)
    : q(session)
    , workspace{workspacePath.toStdString()}
    , path(workspacePath)
    , phi1(program)
    , runs(new RunTableModel(session))
    , queue(new QueueTableModel(session))
    , jobs(new JobTableModel(session))
    , documents(new JsonCommand(program, session))
    , book(workspacePath)
    , annotationStore(workspace.root,
                      {[this](AnnotationStore::Content content) {
                           post([this, content = std::move(content)] { onStoreLoaded(content); });
                       },
                       [this] { post([this] { onStoreRenewed(); }); },
                       [this](const QString &sentence) {
                           post([this, sentence] { setProblem(storeProblem, sentence); });
                       }})
    , follower(cacheFolder(),
               {[this](const QString &run, const std::shared_ptr<CurveData> &curve) {
                    post([this, run, curve] { onLoaded(run, curve); });
                },
                [this](const QString &run, const std::shared_ptr<const RunBatch> &batch,
                       const std::shared_ptr<std::atomic<int>> &underWay) {
                    post([this, run, batch, underWay] {
                        onAppended(run, *batch);
                        --*underWay;
                    });
                },
                [this](const QString &run, const QString &sentence) {
                    post([this, run, sentence] {
                        if (wanted.contains(run))
                            emit q->curveFailed(run, sentence);
                    });
                },
                [this](const QString &run, const CurveSummary &summary, double secondsPerStep) {
                    post([this, run, summary, secondsPerStep] {
                        if (curves.contains(run))
                            return; // older than what is here
                        book.takeSummary(run, summary, secondsPerStep);
                        scheduleFlush();
                    });
                },
                [this](const QString &run, const QVector<CheckpointInfo> &found) {
                    post([this, run, found] {
                        if (!wanted.contains(run))
                            return;
                        checkpoints[run] = found;
                        emit q->checkpointsChanged(run);
                    });
                }})
    , summaries(cacheFolder(),
                [this](QVector<QPair<QString, CurveSummary>> found) {
                    post([this, found = std::move(found)] {
                        for (const auto &[run, summary] : found) {
                            if (!curves.contains(run) && !isLive(book.state(run)))
                                book.takeSummary(run, summary, missingValue());
                        }
                        scheduleFlush();
                    });
                })
    , logFollowers(
          [this](const QString &run, const std::shared_ptr<const LogBatch> &batch,
                 const std::shared_ptr<std::atomic<int>> &underWay) {
              post([this, run, batch, underWay] {
                  if (LogModel *model = logs.value(run)) {
                      model->append(*batch);
                      logFollowers.setPaused(run, !model->wantsMore());
                  }
                  --*underWay;
              });
          },
          [this](const QString &run, const QString &sentence) {
              post([this, run, sentence] {
                  if (LogModel *model = logs.value(run))
                      model->setProblem(sentence);
              });
          })
    , scanner(workspace, [this](ScanReport report) {
        post([this, report = std::move(report)] { onReport(report); });
    })
{
    queueLane.setMaxThreadCount(1);
    signalLane.setMaxThreadCount(8);
    // Closing waits for what is under way, not for threads that wait for work.
    queueLane.setExpiryTimeout(1000);
    signalLane.setExpiryTimeout(1000);
    flushTimer.setSingleShot(true);
    QObject::connect(&flushTimer, &QTimer::timeout, q, [this] { flush(); });
}

WorkspaceSession::Private::Outcome WorkspaceSession::Private::outcome(const Result<QString> &result)
{
    return result ? Outcome{true, *result, {}} : Outcome{false, qt(result.error().message), {}};
}

quint64 WorkspaceSession::Private::submit(Lane lane, std::function<Outcome()> action,
                                          const QString &lookAfter)
{
    const quint64 request = ++lastRequest;
    QThreadPool &pool = lane == Lane::Queue ? queueLane : signalLane;
    pool.start([this, request, action = std::move(action), lookAfter] {
        Outcome result = action();
        post([this, request, result = std::move(result), lookAfter] {
            if (result.then)
                result.then();
            scanner.lookAt(lookAfter);
            emit q->requestFinished(request, result.ok, result.sentence);
        });
    });
    return request;
}

quint64 WorkspaceSession::Private::answer(bool ok, const QString &sentence)
{
    const quint64 request = ++lastRequest;
    post([this, request, ok, sentence] { emit q->requestFinished(request, ok, sentence); });
    return request;
}

void WorkspaceSession::Private::onReport(const ScanReport &report)
{
    if (report.queue) {
        listing = report.queue;
        book.takeQueue(*report.queue);
        queueTaken = true;
        watchSupervisor();
    }
    for (const QString &folder : report.forgotten)
        removeRun(folder); // a look from before may have brought it back
    // What went away first: it may be there under another name.
    for (const bool gone : {true, false}) {
        for (const FolderLook &look : report.looks) {
            const bool isNew = !book.isKnown(look.folder);
            if (look.gone != gone || (isNew && look.gone && !look.external))
                continue;
            book.takeLook(look, now());
            if (isNew && storeLoaded) {
                followRename(look);
                adoptAnnotation(look.folder);
            }
        }
    }
    if (report.problem)
        setProblem(scannerProblem, *report.problem);
    scannerListed = scannerListed || report.listed;
    // The first rows come at once; later ones together.
    scheduleFlush(runs->rowCount() == 0 ? 0 : 50);
}

void WorkspaceSession::Private::onStoreLoaded(const AnnotationStore::Content &content)
{
    // What was said meanwhile is newer than the file.
    annotations.insert(content.annotations.begin(), content.annotations.end());
    for (const auto &[run, stored] : content.notes) {
        const QString folder = qt(WorkbenchDatabase::folderOf(workspace.root, run).string());
        for (const StoredNote &note : stored) {
            notes[folder] += RunNote{note.id, note.step, qt(note.text)};
            lastNoteId = std::max<qint64>(lastNoteId, note.id);
        }
    }
    for (const auto &[run, annotation] : annotations)
        book.reserveColours(annotation.colourSlot + 1);
    for (const std::string &run : content.externalRuns)
        externals += qt(WorkbenchDatabase::folderOf(workspace.root, run).string());
    storeLoaded = true;
    sendExternals();
    for (const QString &folder : book.folders())
        adoptAnnotation(folder);
    scheduleFlush(0);
}

void WorkspaceSession::Private::sendExternals()
{
    if (!externals.isEmpty())
        scanner.setExternalRuns(externals);
}

/// A run that is seen for the first time gets what is known of it.
void WorkspaceSession::Private::adoptAnnotation(const QString &run)
{
    const auto found = annotations.find(identity(run));
    if (found != annotations.end())
        book.setAnnotation(run, found->second);
}

/// A folder that got another name keeps title, tags, colour and notes; the row of its old name
/// goes.
void WorkspaceSession::Private::followRename(const FolderLook &look)
{
    const QString old = look.isRun ? book.formerName(look) : QString();
    if (old.isEmpty())
        return;
    const std::string from = identity(old);
    const std::string to = identity(look.folder);
    if (const auto known = annotations.find(from); known != annotations.end()) {
        annotations[to] = known->second;
        annotations.erase(from);
    }
    if (notes.contains(old)) {
        notes[look.folder] = notes.take(old);
        emit q->notesChanged(look.folder);
    }
    annotationStore.change(
        [from, to](WorkbenchDatabase &database) { return database.renameRun(from, to); });
    removeRun(old);
    scanner.forget(old);
    emit q->runRenamed(old, look.folder);
}

/// The file was replaced by an empty one: all that is known goes into that.
void WorkspaceSession::Private::onStoreRenewed()
{
    const auto all = annotations;
    const auto allNotes = notes;
    const QStringList allExternals = externals;
    const std::filesystem::path root = workspace.root;
    annotationStore.change([all, allNotes, allExternals, root](WorkbenchDatabase &database) {
        Result<void> done = database.setAnnotations(all);
        for (auto each = allNotes.cbegin(); done && each != allNotes.cend(); ++each) {
            for (const RunNote &note : *each) {
                const auto added =
                    database.addNote(WorkbenchDatabase::identityOf(root, each.key().toStdString()),
                                     {note.id, note.step, note.text.toStdString(), unixTime()});
                if (!added)
                    return Result<void>(tl::unexpected<Error>(added.error()));
            }
        }
        for (const QString &run : allExternals) {
            if (done)
                done =
                    database.addExternalRun(WorkbenchDatabase::identityOf(root, run.toStdString()));
        }
        return done;
    });
}

void WorkspaceSession::Private::setProblem(QString &slot, const QString &sentence)
{
    slot = sentence;
    const QString shown = q->problem();
    if (shown == shownProblem)
        return;
    shownProblem = shown;
    emit q->problemChanged(shown);
}

std::string WorkspaceSession::Private::identity(const QString &run) const
{
    return WorkbenchDatabase::identityOf(workspace.root, run.toStdString());
}

RunAnnotation WorkspaceSession::Private::annotationOf(const QString &run) const
{
    if (const RunAnnotation *annotation = book.annotation(run))
        return *annotation;
    const auto found = annotations.find(identity(run));
    return found == annotations.end() ? RunAnnotation() : found->second;
}

void WorkspaceSession::Private::store(const QVector<QPair<QString, RunAnnotation>> &changed)
{
    std::map<std::string, RunAnnotation> change;
    for (const auto &[run, annotation] : changed) {
        const std::string name = identity(run);
        annotations[name] = annotation;
        change[name] = annotation;
        book.setAnnotation(run, annotation);
    }
    if (change.empty())
        return;
    annotationStore.change([change = std::move(change)](WorkbenchDatabase &database) {
        return database.setAnnotations(change);
    });
    scheduleFlush(0);
}

void WorkspaceSession::Private::removeRun(const QString &run)
{
    book.remove(run);
    if (runs->rowOf(run) < 0)
        return;
    runs->remove(run);
    emit q->runsChanged();
}

void WorkspaceSession::Private::onLoaded(const QString &run,
                                         const std::shared_ptr<CurveData> &curve)
{
    if (!wanted.contains(run))
        return;
    curves[run] = curve;
    changedCurves.insert(run);
    scheduleFlush();
    emit q->curveLoaded(run);
}

void WorkspaceSession::Private::onAppended(const QString &run, const RunBatch &batch)
{
    const auto curve = curves.value(run);
    if (!curve)
        return;
    curve->apply(batch);
    changedCurves.insert(run);
    scheduleFlush();
    emit q->curveAppended(run);
}

void WorkspaceSession::Private::releaseCurve(const QString &run)
{
    // Whoever draws it may still be in the middle of that.
    if (const auto curve = curves.take(run))
        post([curve] {});
    changedCurves.remove(run);
    checkpoints.remove(run);
}

void WorkspaceSession::Private::summariseCurves()
{
    for (const QString &run : std::as_const(changedCurves)) {
        if (const auto curve = curves.value(run))
            book.takeSummary(run, curve->summary(), secondsPerStep(*curve));
    }
    changedCurves.clear();
}

void WorkspaceSession::Private::scheduleFlush(int milliseconds)
{
    if (!flushTimer.isActive() || flushTimer.remainingTime() > milliseconds)
        flushTimer.start(milliseconds);
}

void WorkspaceSession::Private::flush()
{
    if (!storeLoaded)
        return; // colours and names first
    summariseCurves();
    const QStringList coloured = book.giveColours();
    QVector<QPair<QString, RunAnnotation>> given;
    for (const QString &run : coloured)
        given += {run, *book.annotation(run)};
    store(given);
    flushTimer.stop();

    QVector<RunInfo> changed;
    for (const QString &run : book.takeChanged(rowsOfFlush))
        changed += book.info(run, now());
    runs->update(changed);
    jobs->setJobs(book.jobs(now()));
    if (std::exchange(queueTaken, false)) {
        queue->setEntries(book.queue(), book.isPaused());
        emit q->queueChanged();
    }
    follower.setLive(book.liveRuns());
    if (const QStringList unread = book.takeUnsummarised(); !unread.isEmpty())
        summaries.want(unread);
    if (!changed.isEmpty())
        emit q->runsChanged();
    tellChanges();
    if (book.hasChanged()) {
        scheduleFlush(changed.size() == rowsOfFlush ? 1 : 50);
    } else if (scannerListed && !listed) {
        listed = true;
        emit q->listed();
    }
}

/// What happened to runs while they were watched, for toasts.
void WorkspaceSession::Private::tellChanges()
{
    for (const RunBook::Change &change : book.takeChanges()) {
        const RunInfo info = book.info(change.folder, now());
        const bool isRun = book.isRun(change.folder);
        const bool wasOpen = isLive(change.from) || change.from == RunState::Queued ||
                             change.from == RunState::LostContact;
        if (hasEnded(change.to) && wasOpen && !isRun && !watchedJobs.contains(change.folder))
            emit q->jobFinished(change.folder, change.to, info.reason);
        if (hasEnded(change.to) && isLive(change.from)) {
            const auto status = book.status(change.folder);
            const bool usedGpu = info.devices.contains(u"cuda");
            signalLane.start(
                [this, folder = change.folder, process = status->file.process, usedGpu] {
                    const QString sentence = describeLeftovers(process, usedGpu);
                    post([this, folder, sentence] {
                        if (isLive(book.state(folder)))
                            return; // it was resumed meanwhile
                        book.setLeftovers(folder, sentence);
                        scheduleFlush();
                        emit q->leftRunningChanged(folder, sentence);
                    });
                });
        }
        switch (change.to) {
        case RunState::Finished:
            if (wasOpen)
                emit q->event(change.folder, QStringLiteral("finished"),
                              isRun && !isMissing(info.summary.loss)
                                  ? WorkspaceSession::tr("%1 finished, loss %2")
                                        .arg(info.title, loss(info.summary.loss))
                                  : WorkspaceSession::tr("%1 finished").arg(info.title));
            break;
        case RunState::Failed:
            if (wasOpen)
                emit q->event(
                    change.folder, QStringLiteral("failed"),
                    info.reason.isEmpty()
                        ? WorkspaceSession::tr("%1 failed").arg(info.title)
                        : WorkspaceSession::tr("%1 failed: %2").arg(info.title, info.reason));
            break;
        case RunState::Stopped:
            if (isLive(change.from))
                emit q->event(change.folder, QStringLiteral("stopped"),
                              info.step >= 0 ? WorkspaceSession::tr("%1 stopped at step %2")
                                                   .arg(info.title, grouped(info.step))
                                             : WorkspaceSession::tr("%1 stopped").arg(info.title));
            break;
        case RunState::Paused:
            emit q->event(change.folder, QStringLiteral("paused"),
                          WorkspaceSession::tr("%1 is paused: %2").arg(info.title, info.reason));
            break;
        case RunState::LostContact:
            emit q->event(change.folder, QStringLiteral("lost contact"),
                          WorkspaceSession::tr("%1: lost contact").arg(info.title));
            break;
        case RunState::Damaged:
            emit q->event(change.folder, QStringLiteral("damaged"),
                          WorkspaceSession::tr("%1: %2").arg(info.title, info.reason));
            break;
        case RunState::Starting:
        case RunState::Running:
            if (change.from == RunState::Queued)
                emit q->event(change.folder, QStringLiteral("started"),
                              WorkspaceSession::tr("%1 started").arg(info.title));
            break;
        default:
            break;
        }
    }
    // One that was quick may have been seen at its end only, which is no change.
    const QSet<QString> watched = watchedJobs;
    for (const QString &job : watched) {
        if (!book.isKnown(job) || !hasEnded(book.state(job)))
            continue;
        watchedJobs.remove(job);
        emit q->jobFinished(job, book.state(job), book.info(job, now()).reason);
    }
}

/// A supervisor that was killed is followed by another as soon as there is something to do for it:
/// to wait for a worker, or to start one.
void WorkspaceSession::Private::watchSupervisor()
{
    constexpr qint64 interval = 5000;
    if (!listing || supervisorAsked || closing)
        return;
    const bool hasWork =
        std::any_of(listing->entries.begin(), listing->entries.end(), [&](const QueueEntry &each) {
            return each.state == QueueState::Starting || each.state == QueueState::Running ||
                   (!listing->paused && isReady(each, listing->entries));
        });
    if (!hasWork) {
        setProblem(supervisorProblem, {});
        return;
    }
    supervisorAsked = true;
    queueLane.start([this] {
        const bool hasOne = hasSupervisor(workspace);
        const auto made = hasOne ? Result<void>() : ensureSupervisor(workspace, phi1.toStdString());
        post([this, made, hasOne] {
            setProblem(supervisorProblem, made ? QString()
                                               : WorkspaceSession::tr("The queue cannot go on: %1")
                                                     .arg(qt(made.error().message)));
            if (made && !hasOne)
                scanner.lookAt();
            // As long as there is work, somebody has to see that a supervisor is.
            QTimer::singleShot(interval, q, [this] {
                supervisorAsked = false;
                watchSupervisor();
            });
        });
    });
}

} // namespace phi1
