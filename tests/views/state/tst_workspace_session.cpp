// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include <sys/file.h>

#include "core/base/failpoint.h"
#include "core/jobs/supervisor.h"
#include "tests/views/state/session_fixture.h"

using namespace phi1;

namespace {

QString qs(const char *text)
{
    return QString::fromUtf8(text);
}

/// A worker that runs until it is asked to stop, then ends as `end` says.
QString steadyScript(const char *end = "finish 130")
{
    return qs("listen\njob\nhello 0\nsteps 1 20\nuntil-stop\n") + qs(end);
}

} // namespace

class TestWorkspaceSession : public QObject
{
    Q_OBJECT
private slots:
    void init() { m = std::make_unique<test::SessionFixture>(); }
    void cleanup()
    {
        setFailpoints("");
        m.reset();
    }

    void aNewWorkspaceIsEmptyAndWell();
    void aRunAppearsAtOnceGoesThroughItsStatesAndFinishes();
    void aWaitingRunIsQueuedAndStoppingTakesItOut();
    void stoppingPausesThenStopsAndLeavesNothingRunning();
    void theSecondStopKillsWhatDoesNotListen();
    void aFailureIsToldWithItsReason_data();
    void aFailureIsToldWithItsReason();
    void aWorkerThatWritesNonsenseIsReadAroundIt();
    void aKilledWorkerWithoutSupervisorIsLostAndCanBeMarked();
    void aKilledSupervisorIsReplacedAndTheRunGoesOn();
    void aSilentRunOfAnotherMachineWasLastSeen();
    void damagedFilesAreTold_data();
    void damagedFilesAreTold();
    void aConfigurationSpoiltByHandIsTold();
    void aDeletedFolderLeavesItsLastValuesAndMayReturn();
    void aRenamedFolderKeepsWhatWasSaidOfIt();
    void checkpointsAreAskedForAndListed();
    void resumingGoesThroughTheQueue();
    void aChainWaitsAndIsBlockedByAFailure();
    void theQueueIsMovedAndPaused();
    void namesTagsAndColoursOutliveTheSession();
    void notesAreAddedChangedAndPutBack();
    void onlyOneRunIsTheBaseline();
    void trashTakesARunAndGivesItBack();
    void trashRefusesWhatLivesOrIsWaitedFor();
    void externalRunsAreRegisteredByPath();
    void unusableWorkspacesAreTold_data();
    void unusableWorkspacesAreTold();
    void aVanishedWorkspaceIsToldAndReturns();
    void whatCannotBeSavedIsToldAndSavedLater();
    void aFullDiskIsToldAndNothingIsLost();
    void aReadOnlyDiskIsToldAndNothingIsLost();
    void aNewerDatabaseIsLeftAlone();
    void documentsOfAStepAreAskedForAndCancelled();
    void badNamesAndTakenNamesAreRefused();
    void timeLeftComesFromTheWorkAfterAResume();
    void logsAreFollowed();

private:
    std::unique_ptr<test::SessionFixture> m;
};

void TestWorkspaceSession::aNewWorkspaceIsEmptyAndWell()
{
    std::filesystem::remove_all(m->path().toStdString());
    WorkspaceSession &session = m->open();
    QVERIFY(QTest::qWaitFor([&] { return session.isListed(); }, 5000));
    QCOMPARE(session.problem(), QString());
    QCOMPARE(session.runs()->rowCount(), 0);
    QVERIFY(std::filesystem::exists(m->path().toStdString() + "/workbench.db"));
}

void TestWorkspaceSession::aRunAppearsAtOnceGoesThroughItsStatesAndFinishes()
{
    WorkspaceSession &session = m->open();
    QAbstractItemModelTester runs(session.runs(),
                                  QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester jobs(session.jobs(),
                                  QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester queue(session.queue(),
                                   QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy resets(session.runs(), &QAbstractItemModel::modelReset);
    QStringList states;
    connect(&session, &WorkspaceSession::runsChanged, this, [&] {
        if (const RunInfo *run = m->info(qs("one")); run && !states.endsWith(run->stateText))
            states += run->stateText;
    });
    QStringList events;
    connect(&session, &WorkspaceSession::event, this,
            [&](const QString &, const QString &kind, const QString &text) {
                events += kind + qs(": ") + text;
            });
    RunLaunch launch;
    launch.folder = qs("one");
    launch.title = qs("The first");
    launch.tags = {qs("demo")};
    launch.arguments = {qs("run"), qs("job\nhello 0\nsteps 1 50\nsleep 3\nfinish 0")};
    QElapsedTimer clock;
    clock.start();
    QSignalSpy answers(&session, &WorkspaceSession::requestFinished);
    const quint64 request = session.startRun(launch);
    QVERIFY(QTest::qWaitFor([&] { return m->info(qs("one")) != nullptr; }, 3000));
    QCOMPARE(m->info(qs("one"))->title, qs("The first"));
    QVERIFY(clock.elapsed() < 3000);
    QTRY_COMPARE(answers.count(), 1);
    QCOMPARE(answers[0][0].toULongLong(), request);
    QVERIFY2(answers[0][1].toBool(), qPrintable(answers[0][2].toString()));
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    QCOMPARE(session.jobs()->liveCount(), 1);
    QCOMPARE(session.jobs()->foremost()->id, m->run(qs("one")));
    QVERIFY(m->reaches(qs("one"), RunState::Finished));
    QTRY_COMPARE(m->info(qs("one"))->summary.step, 50);
    QVERIFY(states.contains(qs("running")));
    QCOMPARE(states.last(), qs("finished"));
    QTRY_VERIFY(events.join(u' ').contains(qs("finished: The first finished")));
    QTRY_COMPARE(session.leftRunning(m->run(qs("one"))), qs("nothing is left running"));
    QCOMPARE(m->info(qs("one"))->annotation.tags, std::vector<std::string>{"demo"});
    QTRY_COMPARE(session.jobs()->liveCount(), 0);
    QCOMPARE(resets.count(), 0);
}

void TestWorkspaceSession::aWaitingRunIsQueuedAndStoppingTakesItOut()
{
    WorkspaceSession &session = m->open();
    m->finish(session.setQueuePaused(true));
    bool ok = false;
    QVERIFY(m->start(qs("one"), steadyScript(), &ok).contains(qs("paused")));
    QVERIFY(ok);
    QVERIFY(m->reaches(qs("one"), RunState::Queued));
    QTRY_COMPARE(m->info(qs("one"))->queuePosition, 1);
    QCOMPARE(session.queue()->rowCount(), 1);
    const QString sentence = m->finish(session.stop(m->run(qs("one"))), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    QTRY_COMPARE(session.queue()->rowCount(), 0);
    QVERIFY(m->info(qs("one"))->reason.contains(qs("removed from the queue")));
}

void TestWorkspaceSession::stoppingPausesThenStopsAndLeavesNothingRunning()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), steadyScript("sleep 1\nfinish 130"));
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    const int pid = m->info(qs("one"))->pid;
    bool ok = false;
    const QString sentence = m->finish(session.stop(m->run(qs("one"))), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    QTRY_COMPARE(session.leftRunning(m->run(qs("one"))), qs("nothing is left running"));
    QVERIFY(!identityOf(pid));
}

void TestWorkspaceSession::theSecondStopKillsWhatDoesNotListen()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), qs("ignore\njob\nhello 0\nsteps 1 5\nfork 600\nsleep 600"));
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    const int pid = m->info(qs("one"))->pid;
    bool ok = false;
    m->finish(session.stop(m->run(qs("one"))), &ok);
    QVERIFY(ok);
    QTest::qWait(700);
    QCOMPARE(m->state(qs("one")), RunState::Running); // it does not listen
    const QString sentence = m->finish(session.stop(m->run(qs("one"))), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(sentence.contains(qs("nothing is left running")));
    QCOMPARE(processesInGroup(pid), 0);
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    QVERIFY2(!m->info(qs("one"))->reason.isEmpty(), "that it was killed is told");
}

void TestWorkspaceSession::aFailureIsToldWithItsReason_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("reason");
    QTest::newRow("dies before hello") << qs("exit 3") << qs("status 3");
    QTest::newRow("says nothing at all") << qs("sleep 0.1\nexit 0") << QString();
    QTest::newRow("killed") << qs("job\nhello 0\nsteps 1 5\nsignal 9") << qs("killed by signal 9");
    QTest::newRow("crashes") << qs("job\nhello 0\nsignal 11") << qs("signal 11");
    QTest::newRow("fails by itself")
        << qs("job\nhello 0\nfinish 1\nexit 1") << qs("as the script says");
    QTest::newRow("no such statement") << qs("dance") << qs("status 2");
}

void TestWorkspaceSession::aFailureIsToldWithItsReason()
{
    QFETCH(QString, script);
    QFETCH(QString, reason);
    m->open();
    m->start(qs("one"), script);
    QVERIFY(QTest::qWaitFor([&] { return m->info(qs("one")) && hasEnded(m->state(qs("one"))); },
                            15000));
    if (!reason.isEmpty()) {
        QCOMPARE(m->state(qs("one")), RunState::Failed);
        QVERIFY2(m->info(qs("one"))->reason.contains(reason),
                 qPrintable(m->info(qs("one"))->reason));
    }
}

void TestWorkspaceSession::aWorkerThatWritesNonsenseIsReadAroundIt()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), qs("job\nhello 0\nsteps 1 10\nsay nonsense\nsay {\"event\":7}\nsay "
                           "[]\nsay {\"event\":\"future\",\"v\":1,\"seq\":1}\nflood "
                           "3000000\nsay x\nsteps 11 20\nfinish 0"));
    session.wantCurve(m->run(qs("one")), true);
    QVERIFY(m->reaches(qs("one"), RunState::Finished));
    QTRY_VERIFY(session.curve(m->run(qs("one"))));
    QTRY_COMPARE(session.curve(m->run(qs("one")))->rows(), std::size_t(20));
}

void TestWorkspaceSession::aKilledWorkerWithoutSupervisorIsLostAndCanBeMarked()
{
    const std::string folder = m->run(qs("one")).toStdString();
    QProcess worker;
    worker.start(QStringLiteral(PHI1_FAKE_WORKER),
                 {qs("run"), qs("job %1\nhello 0\nsteps 1 5\nsleep 600").arg(m->run(qs("one")))});
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    QVERIFY(m->info(qs("one"))->alive);
    bool ok = true;
    m->finish(session.markStopped(m->run(qs("one"))), &ok);
    QVERIFY(!ok); // it lives
    QVERIFY(!hasEnded(readStatusFile(folder)->state));
    worker.kill();
    worker.waitForFinished();
    QVERIFY(m->reaches(qs("one"), RunState::LostContact, 10000));
    QVERIFY(m->info(qs("one"))->stateText.startsWith(qs("silent")));
    QVERIFY(m->info(qs("one"))->reason.contains(qs("ended without a word")));
    QCOMPARE(m->info(qs("one"))->step, 5); // last values stay
    const QString sentence = m->finish(session.markStopped(m->run(qs("one"))), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    QVERIFY(m->info(qs("one"))->reason.contains(qs("marked as stopped")));
}

void TestWorkspaceSession::aKilledSupervisorIsReplacedAndTheRunGoesOn()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), steadyScript());
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    const int pid = m->info(qs("one"))->pid;
    // Whoever holds the workspace is the supervisor.
    QProcess find;
    find.start(qs("pgrep"), {qs("-f"), qs("supervise --workspace %1").arg(m->path())});
    find.waitForFinished();
    const QStringList supervisors =
        QString::fromUtf8(find.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(supervisors.size(), 1);
    QCOMPARE(::kill(supervisors[0].toInt(), SIGKILL), 0);
    QVERIFY(QTest::qWaitFor([&] { return !hasSupervisor(m->workspace()); }, 2000));
    // Another one takes its place, since somebody has to wait for the worker.
    QVERIFY(QTest::qWaitFor([&] { return hasSupervisor(m->workspace()); }, 15000));
    QCOMPARE(m->state(qs("one")), RunState::Running);
    QCOMPARE(m->info(qs("one"))->pid, pid);
    QCOMPARE(session.problem(), QString());
    m->finish(session.stop(m->run(qs("one"))));
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    QTRY_COMPARE(session.queue()->rowCount(), 0);
}

void TestWorkspaceSession::aSilentRunOfAnotherMachineWasLastSeen()
{
    m->makeRun(qs("far"), JobState::Running, test::eventsOf(7));
    StatusFile status = *readStatusFile(m->run(qs("far")).toStdString());
    status.process = {4242, 1, "another boot", "node17"};
    status.heartbeat = unixTime() - 7200;
    QVERIFY(writeStatusFile(m->run(qs("far")).toStdString(), status));
    m->open();
    QVERIFY(m->reaches(qs("far"), RunState::LastSeen));
    QVERIFY(m->info(qs("far"))->reason.contains(qs("node17")));
    QVERIFY(!m->info(qs("far"))->ofThisMachine);
    QTRY_COMPARE(m->info(qs("far"))->summary.step, 7);
    status.heartbeat = unixTime(); // it writes again
    QVERIFY(writeStatusFile(m->run(qs("far")).toStdString(), status));
    QVERIFY(m->reaches(qs("far"), RunState::Running));
}

void TestWorkspaceSession::damagedFilesAreTold_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("status is no JSON") << qs("status.json") << QByteArray("{\"v\": 1, \"state\"")
                                       << QStringList{qs("status.json")};
    QTest::newRow("status is empty")
        << qs("status.json") << QByteArray() << QStringList{qs("status.json")};
    QTest::newRow("status is of a newer version")
        << qs("status.json") << QByteArray("{\"v\": 7, \"state\": \"finished\"}")
        << QStringList{qs("7"), qs("1")};
    QTest::newRow("status of another kind")
        << qs("status.json") << QByteArray("[1, 2, 3]") << QStringList{qs("status.json")};
    QTest::newRow("run.toml is of a newer format")
        << qs("run.toml") << QByteArray("format = 9\n") << QStringList{qs("9"), qs("1")};
    QTest::newRow("run.toml is no TOML")
        << qs("run.toml") << QByteArray("format = = 1\n") << QStringList{qs("run.toml")};
}

void TestWorkspaceSession::damagedFilesAreTold()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QStringList, words);
    m->makeRun(qs("good"), JobState::Finished, test::eventsOf(3), test::tomlOf());
    m->makeRun(qs("bad"), JobState::Finished, test::eventsOf(5), test::tomlOf());
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("bad"), RunState::Finished));
    QTRY_VERIFY(m->info(qs("bad"))->config != nullptr);
    QTRY_COMPARE(m->info(qs("bad"))->summary.step, 5);
    m->write(QString(m->run(qs("bad")) + u'/' + file), content.toStdString()); // while it is shown
    QVERIFY(m->reaches(qs("bad"), RunState::Damaged));
    for (const QString &word : words)
        QVERIFY2(m->info(qs("bad"))->reason.contains(word), qPrintable(m->info(qs("bad"))->reason));
    QCOMPARE(m->info(qs("bad"))->summary.step, 5); // its curve is still there
    QVERIFY(session.runs()
                ->index(session.runs()->rowOf(m->run(qs("bad"))), 0)
                .data(RunTableModel::DimmedRole)
                .toBool());
    QCOMPARE(m->state(qs("good")), RunState::Finished);
    m->makeRun(qs("bad"), JobState::Finished, test::eventsOf(5), test::tomlOf());
    QVERIFY(m->reaches(qs("bad"), RunState::Finished));
    QCOMPARE(m->info(qs("bad"))->reason, QString());
}

void TestWorkspaceSession::aConfigurationSpoiltByHandIsTold()
{
    std::string toml = test::tomlOf();
    const auto at = toml.find("batch_size = ");
    toml.replace(at, 14, "batch_size = -5\nbatch_sise = ");
    m->makeRun(qs("one"), JobState::Stopped, test::eventsOf(3), toml);
    m->open();
    QVERIFY(m->reaches(qs("one"), RunState::Damaged));
    QVERIFY2(m->info(qs("one"))->reason.contains(qs("batch_si")),
             qPrintable(m->info(qs("one"))->reason));
}

void TestWorkspaceSession::aDeletedFolderLeavesItsLastValuesAndMayReturn()
{
    m->makeRun(qs("one"), JobState::Finished, test::eventsOf(30));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("one"), RunState::Finished));
    session.wantCurve(m->run(qs("one")), true);
    QTRY_VERIFY(session.curve(m->run(qs("one"))));
    const std::filesystem::path folder = m->run(qs("one")).toStdString();
    const std::filesystem::path away = folder.parent_path().parent_path() / "away";
    std::filesystem::rename(folder, away);
    QVERIFY(m->reaches(qs("one"), RunState::Gone));
    QVERIFY(m->info(qs("one"))->reason.contains(qs("not there any more")));
    QCOMPARE(m->info(qs("one"))->summary.step, 30);
    QTest::qWait(1500);
    QCOMPARE(session.curve(m->run(qs("one")))->rows(), std::size_t(30));
    std::filesystem::rename(away, folder);
    QVERIFY(m->reaches(qs("one"), RunState::Finished));
    QTest::qWait(1500);
    QCOMPARE(session.curve(m->run(qs("one")))->rows(), std::size_t(30)); // none doubled
}

void TestWorkspaceSession::aRenamedFolderKeepsWhatWasSaidOfIt()
{
    for (const char *name : {"a", "b"})
        m->makeRun(qs(name), JobState::Finished, test::eventsOf(3));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished) && m->reaches(qs("b"), RunState::Finished));
    session.rename(m->run(qs("b")), qs("Title"));
    session.addNote(m->run(qs("b")), 2, qs("note"));
    const int colour = m->info(qs("b"))->annotation.colourSlot;
    std::filesystem::rename(m->run(qs("b")).toStdString(), m->run(qs("c")).toStdString());
    QVERIFY(m->reaches(qs("c"), RunState::Finished));
    QCOMPARE(m->info(qs("c"))->title, qs("Title"));
    QCOMPARE(m->info(qs("c"))->annotation.colourSlot, colour);
    QCOMPARE(session.notes(m->run(qs("c"))).size(), 1);
    QTest::qWait(2500);
    QVERIFY(!m->info(qs("b")));
    QCOMPARE(session.runs()->rowCount(), 2);
    QTRY_COMPARE(session.unsavedChanges(), 0);
    m->close();
    m->open();
    QVERIFY(m->reaches(qs("c"), RunState::Finished));
    QCOMPARE(m->info(qs("c"))->title, qs("Title"));
    QCOMPARE(m->session->notes(m->run(qs("c"))).size(), 1);
}

void TestWorkspaceSession::checkpointsAreAskedForAndListed()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), steadyScript());
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    bool ok = false;
    m->finish(session.checkpointNow(m->run(qs("one"))), &ok);
    QVERIFY(ok);
    session.wantCurve(m->run(qs("one")), true);
    for (const char *name : {"step-20", "step-3", ".step-4.tmp-1", "step-x"}) {
        const auto folder =
            std::filesystem::path(m->run(qs("one")).toStdString()) / "checkpoints" / name;
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "state.json") << "{}";
    }
    QTRY_COMPARE_WITH_TIMEOUT(session.checkpoints(m->run(qs("one"))).size(), 2, 6000);
    QCOMPARE(session.checkpoints(m->run(qs("one")))[0].step, 3);
    QCOMPARE(session.checkpoints(m->run(qs("one")))[1].step, 20);
    m->finish(session.stop(m->run(qs("one"))));
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    m->finish(session.checkpointNow(m->run(qs("one"))), &ok);
    QVERIFY(!ok); // nobody is there to write one
}

void TestWorkspaceSession::resumingGoesThroughTheQueue()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), steadyScript());
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    session.wantCurve(m->run(qs("one")), true);
    m->finish(session.stop(m->run(qs("one"))));
    QVERIFY(m->reaches(qs("one"), RunState::Stopped));
    m->write(m->run(qs("one")) + qs("/resume.script"),
             "job\nhello 15\nsteps 16 40\nsleep 1\nfinish 0\n");
    bool ok = false;
    const QString sentence =
        m->finish(session.resume(m->run(qs("one")), {qs("training.steps=40")}), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m->reaches(qs("one"), RunState::Finished));
    QTRY_COMPARE(session.curve(m->run(qs("one")))->rows(), std::size_t(40)); // each step once
    QCOMPARE(m->info(qs("one"))->segment, 1);
    QTRY_COMPARE(m->info(qs("one"))->steps, 40); // what the resume set
}

void TestWorkspaceSession::aChainWaitsAndIsBlockedByAFailure()
{
    WorkspaceSession &session = m->open();
    RunLaunch first;
    first.folder = qs("pretrain");
    first.arguments = {qs("run"), qs("job\nhello 0\nsteps 1 5\nsleep 1\nfinish 1\nexit 1")};
    RunLaunch second;
    second.folder = qs("finetune");
    second.arguments = {qs("run"), steadyScript()};
    second.afterPrevious = true;
    bool ok = false;
    const QString sentence = m->finish(session.startRuns({first, second}), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m->reaches(qs("finetune"), RunState::Queued));
    // What it waits for must not be thrown away.
    QVERIFY(m->reaches(qs("pretrain"), RunState::Failed));
    m->finish(session.moveToTrash(m->run(qs("pretrain"))), &ok);
    QVERIFY(!ok);
    QTRY_VERIFY(m->info(qs("finetune"))->reason.contains(qs("which failed")));
    QCOMPARE(session.queue()->rowCount(), 1);
    QVERIFY(session.queue()->entry(0).blocked.contains(qs("pretrain")));
    m->write(m->run(qs("pretrain")) + qs("/resume.script"), "job\nhello 5\nfinish 0\n");
    m->finish(session.resume(m->run(qs("pretrain"))), &ok);
    QVERIFY(ok);
    QVERIFY(m->reaches(qs("finetune"), RunState::Running)); // the chain goes on
}

void TestWorkspaceSession::theQueueIsMovedAndPaused()
{
    WorkspaceSession &session = m->open();
    m->finish(session.setQueuePaused(true));
    for (const char *name : {"a", "b", "c"}) {
        RunLaunch launch;
        launch.folder = qs(name);
        launch.arguments = {qs("run"), qs("job\nhello 0\nfinish 0")};
        launch.queueOnly = true;
        m->finish(session.startRun(launch));
    }
    QTRY_COMPARE(session.queue()->rowCount(), 3);
    QVERIFY(session.queue()->isPaused());
    const auto names = [&] {
        QStringList result;
        for (int row = 0; row < session.queue()->rowCount(); ++row)
            result += session.queue()->entry(row).name;
        return result.join(QString());
    };
    QCOMPARE(names(), qs("abc"));
    QVERIFY(session.queue()->moveRows({}, 2, 1, {}, 0)); // as by dragging
    QTRY_COMPARE(names(), qs("cab"));
    RunLaunch urgent;
    urgent.folder = qs("u");
    urgent.arguments = {qs("run"), qs("job\nhello 0\nfinish 0")};
    m->finish(session.startRun(urgent));
    QTRY_COMPARE(names(), qs("ucab"));
    QTest::qWait(500);
    QCOMPARE(m->state(qs("u")), RunState::Queued);
    m->finish(session.setQueuePaused(false));
    for (const char *name : {"a", "b", "c", "u"})
        QVERIFY(m->reaches(qs(name), RunState::Finished));
    QTRY_COMPARE(session.queue()->rowCount(), 0);
}

void TestWorkspaceSession::namesTagsAndColoursOutliveTheSession()
{
    m->makeRun(qs("a"), JobState::Finished);
    QTest::qWait(20);
    m->makeRun(qs("b"), JobState::Finished);
    {
        WorkspaceSession &session = m->open();
        QVERIFY(m->reaches(qs("b"), RunState::Finished));
        QCOMPARE(m->info(qs("a"))->annotation.colourSlot, 0);
        QCOMPARE(m->info(qs("b"))->annotation.colourSlot, 1);
        session.rename(m->run(qs("a")), qs("  A new\tname "));
        QCOMPARE(m->info(qs("a"))->title, qs("A new name"));
        const int row = session.runs()->rowOf(m->run(qs("b")));
        session.runs()->setData(session.runs()->index(row, RunTableModel::Tags), qs("x, y"));
        QTRY_COMPARE(session.unsavedChanges(), 0);
    }
    m->close();
    std::filesystem::remove_all(m->run(qs("a")).toStdString());
    m->makeRun(qs("c"), JobState::Finished);
    m->open();
    QVERIFY(m->reaches(qs("c"), RunState::Finished));
    QCOMPARE(m->info(qs("b"))->annotation.colourSlot, 1);
    QCOMPARE(m->info(qs("b"))->annotation.tags, (std::vector<std::string>{"x", "y"}));
    QCOMPARE(m->info(qs("c"))->annotation.colourSlot, 2); // that of a run once seen stays its own
}

void TestWorkspaceSession::notesAreAddedChangedAndPutBack()
{
    m->makeRun(qs("a"), JobState::Finished);
    const QString run = m->run(qs("a"));
    {
        WorkspaceSession &session = m->open();
        QVERIFY(m->reaches(qs("a"), RunState::Finished));
        QSignalSpy added(&session, &WorkspaceSession::noteAdded);
        session.addNote(run, 200, qs("late"));
        session.addNote(run, 100, qs("early"));
        QTRY_COMPARE(added.count(), 2);
        const QVector<RunNote> notes = session.notes(run);
        QCOMPARE(notes.size(), 2);
        QCOMPARE(notes[0].text, qs("early"));
        session.changeNote(run, notes[0].id, qs("changed"));
        session.removeNote(run, notes[1].id);
        QCOMPARE(session.notes(run).size(), 1);
        session.restoreNote(run, notes[1]);
        QTRY_COMPARE(session.unsavedChanges(), 0);
    }
    m->close();
    WorkspaceSession &session = m->open();
    QTRY_COMPARE(session.notes(run).size(), 2);
    QCOMPARE(session.notes(run)[0].text, qs("changed"));
    QCOMPARE(session.notes(run)[1].text, qs("late"));
}

void TestWorkspaceSession::onlyOneRunIsTheBaseline()
{
    for (const char *name : {"a", "b"})
        m->makeRun(qs(name), JobState::Finished);
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished) && m->reaches(qs("b"), RunState::Finished));
    session.setBaseline(m->run(qs("a")));
    QVERIFY(m->info(qs("a"))->annotation.baseline);
    session.runs()->setData(session.runs()->index(session.runs()->rowOf(m->run(qs("b"))), 0), true,
                            RunTableModel::BaselineRole);
    QVERIFY(!m->info(qs("a"))->annotation.baseline);
    QVERIFY(m->info(qs("b"))->annotation.baseline);
    session.setBaseline({});
    QVERIFY(!m->info(qs("b"))->annotation.baseline);
}

void TestWorkspaceSession::trashTakesARunAndGivesItBack()
{
    m->makeRun(qs("a"), JobState::Finished, test::eventsOf(5));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    session.rename(m->run(qs("a")), qs("Named"));
    QString token;
    connect(&session, &WorkspaceSession::movedToTrash, this,
            [&](quint64, const QString &, const QString &each) { token = each; });
    bool ok = false;
    QString sentence = m->finish(session.moveToTrash(m->run(qs("a"))), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(!token.isEmpty());
    QVERIFY(!m->info(qs("a")));
    QVERIFY(!std::filesystem::exists(m->run(qs("a")).toStdString()));
    QTest::qWait(2500);
    QVERIFY(!m->info(qs("a"))); // it is not "gone": it was put away
    sentence = m->finish(session.restoreFromTrash(token), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QCOMPARE(m->info(qs("a"))->title, qs("Named"));
    QTRY_COMPARE(m->info(qs("a"))->summary.step, 5);
    QVERIFY(std::filesystem::is_empty(m->workspace().trash()));
}

void TestWorkspaceSession::trashRefusesWhatLivesOrIsWaitedFor()
{
    WorkspaceSession &session = m->open();
    m->start(qs("one"), steadyScript());
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    bool ok = true;
    QString sentence = m->finish(session.moveToTrash(m->run(qs("one"))), &ok);
    QVERIFY(!ok);
    QVERIFY(sentence.contains(qs("stop it first")));
    QVERIFY(std::filesystem::exists(m->run(qs("one")).toStdString()));
}

void TestWorkspaceSession::externalRunsAreRegisteredByPath()
{
    m->makeRun(qs("a"), JobState::Finished, test::eventsOf(9));
    const std::filesystem::path elsewhere =
        std::filesystem::path(m->path().toStdString()).parent_path() / "cluster" / "a";
    std::filesystem::create_directories(elsewhere.parent_path());
    std::filesystem::rename(m->run(qs("a")).toStdString(), elsewhere);
    const QString id = QString::fromStdString(elsewhere.string());
    bool ok = false;
    {
        WorkspaceSession &session = m->open();
        m->finish(session.openRunFolder(id + u'/'), &ok);
        QVERIFY(ok);
        QTRY_VERIFY(session.runs()->find(id));
        QVERIFY(session.runs()->find(id)->external);
        QTRY_COMPARE(session.runs()->find(id)->summary.step, 9);
        m->finish(session.openRunFolder(m->path()), &ok);
        QVERIFY(!ok); // no run
        m->finish(session.openRunFolder(qs("/no/such/folder")), &ok);
        QVERIFY(!ok);
        m->finish(session.moveToTrash(id), &ok);
        QVERIFY(!ok);
        QTRY_COMPARE(session.unsavedChanges(), 0);
    }
    m->close();
    {
        WorkspaceSession &session = m->open();
        QTRY_VERIFY(session.runs()->find(id));
        m->finish(session.forgetExternal(id), &ok);
        QVERIFY(ok);
        QVERIFY(!session.runs()->find(id));
        QVERIFY(std::filesystem::exists(elsewhere));
        QTRY_COMPARE(session.unsavedChanges(), 0);
    }
}

void TestWorkspaceSession::unusableWorkspacesAreTold_data()
{
    QTest::addColumn<QString>("fileInPlaceOf");
    QTest::newRow("the workspace is a file") << QString();
    QTest::newRow("runs is a file") << qs("/runs");
    QTest::newRow("queue is a file") << qs("/queue");
    QTest::newRow("the database is a folder") << qs("/workbench.db");
}

void TestWorkspaceSession::unusableWorkspacesAreTold()
{
    QFETCH(QString, fileInPlaceOf);
    m->makeRun(qs("a"), JobState::Finished);
    const std::string place = m->path().toStdString() + fileInPlaceOf.toStdString();
    if (fileInPlaceOf == qs("/workbench.db")) {
        std::filesystem::create_directories(place);
    } else {
        std::filesystem::remove_all(place);
        std::ofstream(place) << "not a folder";
    }
    WorkspaceSession &session = m->open();
    QSignalSpy told(&session, &WorkspaceSession::problemChanged);
    QVERIFY(QTest::qWaitFor([&] { return !session.problem().isEmpty(); }, 5000));
    QVERIFY2(session.problem().contains(QString::fromStdString(place)) ||
                 session.problem().contains(m->path()),
             qPrintable(session.problem()));
    QVERIFY(!session.problem().contains(u'\n'));
    if (!fileInPlaceOf.isEmpty() && fileInPlaceOf != qs("/runs"))
        QVERIFY(m->reaches(qs("a"), RunState::Finished)); // everything else goes on
    bool ok = true;
    if (fileInPlaceOf == qs("/queue") || fileInPlaceOf.isEmpty()) {
        const QString sentence = m->start(qs("new"), steadyScript(), &ok);
        QVERIFY(!ok);
        QVERIFY(!sentence.isEmpty());
    }
}

void TestWorkspaceSession::aVanishedWorkspaceIsToldAndReturns()
{
    m->makeRun(qs("a"), JobState::Finished, test::eventsOf(4));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QTRY_COMPARE(m->info(qs("a"))->summary.step, 4);
    const std::filesystem::path root = m->path().toStdString();
    std::filesystem::rename(root, root.string() + "-away");
    QTRY_VERIFY(session.problem().contains(qs("not there any more")));
    session.rename(m->run(qs("a")), qs("Named while away"));
    QVERIFY(m->reaches(qs("a"), RunState::Gone));
    QCOMPARE(m->info(qs("a"))->summary.step, 4);
    QTest::qWait(500);
    QVERIFY(!std::filesystem::exists(root)); // it is not made again behind everybody's back
    QVERIFY(session.unsavedChanges() > 0);
    std::filesystem::rename(root.string() + "-away", root);
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QTRY_COMPARE_WITH_TIMEOUT(session.unsavedChanges(), 0, 6000);
    QTRY_COMPARE(session.problem(), QString());
    m->close();
    m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QCOMPARE(m->info(qs("a"))->title, qs("Named while away"));
}

void TestWorkspaceSession::whatCannotBeSavedIsToldAndSavedLater()
{
    m->makeRun(qs("a"), JobState::Finished);
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QTRY_COMPARE(session.unsavedChanges(), 0);
    setFailpoints("workbench-database@1-1000=ENOSPC");
    session.rename(m->run(qs("a")), qs("Name"));
    session.addNote(m->run(qs("a")), 1, qs("note"));
    QTRY_VERIFY(session.problem().contains(qs("No space left")));
    QCOMPARE(m->info(qs("a"))->title, qs("Name")); // what was typed stays
    QCOMPARE(session.unsavedChanges(), 2);
    setFailpoints("");
    QTRY_COMPARE_WITH_TIMEOUT(session.unsavedChanges(), 0, 6000);
    QTRY_COMPARE(session.problem(), QString());
    m->close();
    m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QCOMPARE(m->info(qs("a"))->title, qs("Name"));
    QCOMPARE(m->session->notes(m->run(qs("a"))).size(), 1);
}

void TestWorkspaceSession::aFullDiskIsToldAndNothingIsLost()
{
    const test::SmallDisk disk(m->path());
    if (!disk.isMounted())
        QSKIP("a small disk can only be mounted by root");
    m->makeRun(qs("a"), JobState::Finished, test::eventsOf(4));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QTRY_COMPARE(session.unsavedChanges(), 0);
    QCOMPARE(session.problem(), QString());
    const std::string filler = m->path().toStdString() + "/filler";
    {
        std::ofstream file(filler, std::ios::binary);
        const std::string block(1u << 20, 'x');
        while (file.write(block.data(), std::streamsize(block.size())).flush())
            ;
    }
    QTRY_VERIFY(session.problem().contains(qs("full")));
    session.rename(m->run(qs("a")), qs("Name"));
    QCOMPARE(m->info(qs("a"))->title, qs("Name"));
    bool ok = true;
    const QString sentence = m->start(qs("new"), steadyScript(), &ok);
    QVERIFY(!ok);
    QVERIFY2(sentence.contains(qs("No space left")), qPrintable(sentence));
    std::filesystem::remove(filler);
    QTRY_COMPARE_WITH_TIMEOUT(session.unsavedChanges(), 0, 6000);
    QTRY_COMPARE(session.problem(), QString());
    m->close();
    m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QCOMPARE(m->info(qs("a"))->title, qs("Name"));
    m->close();
}

void TestWorkspaceSession::aReadOnlyDiskIsToldAndNothingIsLost()
{
    const test::SmallDisk disk(m->path());
    if (!disk.isMounted())
        QSKIP("a small disk can only be mounted by root");
    m->makeRun(qs("a"), JobState::Finished, test::eventsOf(4));
    m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    m->session->rename(m->run(qs("a")), qs("Name"));
    QTRY_COMPARE(m->session->unsavedChanges(), 0);
    m->close();
    QVERIFY(disk.setReadOnly(true));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished)); // it can be looked at
    QCOMPARE(m->info(qs("a"))->title, qs("Name"));
    QTRY_COMPARE(m->info(qs("a"))->summary.step, 4);
    session.rename(m->run(qs("a")), qs("Other name"));
    QTRY_VERIFY(session.problem().contains(qs("cannot be written")));
    bool ok = true;
    QVERIFY(!m->start(qs("new"), steadyScript(), &ok).isEmpty());
    QVERIFY(!ok);
    QVERIFY(disk.setReadOnly(false));
    QTRY_COMPARE_WITH_TIMEOUT(session.unsavedChanges(), 0, 8000);
    QTRY_COMPARE(session.problem(), QString());
    m->close();
}

void TestWorkspaceSession::aNewerDatabaseIsLeftAlone()
{
    m->makeRun(qs("a"), JobState::Finished);
    const std::string file = m->path().toStdString() + "/workbench.db";
    m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QTRY_COMPARE(m->session->unsavedChanges(), 0);
    m->close();
    {
        QProcess sqlite;
        // user_version: 4 bytes big-endian at offset 60 of the header
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(60);
        bytes.write("\0\0\0\x63", 4);
    }
    const auto before = readFile(file);
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("a"), RunState::Finished));
    QTRY_VERIFY(session.problem().contains(qs("99")));
    m->close();
    QCOMPARE(*readFile(file), *before);
}

void TestWorkspaceSession::documentsOfAStepAreAskedForAndCancelled()
{
    m->makeRun(qs("a"), JobState::Finished);
    WorkspaceSession &session = m->open();
    QSignalSpy loaded(&session, &WorkspaceSession::batchLoaded);
    QSignalSpy failed(&session, &WorkspaceSession::batchFailed);
    session.requestBatch(m->run(qs("a")), 6);
    const quint64 second = session.requestBatch(m->run(qs("a")), 7);
    QTRY_COMPARE(loaded.count(), 1); // only the newest counts
    QCOMPARE(loaded[0][0].toULongLong(), second);
    QCOMPARE(loaded[0][1].toJsonDocument().object().value(qs("step")).toInt(), 7);
    session.requestBatch(m->run(qs("a")), 700);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed[0][1].toString(), qs("--step is 700, expected 1 to 100"));
    session.cancelBatch(session.requestBatch(m->run(qs("a")), 8));
    QTest::qWait(300);
    QCOMPARE(loaded.count(), 1);
    QCOMPARE(failed.count(), 1);
}

void TestWorkspaceSession::badNamesAndTakenNamesAreRefused()
{
    m->makeRun(qs("taken"), JobState::Finished, test::eventsOf(2));
    WorkspaceSession &session = m->open();
    for (const char *name : {"", "..", ".hidden", "a/b", "taken"}) {
        bool ok = true;
        const QString sentence = m->start(qs(name), steadyScript(), &ok);
        QVERIFY2(!ok, name);
        QVERIFY(!sentence.isEmpty());
    }
    QCOMPARE(session.queue()->rowCount(), 0);
}

void TestWorkspaceSession::timeLeftComesFromTheWorkAfterAResume()
{
    // 100 slow steps (10 s each), a resume, 20 fast ones (0.5 s each).
    std::string events;
    int seq = 0;
    const auto line = [&](const Json &event, int segment, double elapsed, double time) {
        Json all = {
            {"v", 1}, {"seq", seq++}, {"segment", segment}, {"time", time}, {"elapsed", elapsed}};
        for (auto &[key, value] : event.items())
            all[key] = value;
        events += all.dump() + "\n";
    };
    double now = unixTime() - 90000;
    line({{"event", "hello"}, {"from_step", 0}}, 0, 0, now);
    for (int step = 1; step <= 100; ++step)
        line({{"event", "step"}, {"step", step}, {"loss", 3.0}}, 0, step * 10.0, now + step * 10);
    now = unixTime() - 15;
    line({{"event", "hello"}, {"from_step", 100}}, 1, 1000, now);
    for (int i = 1; i <= 20; ++i)
        line({{"event", "step"}, {"step", 100 + i}, {"loss", 2.0}}, 1, 1000 + i * 0.5,
             now + i * 0.5);
    m->makeRun(qs("one"), JobState::Running, events, test::tomlOf({"training.steps=1120"}));
    // This very process "works" on it.
    StatusFile status = *readStatusFile(m->run(qs("one")).toStdString());
    status.process = ownIdentity();
    status.heartbeat = unixTime();
    status.segment = 1;
    status.step = 120;
    QVERIFY(writeStatusFile(m->run(qs("one")).toStdString(), status));
    WorkspaceSession &session = m->open();
    QVERIFY(m->reaches(qs("one"), RunState::Running));
    QTRY_COMPARE(m->info(qs("one"))->steps, 1120);
    QTRY_VERIFY(qAbs(m->info(qs("one"))->timeLeft - 500) < 1); // 1000 steps at 0.5 s
    session.wantCurve(m->run(qs("one")), true); // the same from the window's own curve
    QTRY_VERIFY(session.curve(m->run(qs("one"))));
    QTest::qWait(300);
    QVERIFY(qAbs(m->info(qs("one"))->timeLeft - 500) < 1);
}

void TestWorkspaceSession::logsAreFollowed()
{
    WorkspaceSession &session = m->open();
    LogModel *log = session.log(m->run(qs("one")));
    QAbstractItemModelTester tester(log, QAbstractItemModelTester::FailureReportingMode::QtTest);
    m->start(qs("one"), qs("job\nhello 0\nlog warning it is hot\nprint plain words\nsleep "
                           "1\nlog error too hot\nfinish 1\nexit 1\nexit 1"));
    QTRY_VERIFY_WITH_TIMEOUT(log->text().contains(qs("it is hot")), 10000);
    QTRY_VERIFY(log->text().contains(qs("plain words")));
    QVERIFY(m->reaches(qs("one"), RunState::Failed));
    QTRY_VERIFY(log->lastLines(3).join(u' ').contains(qs("too hot")));
    log->setMinimumLevel(LogLevel::Error);
    QCOMPARE(log->rowCount(), 1);
    QCOMPARE(log->index(0).data(LogModel::TextRole).toString(), qs("too hot"));
    session.releaseLog(m->run(qs("one")));
}

QTEST_GUILESS_MAIN(TestWorkspaceSession)
#include "tst_workspace_session.moc"
