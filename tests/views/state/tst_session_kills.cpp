// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRandomGenerator>
#include <QTest>

#include "core/jobs/run_curve.h"
#include "tests/support/fake_curve.h"
#include "tests/views/state/session_fixture.h"

using namespace phi1;

/// The window's process is killed again and again while a run goes on.
class TestSessionKills : public QObject
{
    Q_OBJECT
private slots:
    void killsOfTheWindowLeaveNoGapAndNoDouble();
};

void TestSessionKills::killsOfTheWindowLeaveNoGapAndNoDouble()
{
    constexpr int kills = 20;
    const QString name = QStringLiteral("live");
    test::SessionFixture fixture;
    // Until somebody stops it.
    const QString script =
        QStringLiteral("listen\njob\nhello 0\npace 1 10000000 500\nuntil-stop\nfinish 130");
    QRandomGenerator random(20240501);
    int pid = 0;
    for (int i = 0; i < kills; ++i) {
        QProcess window;
        window.setStandardErrorFile(QProcess::nullDevice());
        QStringList words = {fixture.path(), QStringLiteral(PHI1_FAKE_WORKER)};
        if (i == 0)
            words << QStringLiteral("start") << name << script;
        else
            words << QStringLiteral("watch") << name;
        window.start(QStringLiteral(PHI1_SESSION_CHILD), words);
        QVERIFY(window.waitForStarted());
        if (i == 0) { // as soon as the run is in the queue the window may die
            const auto folder = std::filesystem::path(fixture.run(name).toStdString());
            QVERIFY(QTest::qWaitFor(
                [&] { return std::filesystem::exists(folder / eventsFileName); }, 20000));
        } else { // at any moment of its start or its watching
            QTest::qWait(int(random.bounded(400)));
        }
        window.kill();
        QVERIFY(window.waitForFinished());
        if (i == 0) {
            QVERIFY(QTest::qWaitFor(
                [&] {
                    const auto status = readStatusFile(fixture.run(name).toStdString());
                    pid = status && status->state == JobState::Running ? status->process.pid : 0;
                    return pid > 0;
                },
                20000));
        }
    }
    WorkspaceSession &session = fixture.open();
    session.wantCurve(fixture.run(name), true);
    QVERIFY(fixture.reaches(name, RunState::Running));
    QCOMPARE(fixture.info(name)->pid, pid); // still the same worker
    QTRY_VERIFY(session.curve(fixture.run(name)));
    fixture.finish(session.stop(fixture.run(name)));
    QVERIFY(fixture.reaches(name, RunState::Stopped));
    const auto truth = readRunCurve(fixture.run(name).toStdString());
    QVERIFY(truth.has_value());
    const std::size_t rows = truth->steps().steps.size();
    QVERIFY(rows > 100);
    CurveData *curve = session.curve(fixture.run(name));
    QTRY_COMPARE(curve->rows(), rows);
    const auto steps = curve->axis(CurveAxis::Step).values();
    const auto losses = curve->column("loss")->values();
    for (std::size_t row = 0; row < rows; ++row) {
        QCOMPARE(steps[row], double(row + 1));
        QCOMPARE(losses[row], test::fakeLoss(long(row + 1)));
    }
    qInfo("%d kills, %zu steps, none missing, none doubled", kills, rows);
}

QTEST_GUILESS_MAIN(TestSessionKills)
#include "tst_session_kills.moc"
