// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that live: started through the queue with the fake worker, driven by the page's buttons.
#include <csignal>
#include <fstream>
#include <sys/resource.h>

#include <QApplication>
#include <QStackedWidget>

#include "core/base/files.h"
#include "tests/views/runs/runs_fixture.h"
#include "views/jobs/queue_view.h"
#include "views/newrun/first_start_view.h"
#include "views/state/queue_table_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/text_label.h"

using namespace phi1;
using namespace phi1::test;

namespace {

ActionButton *button(const QWidget *parent, const QString &text)
{
    for (ActionButton *each : parent->findChildren<ActionButton *>())
        if (each->text() == text && each->isVisible())
            return each;
    return nullptr;
}

bool says(const QWidget *parent, const QString &text)
{
    for (const TextLabel *each : parent->findChildren<TextLabel *>())
        if (each->isVisible() && each->text().contains(text))
            return true;
    return false;
}

} // namespace

class tst_RunControl : public QObject
{
    Q_OBJECT
private slots:
    void init() { m_fixture = std::make_unique<RunsFixture>(); }
    void cleanup()
    {
        const std::string mark = m_fixture->workspace().root.string();
        m_fixture.reset();
        killAllOf(mark);
    }

    void anEmptyWorkspaceShowsHowToBegin()
    {
        m_fixture->open();
        QTRY_VERIFY(m_fixture->page()->findChild<FirstStartView *>());
        QTRY_VERIFY(m_fixture->page()->findChild<FirstStartView *>()->isVisible());
        start(QStringLiteral("first"),
              QStringLiteral("listen\njob\nhello 0\nsteps 1 20\nuntil-stop\nfinish 130"));
        QTRY_VERIFY(m_fixture->table()->isVisible());
    }

    void stopWritesACheckpointAndThenSaysThatNothingIsLeft()
    {
        m_fixture->open();
        start(QStringLiteral("calm"),
              QStringLiteral("listen\njob\nhello 0\nsteps 1 20\nuntil-stop\nfinish 130"));
        QVERIFY(m_fixture->reaches(QStringLiteral("calm"), RunState::Running));
        select(QStringLiteral("calm"));
        QTRY_VERIFY(button(inspector(), QStringLiteral("Stop")));
        QTRY_VERIFY(button(inspector(), QStringLiteral("Stop"))->isEnabled());
        QTest::mouseClick(button(inspector(), QStringLiteral("Stop")), Qt::LeftButton);
        QVERIFY(m_fixture->reaches(QStringLiteral("calm"), RunState::Stopped));
        QTRY_VERIFY(says(inspector(), QStringLiteral("nothing is left running")));
        QVERIFY(button(inspector(), QStringLiteral("Resume")));
    }

    void aRunThatDoesNotStopIsKilledByTheSecondClick()
    {
        m_fixture->open();
        start(QStringLiteral("stubborn"),
              QStringLiteral("ignore\njob\nhello 0\nsteps 1 20\nsleep 600"));
        QVERIFY(m_fixture->reaches(QStringLiteral("stubborn"), RunState::Running));
        select(QStringLiteral("stubborn"));
        QTRY_VERIFY(button(inspector(), QStringLiteral("Stop")));
        QTRY_VERIFY(button(inspector(), QStringLiteral("Stop"))->isEnabled());
        QTest::mouseClick(button(inspector(), QStringLiteral("Stop")), Qt::LeftButton);
        QTRY_VERIFY(button(inspector(), QStringLiteral("Kill now")));
        const int pid = m_fixture->info(QStringLiteral("stubborn"))->pid;
        QVERIFY(pid > 0);
        QCOMPARE(::kill(pid, 0), 0);
        QTest::mouseClick(button(inspector(), QStringLiteral("Kill now")), Qt::LeftButton);
        QVERIFY(QTest::qWaitFor(
            [&] {
                const RunInfo *run = m_fixture->info(QStringLiteral("stubborn"));
                return run && hasEnded(run->state);
            },
            60000));
        QTRY_VERIFY(::kill(pid, 0) != 0);
    }

    void keysStopTheRunToo()
    {
        m_fixture->open();
        start(QStringLiteral("keys"),
              QStringLiteral("listen\njob\nhello 0\nsteps 1 20\nuntil-stop\nfinish 130"));
        QVERIFY(m_fixture->reaches(QStringLiteral("keys"), RunState::Running));
        select(QStringLiteral("keys"));
        QTRY_VERIFY(m_fixture->window->actions().find(QStringLiteral("runs.stop"))->isEnabled());
        m_fixture->table()->setFocus();
        QTest::keyClick(m_fixture->table(), Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(m_fixture->reaches(QStringLiteral("keys"), RunState::Stopped));
    }

    void aLiveCurveGrowsInTheTable()
    {
        m_fixture->open();
        start(QStringLiteral("live"),
              QStringLiteral("listen\njob\nhello 0\npace 1 100000 200\nuntil-stop\nfinish 130"));
        QVERIFY(m_fixture->reaches(QStringLiteral("live"), RunState::Running));
        QTRY_VERIFY(m_fixture->info(QStringLiteral("live"))->step > 50);
        const qint64 step = m_fixture->info(QStringLiteral("live"))->step;
        QTRY_VERIFY(m_fixture->info(QStringLiteral("live"))->step > step + 100);
    }

    void aThousandEventsASecondAndAFloodOfTheLogStallNothing_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("1,000 events a second")
            << QStringLiteral("listen\njob\nhello 0\npace 1 1000000 1000\nfinish 130");
        QTest::newRow("200,000 lines a second") << QStringLiteral(
            "listen\njob\nhello 0\nsteps 1 50\nlog-flood 200000 6\nuntil-stop\nfinish 130");
    }
    void aThousandEventsASecondAndAFloodOfTheLogStallNothing()
    {
        QFETCH(const QString, script);
        m_fixture->open();
        start(QStringLiteral("busy"), script);
        QVERIFY(m_fixture->reaches(QStringLiteral("busy"), RunState::Running));
        select(QStringLiteral("busy"));
        QTest::qWait(1000); // the page has settled
        StallMeter meter;
        rusage before{};
        ::getrusage(RUSAGE_SELF, &before);
        QTest::qWait(5000);
        rusage after{};
        ::getrusage(RUSAGE_SELF, &after);
        const auto seconds = [](const timeval &time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        const double used = seconds(after.ru_utime) + seconds(after.ru_stime) -
                            seconds(before.ru_utime) - seconds(before.ru_stime);
        const qint64 stall = meter.takeLongest();
        qInfo("longest stall %lld ms, %.0f %% of a core", stall, used / 5.0 * 100);
        QVERIFY2(stall < 200, qPrintable(QString::number(stall))); // a shared machine
    }

    void theQueueIsOrderedAndPausedOnItsPage()
    {
        m_fixture->open();
        m_fixture->session->setQueuePaused(true);
        QTRY_VERIFY(m_fixture->session->queue()->isPaused());
        for (const char *name : {"one", "two", "three"})
            start(QString::fromLatin1(name), QStringLiteral("job\nhello 0\nfinish 0"));
        QTRY_COMPARE(m_fixture->session->queue()->waitingCount(), 3);
        m_fixture->window->navigate(QStringLiteral("jobs"));
        auto *queue = m_fixture->jobsPage()->findChild<QueueView *>();
        QTRY_VERIFY(queue->isVisible());
        const auto nameAt = [&](int row) { return m_fixture->session->queue()->entry(row).name; };
        QSet<QString> names{nameAt(0), nameAt(1), nameAt(2)};
        QCOMPARE(names.size(), 3);
        const QString first = nameAt(0);
        queue->setFocus();
        queue->setCurrentIndex(queue->model()->index(0, 1));
        QTest::keyClick(queue, Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(nameAt(1), first);
        queue->setCurrentIndex(queue->model()->index(2, 1));
        const QString last = nameAt(2);
        QTRY_VERIFY(button(m_fixture->jobsPage(), QStringLiteral("Run next"))->isEnabled());
        QTest::mouseClick(button(m_fixture->jobsPage(), QStringLiteral("Run next")),
                          Qt::LeftButton);
        QTRY_COMPARE(nameAt(0), last);
        queue->setCurrentIndex(queue->model()->index(0, 1));
        QTest::keyClick(queue, Qt::Key_Delete);
        QTRY_COMPARE(m_fixture->session->queue()->waitingCount(), 2);
        auto *pause = button(m_fixture->window.get(), QStringLiteral("Continue the queue"));
        QVERIFY(pause);
        QTest::mouseClick(pause, Qt::LeftButton);
        QVERIFY(m_fixture->reaches(first, RunState::Finished));
    }

private:
    void start(const QString &name, const QString &script)
    {
        RunLaunch launch;
        launch.folder = name;
        launch.arguments = {QStringLiteral("run"), script};
        launch.shareDevice = true;
        m_fixture->session->startRun(launch);
    }
    void select(const QString &name)
    {
        m_fixture->page()->opened({{QStringLiteral("run"), m_fixture->run(name)}});
        QTRY_COMPARE(m_fixture->table()->currentRun(), m_fixture->run(name));
    }
    QWidget *inspector() const { return m_fixture->window.get(); }

    /// Whatever has the workspace in its command line was started by this test.
    static void killAllOf(const std::string &mark)
    {
        std::error_code error;
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

    std::unique_ptr<RunsFixture> m_fixture;
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Theme::instance().apply(application);
    tst_RunControl test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_run_control.moc"
