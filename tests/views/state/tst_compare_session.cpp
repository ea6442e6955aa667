// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/comparison/records.h"
#include "tests/support/fake_engine.h"
#include "tests/views/state/engine_fixture.h"
#include "tests/views/state/session_fixture.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_grid.h"
#include "views/state/compare_history.h"
#include "views/state/compare_records.h"
#include "views/state/compare_series.h"
#include "views/state/compare_session.h"
#include "views/state/distribution_finder.h"
#include "views/state/engine_hub.h"
#include "views/state/prompt_library.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QSignalSpy>

#include <cmath>
#include <csignal>
#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

constexpr int patience = 20000; // ms, on a machine that is busy with other tests

/// A workspace whose engine is the fake one.
class Bench
{
public:
    Bench()
    {
        std::filesystem::create_directories(path().toStdString() + "/runs");
        open();
    }
    ~Bench() { close(); }

    QString path() const { return disk.path(u"workspace"_s); }
    void open()
    {
        workspace = std::make_unique<WorkspaceSession>(path(), QStringLiteral(PHI1_FAKE_ENGINE));
        workspace->open();
        session = std::make_unique<CompareSession>(*workspace);
    }
    void close()
    {
        session.reset();
        workspace.reset();
    }
    /// Two panes with these scripts, and a prompt.
    void load(const QJsonObject &a, const QJsonObject &b)
    {
        session->setCheckpoint(0, disk.make(u"base"_s, a));
        session->setCheckpoint(1, disk.make(u"tuned"_s, b));
        session->setPrompt(u"def mean(values):\n"_s);
    }
    bool runToEnd()
    {
        session->run();
        return QTest::qWaitFor([&] { return !session->isRunning(); }, patience);
    }
    const ComparePane &pane(int index) const { return session->pane(index); }
    QString text(int index) const
    {
        const PaneCompletion *shown = pane(index).currentCompletion();
        return shown ? shown->text : QString();
    }
    /// A run folder with these checkpoints.
    QString makeRun(const QString &name, const QMap<int, QJsonObject> &steps,
                    bool finetuned = false)
    {
        const QString folder = path() + u"/runs/"_s + name;
        const std::filesystem::path place = folder.toStdString();
        std::filesystem::create_directories(place);
        StatusFile status;
        status.state = JobState::Finished;
        status.program = "train";
        status.process = ownIdentity();
        status.process.pid = 0;
        status.started = unixTime() - 100;
        status.heartbeat = unixTime() - 50;
        if (!writeStatusFile(place, status))
            qFatal("no status");
        std::ofstream(place / "events.jsonl", std::ios::binary) << eventsOf(20);
        std::vector<std::string> changes;
        if (finetuned)
            changes.push_back("training.init_from=\"/somewhere\"");
        std::ofstream(place / "run.toml", std::ios::binary) << tomlOf(changes);
        for (auto each = steps.cbegin(); each != steps.cend(); ++each) {
            // The workspace lies in the disk's folder.
            const QString checkpoint = QStringLiteral("workspace/runs/%1/checkpoints/step-%2")
                                           .arg(name)
                                           .arg(each.key(), 8, 10, QChar(u'0'));
            disk.make(checkpoint, each.value());
            std::ofstream(disk.path(checkpoint).toStdString() + "/state.json") << "{}";
        }
        return folder;
    }

    FakeCheckpoints disk;
    std::unique_ptr<WorkspaceSession> workspace;
    std::unique_ptr<CompareSession> session;
};

QByteArray exportOf(CompareSession &session, quint64 request)
{
    QByteArray text;
    const auto connection = QObject::connect(&session, &CompareSession::exported, &session,
                                             [&](quint64 each, const QByteArray &exported) {
                                                 if (each == request)
                                                     text = exported;
                                             });
    [[maybe_unused]] const bool came = QTest::qWaitFor([&] { return !text.isEmpty(); }, patience);
    QObject::disconnect(connection);
    return text;
}

ViewToken tokenOf(const QByteArray &bytes)
{
    ViewToken token;
    token.bytes = bytes;
    token.id = fakeTokenId(bytes);
    token.logProbability = -0.5f;
    return token;
}

PaneCompletion completionOf(const QList<QByteArray> &tokens, PaneCompletionState state,
                            const QString &finish = u"end_of_text"_s)
{
    PaneCompletion completion;
    for (const QByteArray &each : tokens)
        completion.tokens += tokenOf(each);
    completion.state = state;
    completion.finish = finish;
    return completion;
}

} // namespace

class TestCompareSession : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void findsWhereCompletionsPart()
    {
        using State = PaneCompletionState;
        const auto a = completionOf({" values", " =", " list"}, State::Complete);
        const auto b = completionOf({" values", " =", " [", "v"}, State::Complete);
        PaneDivergence parted = divergenceOf({&a, nullptr, &b}, true);
        QVERIFY(parted.exists);
        QCOMPARE(parted.tokens, (QVector<int>{2, -1, 2}));
        QCOMPARE(parted.byte, 9);
        QVERIFY(!divergenceOf({&a, &a}, true).exists);
        QVERIFY(!divergenceOf({&a}, true).exists);
        // One that is behind, was stopped or ran out of tokens is no difference; one that ended is.
        const auto shorter = [&](State state, const QString &finish) {
            const auto part = completionOf({" values"}, state, finish);
            return divergenceOf({&part, &b}, true);
        };
        QVERIFY(!shorter(State::Writing, {}).exists);
        QVERIFY(!shorter(State::Cancelled, u"cancelled"_s).exists);
        QVERIFY(!shorter(State::Complete, u"length"_s).exists);
        QCOMPARE(shorter(State::Complete, u"stop_string"_s).tokens, (QVector<int>{1, 1}));
        // Other tokens for the same bytes are no difference where ids mean different things.
        const auto merged = completionOf({" values =", " [w"}, State::Complete);
        QCOMPARE(divergenceOf({&merged, &b}, true).tokens, (QVector<int>{0, 0}));
        parted = divergenceOf({&merged, &b}, false);
        QCOMPARE(parted.tokens, (QVector<int>{1, 3}));
        QCOMPARE(parted.byte, 11);
    }

    void boundsDivergenceAndEntropyFromBelow()
    {
        const auto choice = [](int id, double probability) {
            return TokenChoice{id, static_cast<float>(std::log(probability)), {}};
        };
        const QVector<TokenChoice> p{choice(1, 0.5), choice(2, 0.3), choice(3, 0.2)};
        const QVector<TokenChoice> q{choice(1, 0.2), choice(2, 0.3), choice(3, 0.5)};
        const double exact = 0.5 * std::log(0.5 / 0.2) + 0.2 * std::log(0.2 / 0.5);
        QVERIFY(std::abs(divergenceBound(p, q) - exact) < 1e-6);
        QVERIFY(std::abs(divergenceBound(p, p)) < 1e-6);
        const QVector<TokenChoice> top{choice(1, 0.5), choice(2, 0.3)};
        // Token 1 can have 0.3 in q at most; then 0.4 of the budget is left for all others.
        const QVector<TokenChoice> other{choice(3, 0.5), choice(2, 0.3)};
        const double least = 0.5 * std::log(0.5 / 0.3) + 0.2 * std::log(0.2 / 0.4);
        QVERIFY(std::abs(divergenceBound(top, other) - least) < 1e-6);
        QVERIFY(least < exact);
        // Random distributions: the bound of their heads is never above the whole.
        QRandomGenerator generator(7);
        for (int round = 0; round < 500; ++round) {
            constexpr int size = 12;
            QVector<double> all[2];
            QVector<TokenChoice> head[2];
            for (int side = 0; side < 2; ++side) {
                double total = 0;
                for (int i = 0; i < size; ++i) {
                    all[side] += std::pow(generator.generateDouble(), 4) + 1e-6;
                    total += all[side].last();
                }
                for (int i = 0; i < size; ++i)
                    head[side] += choice(i, all[side][i] /= total);
                std::sort(head[side].begin(), head[side].end(), [](const auto &a, const auto &b) {
                    return a.logProbability > b.logProbability;
                });
                head[side].resize(4);
            }
            double whole = 0;
            for (int i = 0; i < size; ++i)
                whole += all[0][i] * std::log(all[0][i] / all[1][i]);
            QVERIFY(divergenceBound(head[0], head[1]) <= whole + 1e-5);
        }
        QVERIFY(std::isnan(divergenceBound({}, p)));
        const double entropy = -(0.5 * std::log(0.5) + 0.3 * std::log(0.3) + 0.2 * std::log(0.2));
        QVERIFY(std::abs(entropyBound(p) - entropy) < 1e-6);
        QVERIFY(entropyBound(top) <= entropy + 1e-6);
    }

    void keepsEverythingThatIsShown()
    {
        ComparePane pane;
        pane.facts.checkpoint = {u"/c/step-5"_s, u"base"_s, u"/r"_s, u"pretrained"_s, 5, 1.0,
                                 false};
        pane.facts.dtype = u"int8"_s;
        pane.facts.wantedDtype = PaneDtype::Int8;
        pane.facts.fingerprint = u"9f3a"_s;
        pane.facts.tokenizer = u"t1"_s;
        pane.facts.memoryBytes = 77;
        PaneCompletion root = completionOf({" a", "\xff"}, PaneCompletionState::Complete);
        root.tokens[0].top = {{1, -0.25f, " a"}, {2, -1.5f, QByteArray("\0x", 2)}};
        root.text = u" a\uFFFD"_s;
        root.seed = 99;
        PaneCompletion branch = root;
        branch.id = 1;
        branch.parent = 0;
        branch.branchIndex = 1;
        branch.forcedId = 7;
        branch.state = PaneCompletionState::Failed;
        branch.finish.clear();
        branch.sentence = u"The engine was ended"_s;
        branch.tokens[0].flags = TokenFlag::Shared;
        branch.tokens[1].flags = TokenFlag::Forced;
        pane.completions = {root, branch};
        pane.current = 1;
        CompareSampling sampling;
        sampling.stop = {u"\n\n\n"_s, u"<|x|>"_s};
        sampling.temperature = 0.8;
        const auto json = toJson(ComparisonRecord{.panes = {recordOf(pane, sampling)}});
        const auto back = comparisonFromJson(json);
        QVERIFY(back);
        const ComparePane again = paneOf(back->panes.front());
        QCOMPARE(again.facts.checkpoint.path, pane.facts.checkpoint.path);
        QCOMPARE(again.facts.checkpoint.step, 5);
        QCOMPARE(again.facts.wantedDtype, PaneDtype::Int8);
        QCOMPARE(again.facts.fingerprint, u"9f3a"_s);
        QCOMPARE(again.facts.memoryBytes, 77);
        QCOMPARE(again.state, PaneState::Failed);
        QCOMPARE(again.current, 1);
        QCOMPARE(again.completions.size(), 2);
        for (int i = 0; i < 2; ++i) {
            const PaneCompletion &was = pane.completions[i];
            const PaneCompletion &is = again.completions[i];
            QCOMPARE(is.text, was.text);
            QCOMPARE(is.state, was.state);
            QCOMPARE(is.sentence, was.sentence);
            QCOMPARE(is.seed, was.seed);
            QCOMPARE(is.parent, was.parent);
            QCOMPARE(is.tokens.size(), was.tokens.size());
            for (int t = 0; t < 2; ++t) {
                QCOMPARE(is.tokens[t].bytes, was.tokens[t].bytes);
                QCOMPARE(is.tokens[t].id, was.tokens[t].id);
                QCOMPARE(is.tokens[t].logProbability, was.tokens[t].logProbability);
                QCOMPARE(is.tokens[t].top, was.tokens[t].top);
                QCOMPARE(is.tokens[t].flags, was.tokens[t].flags);
            }
        }
        QCOMPARE(again.sampling.stop, sampling.stop);
        QCOMPARE(again.sampling.seed, 99u); // that was used
    }

    void twoPanesWriteAndPart()
    {
        Bench bench;
        bench.load({{u"text"_s, u" values = list(values)\n"_s},
                    {u"fingerprint"_s, u"9f3ac41e07b2ff"_s},
                    {u"rate"_s, 200}},
                   {{u"text"_s, u" values = [v]\n"_s}, {u"rate"_s, 300}});
        CompareSession &session = *bench.session;
        QCOMPARE(session.paneCount(), 2);
        QTRY_COMPARE_WITH_TIMEOUT(bench.pane(0).state, PaneState::Ready, patience);
        QTRY_COMPARE_WITH_TIMEOUT(session.promptFacts().tokens, 18, patience);
        QCOMPARE(session.promptFacts().context, 2048);
        QCOMPARE(session.promptFacts().left(), 2030);
        QSignalSpy appended(&session, &CompareSession::tokensAppended);
        QSignalSpy running(&session, &CompareSession::runningChanged);
        QVERIFY(session.runProblem().isEmpty());
        QVERIFY(bench.runToEnd());
        QCOMPARE(running.size(), 2);
        QVERIFY(!appended.isEmpty());
        QCOMPARE(bench.text(0), u" values = list(values)\n"_s);
        QCOMPARE(bench.text(1), u" values = [v]\n"_s);
        const ComparePane &pane = bench.pane(0);
        QCOMPARE(pane.state, PaneState::Finished);
        QCOMPARE(pane.facts.dtype, u"bfloat16"_s);
        QCOMPARE(shortFingerprint(pane.facts.fingerprint), u"9f3a\u00b7c41e\u00b707b2"_s);
        const PaneCompletion &shown = *pane.currentCompletion();
        QCOMPARE(shown.seed, 17u);
        QCOMPARE(shown.firstTokenSeconds, 0.021);
        QCOMPARE(shown.tokensPerSecond, 412.0);
        QCOMPARE(shown.promptTokens, 18);
        QCOMPARE(finishText(shown), u"ended the text"_s);
        // e to the mean of ln(0.95), ln(0.85), ln(0.75), ln(0.65)
        QCOMPARE(shown.tokens.size(), 4);
        QVERIFY(std::abs(shown.meanProbability - std::pow(0.95 * 0.85 * 0.75 * 0.65, 0.25)) < 1e-6);
        const PaneDivergence parted = session.divergence();
        QVERIFY(parted.exists);
        QCOMPARE(parted.tokens, (QVector<int>{2, 2}));
        QCOMPARE(parted.byte, 9);
        QVERIFY(session.weightsWarning().isEmpty());
        QTRY_VERIFY(session.weightsFact().contains(u"different weights"));
        QTRY_VERIFY(session.recordId() > 0);
    }

    void saysWhatCannotBeRun_data()
    {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QString() << u"is empty"_s;
        QTest::newRow("NUL") << QString(u"a\nb"_s + QChar(0)) << u"NUL character in line 2"_s;
        QTest::newRow("half a character") << QString(u"a"_s + QChar(0xd800)) << u"not UTF-8"_s;
        QTest::newRow("pasted nonsense") << QString::fromUtf8("ab\xff\xfe") << u"not UTF-8"_s;
        QTest::newRow("huge") << QString(5 << 20, u'x') << u"4 MB"_s;
        QTest::newRow("over the context") << QString(60, u'x') << u"60 tokens"_s;
    }
    void saysWhatCannotBeRun()
    {
        QFETCH(QString, prompt);
        QFETCH(QString, words);
        Bench bench;
        bench.load({{u"context"_s, 50}}, {});
        QTRY_COMPARE_WITH_TIMEOUT(bench.pane(1).state, PaneState::Ready, patience);
        QTRY_COMPARE_WITH_TIMEOUT(bench.pane(0).state, PaneState::Ready, patience);
        bench.session->setPrompt(prompt);
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->runProblem().contains(words), patience);
        bench.session->run();
        QVERIFY(!bench.session->isRunning());
        QVERIFY(bench.disk.asked(u"/v1/completions"_s).isEmpty());
    }

    void checksWhatIsAskedOfTheSampler()
    {
        Bench bench;
        bench.load({}, {});
        CompareSampling absurd;
        absurd.temperature = std::nan("");
        QVERIFY(samplingProblem(absurd).contains(u"temperature"));
        absurd = {};
        absurd.topP = 0;
        QVERIFY(samplingProblem(absurd).contains(u"Top-p is 0"));
        absurd = {};
        absurd.maxTokens = 0;
        QVERIFY(!samplingProblem(absurd).isEmpty());
        absurd = {};
        absurd.stop = QStringList(QVector<QString>(17, u"x"_s));
        QVERIFY(samplingProblem(absurd).contains(u"17 stop strings"));
        absurd.stop = {QString()};
        QVERIFY(samplingProblem(absurd).contains(u"empty"));
        bench.session->setSampling(absurd);
        QVERIFY(bench.session->runProblem().contains(u"empty"));
        bench.session->run();
        QVERIFY(!bench.session->isRunning());
    }

    void stopsAtOnceAndKeepsWhatCame()
    {
        Bench bench;
        bench.load({{u"text"_s, u" x"_s.repeated(4000)}, {u"rate"_s, 50}},
                   {{u"text"_s, u" y"_s.repeated(4000)}, {u"rate"_s, 50}});
        CompareSampling sampling;
        sampling.maxTokens = 4000;
        bench.session->setSampling(sampling);
        bench.session->run();
        QTRY_VERIFY_WITH_TIMEOUT(bench.text(0).size() > 6 && bench.text(1).size() > 6, patience);
        QCOMPARE(bench.pane(0).state, PaneState::Writing);
        bench.session->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QCOMPARE(bench.pane(0).state, PaneState::Stopped);
        QCOMPARE(bench.pane(0).currentCompletion()->state, PaneCompletionState::Cancelled);
        QVERIFY(bench.text(0).startsWith(u" x x"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.disk.hangUps(), 2, patience);
        // While a checkpoint is still loading, too.
        bench.session->setCheckpoint(
            0, bench.disk.make(u"slow"_s, {{u"load_ms"_s, 500}, {u"text"_s, u" z"_s}}));
        bench.session->run();
        QCOMPARE(bench.pane(0).state, PaneState::Loading);
        bench.session->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QCOMPARE(bench.pane(0).state, PaneState::Stopped);
        QTest::qWait(700);
        QCOMPARE(bench.pane(0).state, PaneState::Stopped);
    }

    void keepsWhatCameWhenTheEngineDies()
    {
        Bench bench;
        bench.load({{u"text"_s, u" a b c d e f g"_s},
                    {u"die_at"_s, 4},
                    {u"rate"_s, 100},
                    {u"first_ms"_s, 1000}},
                   {{u"text"_s, u" p"_s.repeated(100)}, {u"rate"_s, 20}});
        bench.session->run();
        QTRY_COMPARE_WITH_TIMEOUT(bench.workspace->engine().process().state(),
                                  EngineProcess::State::Died, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(bench.pane(i).state, PaneState::Failed);
            QTRY_VERIFY2(bench.pane(i).sentence.contains(u"signal 9"),
                         qPrintable(bench.pane(i).sentence));
            QVERIFY(!bench.pane(i).currentCompletion()->tokens.isEmpty());
            QVERIFY(bench.pane(i).facts.modelId.isEmpty());
        }
        QCOMPARE(bench.text(0), u" a b c d"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->recordId() > 0, patience);
        // A new engine takes over.
        bench.disk.make(u"base"_s, {{u"text"_s, u" a b"_s}});
        bench.session->restartEngine();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.pane(0).facts.modelId.isEmpty() &&
                                     !bench.pane(1).facts.modelId.isEmpty(),
                                 patience);
        QCOMPARE(bench.text(0), u" a b c d"_s);
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.text(0), u" a b"_s);
        QCOMPARE(bench.pane(1).state, PaneState::Finished);
    }

    void saysInThePaneWhyACheckpointCannotBeUsed()
    {
        Bench bench;
        bench.load({{u"load_status"_s, 507}, {u"load_message"_s, u"needs 96 GB, 3 GB are free"_s}},
                   {{u"text"_s, u" fine"_s}});
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.pane(0).state, PaneState::Failed);
        QCOMPARE(bench.pane(0).sentence, u"needs 96 GB, 3 GB are free"_s);
        QCOMPARE(bench.text(1), u" fine"_s);
        bench.session->setCheckpoint(0, u"/nowhere/at/all"_s);
        QTRY_COMPARE_WITH_TIMEOUT(bench.pane(0).state, PaneState::Failed, patience);
        QVERIFY(bench.pane(0).sentence.contains(u"is not there"));
    }

    void warnsOfTheSameWeights()
    {
        Bench bench;
        bench.load({{u"fingerprint"_s, u"same"_s}}, {{u"fingerprint"_s, u"same"_s}});
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->weightsWarning().contains(u"hold the same weights"),
                                 patience);
        QCOMPARE(bench.session->warnedPanes(), (QVector<int>{0, 1}));
        QVERIFY(bench.session->weightsWarning().contains(u"tuned"));
        bench.session->blind().setActive(true); // which must not give the names away
        QVERIFY(bench.session->weightsWarning().contains(u"same weights"));
        QVERIFY(!bench.session->weightsWarning().contains(u"tuned"));
        QVERIFY(bench.session->warnedPanes().isEmpty());
        bench.session->blind().setActive(false);
        // Other names, other fingerprints, yet the same function.
        bench.session->setCheckpoint(
            1, bench.disk.make(u"copy"_s, {{u"fingerprint"_s, u"x"_s}, {u"logits"_s, u"same"_s}}));
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->weightsWarning().contains(u"logits agree"),
                                 patience);
        // The same folder twice is the same weights, in two dtypes as well.
        bench.session->setCheckpoint(1, bench.disk.path(u"base"_s));
        bench.session->setDtype(1, PaneDtype::Int8);
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->weightsWarning().contains(u"in bfloat16 and int8"),
                                 patience);
        bench.session->setCheckpoint(1, bench.disk.make(u"other"_s, {}));
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->weightsFact().contains(u"different weights"),
                                 patience);
        QVERIFY(bench.session->weightsWarning().isEmpty());
    }

    void showsWhatAllPanesWouldSay()
    {
        Bench bench;
        bench.load({{u"text"_s, u" values = list(values) now"_s}},
                   {{u"text"_s, u" values = [v] now"_s}, {u"distribution_ms"_s, 50}});
        QVERIFY(bench.runToEnd());
        std::optional<TokenDistribution> last;
        int answers = 0;
        connect(bench.session.get(), &CompareSession::distributionChanged, this,
                [&](const TokenDistribution &distribution) {
                    last = distribution;
                    ++answers;
                });
        // Where the texts before agree, both were written down already.
        quint64 request = bench.session->requestDistribution(0, 2);
        QTRY_VERIFY_WITH_TIMEOUT(last && last->request == request, patience);
        QVERIFY(last->isComplete());
        QCOMPARE(answers, 1);
        QCOMPARE(last->before, u" values ="_s);
        QCOMPARE(last->panes[0].chosen, fakeTokenId(" list(values)"));
        QCOMPARE(last->panes[1].chosen, fakeTokenId(" [v]"));
        QCOMPARE(last->rows.size(), 11); // ten each, nine of them in both
        QCOMPARE(last->divergences.size(), 2);
        QVERIFY(last->divergences[0].nats > 0.0);
        // Behind it the engine is asked, with the ids of the prompt and the text before.
        request = bench.session->requestDistribution(0, 3);
        QTRY_VERIFY_WITH_TIMEOUT(last && last->request == request && last->isComplete(), patience);
        const QJsonObject body =
            bench.disk.asked(u"/v1/phi1/distributions"_s).last()[u"body"].toObject();
        const QJsonArray ids = body[u"ids"].toArray();
        QCOMPARE(ids.size(), 21);
        QCOMPARE(ids.at(0).toInt(), int('d'));
        QCOMPARE(ids.at(20).toInt(), fakeTokenId(" list(values)"));
        QCOMPARE(body[u"positions"].toArray(), QJsonArray{21});
        QCOMPARE(last->panes[1].chosen, -1);
        QCOMPARE(last->panes[1].top.first().bytes, QByteArray(" tuned/21/0"));
        QCOMPARE(last->panes[1].entropy, 2.5);
        // Asked again it is known.
        const auto count = bench.disk.asked(u"/v1/phi1/distributions"_s).size();
        request = bench.session->requestDistribution(0, 3);
        QTRY_VERIFY_WITH_TIMEOUT(last->request == request, patience);
        QVERIFY(last->isComplete());
        QCOMPARE(bench.disk.asked(u"/v1/phi1/distributions"_s).size(), count);
        // A later question makes an earlier one obsolete.
        bench.session->requestDistribution(1, 3);
        request = bench.session->requestDistribution(1, 1);
        QTRY_VERIFY_WITH_TIMEOUT(last->request == request, patience);
        QTest::qWait(150);
        QCOMPARE(last->request, request);
    }

    void coloursByDivergence()
    {
        Bench bench;
        bench.load({{u"text"_s, u" a b c d"_s}}, {{u"text"_s, u" a b x y"_s}});
        QVERIFY(bench.runToEnd());
        bench.session->setDivergenceWanted(true, 0);
        const auto divergenceAt = [&](int token) {
            return bench.pane(1).currentCompletion()->tokens[token].divergence;
        };
        QTRY_VERIFY_WITH_TIMEOUT(!std::isnan(divergenceAt(3)), patience);
        QVERIFY(divergenceAt(0) < 1e-6f);
        QVERIFY(divergenceAt(2) > 0.01f);
        QVERIFY(std::isnan(bench.pane(0).currentCompletion()->tokens[0].divergence));
    }

    void branchesFromAToken()
    {
        Bench bench;
        bench.load({{u"text"_s, u" a b c d"_s}}, {{u"text"_s, u" a b x y"_s}});
        QVERIFY(bench.runToEnd());
        const int root = bench.pane(0).current;
        bench.session->branch(0, 2, fakeTokenId(" Z"));
        QVERIFY(bench.session->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        const PaneCompletion branch = *bench.pane(0).currentCompletion();
        QCOMPARE(branch.parent, root);
        QCOMPARE(branch.branchIndex, 2);
        QCOMPARE(branch.text, u" a b Z d"_s);
        QCOMPARE(branch.tokens.size(), 4);
        QVERIFY(branch.tokens[1].flags.testFlag(TokenFlag::Shared));
        QVERIFY(branch.tokens[2].flags.testFlag(TokenFlag::Forced));
        QCOMPARE(branch.tokens[2].bytes, QByteArray(" Z"));
        QVERIFY(!branch.tokens[3].flags.testAnyFlags(TokenFlag::Shared | TokenFlag::Forced));
        const QJsonObject body = bench.disk.asked(u"/v1/completions"_s).last()[u"body"].toObject();
        QCOMPARE(body[u"forced_ids"].toArray(),
                 (QJsonArray{fakeTokenId(" a"), fakeTokenId(" b"), fakeTokenId(" Z")}));
        // A branch of the branch; then the tree is cut, with what hung on it.
        bench.session->branch(0, 3, fakeTokenId(" Y"));
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QCOMPARE(bench.text(0), u" a b Z Y"_s);
        QCOMPARE(bench.pane(0).completions.size(), 3);
        bench.session->removeBranch(0, branch.id);
        QCOMPARE(bench.pane(0).completions.size(), 1);
        QCOMPARE(bench.pane(0).current, root);
        QCOMPARE(bench.text(0), u" a b c d"_s);
        // Everywhere that the text before is the same.
        bench.session->branchEverywhere(1, 2, fakeTokenId(" Q"));
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QCOMPARE(bench.text(0), u" a b Q d"_s);
        QCOMPARE(bench.text(1), u" a b Q y"_s);
    }

    void groupsEqualSamples()
    {
        Bench bench;
        bench.load({{u"text"_s, u" sample {sample}"_s}}, {{u"text"_s, u" always"_s}});
        CompareSampling sampling;
        sampling.temperature = 0.8;
        sampling.samples = 5;
        bench.session->setSampling(sampling);
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.pane(0).completions.size(), 5);
        QCOMPARE(bench.session->sampleGroups(0).size(), 5);
        const auto groups = bench.session->sampleGroups(1);
        QCOMPARE(groups.size(), 1);
        QCOMPARE(groups[0].count(), 5);
        QCOMPARE(groups[0].text, u" always"_s);
        bench.session->showCompletion(0, bench.pane(0).completions[3].id);
        QCOMPARE(bench.text(0), u" sample 3"_s);
    }

    void seedsAreFixedOrNew()
    {
        Bench bench;
        bench.load({{u"text"_s, u" seed {seed}"_s}}, {{u"text"_s, u" seed {seed}"_s}});
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.text(0), u" seed 17"_s);
        // Greedy: there is nothing to draw anew.
        bench.session->regenerate();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QCOMPARE(bench.text(0), u" seed 17"_s);
        CompareSampling sampling;
        sampling.temperature = 1;
        bench.session->setSampling(sampling);
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.text(0), u" seed 17"_s);
        bench.session->regenerate();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QVERIFY(bench.text(0) != u" seed 17");
        QCOMPARE(bench.text(0), bench.text(1)); // the same draw for all
        QCOMPARE(bench.session->sampling().seed, 17u);
        // Per pane.
        bench.session->setSamplingPerPane(true);
        CompareSampling own = bench.pane(1).sampling;
        QCOMPARE(own.temperature, 1.0);
        own.seed = 5;
        bench.session->setPaneSampling(1, own);
        QVERIFY(bench.runToEnd());
        QCOMPARE(bench.text(0), u" seed 17"_s);
        QCOMPARE(bench.text(1), u" seed 5"_s);
    }

    void findsAComparisonAgainAsItWas()
    {
        Bench bench;
        bench.load({{u"text"_s, u" v = list(values)"_s}, {u"fingerprint"_s, u"aaaa"_s}},
                   {{u"text"_s, u" v = zebra"_s}});
        QVERIFY(bench.runToEnd());
        bench.session->branch(1, 2, fakeTokenId(" Z"));
        QTRY_VERIFY_WITH_TIMEOUT(!bench.session->isRunning(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->recordId() > 0, patience);
        const qint64 id = bench.session->recordId();
        const QVector<ViewToken> tokens = bench.pane(0).currentCompletion()->tokens;
        bench.session->setPrompt(u"another"_s);
        QVERIFY(bench.runToEnd());
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->recordId() > id, patience);
        bench.close();

        bench.open();
        CompareSession &session = *bench.session;
        CompareHistory &history = session.history();
        QTRY_COMPARE_WITH_TIMEOUT(history.items().size(), 2, patience);
        history.setQuery(u"zebra"_s);
        QTRY_COMPARE_WITH_TIMEOUT(history.items().size(), 2, patience);
        history.setQuery(u"another zebra"_s);
        QTRY_COMPARE_WITH_TIMEOUT(history.items().size(), 1, patience);
        history.setQuery({});
        QTRY_COMPARE_WITH_TIMEOUT(history.items().size(), 2, patience);
        QCOMPARE(history.items()[1].id, id);
        QCOMPARE(history.items()[1].models, (QStringList{u"base"_s, u"tuned"_s}));
        QSignalSpy reopened(&session, &CompareSession::reopened);
        session.reopen(id);
        QVERIFY(reopened.wait(patience));
        QVERIFY(session.isReopened());
        QCOMPARE(session.prompt(), u"def mean(values):\n"_s);
        QCOMPARE(bench.text(0), u" v = list(values)"_s);
        QCOMPARE(bench.text(1), u" v = Z"_s);
        QCOMPARE(bench.pane(1).completions.size(), 2);
        QCOMPARE(bench.pane(0).facts.fingerprint, u"aaaa"_s);
        const QVector<ViewToken> again = bench.pane(0).currentCompletion()->tokens;
        QCOMPARE(again.size(), tokens.size());
        for (int i = 0; i < tokens.size(); ++i) {
            QCOMPARE(again[i].bytes, tokens[i].bytes);
            QCOMPARE(again[i].logProbability, tokens[i].logProbability);
            QCOMPARE(again[i].top, tokens[i].top);
        }
        QVERIFY(session.divergence().exists);
        // Nothing was started for it.
        QCOMPARE(bench.workspace->engine().process().state(), EngineProcess::State::NotStarted);
        // And it can be run again, as a new comparison.
        QVERIFY(bench.runToEnd());
        QVERIFY(!session.isReopened());
        QTRY_VERIFY_WITH_TIMEOUT(session.recordId() > id + 1, patience);
        QTRY_COMPARE_WITH_TIMEOUT(history.items().size(), 3, patience);
        session.reopen(4711);
        QSignalSpy errors(&session, &CompareSession::errorOccurred);
        QVERIFY(errors.wait(patience));
    }

    void marksPromptsThatDiffer()
    {
        Bench bench;
        PromptLibrary &library = bench.session->library();
        QVERIFY(library.prompts().size() > 10);
        QVERIFY(library.prompts().first().builtin);
        library.add(u"Mine"_s, u"First"_s, u"def first():\n"_s);
        QSignalSpy saved(&library, &PromptLibrary::saved);
        QVERIFY(saved.wait(patience));
        const QString id = saved.first().first().toString();
        QTRY_VERIFY_WITH_TIMEOUT(library.find(id), patience);
        bench.load({{u"text"_s, u" same"_s}}, {{u"text"_s, u" same"_s}});
        bench.session->usePrompt(id);
        QCOMPARE(bench.session->title(), u"First"_s);
        QVERIFY(bench.runToEnd());
        QTRY_COMPARE_WITH_TIMEOUT(library.find(id)->outcome, PromptItem::Outcome::Identical,
                                  patience);
        bench.session->setCheckpoint(1, bench.disk.make(u"third"_s, {{u"text"_s, u" other"_s}}));
        QVERIFY(bench.runToEnd());
        QTRY_COMPARE_WITH_TIMEOUT(library.find(id)->outcome, PromptItem::Outcome::Differs,
                                  patience);
        bench.close();
        bench.open();
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->library().find(id) &&
                                     bench.session->library().find(id)->outcome ==
                                         PromptItem::Outcome::Differs,
                                 patience);
    }

    void votesBlindly()
    {
        Bench bench;
        bench.load({{u"text"_s, u" a"_s}}, {{u"text"_s, u" b"_s}});
        CompareBlind &blind = bench.session->blind();
        QVERIFY(!blind.hides());
        QCOMPARE(blind.order(), (QVector<int>{0, 1}));
        blind.setActive(true);
        QVERIFY(blind.hides());
        QVERIFY(!blind.voteProblem().isEmpty());
        int leftIsFirst = 0;
        QVector<int> chosen;
        for (int round = 0; round < 8; ++round) {
            bench.session->setPrompt(u"prompt %1"_s.arg(round));
            QVERIFY(bench.runToEnd());
            QVERIFY2(blind.voteProblem().isEmpty(), qPrintable(blind.voteProblem()));
            leftIsFirst += blind.paneAt(0) == 0 ? 1 : 0;
            QCOMPARE(blind.placeOf(blind.paneAt(1)), 1);
            QSignalSpy voted(&blind, &CompareBlind::voted);
            blind.vote(blind.placeOf(1)); // always the second pane, wherever it stands
            QVERIFY(voted.wait(patience));
            QVERIFY(!blind.voteProblem().isEmpty()); // once
        }
        QTRY_COMPARE_WITH_TIMEOUT(blind.votes().size(), 8, patience);
        const auto verdicts = blind.verdicts();
        QCOMPARE(verdicts.size(), 1);
        QCOMPARE(std::max(verdicts[0].winsA, verdicts[0].winsB), 8);
        QVERIFY(std::abs(verdicts[0].p - 2.0 / 256.0) < 1e-12); // two-sided, 8 of 8
        QCOMPARE(blind.leftWins(), 8 - leftIsFirst);
        const VoteItem newest = blind.votes().first();
        QCOMPARE(newest.names.size(), 2);
        QVERIFY(newest.names[newest.winner].startsWith(u"tuned"));
        QVERIFY(newest.comparison > 0);
        blind.undoVote();
        QTRY_COMPARE_WITH_TIMEOUT(blind.votes().size(), 7, patience);
        QVERIFY(blind.voteProblem().isEmpty());
        blind.reveal();
        QVERIFY(!blind.hides());
        QVERIFY(!blind.voteProblem().isEmpty());
        QVERIFY(exportOf(*bench.session,
                         bench.session->requestVoteExport(CompareSession::ExportFormat::Markdown))
                    .contains("tuned"));
    }

    void runsASetAndGoesOnWithIt()
    {
        Bench bench;
        const QString base = bench.disk.make(u"base"_s, {{u"text"_s, u" b one two"_s}});
        const QString slow = bench.disk.make(
            u"slow"_s, {{u"text"_s, u" s one two three"_s}, {u"rate"_s, 20}, {u"first_ms"_s, 50}});
        const QString gone = bench.disk.path(u"gone"_s);
        CompareGrid &grid = bench.session->grid();
        QStringList prompts;
        for (const PromptItem &item : bench.session->library().prompts().first(6))
            prompts += item.id;
        grid.start(prompts, {base, slow, gone}, PaneDtype::Auto, {}, u"All"_s);
        QCOMPARE(grid.rows(), 6);
        QCOMPARE(grid.columns(), 3);
        QVERIFY(grid.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(grid.done() >= 8, patience);
        grid.stop();
        QVERIFY(!grid.isRunning());
        const int before = grid.done();
        QVERIFY(before < 18);
        QTRY_VERIFY_WITH_TIMEOUT(grid.id() > 0, patience);
        const qint64 id = grid.id();
        for (const QJsonObject &line : bench.disk.asked(u"/v1/completions"_s)) {
            QVERIFY(line[u"active"].toInt() < 4); // others under way at that time
            QCOMPARE(line[u"body"][u"lane"].toString(), u"batch"_s);
        }
        bench.close();

        bench.open();
        CompareGrid &again = bench.session->grid();
        QTRY_COMPARE_WITH_TIMEOUT(again.stored().size(), 1, patience);
        QCOMPARE(again.stored()[0].cells, before);
        again.open(id);
        QTRY_COMPARE_WITH_TIMEOUT(again.rows(), 6, patience);
        QCOMPARE(again.done(), before);
        QCOMPARE(again.cell(0, 0).firstLine, u"b one two"_s);
        QVERIFY(again.cell(0, 0).completion.tokens.isEmpty());
        again.wantCell(0, 0);
        QTRY_COMPARE_WITH_TIMEOUT(again.cell(0, 0).completion.tokens.size(), 3, patience);
        const auto asked = bench.disk.asked(u"/v1/completions"_s).size();
        again.resume();
        QTRY_VERIFY_WITH_TIMEOUT(!again.isRunning(), patience);
        QCOMPARE(bench.disk.asked(u"/v1/completions"_s).size() - asked, 12 - before);
        QCOMPARE(again.done(), 18);
        QVERIFY(!again.isComplete()); // the column of the checkpoint that is not there
        QCOMPARE(again.cell(5, 1).state, GridCell::State::Done);
        QVERIFY(again.cell(5, 1).differs);
        QCOMPARE(again.cell(5, 2).state, GridCell::State::Failed);
        QVERIFY(again.column(2).sentence.contains(u"is not there"));
        QVERIFY(again.column(0).facts.fingerprint.contains(u"base"));
        const QByteArray html = exportOf(
            *bench.session, bench.session->requestGridExport(CompareSession::ExportFormat::Html));
        QVERIFY(html.contains("<html"));
        again.remove(id);
        QTRY_COMPARE_WITH_TIMEOUT(again.stored().size(), 0, patience);
    }

    void walksTheCheckpointsOfARun()
    {
        Bench bench;
        const QString run = bench.makeRun(u"nano"_s, {{100, {{u"text"_s, u" x x"_s}}},
                                                      {200, {{u"text"_s, u" x y"_s}}},
                                                      {300, {{u"text"_s, u" x y"_s}}}});
        QTRY_VERIFY_WITH_TIMEOUT(bench.session->catalogue().runsWithSeries().contains(run),
                                 patience);
        const auto choices = bench.session->catalogue().ofRun(run);
        QCOMPARE(choices.size(), 3);
        QCOMPARE(choices[0].step, 100);
        QTRY_COMPARE_WITH_TIMEOUT(bench.session->catalogue().ofRun(run)[0].stage, u"pretrained"_s,
                                  patience);
        CompareSeries &series = bench.session->series();
        series.start(run, u"def f():\n"_s, {}, PaneDtype::Auto);
        QCOMPARE(series.points().size(), 3);
        QCOMPARE(series.selected(), 2);
        series.select(0); // its turn comes next
        QTRY_VERIFY_WITH_TIMEOUT(!series.isRunning(), patience);
        for (const SeriesPoint &point : series.points())
            QCOMPARE(point.state, SeriesPoint::State::Done);
        QCOMPARE(series.points()[1].completion.text, u" x y"_s);
        QCOMPARE(series.points()[1].firstChange, 1);
        QCOMPARE(series.points()[2].firstChange, -1);
        const auto asked = bench.disk.asked(u"/v1/completions"_s).size();
        QCOMPARE(asked, 3);
        // The same question is answered from what was kept; another one is not.
        series.close();
        QVERIFY(series.points().isEmpty());
        series.start(run, u"def f():\n"_s, {}, PaneDtype::Auto);
        QTRY_VERIFY_WITH_TIMEOUT(!series.isRunning(), patience);
        QCOMPARE(series.points()[0].completion.text, u" x x"_s);
        QCOMPARE(bench.disk.asked(u"/v1/completions"_s).size(), asked);
        series.start(run, u"def g():\n"_s, {}, PaneDtype::Auto);
        QTRY_VERIFY_WITH_TIMEOUT(!series.isRunning(), patience);
        QCOMPARE(bench.disk.asked(u"/v1/completions"_s).size(), asked + 3);
        QVERIFY(bench.session->grid().stored().isEmpty()); // they are not among the sets
    }

    void exportsWhatIsShown()
    {
        Bench bench;
        bench.load({{u"text"_s, u" <script>alert(1)</script>"_s}}, {{u"text"_s, u" fine"_s}});
        QVERIFY(bench.runToEnd());
        const auto text = [&](CompareSession::ExportFormat format) {
            return exportOf(*bench.session, bench.session->requestExport(format));
        };
        const std::string json = text(CompareSession::ExportFormat::JsonText).toStdString();
        const auto record = parseComparison(json);
        if (!record)
            QFAIL(record.error().message.c_str());
        QCOMPARE(record->panes.size(), 2u);
        QCOMPARE(record->panes[0].completions[0].text, " <script>alert(1)</script>");
        QVERIFY(text(CompareSession::ExportFormat::Markdown).contains("fine"));
        QVERIFY(!text(CompareSession::ExportFormat::Html).contains("<script>alert"));
    }

    void comesBackAfterARestart()
    {
        Bench bench;
        bench.load({}, {});
        bench.session->addPane();
        bench.session->addPane();
        bench.session->addPane();
        QCOMPARE(bench.session->paneCount(), 4);
        bench.session->removePane(2);
        CompareSampling sampling;
        sampling.temperature = 0.25;
        sampling.stop = {u"\n\n"_s};
        bench.session->setSampling(sampling);
        bench.session->setDtype(1, PaneDtype::Int8);
        const QVariantMap state = bench.session->state();
        bench.close();
        bench.open();
        bench.session->restoreState(state);
        QCOMPARE(bench.session->paneCount(), 3);
        QCOMPARE(bench.session->prompt(), u"def mean(values):\n"_s);
        QCOMPARE(bench.session->sampling(), sampling);
        QCOMPARE(bench.pane(1).facts.wantedDtype, PaneDtype::Int8);
        QCOMPARE(bench.pane(1).facts.checkpoint.path, bench.disk.path(u"tuned"_s));
        QCOMPARE(bench.pane(1).state, PaneState::Unloaded);
        QCOMPARE(bench.workspace->engine().process().state(), EngineProcess::State::NotStarted);
        // What does not fit is left out.
        bench.session->restoreState(
            {{u"sampling"_s, QVariantMap{{u"topP"_s, -3}}}, {u"panes"_s, u"nonsense"_s}});
        QCOMPARE(bench.session->sampling(), CompareSampling());
    }

    void opensFoldersFromDisk()
    {
        Bench bench;
        CheckpointCatalogue &catalogue = bench.session->catalogue();
        const QString folder = bench.disk.make(u"elsewhere"_s, {});
        QSignalSpy opened(&catalogue, &CheckpointCatalogue::opened);
        QSignalSpy failed(&catalogue, &CheckpointCatalogue::openFailed);
        catalogue.open(folder);
        QVERIFY(opened.wait(patience));
        QCOMPARE(opened.first().first().toString(), folder);
        QCOMPARE(catalogue.find(folder).name, u"elsewhere"_s);
        QCOMPARE(catalogue.openedFolders(), QStringList{folder});
        catalogue.open(bench.disk.path(u"not-there"_s));
        QVERIFY(failed.wait(patience));
        QVERIFY(failed.last().first().toString().contains(u"is not there"));
        catalogue.open(bench.path());
        QVERIFY(failed.wait(patience));
        QVERIFY(failed.last().first().toString().contains(u"holds no weights"));
    }

    void fourFastPanesDoNotStallTheWindow()
    {
        // 2000 tokens a second in each of four panes, ten alternatives beside every token.
        Bench bench;
        const QJsonObject script{{u"text"_s, u" word"_s.repeated(6000)}, {u"rate"_s, 2000}};
        bench.load(script, script);
        bench.session->addPane();
        bench.session->addPane();
        bench.session->setCheckpoint(2, bench.disk.make(u"third"_s, script));
        bench.session->setCheckpoint(3, bench.disk.make(u"fourth"_s, script));
        CompareSampling sampling;
        sampling.maxTokens = 6000;
        bench.session->setSampling(sampling);
        for (int i = 0; i < 4; ++i)
            QTRY_COMPARE_WITH_TIMEOUT(bench.pane(i).state, PaneState::Ready, patience);
        QSignalSpy appended(bench.session.get(), &CompareSession::tokensAppended);
        StallMeter meter;
        QElapsedTimer clock;
        clock.start();
        QVERIFY(bench.runToEnd());
        qInfo("%lld tokens in %lld ms, %lld deliveries; longest stall %lld ms, longest work %lld "
              "ms",
              4ll * 6000, clock.elapsed(), qint64(appended.size()), meter.longest(),
              meter.longestWork());
        for (int i = 0; i < 4; ++i)
            QCOMPARE(bench.pane(i).currentCompletion()->tokens.size(), 6000);
        // At most thirty a second and pane, and what came at the end.
        QVERIFY(appended.size() <= 4 * (clock.elapsed() / 33 + 4));
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestCompareSession)
#include "tst_compare_session.moc"
