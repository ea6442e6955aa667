// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

#include "tests/views/state/session_fixture.h"

using namespace phi1;
using namespace phi1::test;
using namespace Qt::StringLiterals;

namespace {

QString qs(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

/// Jobs that are no runs, begun by a window.
class SessionJobsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SessionFixture> m;

    JobLaunch launch(const QString &script, const QString &name) const
    {
        JobLaunch job;
        job.arguments = {u"run"_s, script};
        job.name = name;
        return job;
    }
    QString folder(const QString &name) const { return m->path() + u"/jobs/"_s + name; }
    const JobInfo *job(const QString &name) const
    {
        const int row = m->session->jobs()->rowOf(folder(name));
        return row < 0 ? nullptr : &m->session->jobs()->job(row);
    }
    bool reaches(const QString &name, RunState state) const
    {
        return QTest::qWaitFor([&] { return job(name) && job(name)->state == state; }, 15000);
    }

private slots:
    void init()
    {
        m = std::make_unique<SessionFixture>();
        m->open();
    }
    void cleanup() { m.reset(); }

    void beginAndEnd();
    void runBesideATraining();
    void waitForThoseOfTheirCorpus();
    void goOnWhenOneOfTheirCorpusFails();
    void getFreeNames();
    void refuseNames_data();
    void refuseNames();
    void failWithASentence();
    void tellQuickOnes();
    void canBeTakenBack();
};

void SessionJobsTest::beginAndEnd()
{
    QSignalSpy queued(m->session.get(), &WorkspaceSession::jobQueued);
    QSignalSpy finished(m->session.get(), &WorkspaceSession::jobFinished);
    JobLaunch launch = this->launch(u"job\nhello 0\nsleep 0.6\nfinish 0"_s, u"import code"_s);
    launch.title = u"Import of code"_s;
    launch.files = {{u"fields.json"_s, "{\"text\":\"content\"}"}};
    launch.arguments += u"fields.json"_s;
    const quint64 request = m->session->startJob(launch);
    bool ok = false;
    QCOMPARE(m->finish(request, &ok), u"Queued"_s);
    QVERIFY(ok);
    QCOMPARE(queued.count(), 1);
    QCOMPARE(queued[0][0].toULongLong(), request);
    QCOMPARE(queued[0][1].toString(), folder(u"import code"_s));
    QVERIFY(reaches(u"import code"_s, RunState::Running));
    QVERIFY(!job(u"import code"_s)->isRun);
    const QStringList arguments = job(u"import code"_s)->arguments;
    QCOMPARE(arguments.last(), folder(u"import code"_s));
    QFile file(arguments.value(2)); // its name became its place
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(arguments.join(u' ')));
    QCOMPARE(file.readAll(), QByteArray("{\"text\":\"content\"}"));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 15000);
    QCOMPARE(finished[0][0].toString(), folder(u"import code"_s));
    QCOMPARE(finished[0][1].value<RunState>(), RunState::Finished);
    QCOMPARE(finished[0][2].toString(), QString());
    QTest::qWait(200);
    QCOMPARE(finished.count(), 1); // once
    QCOMPARE(m->session->runs()->rowCount(), 0);
}

void SessionJobsTest::runBesideATraining()
{
    RunLaunch training;
    training.folder = u"training"_s;
    training.devices = {u"cpu"_s};
    training.arguments = {u"run"_s, u"job\nhello 0\nsteps 1 5\nsleep 600"_s};
    m->finish(m->session->startRun(training));
    QVERIFY(m->reaches(u"training"_s, RunState::Running));
    RunLaunch second = training; // would wait for the device
    second.folder = u"second"_s;
    second.queueOnly = true;
    m->finish(m->session->startRun(second));
    m->finish(m->session->startJob(launch(u"job\nhello 0\nsleep 600"_s, u"facts"_s)));
    QVERIFY(reaches(u"facts"_s, RunState::Running));
    QCOMPARE(m->state(u"second"_s), RunState::Queued);
}

void SessionJobsTest::waitForThoseOfTheirCorpus()
{
    const auto of = [&](const QString &corpus, const QString &name, const QString &seconds) {
        JobLaunch job = launch(u"job\nhello 0\nsleep "_s + seconds + u"\nfinish 0"_s, name);
        job.arguments += {u"--corpus"_s, corpus};
        return job;
    };
    m->finish(m->session->startJob(of(u"code"_s, u"import"_s, u"1.5"_s)));
    QVERIFY(reaches(u"import"_s, RunState::Running));
    m->finish(m->session->startJob(of(u"code"_s, u"facts"_s, u"600"_s)));
    m->finish(m->session->startJob(of(u"books"_s, u"other"_s, u"600"_s)));
    QVERIFY(reaches(u"other"_s, RunState::Running)); // of another corpus: at once
    if (job(u"import"_s)->state == RunState::Running)
        QCOMPARE(job(u"facts"_s)->state, RunState::Queued);
    QVERIFY(reaches(u"facts"_s, RunState::Running));
    QCOMPARE(job(u"import"_s)->state, RunState::Finished);
}

void SessionJobsTest::goOnWhenOneOfTheirCorpusFails()
{
    const auto of = [&](const QString &name, const QString &rest) {
        JobLaunch job = launch(u"job\nhello 0\n"_s + rest, name);
        job.arguments += {u"--corpus"_s, u"code"_s};
        return job;
    };
    m->finish(m->session->startJob(of(u"import"_s, u"sleep 1.5\nfinish 1\nexit 1"_s)));
    QVERIFY(reaches(u"import"_s, RunState::Running));
    m->finish(m->session->startJob(of(u"facts"_s, u"sleep 600"_s)));
    m->finish(m->session->startJob(of(u"duplicates"_s, u"sleep 600"_s)));
    QVERIFY(reaches(u"facts"_s, RunState::Running));
    QCOMPARE(job(u"import"_s)->state, RunState::Failed);
    QCOMPARE(job(u"duplicates"_s)->state, RunState::Queued);
    bool ok = false;
    m->finish(m->session->kill(folder(u"facts"_s)), &ok);
    QVERIFY(ok);
    QVERIFY(reaches(u"duplicates"_s, RunState::Running));
}

void SessionJobsTest::getFreeNames()
{
    for (int i = 0; i < 3; ++i)
        m->finish(m->session->startJob(launch(u"job\nhello 0\nfinish 0"_s, u"index"_s)));
    JobLaunch unnamed = launch(u"job\nhello 0\nfinish 0"_s, {});
    m->finish(m->session->startJob(unnamed));
    for (const char *name : {"index", "index-2", "index-3", "run"})
        QVERIFY2(reaches(qs(name), RunState::Finished), name);
}

void SessionJobsTest::refuseNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("slash") << u"a/b"_s;
    QTest::newRow("dot") << u"../x"_s;
    QTest::newRow("NUL") << QString(QChar(u'a')) + QChar() + u"b"_s;
}

void SessionJobsTest::refuseNames()
{
    QFETCH(const QString, name);
    bool ok = true;
    const QString sentence = m->finish(m->session->startJob(launch(u"job"_s, name)), &ok);
    QVERIFY(!ok);
    QVERIFY2(sentence.contains(u"cannot be the name of a job"_s), qPrintable(sentence));
    QVERIFY(!QFileInfo::exists(m->path() + u"/jobs"_s));
}

void SessionJobsTest::failWithASentence()
{
    QSignalSpy finished(m->session.get(), &WorkspaceSession::jobFinished);
    m->finish(
        m->session->startJob(launch(u"job\nhello 0\nsleep 0.3\nfinish 1\nexit 1"_s, u"score"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 15000);
    QCOMPARE(finished[0][1].value<RunState>(), RunState::Failed);
    QVERIFY2(finished[0][2].toString().contains(u"as the script says"_s),
             qPrintable(finished[0][2].toString()));
}

void SessionJobsTest::tellQuickOnes()
{
    QSignalSpy finished(m->session.get(), &WorkspaceSession::jobFinished);
    for (int i = 0; i < 5; ++i)
        m->session->startJob(launch(u"job\nhello 0\nfinish 0"_s, u"quick"_s));
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 5, 20000);
    QTest::qWait(200);
    QCOMPARE(finished.count(), 5);
}

void SessionJobsTest::canBeTakenBack()
{
    m->finish(m->session->setQueuePaused(true));
    m->finish(m->session->startJob(launch(u"job\nhello 0\nsleep 600"_s, u"waits"_s)));
    QVERIFY(reaches(u"waits"_s, RunState::Queued));
    bool ok = false;
    m->finish(m->session->stop(folder(u"waits"_s)), &ok);
    QVERIFY(ok);
    QTRY_COMPARE(m->session->queue()->rowCount(), 0);
    m->finish(m->session->setQueuePaused(false));
    m->finish(m->session->startJob(launch(u"job\nhello 0\nsleep 600"_s, u"works"_s)));
    QVERIFY(reaches(u"works"_s, RunState::Running));
    m->finish(m->session->kill(folder(u"works"_s)), &ok);
    QVERIFY(ok);
    QVERIFY(reaches(u"works"_s, RunState::Stopped) || reaches(u"works"_s, RunState::Failed));
}

QTEST_GUILESS_MAIN(SessionJobsTest)
#include "tst_session_jobs.moc"
