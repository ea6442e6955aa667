// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "core/base/files.h"
#include "core/jobs/workspace.h"
#include "tests/views/runs/fake_runs.h"
#include "views/jobs/jobs_page.h"
#include "views/newrun/new_run_page.h"
#include "views/runs/run_table_view.h"
#include "views/runs/runs_page.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/workspace_session.h"

namespace phi1::test {

/// The longest time for which a timer of 10 ms was late.
class StallMeter : public QObject
{
public:
    StallMeter()
    {
        m_since.start();
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this,
                [this] { m_longest = std::max(m_longest, m_since.restart() - 10); });
        m_timer.start(10);
    }
    qint64 takeLongest()
    {
        m_since.restart();
        return std::exchange(m_longest, 0);
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

/// The window with the pages of runs and jobs over a workspace in a temporary folder.
class RunsFixture
{
public:
    /// @param program  the `phi1` that the session starts: the fake worker unless told
    explicit RunsFixture(const QString &program = QStringLiteral(PHI1_FAKE_WORKER))
        : m_program(program)
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(workspace().runs());
    }
    ~RunsFixture() { close(); }

    Workspace workspace() const
    {
        return {m_folder.filePath(QStringLiteral("workspace")).toStdString()};
    }
    QString run(const QString &name) const
    {
        return QString::fromStdString((workspace().runs() / name.toStdString()).string());
    }

    void open(const QSize &size = {1440, 900})
    {
        const QString root = QString::fromStdString(workspace().root.string());
        settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.json")),
                                              root + QStringLiteral("/window.json"));
        session = std::make_unique<WorkspaceSession>(root, m_program);
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        window->addPage({QStringLiteral("runs"),
                         QStringLiteral("Runs"),
                         QStringLiteral("runs"),
                         {},
                         [](PageContext &context) -> Page * { return new RunsPage(context); }});
        window->addPage({QStringLiteral("jobs"), QStringLiteral("Jobs"), QStringLiteral("clock"),
                         QStringLiteral("runs"),
                         [](PageContext &context) -> Page * { return new JobsPage(context); }});
        window->addPage({QStringLiteral("new-run"), QStringLiteral("New run"),
                         QStringLiteral("plus"), QStringLiteral("runs"),
                         [](PageContext &context) -> Page * { return new NewRunPage(context); }});
        actions->finish();
        window->restore();
        window->resize(size);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(QTest::qWaitFor([this] { return session->isListed(); }, 20000));
    }
    void close()
    {
        actions.reset();
        feed.reset();
        window.reset();
        session.reset();
        settings.reset();
    }

    RunsPage *page() const
    {
        return qobject_cast<RunsPage *>(window->page(QStringLiteral("runs")));
    }
    JobsPage *jobsPage() const
    {
        return qobject_cast<JobsPage *>(window->page(QStringLiteral("jobs")));
    }
    RunTableView *table() const { return page()->findChild<RunTableView *>(); }
    const RunInfo *info(const QString &name) const { return session->runs()->find(run(name)); }
    bool reaches(const QString &name, RunState wanted) const
    {
        return QTest::qWaitFor(
            [&] {
                const RunInfo *found = info(name);
                return found && found->state == wanted;
            },
            20000);
    }
    /// Waits until all curves that are drawn have been read.
    bool curvesLoaded(const QStringList &names) const
    {
        return QTest::qWaitFor(
            [&] {
                for (const QString &name : names)
                    if (!session->curve(run(name)))
                        return false;
                return true;
            },
            20000);
    }

    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;

private:
    QTemporaryDir m_folder;
    QString m_program;
};

} // namespace phi1::test
