// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <memory>

#include <unistd.h>

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

#include "core/base/files.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/workspace.h"
#include "views/newrun/first_start_view.h"
#include "views/newrun/new_run_page.h"
#include "views/newrun/run_composer.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/workspace_session.h"

namespace phi1::test {

/// The page of runs as far as New run needs it: shows the first start, remembers who opened it.
class StandInRunsPage final : public Page
{
    Q_OBJECT
public:
    explicit StandInRunsPage(PageContext &context)
        : Page(context)
        , view(new FirstStartView(context))
    {
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins({});
        layout->addWidget(view);
    }
    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override { return QStringLiteral("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }
    QString facts() const override { return QStringLiteral("no runs yet"); }
    void opened(const QVariantMap &arguments) override
    {
        openedWith = arguments;
        view->setFocus();
    }

    FirstStartView *view;
    QVariantMap openedWith;
};

/// The window with the page New run over a workspace in a temporary folder.
class NewRunFixture
{
public:
    /// @param program  the `phi1` of the session: the fake worker unless told
    explicit NewRunFixture(const QString &program = QStringLiteral(PHI1_FAKE_WORKER))
        : m_program(program)
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(workspace().runs());
    }
    ~NewRunFixture()
    {
        close();
        killStarted();
    }

    QString root() const { return m_folder.path() + QStringLiteral("/workspace"); }
    Workspace workspace() const { return {root().toStdString()}; }

    void open(const QString &pageId, const QVariantMap &arguments = {},
              const QSize &size = {1440, 900})
    {
        settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.json")),
                                              root() + QStringLiteral("/window.json"));
        session = std::make_unique<WorkspaceSession>(root(), m_program);
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        window->addPage(
            {QStringLiteral("runs"),
             QStringLiteral("Runs"),
             QStringLiteral("runs"),
             {},
             [](PageContext &context) -> Page * { return new StandInRunsPage(context); }});
        window->addPage({QStringLiteral("new-run"), QStringLiteral("New run"),
                         QStringLiteral("plus"), QStringLiteral("runs"),
                         [](PageContext &context) -> Page * { return new NewRunPage(context); }});
        actions->finish();
        window->restore();
        window->resize(size);
        window->navigate(pageId, arguments);
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

    NewRunPage *page() const
    {
        return qobject_cast<NewRunPage *>(window->page(QStringLiteral("new-run")));
    }
    StandInRunsPage *runsPage() const
    {
        return qobject_cast<StandInRunsPage *>(window->page(QStringLiteral("runs")));
    }
    template<typename Widget>
    Widget *find(const QString &name) const
    {
        return window->findChild<Widget *>(name);
    }

    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;

private:
    /// Whatever has this workspace in its command line was started by this test.
    void killStarted() const
    {
        const std::string mark = workspace().root.string();
        std::error_code error;
        for (int round = 0; round < 3; ++round) {
            for (std::filesystem::directory_iterator it("/proc", error), end; !error && it != end;
                 it.increment(error)) {
                const int pid = std::atoi(it->path().filename().c_str());
                if (pid <= 0 || pid == ::getpid())
                    continue;
                const auto line = readFile(it->path() / "cmdline", 1u << 20);
                if (line && line->find(mark) != std::string::npos)
                    ::kill(pid, SIGKILL);
            }
        }
    }

    QTemporaryDir m_folder;
    QString m_program;
};

} // namespace phi1::test
