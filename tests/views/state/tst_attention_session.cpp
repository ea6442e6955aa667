// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attention/array_file.h"
#include "core/attention/probe_files.h"
#include "core/attention/scores.h"
#include "tests/support/fake_attention.h"
#include "tests/views/state/engine_fixture.h"
#include "tests/views/state/session_fixture.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_probes.h"
#include "views/state/attention_prompts.h"
#include "views/state/attention_series.h"
#include "views/state/attention_session.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/compare_store.h"
#include "views/state/engine_hub.h"
#include "views/state/head_score_model.h"

#include <QRegularExpression>
#include <QSignalSpy>

#include <cmath>
#include <memory>

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

constexpr int patience = 20000; // ms, on a machine that is busy with other tests
const auto code = u"def f(a):\n    return (a)\n"_s;

AttentionPrompt promptOf(const QString &text)
{
    AttentionPrompt prompt;
    prompt.text = text;
    return prompt;
}

/// A workspace whose engine is the fake one.
class Bench
{
public:
    Bench()
    {
        std::filesystem::create_directories(path().toStdString() + "/runs");
        workspace = std::make_unique<WorkspaceSession>(path(), QStringLiteral(PHI1_FAKE_ENGINE));
        workspace->open();
        session = std::make_unique<AttentionSession>(*workspace);
    }
    ~Bench()
    {
        session.reset();
        workspace.reset();
    }

    QString path() const { return disk.path(u"workspace"_s); }
    void look(const QJsonObject &script, const QString &text = code)
    {
        session->setCheckpoint(AttentionSide::First, disk.make(u"base"_s, script));
        session->setPrompt(promptOf(text));
    }
    void compareWith(const QJsonObject &script)
    {
        session->setCheckpoint(AttentionSide::Second, disk.make(u"tuned"_s, script));
    }
    bool reaches(AttentionState state, AttentionSide side = AttentionSide::First) const
    {
        return QTest::qWaitFor([&] { return session->capture(side).state == state; }, patience);
    }
    bool fills(AttentionSide side, int count) const
    {
        return QTest::qWaitFor([&] { return session->thumbnailsReady(side) == count; }, patience);
    }
    bool opens(AttentionSide side) const
    {
        return QTest::qWaitFor([&] { return !session->map(side).isNull(); }, patience);
    }
    bool measures(const QString &score, int count) const
    {
        return QTest::qWaitFor(
            [&] { return session->scores().measured(attentionScoreIndex(score)) == count; },
            patience);
    }
    /// Layers and heads of all requests for tiles, in their order.
    QStringList askedTiles() const
    {
        QStringList heads;
        for (const QJsonObject &line : disk.asked()) {
            if (!line[u"path"].toString().endsWith(u"/tiles"))
                continue;
            for (const QJsonValue &tile : line[u"body"][u"tiles"].toArray())
                heads += QStringLiteral("%1.%2").arg(tile[0].toInt()).arg(tile[1].toInt());
        }
        return heads;
    }
    QString makeRun(const QString &name, const QMap<int, QJsonObject> &steps)
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
        std::ofstream(place / "run.toml", std::ios::binary) << tomlOf({});
        for (auto each = steps.cbegin(); each != steps.cend(); ++each) {
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
    std::unique_ptr<AttentionSession> session;
};

/// Whether a map holds these numbers, up to rounding.
bool isMap(const HeadMap &map, const std::vector<float> &wanted)
{
    if (map.values().size() != wanted.size())
        return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!(std::abs(map.values()[i] - wanted[i]) < 1e-6F))
            return false;
    }
    return true;
}

std::vector<float> difference(const std::vector<float> &a, const std::vector<float> &b)
{
    std::vector<float> result(a.size());
    std::transform(a.begin(), a.end(), b.begin(), result.begin(), std::minus<>());
    return result;
}

} // namespace

class TestAttentionSession final : public QObject
{
    Q_OBJECT
private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void allHeadsAreShownThoseInSightFirst()
    {
        Bench bench;
        bench.session->setVisibleHeads({{3, 1}, {3, 0}, {2, 2}});
        const QString text = u"x"_s.repeated(200);
        bench.session->setThumbnailCells(32); // so cells are blocks of 4 × 4
        bench.look({}, text);
        QVERIFY(bench.fills(AttentionSide::First, 16));
        QVERIFY(bench.reaches(AttentionState::Ready));
        const QStringList asked = bench.askedTiles();
        QCOMPARE(asked.mid(0, 3), QStringList({u"3.1"_s, u"3.0"_s, u"2.2"_s}));
        QCOMPARE(asked.size(), 16); // each once

        const auto map = fakeMap(200, 2, 1, 0);
        const HeadThumbnail *thumbnail = bench.session->thumbnail(AttentionSide::First, {2, 1});
        QVERIFY(thumbnail);
        QCOMPARE(thumbnail->level, 2);
        QCOMPARE(thumbnail->cells, 50);
        for (int row = 0; row < 50; ++row) {
            for (int column = 0; column < 50; ++column) {
                float most = 0;
                for (int i = 4 * row; i < 4 * row + 4; ++i) {
                    for (int j = 4 * column; j < 4 * column + 4; ++j)
                        most = std::max(most, map[std::size_t(i) * 200 + std::size_t(j)]);
                }
                const float seen = thumbnail->value(row, column);
                QVERIFY2(std::abs(seen - most) <= 0.03F * most, "a block's maximum");
            }
        }
        const AttentionCaptureInfo &info = bench.session->capture(AttentionSide::First);
        QCOMPARE(info.layers, 4);
        QCOMPARE(info.facts.dtype, u"bfloat16"_s);
        QCOMPARE(info.seconds, 0.038);
        QCOMPARE(bench.session->tokens().size(), 200);
    }

    void scrollingCancelsWhatWentOutOfSight()
    {
        Bench bench;
        bench.session->setVisibleHeads({{0, 0}, {0, 1}});
        bench.look({{u"tiles_ms"_s, 400}, {u"layers"_s, 12}, {u"heads"_s, 8}});
        QVERIFY(QTest::qWaitFor([&] { return bench.askedTiles().size() == 2; }, patience));
        bench.session->setVisibleHeads({{11, 7}});
        QVERIFY(QTest::qWaitFor(
            [&] {
                return bench.session->thumbnail(AttentionSide::First, {11, 7}) != nullptr;
            },
            patience));
        QCOMPARE(bench.session->thumbnailsReady(AttentionSide::First), 1);
        QVERIFY(QTest::qWaitFor([&] { return bench.disk.hangUps() == 1; }, patience));
    }

    void tokensKnowTheirPlaces()
    {
        Bench bench;
        bench.look({});
        QVERIFY(bench.reaches(AttentionState::Ready));
        const auto &tokens = bench.session->tokens();
        QCOMPARE(bench.session->text(), code.toUtf8());
        QCOMPARE(tokens[9].bytes, QByteArray("\n"));
        QCOMPARE(tokens[9].line, 1);
        QCOMPARE(tokens[10].line, 2);
        QCOMPARE(tokens[10].start, 10);
        QCOMPARE(bench.session->tokenAt(10), 10);
        QCOMPARE(bench.session->tokenAt(-1), -1);
        QCOMPARE(bench.session->tokenAt(int(code.size())), -1);
    }

    void theOpenHeadIsThereWholeAndItsNeighboursToo()
    {
        Bench bench;
        bench.look({});
        const auto tokens = int(code.size());
        QVERIFY(bench.opens(AttentionSide::First));
        QVERIFY(isMap(bench.session->map(AttentionSide::First), fakeMap(tokens, 0, 0, 0)));
        QSignalSpy changed(bench.session.get(), &AttentionSession::mapChanged);
        bench.session->selectHead({1, 2});
        QVERIFY(bench.session->map(AttentionSide::First).isNull()); // never another head's
        QVERIFY(bench.session->isMapPending(AttentionSide::First));
        QVERIFY(bench.opens(AttentionSide::First));
        QVERIFY(isMap(bench.session->map(AttentionSide::First), fakeMap(tokens, 1, 2, 0)));
        for (const HeadKey &key : {HeadKey{1, 3}, HeadKey{1, 1}, HeadKey{2, 2}, HeadKey{0, 2}})
            QVERIFY(QTest::qWaitFor(
                [&] { return !bench.session->cachedMap(AttentionSide::First, key).isNull(); },
                patience));
        bench.session->selectHead({1, 3});
        QVERIFY(!bench.session->map(AttentionSide::First).isNull()); // at once
        bench.session->selectHead({99, 99});
        QCOMPARE(bench.session->selection().head, (HeadKey{3, 3}));

        bench.session->setWithoutFirst(true);
        QVERIFY(bench.opens(AttentionSide::First));
        auto wanted = fakeMap(tokens, 3, 3, 0);
        for (int i = 0; i < tokens; ++i) {
            const float first = std::exchange(wanted[std::size_t(i * tokens)], 0.0F);
            for (int j = 1; j <= i; ++j)
                wanted[std::size_t(i * tokens + j)] /= 1 - first;
        }
        QVERIFY(isMap(bench.session->map(AttentionSide::First), wanted));
    }

    void markedHeadsBecomeOne()
    {
        Bench bench;
        bench.look({});
        QVERIFY(bench.opens(AttentionSide::First));
        bench.session->setMarkedHeads({{1, 1}, {0, 0}, {1, 1}});
        QCOMPARE(bench.session->markedHeads().size(), 2);
        bench.session->setMerge(HeadMerge::Mean);
        QVERIFY(bench.opens(AttentionSide::First));
        const auto tokens = int(code.size());
        const auto a = fakeMap(tokens, 0, 0, 0);
        const auto b = fakeMap(tokens, 1, 1, 0);
        std::vector<float> mean(a.size()), most(a.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            mean[i] = (a[i] + b[i]) / 2;
            most[i] = std::max(a[i], b[i]);
        }
        QVERIFY(isMap(bench.session->map(AttentionSide::First), mean));
        bench.session->setMerge(HeadMerge::Maximum);
        QVERIFY(bench.opens(AttentionSide::First));
        QVERIFY(isMap(bench.session->map(AttentionSide::First), most));
        bench.session->setMerge(HeadMerge::None);
        QVERIFY(isMap(bench.session->map(AttentionSide::First), a));
    }

    void twoCheckpointsAreHeldAgainstEachOther()
    {
        Bench bench;
        bench.session->setThumbnailSides({AttentionSide::First, AttentionSide::Difference});
        bench.look({});
        bench.compareWith({{u"shift"_s, 3}});
        QVERIFY(bench.fills(AttentionSide::Difference, 16));
        QVERIFY(bench.opens(AttentionSide::Difference));
        const auto tokens = int(code.size());
        const auto wanted = difference(fakeMap(tokens, 0, 0, 0), fakeMap(tokens, 0, 0, 3));
        const HeadMap map = bench.session->map(AttentionSide::Difference);
        QVERIFY(map.isDifference());
        QVERIFY(isMap(map, wanted));
        const HeadThumbnail *thumbnail =
            bench.session->thumbnail(AttentionSide::Difference, {0, 0});
        QVERIFY(thumbnail && thumbnail->isDifference);
        QCOMPARE(thumbnail->cells, tokens);
        for (int i = 0; i < tokens * tokens; ++i)
            QVERIFY(std::abs(thumbnail->value(i / tokens, i % tokens) - wanted[std::size_t(i)]) <=
                    thumbnail->scale / 250);
        QVERIFY(bench.measures(u"change"_s, 16));
        double change = 0;
        for (std::size_t i = std::size_t(tokens); i < wanted.size(); ++i)
            change += std::abs(static_cast<double>(wanted[i])) / 2;
        QVERIFY(std::abs(static_cast<double>(bench.session->scores().value(
                             {0, 0}, attentionScoreIndex(u"change"_s))) -
                         change / (tokens - 1)) < 1e-5);

        bench.session->swapCheckpoints();
        QVERIFY(bench.opens(AttentionSide::Difference));
        QVERIFY(isMap(bench.session->map(AttentionSide::First), fakeMap(tokens, 0, 0, 3)));
        QVERIFY(isMap(bench.session->map(AttentionSide::Difference),
                      difference(fakeMap(tokens, 0, 0, 3), fakeMap(tokens, 0, 0, 0))));

        bench.session->setCheckpoint(AttentionSide::Second, {});
        QVERIFY(bench.session->map(AttentionSide::Difference).isNull());
        QVERIFY(
            std::isnan(bench.session->scores().value({0, 0}, attentionScoreIndex(u"change"_s))));
    }

    void whatCannotBeComparedSaysWhy()
    {
        Bench bench;
        bench.look({});
        QVERIFY(bench.reaches(AttentionState::Ready));
        bench.compareWith({{u"layers"_s, 2}});
        QVERIFY(bench.reaches(AttentionState::Ready, AttentionSide::Second));
        QVERIFY(bench.session->differenceProblem().contains(u"4 layers"));
        bench.session->setCheckpoint(
            AttentionSide::Second, bench.disk.make(u"foreign"_s, {{u"tokenizer"_s, u"another"_s}}));
        QVERIFY(bench.reaches(AttentionState::Failed, AttentionSide::Second));
        QVERIFY(bench.session->capture(AttentionSide::Second).sentence.contains(u"tokenizer"));
        QVERIFY(bench.session->differenceProblem().contains(u"tokenizer"));
        QVERIFY(bench.reaches(AttentionState::Ready)); // the first one does not mind
    }

    void scoresAreMeasuredOnTheTextAndOnRepeatedTokens()
    {
        Bench bench;
        bench.look({});
        QVERIFY(bench.measures(u"previous"_s, 16));
        QVERIFY(bench.measures(u"induction_random"_s, 16));
        HeadScoreModel &scores = bench.session->scores();
        const auto tokens = int(code.size());
        const auto map = fakeMap(tokens, 2, 3, 0);
        double previous = 0;
        for (int i = 1; i < tokens; ++i)
            previous +=
                static_cast<double>(map[std::size_t(i) * std::size_t(tokens) + std::size_t(i - 1)]);
        const float seen = scores.value({2, 3}, attentionScoreIndex(u"previous"_s));
        QVERIFY(std::abs(static_cast<double>(seen) - previous / (tokens - 1)) < 1e-5);
        // ")" in line 2 at byte 22 closes "(" at 20, the one in line 1 at 7 that at 5.
        const int bracket = attentionScoreIndex(u"bracket"_s);
        QVERIFY2(scores.problem(bracket).isEmpty(), qPrintable(scores.problem(bracket)));
        const auto open1 = int(code.indexOf(u'(')), close1 = int(code.indexOf(u')'));
        const auto open2 = int(code.lastIndexOf(u'(')), close2 = int(code.lastIndexOf(u')'));
        const float wanted = (map[std::size_t(close1 * tokens + open1)] +
                              map[std::size_t(close2 * tokens + open2)]) /
                             2;
        QVERIFY(std::abs(scores.value({2, 3}, bracket) - wanted) < 1e-6F);
        QVERIFY(!scores.problem(attentionScoreIndex(u"docstring"_s)).isEmpty()); // there is none
        QVERIFY(bench.session->scoresFact().contains(u"16 head"));
        QVERIFY(bench.session->scoresFact().contains(u"128"));
        // The capture of random tokens is not kept.
        QVERIFY(QTest::qWaitFor(
            [&] {
                const auto asked = bench.disk.asked();
                return std::any_of(asked.begin(), asked.end(), [](const QJsonObject &line) {
                    return line[u"method"].toString() == u"DELETE";
                });
            },
            patience));
    }

    void codeThatIsNoPythonHasNoCodeScores()
    {
        Bench bench;
        bench.look({}, u"def f(:\n  return\n"_s);
        QVERIFY(bench.measures(u"entropy"_s, 16));
        HeadScoreModel &scores = bench.session->scores();
        for (const auto &key : {u"bracket"_s, u"definition"_s, u"return"_s, u"indentation"_s}) {
            const int score = attentionScoreIndex(key);
            QVERIFY(scores.problem(score).contains(u"not Python"));
            QCOMPARE(scores.measured(score), 0);
        }
    }

    void oneTokenHasAMapAndNoScores()
    {
        Bench bench;
        bench.look({}, u"x"_s);
        QVERIFY(bench.fills(AttentionSide::First, 16));
        QVERIFY(bench.opens(AttentionSide::First));
        QCOMPARE(bench.session->map(AttentionSide::First).value(0, 0), 1.0F);
        QVERIFY(bench.measures(u"induction_random"_s, 16));
        QCOMPARE(bench.session->scores().measured(attentionScoreIndex(u"previous"_s)), 0);
        QCOMPARE(bench.session->thumbnail(AttentionSide::First, {0, 0})->cells, 1);
    }

    void weightsThatAreNoNumbersAreShownAsSuch()
    {
        Bench bench;
        bench.look({{u"nan_head"_s, QJsonArray{1, 1}}});
        QVERIFY(bench.fills(AttentionSide::First, 16));
        QVERIFY(bench.session->thumbnail(AttentionSide::First, {1, 1})->hasNan);
        QVERIFY(!bench.session->thumbnail(AttentionSide::First, {1, 0})->hasNan);
        bench.session->selectHead({1, 1});
        QVERIFY(bench.opens(AttentionSide::First));
        QVERIFY(!bench.session->map(AttentionSide::First).isFinite());
        QVERIFY(bench.measures(u"sink"_s, 15));             // of that head there is none
        QVERIFY(bench.measures(u"induction_random"_s, 16)); // which looks elsewhere
    }

    void whatTheEngineRefusesIsSaid()
    {
        Bench bench;
        QVERIFY(!bench.session->promptProblem().isEmpty());
        bench.look({{u"context"_s, 10}});
        QVERIFY(bench.reaches(AttentionState::Failed));
        QVERIFY(bench.session->capture(AttentionSide::First)
                    .sentence.contains(u"the context holds 10"));
        bench.session->setPrompt(promptOf(u"short"_s));
        QVERIFY(bench.reaches(AttentionState::Ready));
        bench.session->setPrompt(promptOf({}));
        QVERIFY(bench.session->promptProblem().contains(u"empty"));
        QVERIFY(bench.reaches(AttentionState::Empty));
        bench.session->setPrompt(promptOf(u"a\0b"_s));
        QVERIFY(bench.session->promptProblem().contains(u"NUL"));
        bench.session->setCheckpoint(AttentionSide::First, bench.disk.path(u"nowhere"_s));
        QVERIFY(bench.reaches(AttentionState::Failed));
        QVERIFY(bench.session->capture(AttentionSide::First).sentence.contains(u"not there"));
    }

    void aDroppedCaptureIsMadeAgainSilently()
    {
        Bench bench;
        QSignalSpy errors(bench.session.get(), &AttentionSession::errorOccurred);
        bench.look({{u"drop_at"_s, 1}, {u"layers"_s, 24}, {u"heads"_s, 16}});
        QVERIFY(bench.fills(AttentionSide::First, 24 * 16));
        QVERIFY(bench.measures(u"sink"_s, 24 * 16));
        QVERIFY2(errors.isEmpty(), qPrintable(errors.value(0).value(0).toString()));
        QVERIFY(bench.disk.asked(u"/v1/phi1/captures"_s).size() >= 2);
    }

    void whatCameStaysWhenTheEngineDies()
    {
        Bench bench;
        bench.session->setVisibleHeads({{0, 0}});
        const QJsonObject deadly{
            {u"tiles_die_at"_s, 2}, {u"layers"_s, 24}, {u"heads"_s, 32}, {u"tiles_ms"_s, 20}};
        bench.look(deadly);
        QVERIFY(bench.reaches(AttentionState::Failed));
        const int came = bench.session->thumbnailsReady(AttentionSide::First);
        QVERIFY(came > 0 && came < 24 * 32);
        QVERIFY(bench.session->capture(AttentionSide::First).sentence.contains(u"signal 9"));
        QVERIFY(bench.session->thumbnail(AttentionSide::First, {0, 0}));
        QVERIFY(!bench.session->tokens().isEmpty());
        // With another engine it goes on where it was.
        bench.disk.make(u"base"_s, {{u"layers"_s, 24}, {u"heads"_s, 32}});
        bench.session->restartEngine();
        QVERIFY(bench.fills(AttentionSide::First, 24 * 32));
        QVERIFY(bench.session->capture(AttentionSide::First).sentence.isEmpty());
    }

    void switchedOffHeadsAreHeldAgainstTheUntouchedModel()
    {
        Bench bench;
        bench.look({{u"text"_s, u" return value"_s}, {u"ablated_text"_s, u" return nothing"_s}});
        AttentionAblation &ablation = bench.session->ablation();
        QVERIFY(!ablation.problem().isEmpty());
        QVERIFY(bench.reaches(AttentionState::Ready));
        ablation.setWanted(true);
        ablation.toggle({1, 2});
        ablation.toggle({0, 1});
        QCOMPARE(ablation.heads(), (QVector<HeadKey>{{0, 1}, {1, 2}}));
        QVERIFY2(ablation.problem().isEmpty(), qPrintable(ablation.problem()));
        ablation.setMode(AttentionAblation::Mode::Mean);
        ablation.run(8);
        QVERIFY(QTest::qWaitFor([&] { return !ablation.isRunning(); }, patience));
        QCOMPARE(ablation.arm(AttentionAblation::Untouched).completion.text, u" return value"_s);
        QCOMPARE(ablation.arm(AttentionAblation::Ablated).completion.text, u" return nothing"_s);
        QCOMPARE(ablation.firstDifference(), 1);
        QVERIFY(QTest::qWaitFor([&] { return !std::isnan(ablation.divergence()); }, patience));
        const auto &top = ablation.arm(AttentionAblation::Ablated).top;
        QVERIFY(top.first().bytes.startsWith(" base-ablated"));
        QCOMPARE(ablation.position(), int(code.size()) - 1);
        for (const QJsonObject &line : bench.disk.asked(u"/v1/phi1/models"_s)) {
            const QJsonObject ablate = line[u"body"][u"ablate"].toObject();
            if (!ablate.isEmpty()) {
                QCOMPARE(ablate[u"mode"].toString(), u"mean"_s);
                QCOMPARE(ablate[u"heads"].toArray().size(), 2);
            }
        }
        // Whatever becomes of the engine, what it said stays.
        ::kill(pid_t(bench.session->engine().process().processId()), SIGKILL);
        QVERIFY(bench.reaches(AttentionState::Failed));
        QCOMPARE(ablation.arm(AttentionAblation::Ablated).completion.text, u" return nothing"_s);
        QVERIFY(!ablation.problem().isEmpty());
        bench.session->restartEngine();
        QVERIFY(bench.reaches(AttentionState::Ready));
        QVERIFY(QTest::qWaitFor(
            [&] { return ablation.arm(AttentionAblation::Ablated).hasDistribution; }, patience));

        ablation.setHeads({{7, 7}});
        QVERIFY(ablation.problem().contains(u"7.7"));
        ablation.setHeads({});
        QVERIFY(ablation.problem().contains(u"All heads are on"));
        QCOMPARE(ablation.arm(AttentionAblation::Ablated).state, PaneState::Empty);
    }

    void lensAndRolloutFollowTheSelectedToken()
    {
        Bench bench;
        bench.look({});
        AttentionLens &lens = bench.session->lens();
        QVERIFY(bench.reaches(AttentionState::Ready));
        for (const QJsonObject &line : bench.disk.asked()) // nobody wanted it
            QVERIFY(!line[u"path"].toString().endsWith(u"/lens"));
        lens.setWanted(AttentionLens::Part::Lens, true);
        lens.setWanted(AttentionLens::Part::Rollout, true);
        bench.session->setToken(5, 3);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return lens.shownPosition(AttentionLens::Part::Lens) == 5 &&
                       lens.shownPosition(AttentionLens::Part::Rollout) == 5;
            },
            patience));
        QCOMPARE(lens.layers().size(), 5);
        QCOMPARE(lens.layers()[2].top.first().bytes, QByteArray(" 2/5"));
        QCOMPARE(lens.rolloutLayers(), 4);
        QCOMPARE(lens.rollout(3)[2], 1.0F);
        QVERIFY(lens.rollout(4).isEmpty());
    }

    void aRunIsMeasuredAlongItsCheckpoints()
    {
        Bench bench;
        const QString run = bench.makeRun(
            u"nano"_s, {{100, {}}, {200, {{u"shift"_s, 2}}}, {300, {{u"shift"_s, 5}}}});
        QVERIFY(QTest::qWaitFor([&] { return bench.session->catalogue().ofRun(run).size() == 3; },
                                patience));
        bench.session->setPrompt(promptOf(code));
        AttentionSeries &series = bench.session->series();
        const auto choices = bench.session->catalogue().ofRun(run);
        bench.session->setCheckpoint(AttentionSide::First, choices[1].path);
        series.start(run, promptOf(code), PaneDtype::Auto, false);
        QCOMPARE(series.selected(), 1); // the one that is looked at
        QCOMPARE(series.points()[1].state, AttentionSeriesPoint::State::Loading);
        bench.session->setCheckpoint(AttentionSide::First, choices[2].path);
        QCOMPARE(series.selected(), 2);
        QVERIFY(QTest::qWaitFor([&] { return !series.isRunning(); }, patience));
        QCOMPARE(series.done(), 3);
        QCOMPARE(series.steps(), (QVector<double>{100, 200, 300}));
        const int sink = attentionScoreIndex(u"sink"_s);
        const auto values = series.values({1, 1}, sink);
        const auto tokens = int(code.size());
        for (int point = 0; point < 3; ++point) {
            const auto map = fakeMap(tokens, 1, 1, QVector<int>{0, 2, 5}[point]);
            double sum = 0;
            for (int i = 1; i < tokens; ++i)
                sum += static_cast<double>(map[std::size_t(i * tokens)]);
            QVERIFY(std::abs(values[point] - sum / (tokens - 1)) < 1e-5);
        }
        QVERIFY(!std::isnan(series.values({0, 0}, attentionScoreIndex(u"induction_random"_s))[1]));
        // The slider opens a checkpoint.
        series.select(0);
        QCOMPARE(bench.session->capture(AttentionSide::First).facts.checkpoint.step, 100);
        // What was measured is remembered.
        series.close();
        series.start(run, promptOf(code), PaneDtype::Auto, false);
        QCOMPARE(series.done(), 3);
        QVERIFY(!series.isRunning());
    }

    void aSeriesCanBeStopped()
    {
        Bench bench;
        const QString run = bench.makeRun(
            u"nano"_s, {{100, {{u"tiles_ms"_s, 300}}}, {200, {{u"tiles_ms"_s, 300}}}});
        QVERIFY(QTest::qWaitFor([&] { return bench.session->catalogue().ofRun(run).size() == 2; },
                                patience));
        AttentionSeries &series = bench.session->series();
        series.start(run, promptOf(code), PaneDtype::Auto, false);
        QVERIFY(QTest::qWaitFor(
            [&] { return series.points()[1].state == AttentionSeriesPoint::State::Measuring; },
            patience));
        series.stop();
        QVERIFY(!series.isRunning());
        QCOMPARE(series.points()[0].state, AttentionSeriesPoint::State::Missing);
        QCOMPARE(series.points()[1].state, AttentionSeriesPoint::State::Missing);
    }

    void probesOfARunAreReadWhileItTrains()
    {
        Bench bench;
        const QString run = bench.makeRun(u"live"_s, {});
        AttentionProbe probe;
        probe.step = 100;
        probe.layers = 1;
        probe.heads = 2;
        probe.pinned = {{0, 1}};
        ProbedPrompt prompt;
        prompt.text = "ab\nc";
        prompt.ids = {1, 2, 3};
        prompt.lengths = {2, 1, 1};
        prompt.cells = 4;
        prompt.block = 1;
        prompt.thumbnails.assign(2 * 16, 0);
        prompt.thumbnails[16 + 4] = 255; // head 1, query 1, key 0
        prompt.scores.assign(2 * headScoreCount, NAN);
        prompt.scores[headScoreCount] = 0.25F; // "previous" of head 1
        for (const float value : {1.0F, 0.0F, 0.0F, 0.5F, 0.5F, 0.0F, 0.25F, 0.25F, 0.5F})
            prompt.maps.push_back(halfOf(value));
        probe.prompts = {prompt};
        QVERIFY(writeProbe(run.toStdString(), probe));

        AttentionProbes &probes = bench.session->probes();
        QSignalSpy shown(&probes, &AttentionProbes::shownChanged);
        probes.follow(run);
        QVERIFY(QTest::qWaitFor([&] { return probes.thumbnail({0, 1}) != nullptr; }, patience));
        QCOMPARE(probes.thumbnail({0, 1})->cells, 3);
        QCOMPARE(probes.thumbnail({0, 1})->value(1, 0), 1.0F);
        QCOMPARE(probes.map({0, 1}).value(2, 2), 0.5F);
        QVERIFY(probes.map({0, 0}).isNull());
        QCOMPARE(probes.prompts().first().tokens[2].line, 2);
        QCOMPARE(probes.prompts().first().tokens[1].bytes, QByteArray("\n"));
        QCOMPARE(probes.values({0, 1}, 0), QVector<double>{0.25});

        probe.step = 200;
        probe.prompts[0].scores[headScoreCount] = 0.75F;
        QVERIFY(writeProbe(run.toStdString(), probe));
        QVERIFY(QTest::qWaitFor([&] { return probes.steps().size() == 2; }, patience));
        QCOMPARE(probes.selected(), 1); // the newest
        QCOMPARE(probes.values({0, 1}, 0), (QVector<double>{0.25, 0.75}));
        QCOMPARE(probes.scores()[1].values[0], 0.75F);
        probes.select(0);
        QCOMPARE(probes.scores()[1].values[0], 0.25F);
        probes.follow({});
        QVERIFY(probes.isEmpty());
        QVERIFY(!probes.thumbnail({0, 1}));
    }

    void completionsAndSamplesArePrompts()
    {
        Bench bench;
        CompareStore store(bench.path());
        ComparisonRecord record;
        record.title = "means";
        record.prompt = "def mean(values):\n";
        PaneRecord pane;
        pane.modelName = "base";
        pane.step = 300;
        pane.completions = {{.id = 0, .text = "    return 1\n"}, {.id = 1, .text = ""}};
        record.panes = {pane, pane};
        record.panes[1].completions[0].text = "    return 2\n";
        qint64 id = 0;
        store.change<std::int64_t>(
            &store, [record](ComparisonStore &kept) { return kept.save(record); },
            [&id](const Result<std::int64_t> &saved) { id = saved.value_or(-1); });
        QVERIFY(QTest::qWaitFor([&] { return id != 0; }, patience));
        AttentionPrompts &prompts = bench.session->prompts();
        QSignalSpy completions(&prompts, &AttentionPrompts::completionsLoaded);
        QSignalSpy failed(&prompts, &AttentionPrompts::failed);
        const quint64 request = prompts.requestCompletions(id);
        QVERIFY(QTest::qWaitFor([&] { return completions.size() == 1; }, patience));
        QCOMPARE(completions[0][0].toULongLong(), request);
        const auto list = completions[0][1].value<QVector<AttentionPrompt>>();
        QCOMPARE(list.size(), 2); // what is empty is none
        QCOMPARE(list[1].text, u"def mean(values):\n    return 2\n"_s);
        QCOMPARE(list[1].source, AttentionPrompt::Source::Completion);
        QCOMPARE(list[1].record, id);
        QCOMPARE(list[1].title, u"means, completed by base"_s);
        prompts.requestCompletions(9999);
        QVERIFY(QTest::qWaitFor([&] { return failed.size() == 1; }, patience));

        // `phi1 batch` is the fake worker's.
        WorkspaceSession workspace(bench.path(), QStringLiteral(PHI1_FAKE_WORKER));
        workspace.open();
        AttentionPrompts samples(workspace, store);
        QSignalSpy loaded(&samples, &AttentionPrompts::samplesLoaded);
        QSignalSpy refused(&samples, &AttentionPrompts::failed);
        const QString run = bench.makeRun(u"nano"_s, {});
        samples.requestSamples(run, 6);
        const quint64 newest = samples.requestSamples(run, 77);
        QVERIFY(QTest::qWaitFor([&] { return loaded.size() == 1; }, patience));
        QCOMPARE(loaded[0][0].toULongLong(), newest);
        const auto documents = loaded[0][1].value<QVector<AttentionPrompt>>();
        QCOMPARE(documents.size(), 2); // what is empty is none
        QCOMPARE(documents[1].text, u"x = 1\n"_s);
        QCOMPARE(documents[1].document, 6);
        QCOMPARE(documents[0].title, u"Document 3, step 77"_s);
        QCOMPARE(documents[1].title, u"Document 6, step 77, its beginning"_s);
        QCOMPARE(documents[1].source, AttentionPrompt::Source::Sample);
        QCOMPARE(documents[1].id, run);
        QCOMPARE(documents[1].step, 77);
        samples.requestSamples(run, 700);
        QVERIFY(QTest::qWaitFor([&] { return refused.size() == 1; }, patience));
        QVERIFY(refused[0][1].toString().contains(u"700"));
    }

    void numbersCanBeTakenAlong()
    {
        Bench bench;
        bench.look({});
        QVERIFY(bench.measures(u"induction_random"_s, 16));
        QVERIFY(bench.opens(AttentionSide::First));
        QSignalSpy exported(bench.session.get(), &AttentionSession::exported);
        const auto fetch = [&](AttentionSession::Export what, const QString &format) {
            exported.clear();
            const quint64 request = bench.session->requestExport(what, format);
            if (!QTest::qWaitFor([&] { return !exported.isEmpty(); }, patience) ||
                exported.first().first().toULongLong() != request)
                return QByteArray();
            return exported.first()[1].toByteArray();
        };
        const QByteArray map = fetch(AttentionSession::Export::Map, u"safetensors"_s);
        const auto file = readSafetensors(
            std::string_view(map.constData(), std::size_t(map.size())), "the export");
        QVERIFY(file);
        const auto tokens = std::int64_t(code.size());
        QCOMPARE(file->arrays.at("map").shape, (std::vector{tokens, tokens}));
        QVERIFY(file->arrays.at("map").floats() == fakeMap(int(tokens), 0, 0, 0));
        const QJsonObject facts =
            QJsonDocument::fromJson(QByteArray::fromStdString(file->metadata.at("provenance")))
                .object();
        QCOMPARE(facts[u"checkpoint"][u"fingerprint"].toString(), u"f-base"_s);
        QCOMPARE(facts[u"prompt"][u"text"].toString(), code);
        QCOMPARE(facts[u"prompt"][u"ids"].toArray().size(), tokens);

        QVERIFY(fetch(AttentionSession::Export::Map, u"npy"_s).startsWith("\x93NUMPY"));
        const QByteArray csv = fetch(AttentionSession::Export::Scores, u"csv"_s);
        QCOMPARE(csv.count('\n'), 17);
        QVERIFY(csv.startsWith("layer,head,previous,induction,"));
        QVERIFY(!csv.contains("nan"));
        const QByteArray json = fetch(AttentionSession::Export::Scores, u"json"_s);
        QCOMPARE(QJsonDocument::fromJson(json)[u"scores"].toArray().size(), 16);
        QVERIFY(!fetch(AttentionSession::Export::Thumbnails, u"npy"_s).isEmpty());

        QSignalSpy errors(bench.session.get(), &AttentionSession::errorOccurred);
        bench.session->requestExport(AttentionSession::Export::Difference, u"safetensors"_s);
        QVERIFY(QTest::qWaitFor([&] { return errors.size() == 1; }, patience));
        QVERIFY(errors.first().first().toString().contains(u"second checkpoint"));
    }

    void aPageComesBackAsItWas()
    {
        Bench bench;
        bench.look({});
        QVERIFY(bench.reaches(AttentionState::Ready));
        bench.session->selectHead({2, 1});
        bench.session->setWithoutFirst(true);
        bench.session->setPooling(AttentionPooling::Mean);
        bench.session->setMarkedHeads({{0, 3}});
        const QVariantMap state = bench.session->state();
        bench.session.reset();
        bench.session = std::make_unique<AttentionSession>(*bench.workspace);
        bench.session->restoreState(state);
        QVERIFY(bench.opens(AttentionSide::First));
        QCOMPARE(bench.session->selection().head, (HeadKey{2, 1}));
        QCOMPARE(bench.session->pooling(), AttentionPooling::Mean);
        QVERIFY(bench.session->isWithoutFirst());
        QCOMPARE(bench.session->prompt().text, code);
        QCOMPARE(bench.session->state(), state);
        // Whatever stands in a damaged state, nothing breaks.
        bench.session->restoreState({{u"pooling"_s, 77},
                                     {u"sides"_s, QVariantList{-4}},
                                     {u"head"_s, u"x"_s},
                                     {u"marked"_s, 3}});
        QCOMPARE(bench.session->pooling(), AttentionPooling::Entropy);
    }

    void theWindowIsNotHeldUp()
    {
        Bench bench;
        bench.session->setThumbnailSides({AttentionSide::First, AttentionSide::Difference});
        QString text;
        while (text.size() < 600)
            text += code;
        bench.look({{u"layers"_s, 6}, {u"heads"_s, 8}}, text);
        bench.compareWith({{u"layers"_s, 6}, {u"heads"_s, 8}, {u"shift"_s, 1}});
        StallMeter meter;
        QVERIFY(bench.measures(u"change"_s, 48));
        QVERIFY(bench.opens(AttentionSide::Difference));
        qInfo("longest stall %lld ms, longest work %lld ms", meter.longest(), meter.longestWork());
        QVERIFY(meter.longestWork() < 100);
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestAttentionSession)
#include "tst_attention_session.moc"
