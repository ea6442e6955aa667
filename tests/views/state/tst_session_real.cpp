// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/views/state/session_fixture.h"

using namespace phi1;

namespace {

QString qs(const char *text)
{
    return QString::fromUtf8(text);
}

constexpr const char *config = R"(
[model]
layers = 1
hidden = 32
heads = 2
context = 32
vocabulary = 400
[data]
train = "builtin:textbook"
passages = 60
exercises = 40
[training]
steps = 100000
batch_size = 4
learning_rate = 0.005
[evaluation]
every = 20
sequences = 4
[checkpoint]
every = 50
[hardware]
devices = "cpu"
threads = 1
dtype = "float32"
)";

} // namespace

/// The session and phi1 itself: start, stop, documents of a step, resume, finish, finetune.
class TestSessionReal : public QObject
{
    Q_OBJECT
private slots:
    void aRunIsStartedStoppedResumedFinishedAndFinetuned();
};

void TestSessionReal::aRunIsStartedStoppedResumedFinishedAndFinetuned()
{
    const QString phi1 = qEnvironmentVariable("PHI1_PROGRAM", QStringLiteral(PHI1_PROGRAM));
    if (!QFileInfo::exists(phi1))
        QSKIP("phi1 is not built");
    test::SessionFixture m;
    m.session = std::make_unique<WorkspaceSession>(m.path(), phi1);
    m.session->open();
    WorkspaceSession &session = *m.session;
    RunLaunch launch;
    launch.folder = qs("pretrain");
    launch.files = {{qs("run.toml"), QByteArray(config)}};
    launch.arguments = {qs("train"), qs("run.toml")};
    const QString run = m.run(qs("pretrain"));
    session.wantCurve(run, true);
    bool ok = false;
    QString sentence = m.finish(session.startRun(launch), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m.reaches(qs("pretrain"), RunState::Running, 60000));
    QTRY_VERIFY_WITH_TIMEOUT(session.curve(run) && session.curve(run)->rows() > 120, 60000);
    const RunInfo *info = m.info(qs("pretrain"));
    QTRY_COMPARE(m.info(qs("pretrain"))->steps, 100000);
    info = m.info(qs("pretrain"));
    QCOMPARE(info->devices, qs("cpu"));
    QCOMPARE(info->stage, qs("pretrain"));
    QTRY_VERIFY(m.info(qs("pretrain"))->timeLeft > 0);
    info = m.info(qs("pretrain"));
    QVERIFY(info->summary.tokensPerSecond > 0);
    QVERIFY(std::isfinite(info->summary.validation));
    m.finish(session.checkpointNow(run), &ok);
    QVERIFY(ok);
    QTRY_VERIFY_WITH_TIMEOUT(!session.checkpoints(run).isEmpty(), 10000);
    sentence = m.finish(session.stop(run), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m.reaches(qs("pretrain"), RunState::Stopped, 60000));
    QTRY_COMPARE(session.leftRunning(run), qs("nothing is left running"));

    QSignalSpy loaded(&session, &WorkspaceSession::batchLoaded);
    QSignalSpy failed(&session, &WorkspaceSession::batchFailed);
    session.requestBatch(run, 7, 1);
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 1, 30000);
    QVERIFY(failed.isEmpty());
    const QJsonObject documents = loaded[0][1].toJsonDocument().object();
    QCOMPARE(documents.value(qs("sequences")).toArray().size(), 1);

    const auto last = qint64(session.curve(run)->summary().step) + 40;
    sentence = m.finish(session.resume(run, {qs("training.steps=%1").arg(last)}), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m.reaches(qs("pretrain"), RunState::Finished, 60000));
    QTRY_COMPARE(session.curve(run)->rows(), std::size_t(last)); // each step once
    QTRY_COMPARE(m.info(qs("pretrain"))->steps, last);
    QCOMPARE(m.info(qs("pretrain"))->progress, 1.0);

    RunLaunch finetune;
    finetune.folder = qs("finetune");
    finetune.files = launch.files;
    finetune.arguments = {qs("train"), qs("run.toml"),
                          qs("--set"), qs("training.steps=30"),
                          qs("--set"), qs("data.train=builtin:exercises"),
                          qs("--set"), qs("training.init_from=") + run};
    sentence = m.finish(session.startRun(finetune), &ok);
    QVERIFY2(ok, qPrintable(sentence));
    QVERIFY(m.reaches(qs("finetune"), RunState::Finished, 60000));
    QTRY_COMPARE(m.info(qs("finetune"))->stage, qs("finetune"));
    const auto difference = session.configDifference({run, m.run(qs("finetune"))});
    QStringList keys;
    for (const ConfigDifference &each : difference)
        keys += each.key;
    QVERIFY(keys.contains(qs("training.init_from")));
    QVERIFY(!keys.contains(qs("training.learning_rate")));
    QVERIFY(session.problem().isEmpty());
}

QTEST_GUILESS_MAIN(TestSessionReal)
#include "tst_session_real.moc"
