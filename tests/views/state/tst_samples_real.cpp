// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <numeric>

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "views/state/batch_list.h"
#include "views/state/engine_hub.h"
#include "views/state/sample_loss.h"
#include "views/state/samples_session.h"
#include "views/state/workspace_session.h"

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

constexpr int patience = 60000; // ms: the machine may be busy with other tests

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
steps = 6
batch_size = 4
learning_rate = 0.005
[checkpoint]
every = 5
[hardware]
devices = "cpu"
threads = 1
dtype = "float32"
)";

} // namespace

/// Losses of tokens by `phi1 serve` itself, and batches of a run of `phi1 train`.
class TestSamplesReal : public QObject
{
    Q_OBJECT

    static QString program()
    {
        return qEnvironmentVariable("PHI1_PROGRAM", QStringLiteral(PHI1_PROGRAM));
    }
    static CheckpointChoice checkpoint(const QString &name)
    {
        CheckpointChoice choice;
        choice.path = QStringLiteral(PHI1_TEST_DATA) % u"/checkpoints/" % name;
        choice.name = name;
        return choice;
    }
    /// What another question of the engine says of a token: the distribution before it.
    double lossOf(const QString &path, const QVector<qint32> &ids, int position) const
    {
        double loss = unknownFigure;
        bool over = false;
        QObject context;
        m_workspace->engine().acquireModel(
            path, PaneDtype::Auto, &context, [&](const EngineResult<EngineModel> &model) {
                if (!model) {
                    over = true;
                    return;
                }
                m_workspace->engine().client().distributions(
                    model->id, ids, {position}, 0, {ids[position]}, &context,
                    [&](const EngineResult<QVector<PositionDistribution>> &answer) {
                        over = true;
                        if (answer)
                            loss = -double(answer->first().probed.first().logProbability);
                    });
            });
        return QTest::qWaitFor([&] { return over; }, patience) ? loss : unknownFigure;
    }
    SampleLossMap ask(const QByteArray &text, const CheckpointChoice &first,
                      const std::optional<CheckpointChoice> &second = {})
    {
        SampleLoss &loss = m_session->loss();
        QSignalSpy loaded(&loss, &SampleLoss::loaded), failed(&loss, &SampleLoss::failed);
        const quint64 request = loss.request(text, first, second);
        const bool came =
            QTest::qWaitFor([&] { return !loaded.isEmpty() || !failed.isEmpty(); }, patience);
        m_failure = failed.isEmpty() ? QString() : failed[0][1].toString();
        if (!came || loaded.isEmpty() || loaded[0][0].toULongLong() != request)
            return {};
        return loaded[0][1].value<SampleLossMap>();
    }

    QTemporaryDir m_folder;
    QString m_failure;
    std::unique_ptr<WorkspaceSession> m_workspace;
    std::unique_ptr<SamplesSession> m_session;

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(u"cache"_s).toUtf8());
        if (!QFileInfo::exists(program()))
            QSKIP("phi1 is not built");
    }
    void init()
    {
        m_workspace = std::make_unique<WorkspaceSession>(m_folder.filePath(u"w"_s), program());
        m_session = std::make_unique<SamplesSession>(*m_workspace);
    }
    void cleanup()
    {
        m_session.reset();
        m_workspace.reset();
    }

    void aTokensLossIsThatOfItsDistribution()
    {
        QByteArray text(
            "def total(values):\n    \"\"\"Sum.\"\"\"\n    return sum(values)\n# \xff\xfe ");
        text += '\0';
        text += "<|endoftext|>\n";
        const CheckpointChoice choice = checkpoint(u"tinyA-hf-fp32"_s);
        const SampleLossMap map = ask(text, choice);
        QVERIFY2(!map.tokens.isEmpty(), qPrintable(m_failure));
        QCOMPARE(map.loss.size(), map.tokens.ids.size());
        QCOMPARE(map.tokens.begins.last(), qint64(text.size()));
        QVERIFY(std::isnan(map.loss[0]));
        QCOMPARE(map.predicted, int(map.loss.size()) - 1);
        QVERIFY(map.otherLoss.isEmpty());
        QCOMPARE(map.sentence, QString());
        for (int i = 1; i < map.loss.size(); i += 3)
            QVERIFY(std::abs(lossOf(choice.path, map.tokens.ids, i) - double(map.loss[i])) < 1e-3);
        const double sum = std::accumulate(map.loss.begin() + 1, map.loss.end(), 0.0);
        QVERIFY(std::abs(map.mean - sum / map.predicted) < 1e-6);
    }

    void twoCheckpointsAreReadSideBySide()
    {
        const QByteArray text("x = [i for i in range(10)]\nprint(x)\n");
        const SampleLossMap map =
            ask(text, checkpoint(u"tinyA-hf-fp32"_s), checkpoint(u"tinyB-hf-fp16"_s));
        QVERIFY2(!map.tokens.isEmpty(), qPrintable(m_failure));
        QCOMPARE(map.otherLoss.size(), map.loss.size());
        QVERIFY(std::abs(map.mean - map.otherMean) > 1e-3);
        QCOMPARE(map.other.name, u"tinyB-hf-fp16"_s);
        const SampleLossMap alone = ask(text, checkpoint(u"tinyB-hf-fp16"_s));
        QVERIFY2(!alone.tokens.isEmpty(), qPrintable(m_failure));
        for (int i = 1; i < map.loss.size(); ++i)
            QVERIFY(std::abs(alone.loss[i] - map.otherLoss[i]) < 1e-4F);
    }

    void aLongTextIsReadInWindows()
    {
        QByteArray text;
        for (int i = 0; text.size() < 9000; ++i)
            text += "value_" + QByteArray::number(i * 31) + " = " + QByteArray::number(i) + "\n";
        const CheckpointChoice choice = checkpoint(u"tinyA-hf-fp32"_s);
        const SampleLossMap map = ask(text, choice);
        QVERIFY2(!map.tokens.isEmpty(), qPrintable(m_failure));
        constexpr int context = 2048;
        const int count = int(map.tokens.ids.size());
        QVERIFY(count > context + context / 2);
        QVERIFY2(map.sentence.contains(u"windows"_s), qPrintable(map.sentence));
        QCOMPARE(map.predicted, count - 1);
        QVERIFY(std::none_of(map.loss.begin() + 1, map.loss.end(),
                             [](float each) { return std::isnan(each); }));
        // The second window begins half a context before the first token that it gives.
        const int begin = context + 1 - context / 2;
        for (const int place : {context + 1, context + 500})
            QVERIFY(
                std::abs(lossOf(choice.path, map.tokens.ids.mid(begin, context), place - begin) -
                         double(map.loss[place])) < 1e-3);
        QVERIFY(std::abs(lossOf(choice.path, map.tokens.ids.mid(0, context + 1).mid(1), 2047) -
                         double(map.loss[2048])) < 0.5); // nearly: one token less before it
    }

    void onlyTheNewestQuestionIsAnswered()
    {
        SampleLoss &loss = m_session->loss();
        QSignalSpy loaded(&loss, &SampleLoss::loaded), failed(&loss, &SampleLoss::failed);
        quint64 last = 0;
        for (int i = 0; i < 12; ++i) {
            last = loss.request("x = " + QByteArray::number(i) + "\n",
                                checkpoint(i % 2 ? u"tinyA-hf-fp32"_s : u"tinyB-hf-fp16"_s));
            QTest::qWait(i * 10);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!loss.isBusy(), patience);
        QVERIFY(failed.isEmpty());
        QCOMPARE(loaded.last()[0].toULongLong(), last);
        const qsizetype answers = loaded.size();
        QTest::qWait(200);
        QCOMPARE(loaded.size(), answers);
        loss.request("y = 1\n", checkpoint(u"tinyA-hf-fp32"_s));
        loss.cancel();
        QTest::qWait(300);
        QCOMPARE(loaded.size(), answers);
        QVERIFY(!loss.isBusy());
    }

    void whatIsKnownIsNotComputedAgain()
    {
        SampleLoss &loss = m_session->loss();
        const CheckpointChoice choice = checkpoint(u"tinyA-hf-fp32"_s);
        const QByteArray text("print('once')\n");
        SampleLossMap first = ask(text, choice);
        // Its weights are known by their fingerprint, which takes a moment.
        for (int i = 0; i < 50 && first.fingerprint.isEmpty(); ++i) {
            QTest::qWait(50);
            first = ask(text, choice);
        }
        QVERIFY(!first.fingerprint.isEmpty());
        QSignalSpy progressed(&loss, &SampleLoss::progressed);
        const SampleLossMap again = ask(text, choice);
        QCOMPARE(progressed.count(), 0);
        QCOMPARE(again.loss.mid(1), first.loss.mid(1));
    }

    void failuresAreSentences()
    {
        ask("x\n", checkpoint(u"nowhere"_s));
        QVERIFY2(m_failure.contains(u"nowhere"_s), qPrintable(m_failure));
        const SampleLossMap empty = ask({}, checkpoint(u"tinyA-hf-fp32"_s));
        QVERIFY2(m_failure.isEmpty(), qPrintable(m_failure));
        QVERIFY(empty.loss.isEmpty());
    }

    void aBatchsLossIsThatOfTheStep()
    {
        const QString run = m_folder.filePath(u"run"_s);
        QFile file(m_folder.filePath(u"run.toml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(config);
        file.close();
        QProcess train;
        train.start(program(), {u"train"_s, file.fileName(), u"--run"_s, run});
        QVERIFY(train.waitForFinished(patience));
        QCOMPARE(train.exitCode(), 0);
        double trained = unknownFigure;
        QFile events(run % u"/events.jsonl");
        QVERIFY(events.open(QIODevice::ReadOnly));
        for (const QByteArray &line : events.readAll().split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            if (event.value(u"event") == u"step"_s && event.value(u"step").toInt() == 6)
                trained = event.value(u"loss").toDouble(unknownFigure);
        }

        BatchList list(*m_workspace);
        list.open(run, 6);
        QVERIFY(list.isLoading());
        QTRY_VERIFY_WITH_TIMEOUT(!list.isLoading(), patience);
        QCOMPARE(list.problem(), QString());
        QVERIFY(list.rowCount() >= 4);
        qint64 tokens = 0;
        for (int i = 0; i < list.rowCount(); ++i) {
            const BatchDocument &document = list.document(i);
            tokens += document.tokens;
            QCOMPARE(document.source, u"builtin:textbook"_s);
            QCOMPARE(document.pieces.begins.last(), qint64(document.text.size()));
            QVERIFY(std::isnan(document.loss));
            QVERIFY(!document.title.isEmpty());
        }
        QCOMPARE(tokens, 4 * 33);
        // Under the weights that the step began with, the batch has the loss that the step had.
        CheckpointChoice before;
        before.path = run % u"/checkpoints/step-00000005";
        list.measure(before);
        QVERIFY(list.isMeasuring());
        QTRY_VERIFY_WITH_TIMEOUT(!list.isMeasuring(), patience);
        QCOMPARE(list.measureProblem(), QString());
        QCOMPARE(list.measured(), list.rowCount());
        double sum = 0;
        int count = 0;
        for (int i = 0; i < list.rowCount(); ++i) {
            const BatchDocument &document = list.document(i);
            const bool isFirst = document.firstToken == 0;
            const int predicted = int(document.tokens) - (isFirst ? 1 : 0);
            sum += document.loss * predicted;
            count += predicted;
            QCOMPARE(document.losses.size(), document.pieces.ids.size());
        }
        QCOMPARE(count, 4 * 32);
        QVERIFY2(std::abs(sum / count - trained) < 1e-4,
                 qPrintable(u"%1 and %2"_s.arg(sum / count).arg(trained)));
        list.setSortedByLoss(true);
        for (int i = 1; i < list.rowCount(); ++i)
            QVERIFY(list.document(i - 1).loss >= list.document(i).loss);
        list.open(run, 7);
        QTRY_VERIFY_WITH_TIMEOUT(!list.isLoading(), patience);
        QVERIFY2(list.problem().contains(u"--step"_s), qPrintable(list.problem()));
        QCOMPARE(list.rowCount(), 0);
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestSamplesReal)
#include "tst_samples_real.moc"
