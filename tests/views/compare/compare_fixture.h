// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "core/jobs/workspace.h"
#include "tests/views/runs/fake_runs.h"
#include "views/compare/compare_access.h"
#include "views/compare/compare_page.h"
#include "views/compare/pane_area.h"
#include "views/compare/pane_view.h"
#include "views/compare/set_run_page.h"
#include "views/shell/action_registry.h"
#include "views/shell/main_window.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/window_actions.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_session.h"
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

/// What phi-1-base and phi-1 write in the pictures of the design.
inline QString baseText()
{
    return QStringLiteral(
        "    values = list(values)\n    if len(values) == 0:\n        return []\n    result = []\n"
        "    for i in range(len(values)):\n        result.append(sum(values[i:window]) / window)\n"
        "    return result\n\n\ndef moving_average(values, window):\n    \"\"\"\n"
        "    Return the moving average of values.\n    \"\"\"\n"
        "    return rolling_mean(values, window)\n\n\nclass RollingMean:\n    \"\"\"\n"
        "    A class to compute the rolling mean of a list");
}
inline QString finetunedText()
{
    return QStringLiteral(
        "    values = [v for v in values if v is not None]\n    if len(values) < window:\n"
        "        return []\n    means = []\n    for i in range(len(values) - window + 1):\n"
        "        means.append(sum(values[i:i + window]) / window)\n    return means");
}

/// Stands for the page of runs in the rail and takes what is sent there.
class RunsStandIn final : public Page
{
public:
    explicit RunsStandIn(PageContext &context)
        : Page(context)
    {}
    QString id() const override { return QStringLiteral("runs"); }
    QString title() const override { return QStringLiteral("Runs"); }
    QString iconName() const override { return QStringLiteral("runs"); }
    void opened(const QVariantMap &arguments) override { openedWith = arguments; }

    QVariantMap openedWith;
};

/// The window with the pages of comparisons over a workspace in a temporary folder, whose
/// engine is the fake one.
class CompareFixture
{
public:
    explicit CompareFixture(const QString &program = QStringLiteral(PHI1_FAKE_ENGINE))
        : m_program(program)
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toUtf8());
        std::filesystem::create_directories(workspace().runs());
    }
    ~CompareFixture() { close(); }

    Workspace workspace() const
    {
        return {m_folder.filePath(QStringLiteral("workspace")).toStdString()};
    }

    /// Writes a run with one checkpoint, or several of them, every `step` steps.
    /// @return the folder of the last one
    QString addRun(const QString &name, const QString &stage, qint64 step,
                   const QJsonObject &script, int checkpoints = 1)
    {
        FakeRun run;
        run.name = name.toStdString();
        run.config = fakeConfig("phi-1", {"training.steps=" + std::to_string(step * checkpoints)});
        if (stage == QStringLiteral("finetuned"))
            run.config = fakeConfig("phi-1-finetune",
                                    {"training.steps=" + std::to_string(step * checkpoints),
                                     "training.init_from=/runs/base/checkpoints/step-1"});
        run.state = JobState::Finished;
        run.lastStep = step * checkpoints;
        run.every = step;
        run.checkpointEvery = run.evaluateEvery = step;
        run.startedAgo = stage == QStringLiteral("finetuned") ? 3600 : 90000;
        writeFakeRun(workspace(), run);
        QString folder;
        for (int i = 1; i <= checkpoints; ++i) {
            folder = QString::fromStdString((workspace().runs() / run.name).string()) +
                     QStringLiteral("/checkpoints/step-%1").arg(step * i, 8, 10, QChar(u'0'));
            writeScript(folder, script);
        }
        return folder;
    }
    /// A checkpoint that belongs to no run.
    QString addFolder(const QString &name, const QJsonObject &script)
    {
        const QString folder = m_folder.filePath(name);
        QDir().mkpath(folder);
        writeScript(folder, script);
        return folder;
    }
    /// phi-1-base and phi-1 as in the pictures. @param rate  tokens a second, 0: at once
    void addPaperRuns(double rate = 0, QJsonObject first = {}, QJsonObject second = {})
    {
        const auto complete = [rate](QJsonObject &script, const QString &text,
                                     const char *fingerprint) {
            script.insert(QStringLiteral("text"), text);
            script.insert(QStringLiteral("rate"), rate);
            script.insert(QStringLiteral("memory"), 2.9e9);
            if (!script.contains(QStringLiteral("fingerprint")))
                script.insert(QStringLiteral("fingerprint"), QLatin1String(fingerprint));
        };
        complete(first, baseText(), "9f3ac41e07b24d6688aa01c9d3b2e5f7");
        complete(second, finetunedText(), "41d708aae95c21bb7d0e9f3c55aa1204");
        base = addRun(QStringLiteral("phi-1-base"), QStringLiteral("pretrained"), 24000, first);
        finetuned = addRun(QStringLiteral("phi-1"), QStringLiteral("finetuned"), 6000, second);
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
        const auto add = [this](const QString &id, const QString &title, const QString &parent,
                                std::function<Page *(PageContext &)> make) {
            const bool sub = !parent.isEmpty();
            window->addPage(
                {id, title, sub ? QStringLiteral("columns") : id, parent, std::move(make)});
        };
        add(QStringLiteral("runs"), QStringLiteral("Runs"), {},
            [](PageContext &context) -> Page * { return new RunsStandIn(context); });
        add(QStringLiteral("compare"), QStringLiteral("Compare"), {},
            [](PageContext &context) -> Page * { return new ComparePage(context); });
        add(QStringLiteral("compare-set"), QStringLiteral("Run a set"), QStringLiteral("compare"),
            [](PageContext &context) -> Page * { return new SetRunPage(context); });
        actions->finish();
        window->restore();
        window->resize(size);
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(QTest::qWaitFor([this] { return session->isListed(); }, 20000));
        window->navigate(QStringLiteral("compare"));
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

    ComparePage *page() const
    {
        return qobject_cast<ComparePage *>(window->page(QStringLiteral("compare")));
    }
    std::shared_ptr<CompareSession> compare() const { return compareSessionOf(*session); }
    PaneArea *area() const { return page()->findChild<PaneArea *>(); }
    PaneView *pane(int index) const { return area()->pane(index); }
    TokenView *tokens(int index) const { return pane(index)->tokens(); }
    QAction *action(const char *id) const
    {
        return window->actions().find(QStringLiteral("compare.") + QLatin1String(id));
    }
    /// Both checkpoints of the paper stand in the panes.
    bool isPreset() const
    {
        return QTest::qWaitFor(
            [this] {
                return compare()->pane(0).facts.checkpoint.path == base &&
                       compare()->pane(1).facts.checkpoint.path == finetuned;
            },
            10000);
    }
    bool ends() const
    {
        return QTest::qWaitFor(
            [this] {
                if (compare()->isRunning())
                    return false;
                for (int i = 0; i < compare()->paneCount(); ++i) {
                    const PaneState state = compare()->pane(i).state;
                    if (state != PaneState::Finished && state != PaneState::Stopped &&
                        state != PaneState::Failed && state != PaneState::Empty)
                        return false;
                }
                return true;
            },
            20000);
    }
    bool writes(int index, int tokens = 1) const
    {
        return QTest::qWaitFor([&] { return this->tokens(index)->tokenCount() >= tokens; }, 20000);
    }
    bool runs()
    {
        QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
        return QTest::qWaitFor([this] { return compare()->isRunning(); }, 5000) ||
               tokens(0)->tokenCount() > 0;
    }

    QString base, finetuned; ///< folders of the checkpoints of the paper's runs
    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;

private:
    static void writeScript(const QString &folder, const QJsonObject &script)
    {
        QFile file(folder + QStringLiteral("/fake.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(script).toJson());
        QFile weights(folder + QStringLiteral("/model.safetensors"));
        QVERIFY(weights.open(QIODevice::WriteOnly));
    }

    QTemporaryDir m_folder;
    QString m_program;
};

} // namespace phi1::test
