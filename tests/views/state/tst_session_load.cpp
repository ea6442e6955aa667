// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>

#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <sys/resource.h>

#include "tests/views/state/session_fixture.h"
#include "views/state/run_filter_proxy.h"

using namespace phi1;

namespace {

QString qs(const char *text)
{
    return QString::fromUtf8(text);
}

/// Resident memory in bytes.
qint64 residentBytes()
{
    std::ifstream file("/proc/self/statm");
    qint64 pages = 0;
    file >> pages >> pages;
    return pages * ::sysconf(_SC_PAGESIZE);
}

double processorSeconds()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double environmentNumber(const char *name, double otherwise)
{
    bool ok = false;
    const double value = qEnvironmentVariable(name).toDouble(&ok);
    return ok ? value : otherwise;
}

/// What a stall may last, in milliseconds: a tenth of a second; three where the machine has more to
/// do than it has processors, since then the wait for one counts too.
qint64 stallLimit()
{
    double load = 0;
    const bool isBusy = ::getloadavg(&load, 1) == 1 && load > double(QThread::idealThreadCount());
    return qint64(environmentNumber("PHI1_STALL_LIMIT", isBusy ? 300 : 100));
}

} // namespace

/// How the session bears much: runs, events, lines. Durations of the floods are set by
/// PHI1_FLOOD_SECONDS (3).
class TestSessionLoad : public QObject
{
    Q_OBJECT
private slots:
    void init() { m = std::make_unique<test::SessionFixture>(); }
    void cleanup() { m.reset(); }

    void fiveThousandRunsAreListedWithoutAStall();
    void aThousandEventsASecondAreFollowedWithoutAStall();
    void aFloodOfTheLogIsFollowedWithoutAStall();

private:
    std::unique_ptr<test::SessionFixture> m;
};

void TestSessionLoad::fiveThousandRunsAreListedWithoutAStall()
{
    constexpr int runs = 5000;
    const std::string toml = test::tomlOf();
    const std::string events = test::eventsOf(3);
    // Written once and copied: status.json of a worker is synced, which takes a disk minutes here.
    m->makeRun(qs("run-0000"), JobState::Finished, events, toml);
    for (int i = 1; i < runs; ++i)
        std::filesystem::copy(m->run(qs("run-0000")).toStdString(),
                              m->run(qs("run-%1").arg(i, 4, 10, QChar(u'0'))).toStdString());

    RunFilterProxy proxy; // as a table has one
    QElapsedTimer clock;
    clock.start();
    test::StallMeter meter;
    WorkspaceSession &session = m->open();
    proxy.setSourceModel(session.runs());
    proxy.sort(RunTableModel::Started, Qt::DescendingOrder);
    QVERIFY(QTest::qWaitFor([&] { return session.runs()->rowCount() >= 100; }, 10000));
    const qint64 firstHundred = clock.elapsed();
    QVERIFY(QTest::qWaitFor([&] { return session.runs()->rowCount() == runs; }, 60000));
    const qint64 all = clock.elapsed();
    const auto count = [&](auto has) {
        int found = 0;
        for (const RunInfo &run : session.runs()->runs())
            found += has(run) ? 1 : 0;
        return found;
    };
    QVERIFY(QTest::qWaitFor(
        [&] { return count([](const RunInfo &run) { return run.config != nullptr; }) == runs; },
        120000));
    const qint64 configured = clock.elapsed();
    QVERIFY(QTest::qWaitFor(
        [&] { return count([](const RunInfo &run) { return run.summary.step == 3; }) == runs; },
        240000));
    const qint64 summarised = clock.elapsed();
    proxy.setFilterText(qs("learning_rate=123"));
    QCOMPARE(proxy.rowCount(), 0);
    proxy.setFilterText(qs("run-49"));
    QCOMPARE(proxy.rowCount(), 100);
    qInfo("first 100 of %d runs after %lld ms, all after %lld, configurations after %lld, figures "
          "after %lld; longest stall %lld ms (%lld ms of work); resident %lld MB",
          runs, firstHundred, all, configured, summarised, meter.longest(), meter.longestWork(),
          residentBytes() / 1000000);
    QVERIFY2(meter.longest() <= stallLimit(), qPrintable(QString::number(meter.longest())));
    QVERIFY(meter.longestWork() <= 100);

    // Afterwards watching them costs little, and a change is still seen soon.
    const double before = processorSeconds();
    QTest::qWait(4000);
    const double share = (processorSeconds() - before) / 4;
    qInfo("watching %d runs takes %.1f %% of a core", runs, 100 * share);
    QVERIFY(share < 0.25);
    StatusFile status = *readStatusFile(m->run(qs("run-2500")).toStdString());
    status.state = JobState::Failed;
    QVERIFY(writeStatusFile(m->run(qs("run-2500")).toStdString(), status));
    QVERIFY(m->reaches(qs("run-2500"), RunState::Failed, 8000));
}

void TestSessionLoad::aThousandEventsASecondAreFollowedWithoutAStall()
{
    const double seconds = environmentNumber("PHI1_FLOOD_SECONDS", 3);
    WorkspaceSession &session = m->open();
    const int last = int(1000 * seconds);
    m->start(qs("fast"), qs("listen\njob\nhello 0\npace 1 %1 1000\nfinish 0").arg(last));
    QVERIFY(m->reaches(qs("fast"), RunState::Running));
    session.wantCurve(m->run(qs("fast")), true);
    QTRY_VERIFY(session.curve(m->run(qs("fast"))));
    int batches = 0;
    connect(&session, &WorkspaceSession::curveAppended, this, [&] { ++batches; });
    test::StallMeter meter;
    QElapsedTimer clock;
    clock.start();
    const double before = processorSeconds();
    QVERIFY(m->reaches(qs("fast"), RunState::Finished, int(seconds * 1000 + 20000)));
    const double took = double(clock.elapsed()) / 1000;
    const double share = (processorSeconds() - before) / took;
    QTRY_COMPARE(session.curve(m->run(qs("fast")))->rows(), std::size_t(last));
    const auto steps = session.curve(m->run(qs("fast")))->axis(CurveAxis::Step).values();
    for (std::size_t row = 0; row < steps.size(); ++row)
        QCOMPARE(steps[row], double(row + 1));
    qInfo("%d events in %.1f s: %d batches, longest stall %lld ms (%lld ms of work), %.1f %% of a "
          "core",
          last, took, batches, meter.longest(), meter.longestWork(), 100 * share);
    QVERIFY(batches < took * 13 + 5);
    QVERIFY2(meter.longest() <= stallLimit(), qPrintable(QString::number(meter.longest())));
    QVERIFY(meter.longestWork() <= 100);
}

void TestSessionLoad::aFloodOfTheLogIsFollowedWithoutAStall()
{
    const double seconds = environmentNumber("PHI1_FLOOD_SECONDS", 3);
    WorkspaceSession &session = m->open();
    LogModel *log = session.log(m->run(qs("loud")));
    m->start(
        qs("loud"),
        qs("listen\njob\nhello 0\nlog-flood 200000 %1\nlog info the end\nfinish 0").arg(seconds));
    QVERIFY(m->reaches(qs("loud"), RunState::Running));
    QTRY_VERIFY(log->rowCount() > 1000);
    const qint64 memory = residentBytes();
    test::StallMeter meter;
    QElapsedTimer clock;
    clock.start();
    QVERIFY(QTest::qWaitFor([&] { return log->lastLines(1) == QStringList{qs("the end")}; },
                            int(seconds * 1000) + 30000));
    const qint64 grown = residentBytes() - memory;
    const qint64 counted = log->droppedLines();
    qInfo("log flood over %.1f s: %lld lines not shown, longest stall %lld ms (%lld ms of work), "
          "memory grew by "
          "%lld MB",
          double(clock.elapsed()) / 1000, counted, meter.longest(), meter.longestWork(),
          grown / 1000000);
    QVERIFY(log->rowCount() <= log->capacity());
    QVERIFY(counted > 0);
    QVERIFY(!log->droppedText().isEmpty());
    QVERIFY2(meter.longest() <= stallLimit(), qPrintable(QString::number(meter.longest())));
    QVERIFY(meter.longestWork() <= 100);
    QVERIFY(grown < 64'000'000);
}

QTEST_GUILESS_MAIN(TestSessionLoad)
#include "tst_session_load.moc"
