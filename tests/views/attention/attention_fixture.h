// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/jobs/workspace.h"
#include "tests/views/runs/fake_runs.h"
#include "views/attention/attention_page.h"
#include "views/compare/compare_page.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/attention_session.h"
#include "views/state/workspace_session.h"

namespace phi1::test {

/// The window with the page of attention over a workspace in a temporary folder, whose engine is
/// the fake one.
class AttentionFixture
{
public:
    AttentionFixture()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(workspace().runs());
    }
    ~AttentionFixture() { close(); }

    Workspace workspace() const
    {
        return {m_folder.filePath(QStringLiteral("workspace")).toStdString()};
    }
    QString file(const QString &name) const { return m_folder.filePath(name); }

    /// A run with checkpoints every `step` steps. @return the folder of the last one
    QString addRun(const QString &name, bool isFinetuned, qint64 step, QJsonObject script,
                   int checkpoints = 1)
    {
        FakeRun run;
        run.name = name.toStdString();
        const std::string steps = "training.steps=" + std::to_string(step * checkpoints);
        run.config = isFinetuned
                         ? fakeConfig("phi-1-finetune",
                                      {steps, "training.init_from=/runs/base/checkpoints/step-1"})
                         : fakeConfig("phi-1", {steps});
        run.state = JobState::Finished;
        run.lastStep = step * checkpoints;
        run.every = run.checkpointEvery = run.evaluateEvery = step;
        run.startedAgo = isFinetuned ? 3600 : 90000;
        writeFakeRun(workspace(), run);
        QString folder;
        for (int i = 1; i <= checkpoints; ++i) {
            folder = QString::fromStdString((workspace().runs() / run.name).string()) +
                     QStringLiteral("/checkpoints/step-%1").arg(step * i, 8, 10, QChar(u'0'));
            script.insert(QStringLiteral("shift"), script[QStringLiteral("shift")].toInt() + 1);
            script.insert(QStringLiteral("fingerprint"),
                          QStringLiteral("%1").arg(qHash(folder), 32, 16, QChar(u'0')));
            for (const auto &[part, bytes] :
                 {std::pair(QStringLiteral("/fake.json"), QJsonDocument(script).toJson()),
                  std::pair(QStringLiteral("/model.safetensors"), QByteArray())}) {
                QFile out(folder + part);
                if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
                    qFatal("%s cannot be written", qPrintable(out.fileName()));
            }
        }
        return folder;
    }
    void addPaperRuns(const QJsonObject &script = {}, int checkpoints = 1)
    {
        QJsonObject both = script;
        both.insert(QStringLiteral("text"), QStringLiteral("    return a + b"));
        base = addRun(QStringLiteral("phi-1-base"), false, 24000, both, checkpoints);
        both.insert(QStringLiteral("shift"), 4);
        finetuned = addRun(QStringLiteral("phi-1"), true, 6000, both);
    }

    void open(const QSize &size = {1440, 900})
    {
        const QString root = QString::fromStdString(workspace().root.string());
        settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.json")),
                                              root + QStringLiteral("/window.json"));
        session = std::make_unique<WorkspaceSession>(root, QStringLiteral(PHI1_FAKE_ENGINE));
        session->open();
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        window->addPage({QStringLiteral("compare"), QStringLiteral("Compare"),
                         QStringLiteral("compare"), QString(),
                         [](PageContext &context) -> Page * { return new ComparePage(context); }});
        window->addPage(
            {QStringLiteral("attention"), QStringLiteral("Attention"), QStringLiteral("attention"),
             QString(), [](PageContext &context) -> Page * { return new AttentionPage(context); }});
        actions->finish();
        window->restore();
        window->resize(size);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(QTest::qWaitFor([this] { return session->isListed(); }, 20000));
        window->navigate(QStringLiteral("attention"));
        QVERIFY(page());
    }
    void close()
    {
        actions.reset();
        feed.reset();
        window.reset();
        session.reset();
        settings.reset();
    }

    AttentionPage *page() const
    {
        return qobject_cast<AttentionPage *>(window->page(QStringLiteral("attention")));
    }
    AttentionSession &attention() const { return page()->session(); }
    QAction *action(const char *id) const
    {
        return window->actions().find(QStringLiteral("attention.") + QLatin1String(id));
    }
    /// The first capture is there, with its open map and the selected token.
    bool isReady() const
    {
        return QTest::qWaitFor(
            [this] {
                return attention().capture(AttentionSide::First).state == AttentionState::Ready &&
                       !attention().map(AttentionSide::First).isNull() &&
                       attention().selection().query >= 0;
            },
            20000);
    }
    /// The part of the page with this class.
    template<typename Part>
    Part *part() const
    {
        return page()->template findChild<Part *>();
    }

    QString base, finetuned; ///< folders of the last checkpoints
    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;

private:
    QTemporaryDir m_folder;
};

} // namespace phi1::test
