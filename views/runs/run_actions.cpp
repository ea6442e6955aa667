// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_actions.h"

#include <algorithm>
#include <cmath>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QColor>
#include <QDesktopServices>
#include <QMenu>
#include <QUndoStack>
#include <QUrl>

#include "views/runs/run_commands.h"
#include "views/shell/action_registry.h"
#include "views/shell/page_context.h"
#include "views/state/workspace_session.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

RunActions::RunActions(PageContext &context, QWidget *page, std::function<Selection()> selection)
    : QObject(page)
    , m_context(context)
    , m_page(page)
    , m_selection(std::move(selection))
{
    addWorkerActions();
    addFileActions();
    addLegendActions();
    connect(&m_context.session, &WorkspaceSession::requestFinished, this,
            &RunActions::onRequestFinished);
    connect(&m_context.session, &WorkspaceSession::runsChanged, this, &RunActions::update);
    update();
}

QAction *RunActions::add(const QString &id, const QString &text, const QKeySequence &keys,
                         std::function<void()> run)
{
    return m_context.actions.add(QStringLiteral("runs.") + id, text, keys, tr("Run"), m_page,
                                 std::move(run));
}

void RunActions::addWorkerActions()
{
    WorkspaceSession &session = m_context.session;
    stop = add(QStringLiteral("stop"), tr("Stop"), QKeySequence(tr("Ctrl+.")),
               [this] { stopCurrent(); });
    checkpointNow = add(QStringLiteral("checkpoint"), tr("Checkpoint now"),
                        QKeySequence(tr("Ctrl+S")), [this, &session] {
                            if (const RunInfo *run = current())
                                follow(session.checkpointNow(run->id));
                        });
    resume = add(QStringLiteral("resume"), tr("Resume"), {}, [this, &session] {
        if (const RunInfo *run = current())
            follow(session.resume(run->id));
    });
    checkAgain = add(QStringLiteral("check-again"), tr("Check again"), {}, [this, &session] {
        if (const RunInfo *run = current())
            session.checkAgain(run->id);
    });
    markStopped = add(QStringLiteral("mark-stopped"), tr("Mark as stopped"), {}, [this, &session] {
        if (const RunInfo *run = current())
            follow(session.markStopped(run->id));
    });
    removeFromQueue =
        add(QStringLiteral("unqueue"), tr("Remove from the queue"), {}, [this, &session] {
            if (const RunInfo *run = current())
                follow(session.removeFromQueue(run->queueId));
        });
}

void RunActions::addFileActions()
{
    openFolder = add(QStringLiteral("open-folder"), tr("Open folder"), {}, [this] {
        if (const RunInfo *run = current())
            QDesktopServices::openUrl(QUrl::fromLocalFile(run->id));
    });
    copyCommand = add(QStringLiteral("copy-command"), tr("Copy command"), {}, [this] {
        if (const RunInfo *run = current()) {
            QApplication::clipboard()->setText(m_context.session.commandLine(run->id));
            m_context.showResult(tr("Copied command"));
        }
    });
    rename = add(QStringLiteral("rename"), tr("Rename"), QKeySequence(Qt::Key_F2),
                 [this] { emit renameRequested(); });
    duplicate = add(
        QStringLiteral("duplicate"), tr("Duplicate and edit…"), QKeySequence(tr("Ctrl+D")), [this] {
            if (const RunInfo *run = current())
                m_context.navigate(QStringLiteral("new-run"), {{QStringLiteral("from"), run->id}});
        });
    finetune =
        add(QStringLiteral("finetune"), tr("Finetune from its newest checkpoint…"), {}, [this] {
            if (const RunInfo *run = current())
                m_context.navigate(QStringLiteral("new-run"),
                                   {{QStringLiteral("initFrom"), run->id}});
        });
    archive = add(QStringLiteral("archive"), tr("Archive"), {}, [this] { archiveSelected(); });
    trash = add(QStringLiteral("trash"), tr("Move to trash"), QKeySequence(Qt::Key_Delete),
                [this] { trashSelected(); });
}

void RunActions::setTable(QWidget *table)
{
    trash->setShortcutContext(Qt::WidgetShortcut);
    table->addAction(trash);
}

void RunActions::addLegendActions()
{
    solo = add(QStringLiteral("solo"), tr("Show only this run"), {}, [this] {
        if (const RunInfo *run = current())
            showOnly(run->id);
    });
    showAll = add(QStringLiteral("show-all"), tr("Show all runs"), {}, [this] {
        QStringList hidden;
        for (const RunInfo &run : m_context.session.runs()->runs())
            if (!run.annotation.shown)
                hidden << run.id;
        toggleShown(hidden);
    });
    pinBaseline =
        add(QStringLiteral("baseline"), tr("Pin as baseline"), QKeySequence(Qt::Key_P), [this] {
            const RunInfo *run = current();
            if (run)
                follow(
                    m_context.session.setBaseline(run->annotation.baseline ? QString() : run->id));
        });
}

const RunInfo *RunActions::current() const
{
    const QString id = m_selection().current;
    return id.isEmpty() ? nullptr : m_context.session.runs()->find(id);
}

QStringList RunActions::selected() const
{
    const Selection selection = m_selection();
    if (!selection.runs.isEmpty())
        return selection.runs;
    return selection.current.isEmpty() ? QStringList() : QStringList{selection.current};
}

void RunActions::enable(QAction *action, bool enabled, const QString &reason)
{
    action->setEnabled(enabled);
    action->setToolTip(enabled || reason.isEmpty() ? action->text() : reason);
}

void RunActions::update()
{
    const RunInfo *run = current();
    const RunState state = run ? run->state : RunState::Gone;
    const bool live = run && isLive(state);
    const bool silent = state == RunState::LostContact || state == RunState::LastSeen;
    const bool here = run && run->ofThisMachine;
    if (run && !live && state != RunState::Queued)
        m_askedToStop.remove(run->id);
    const bool kills = live && (state == RunState::Pausing || m_askedToStop.contains(run->id));
    stop->setText(kills ? tr("Kill now") : tr("Stop"));
    const QString elsewhere =
        run ? tr("It runs on %1 and can only be stopped from there").arg(run->host) : QString();
    const QString nobody = tr("No process works on it");
    enable(stop, live && here, live ? elsewhere : nobody);
    enable(checkpointNow, live && here && !kills, live && !here ? elsewhere : nobody);
    enable(resume,
           run && state != RunState::Queued && !live && !silent && state != RunState::Damaged &&
               state != RunState::Gone,
           live ? tr("It is running") : tr("Its files cannot be used"));
    enable(markStopped, silent, tr("It is not silent"));
    enable(checkAgain, run != nullptr, {});
    enable(removeFromQueue, run && !run->queueId.isEmpty() && state == RunState::Queued,
           tr("It does not wait in the queue"));
    const bool there = run && state != RunState::Gone;
    for (QAction *action : {openFolder, rename, solo, pinBaseline})
        enable(action, there, {});
    enable(copyCommand, there && !run->arguments.isEmpty(), tr("Its command is not known"));
    for (QAction *action : {duplicate, finetune})
        enable(action, there && run->config, tr("Its run.toml cannot be read"));
    enable(archive, there, {});
    const QStringList runs = selected();
    const bool anyLive = std::any_of(runs.begin(), runs.end(), [this](const QString &id) {
        const RunInfo *one = m_context.session.runs()->find(id);
        return one && isLive(one->state);
    });
    enable(trash, run && !anyLive, tr("Stop it first"));
    archive->setText(run && run->annotation.archived ? tr("Take out of the archive")
                                                     : tr("Archive"));
    pinBaseline->setText(run && run->annotation.baseline ? tr("Unpin the baseline")
                                                         : tr("Pin as baseline"));
}

void RunActions::fillMenu(QMenu *menu) const
{
    menu->addActions({stop, checkpointNow, resume});
    if (markStopped->isEnabled())
        menu->addActions({checkAgain, markStopped});
    if (removeFromQueue->isEnabled())
        menu->addAction(removeFromQueue);
    menu->addSeparator();
    menu->addActions({solo, showAll, pinBaseline});
    menu->addSeparator();
    menu->addActions({rename, duplicate, finetune});
    menu->addSeparator();
    menu->addActions({openFolder, copyCommand});
    menu->addSeparator();
    menu->addActions({archive, trash});
}

void RunActions::fillMoreMenu(QMenu *menu) const
{
    menu->addActions({checkpointNow, openFolder, copyCommand});
    menu->addSeparator();
    menu->addActions({rename, duplicate, finetune});
    menu->addSeparator();
    menu->addActions({solo, pinBaseline});
    menu->addSeparator();
    menu->addActions({archive, trash});
}

void RunActions::stopCurrent()
{
    const RunInfo *run = current();
    if (!run)
        return;
    if (run->state == RunState::Pausing || m_askedToStop.contains(run->id)) {
        follow(m_context.session.kill(run->id));
    } else {
        m_askedToStop.insert(run->id);
        follow(m_context.session.stop(run->id));
    }
    update();
}

void RunActions::archiveSelected()
{
    const RunInfo *first = current();
    if (!first)
        return;
    const bool archived = !first->annotation.archived;
    QVector<AnnotationCommand::Change> changes;
    for (const QString &id : selected()) {
        const RunInfo *run = m_context.session.runs()->find(id);
        if (!run)
            continue;
        RunAnnotation after = run->annotation;
        after.archived = archived;
        changes.append({id, run->annotation, after});
    }
    const int count = static_cast<int>(changes.size());
    QString text = archived ? tr("Archived %n runs", nullptr, count)
                            : tr("Took %n runs out of the archive", nullptr, count);
    if (count == 1)
        text = archived ? tr("Archived %1").arg(first->title)
                        : tr("Took %1 out of the archive").arg(first->title);
    m_context.undo.push(new AnnotationCommand(
        m_context.session, archived ? tr("archiving") : tr("taking out of the archive"), changes));
    m_context.toasts.show(text, tr("Undo"), [this] { m_context.undo.undo(); });
}

void RunActions::trashSelected()
{
    const QStringList runs = selected();
    if (runs.isEmpty() || !trash->isEnabled())
        return;
    const RunInfo *first = m_context.session.runs()->find(runs.first());
    const QString name = first ? first->title : runs.first();
    auto *command = new TrashCommand(m_context.session, tr("moving to trash"), runs,
                                     [this](quint64 request) { follow(request); });
    const QPointer<TrashCommand> guard(command); // the stack owns it and may drop it
    m_context.undo.push(command);
    const QString text = runs.size() == 1
                             ? tr("Moved %1 to trash").arg(name)
                             : tr("Moved %n runs to trash", nullptr, static_cast<int>(runs.size()));
    m_context.toasts.show(text, tr("Undo"), [this, guard] {
        const int top = m_context.undo.index() - 1;
        if (guard && top >= 0 && m_context.undo.command(top) == guard)
            m_context.undo.undo();
        else if (guard)
            guard->restore();
    });
}

void RunActions::toggleShown(const QStringList &runs)
{
    QVector<QPair<QString, RunAnnotation>> annotations;
    for (const QString &id : runs) {
        const RunInfo *run = m_context.session.runs()->find(id);
        if (!run)
            continue;
        RunAnnotation annotation = run->annotation;
        annotation.shown = !annotation.shown;
        annotations.append({id, annotation});
    }
    m_solo.clear();
    if (!annotations.isEmpty())
        m_context.session.setAnnotations(annotations);
}

void RunActions::showOnly(const QString &runId)
{
    const bool back = m_solo == runId;
    const QVector<RunInfo> &runs = m_context.session.runs()->runs();
    if (m_solo.isEmpty()) {
        m_shownBeforeSolo.clear();
        for (const RunInfo &run : runs)
            if (run.annotation.shown)
                m_shownBeforeSolo.insert(run.id);
    }
    QVector<QPair<QString, RunAnnotation>> annotations;
    for (const RunInfo &run : runs) {
        const bool shown = back ? m_shownBeforeSolo.contains(run.id) : run.id == runId;
        if (shown == run.annotation.shown)
            continue;
        RunAnnotation annotation = run.annotation;
        annotation.shown = shown;
        annotations.append({run.id, annotation});
    }
    m_solo = back ? QString() : runId;
    if (!annotations.isEmpty())
        m_context.session.setAnnotations(annotations);
}

namespace {

void pushAnnotation(PageContext &context, const QString &runId, const QString &text,
                    const std::function<void(RunAnnotation &)> &change)
{
    const RunInfo *run = context.session.runs()->find(runId);
    if (!run)
        return;
    RunAnnotation after = run->annotation;
    change(after);
    if (after == run->annotation)
        return;
    context.undo.push(
        new AnnotationCommand(context.session, text, {{runId, run->annotation, after}}));
}

} // namespace

void RunActions::setColourSlot(const QString &runId, int slot)
{
    pushAnnotation(m_context, runId, tr("changing a colour"), [slot](RunAnnotation &annotation) {
        annotation.colourSlot = slot;
        annotation.customColour.clear();
    });
}

void RunActions::setCustomColour(const QString &runId, const QColor &colour)
{
    pushAnnotation(m_context, runId, tr("changing a colour"), [&](RunAnnotation &annotation) {
        annotation.customColour = colour.name(QColor::HexRgb).toUpper().toStdString();
    });
}

void RunActions::setDash(const QString &runId, int dash)
{
    pushAnnotation(m_context, runId, tr("changing a dash pattern"),
                   [dash](RunAnnotation &annotation) { annotation.dash = dash; });
}

void RunActions::removeNote(const QString &runId, const RunNote &note)
{
    m_context.undo.push(new NoteRemovalCommand(m_context.session, tr("removing a note"), runId,
                                               note, [this](quint64 request) { follow(request); }));
}

void RunActions::follow(quint64 request, const QString &whatFailed)
{
    m_requests.insert(request, whatFailed);
}

void RunActions::onRequestFinished(quint64 request, bool ok, const QString &sentence)
{
    const auto found = m_requests.constFind(request);
    if (found == m_requests.constEnd())
        return;
    const QString what = found.value();
    m_requests.erase(found);
    update();
    if (sentence.isEmpty())
        return;
    if (ok)
        m_context.showResult(sentence);
    else
        m_context.toasts.show(what.isEmpty() ? sentence : QString(what + u' ' + sentence), {}, {},
                              ToastHost::Kind::Error);
}

} // namespace phi1
