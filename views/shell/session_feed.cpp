// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/session_feed.h"

#include "views/shell/main_window.h"
#include "views/shell/navigation_rail.h"
#include "views/shell/settings.h"
#include "views/shell/status_bar.h"
#include "views/state/engine_hub.h"
#include "views/state/workspace_session.h"
#include "views/widgets/toast_host.h"

#include <QAccessible>
#include <QFile>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

} // namespace

SessionFeed::SessionFeed(MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    WorkspaceSession &session = window.context().session;
    StatusBar &status = window.workbenchStatusBar();
    connect(&session, &WorkspaceSession::runsChanged, this, &SessionFeed::updateJobs);
    connect(&session, &WorkspaceSession::queueChanged, this, &SessionFeed::updateQueue);
    connect(&session, &WorkspaceSession::problemChanged, this, &SessionFeed::updateProblem);
    connect(&session, &WorkspaceSession::event, this, &SessionFeed::onEvent);
    connect(&status, &StatusBar::jobActivated, this, [this](const QString &runId) {
        m_window.navigate(u"runs"_s, {{u"run"_s, runId}});
    });
    connect(&status, &StatusBar::queueActivated, this, [this] { m_window.navigate(u"jobs"_s); });
    const EngineHub &engine = session.engine(); // its process starts when a page needs it
    connect(&engine, &EngineHub::statusChanged, this,
            [&status, &engine] { status.setEngine(engine.statusText(), engine.hasProblem()); });
    connect(&status, &StatusBar::engineActivated, this,
            [this] { m_window.navigate(u"compare"_s); });
    connect(&status, &StatusBar::problemActivated, this, [this](const QString &sentence) {
        m_window.context().toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    });
    m_sampler = std::make_unique<MachineSampler>(
        QFile::encodeName(session.workspace()).toStdString(), [this](const MachineLoad &load) {
            QMetaObject::invokeMethod(
                this,
                [this, load] {
                    m_load = load;
                    m_window.workbenchStatusBar().setMachine(load);
                },
                Qt::QueuedConnection);
        });
    updateJobs();
    updateQueue();
    updateProblem();
}

void SessionFeed::setProgramProblem(const QString &sentence)
{
    m_programProblem = sentence;
    updateProblem();
}

void SessionFeed::updateJobs()
{
    const RunTableModel &runs = *m_window.context().session.runs();
    m_window.workbenchStatusBar().setJob(foremostJob(runs));
    m_window.rail().setBadge(u"runs"_s, liveRuns(runs));
}

void SessionFeed::updateQueue()
{
    const QueueTableModel &queue = *m_window.context().session.queue();
    m_window.workbenchStatusBar().setQueue(queue.waitingCount(), queue.isPaused());
}

void SessionFeed::updateProblem()
{
    const QString own = m_window.context().session.problem();
    const QString sentence = own.isEmpty() ? m_programProblem : own;
    StatusBar &status = m_window.workbenchStatusBar();
    if (sentence == status.problemText())
        return;
    status.setProblem(sentence);
    if (!sentence.isEmpty())
        m_window.context().toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
}

void SessionFeed::onEvent(const QString &runId, const QString &kind, const QString &text)
{
    QAccessibleEvent alert(&m_window, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    const bool bad = kind == "failed"_L1 || kind == "lost contact"_L1 || kind == "damaged"_L1;
    const PageContext &context = m_window.context();
    // Bad news are told in any case.
    if (!bad && (!context.settings.notifies() || kind == "started"_L1)) {
        context.showResult(text);
        return;
    }
    context.toasts.show(
        text, tr("Show"),
        [this, runId] {
            m_window.navigate(u"runs"_s, {{u"run"_s, runId}});
        },
        kind == "failed"_L1 || kind == "damaged"_L1 ? ToastHost::Kind::Error
        : bad                                       ? ToastHost::Kind::Warning
        : kind == "finished"_L1                     ? ToastHost::Kind::Success
                                                    : ToastHost::Kind::Info);
}

} // namespace phi1
