// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/corpora/store/corpus_files.h"
#include "core/jobs/workspace.h"
#include "tests/views/samples/sample_corpus.h"
#include "views/samples/samples_page.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/samples_session.h"
#include "views/state/workspace_session.h"

namespace phi1::test {

/// Stands for another page and keeps what was sent there.
class PageStandIn final : public Page
{
public:
    PageStandIn(PageContext &context, const QString &id)
        : Page(context)
        , m_id(id)
    {}
    QString id() const override { return m_id; }
    QString title() const override { return m_id; }
    QString iconName() const override { return QStringLiteral("runs"); }
    void opened(const QVariantMap &arguments) override { openedWith = arguments; }

    QVariantMap openedWith;

private:
    QString m_id;
};

/// The window with the page of samples over a workspace in a temporary folder.
class SamplesFixture
{
public:
    explicit SamplesFixture(const QString &program = QStringLiteral(PHI1_FAKE_WORKER))
        : m_program(program)
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(workspace().runs());
    }
    ~SamplesFixture() { close(); }

    Workspace workspace() const
    {
        return {m_folder.filePath(QStringLiteral("workspace")).toStdString()};
    }
    CorpusFiles corpus(const char *name) const { return {workspace().corpora() / name}; }

    void open(const QSize &size = {1440, 900}, const QString &root = {})
    {
        const QString folder =
            root.isEmpty() ? QString::fromStdString(workspace().root.string()) : root;
        settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.json")),
                                              m_folder.filePath(QStringLiteral("window.json")));
        session = std::make_unique<WorkspaceSession>(folder, m_program);
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        const auto add = [this](const QString &id, const QString &title, const QString &parent,
                                std::function<Page *(PageContext &)> make) {
            window->addPage({id, title, parent.isEmpty() ? id : QStringLiteral("columns"), parent,
                             std::move(make)});
        };
        const auto standIn = [&](const QString &id, const QString &parent) {
            add(id, id, parent,
                [id](PageContext &context) -> Page * { return new PageStandIn(context, id); });
        };
        standIn(QStringLiteral("runs"), {});
        add(QStringLiteral("samples"), QStringLiteral("Samples"), {},
            [](PageContext &context) -> Page * { return new SamplesPage(context); });
        for (const QString &id :
             {QStringLiteral("samples-import"), QStringLiteral("samples-quality"),
              QStringLiteral("samples-generate"), QStringLiteral("samples-mix")})
            standIn(id, QStringLiteral("samples"));
        actions->finish();
        window->restore();
        window->resize(size);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->navigate(QStringLiteral("samples"));
        QVERIFY(page());
    }
    void close()
    {
        if (window)
            window->close(); // keeps what is to come back
        actions.reset();
        feed.reset();
        window.reset();
        session.reset();
        settings.reset();
    }

    SamplesPage *page() const
    {
        return qobject_cast<SamplesPage *>(window->page(QStringLiteral("samples")));
    }
    template<typename Part>
    Part *part() const
    {
        return page()->findChild<Part *>();
    }
    SamplesSession *samples() const { return page()->findChild<SamplesSession *>(); }
    QAction *action(const char *id) const
    {
        return window->actions().find(QStringLiteral("samples.") + QLatin1String(id));
    }
    PageStandIn *other(const char *id) const
    {
        return dynamic_cast<PageStandIn *>(window->page(QLatin1String(id)));
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
