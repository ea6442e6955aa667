// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/state/session_fixture.h"
#include "views/state/compare_session.h"
#include "views/state/engine_hub.h"

#include <QFileInfo>

#include <cmath>
#include <csignal>
#include <optional>

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

constexpr int patience = 60000; // ms: the machine may be busy with other tests

} // namespace

/// The session and `phi1 serve` itself, over checkpoints of a few kilobytes.
class TestCompareReal : public QObject
{
    Q_OBJECT

    static QString program()
    {
        return qEnvironmentVariable("PHI1_PROGRAM", QStringLiteral(PHI1_PROGRAM));
    }
    static QString checkpoint(const QString &name)
    {
        return QStringLiteral(PHI1_TEST_DATA) % u"/checkpoints/" % name;
    }
    QString text(int pane) const
    {
        const PaneCompletion *shown = m_session->pane(pane).currentCompletion();
        return shown ? shown->text : QString();
    }
    bool settles() const
    {
        return QTest::qWaitFor([&] { return !m_session->isRunning(); }, patience);
    }
    QString states() const
    {
        return m_session->pane(0).sentence % u" | " % m_session->pane(1).sentence;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<WorkspaceSession> m_workspace;
    std::unique_ptr<CompareSession> m_session;

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
        m_workspace->open();
        m_session = std::make_unique<CompareSession>(*m_workspace);
        m_session->setPrompt(u"def add(a, b):\n"_s);
        CompareSampling sampling;
        sampling.maxTokens = 24;
        sampling.stopAtEnd = false;
        m_session->setSampling(sampling);
    }
    void cleanup()
    {
        m_session.reset();
        m_workspace.reset();
    }

    void twoCheckpointsWriteWhatTheyWriteAlways()
    {
        m_session->setCheckpoint(0, checkpoint(u"tinyA-hf-fp32"_s));
        m_session->setCheckpoint(1, checkpoint(u"tinyB-hf-fp16"_s));
        m_session->run();
        QVERIFY(m_session->isRunning());
        QVERIFY(settles());
        for (int i = 0; i < 2; ++i) {
            const ComparePane &pane = m_session->pane(i);
            QVERIFY2(pane.state == PaneState::Finished, qPrintable(states()));
            const PaneCompletion &shown = *pane.currentCompletion();
            QCOMPARE(shown.tokens.size(), 24);
            QCOMPARE(shown.finish, u"length"_s);
            QCOMPARE(shown.seed, 17u);
            QVERIFY(shown.firstTokenSeconds >= 0.0);
            QVERIFY(shown.promptTokens > 0);
            QCOMPARE(pane.facts.device, u"cpu"_s);
            QVERIFY(!pane.facts.dtype.isEmpty());
            QVERIFY(pane.facts.memoryBytes > 0);
            for (const ViewToken &token : shown.tokens) {
                QCOMPARE(token.top.size(), 10);
                // Greedy: the token is the first of its list.
                QCOMPARE(token.id, token.top[0].id);
                QCOMPARE(token.logProbability, token.top[0].logProbability);
                QVERIFY(token.top[0].logProbability >= token.top[9].logProbability);
            }
        }
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->pane(0).facts.fingerprint.isEmpty() &&
                                     !m_session->pane(1).facts.fingerprint.isEmpty(),
                                 patience);
        QVERIFY(m_session->pane(0).facts.fingerprint != m_session->pane(1).facts.fingerprint);
        QVERIFY(m_session->weightsWarning().isEmpty());
        const QString first = text(0);
        const QString second = text(1);
        m_session->run();
        QVERIFY(settles());
        QCOMPARE(text(0), first);
        QCOMPARE(text(1), second);
    }

    void aPlaceIsTheSameHoweverItIsAskedFor()
    {
        m_session->setCheckpoint(0, checkpoint(u"tinyA-hf-fp32"_s));
        m_session->setCheckpoint(1, checkpoint(u"tinyA-hf-fp32"_s));
        m_session->setDtype(1, PaneDtype::Int8);
        m_session->run();
        QVERIFY(settles());
        QVERIFY2(m_session->pane(1).state == PaneState::Finished, qPrintable(states()));
        QCOMPARE(m_session->pane(1).facts.dtype, u"int8"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->weightsWarning().contains(u"same weights"), patience);
        // A branch that forces what was chosen anyway goes on as before: the logits after it came
        // from a prefill then, from single steps now.
        const PaneCompletion root = *m_session->pane(0).currentCompletion();
        m_session->branch(0, 5, root.tokens[5].id);
        QVERIFY(settles());
        const PaneCompletion same = *m_session->pane(0).currentCompletion();
        QCOMPARE(same.parent, root.id);
        QCOMPARE(same.text, root.text);
        for (int i = 0; i < root.tokens.size(); ++i) {
            QCOMPARE(same.tokens[i].id, root.tokens[i].id);
            QCOMPARE(same.tokens[i].logProbability, root.tokens[i].logProbability);
        }
        // Another token leads elsewhere, and the engine says what it would have said in its place.
        m_session->showCompletion(0, root.id);
        m_session->branch(0, 5, root.tokens[5].top[1].id);
        QVERIFY(settles());
        const PaneCompletion other = *m_session->pane(0).currentCompletion();
        QCOMPARE(other.tokens[5].id, root.tokens[5].top[1].id);
        QCOMPARE(other.tokens[5].bytes, root.tokens[5].top[1].bytes);
        QCOMPARE(other.tokens[5].top, root.tokens[5].top);
        std::optional<TokenDistribution> last;
        connect(m_session.get(), &CompareSession::distributionChanged, m_session.get(),
                [&](const TokenDistribution &distribution) { last = distribution; });
        const quint64 request =
            m_session->requestDistribution(0, static_cast<int>(other.tokens.size()));
        QTRY_VERIFY_WITH_TIMEOUT(last && last->request == request && last->isComplete(), patience);
        QCOMPARE(last->panes[0].state, PaneDistribution::State::Known);
        QCOMPARE(last->panes[1].state, PaneDistribution::State::Known);
        QCOMPARE(last->panes[0].top.size(), 10);
        QVERIFY(last->panes[0].entropy > 0.0);
    }

    void seedsDrawTheSameAgain()
    {
        m_session->setCheckpoint(0, checkpoint(u"tinyA-hf-fp32"_s));
        CompareSampling sampling = m_session->sampling();
        sampling.temperature = 1.0;
        sampling.samples = 3;
        m_session->setSampling(sampling);
        m_session->run();
        QVERIFY(settles());
        QVERIFY2(m_session->pane(0).state == PaneState::Finished, qPrintable(states()));
        QStringList texts;
        for (const PaneCompletion &each : m_session->pane(0).completions)
            texts += each.text;
        QCOMPARE(texts.size(), 3);
        QVERIFY(texts[0] != texts[1]);
        m_session->run();
        QVERIFY(settles());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(m_session->pane(0).completions[i].text, texts[i]);
        m_session->regenerate();
        QVERIFY(settles());
        QVERIFY(m_session->pane(0).completions[0].text != texts[0]);
    }

    void saysWhatTheEngineSays()
    {
        m_session->setCheckpoint(0, m_folder.filePath(u"not-there"_s));
        m_session->setCheckpoint(1, checkpoint(u"tinyA-hf-fp32"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_session->pane(0).state, PaneState::Failed, patience);
        QVERIFY2(m_session->pane(0).sentence.contains(u"not-there"),
                 qPrintable(m_session->pane(0).sentence));
        QTRY_COMPARE_WITH_TIMEOUT(m_session->pane(1).state, PaneState::Ready, patience);
        m_session->setPrompt(u"x = 1\n"_s.repeated(2000));
        QTRY_VERIFY_WITH_TIMEOUT(m_session->runProblem().contains(u"tokens, the context holds"),
                                 patience);
    }

    void keepsWhatCameWhenTheEngineIsKilled()
    {
        m_session->setCheckpoint(0, checkpoint(u"tinyA-hf-fp32"_s));
        m_session->setCheckpoint(1, checkpoint(u"tinyB-hf-fp16"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_session->pane(0).state, PaneState::Ready, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_session->pane(1).state, PaneState::Ready, patience);
        CompareSampling sampling = m_session->sampling();
        sampling.maxTokens = 100000;
        m_session->setSampling(sampling);
        bool killed = false;
        connect(m_session.get(), &CompareSession::tokensAppended, m_session.get(), [&] {
            if (!std::exchange(killed, true))
                ::kill(pid_t(m_workspace->engine().process().processId()), SIGKILL);
        });
        m_session->run();
        QTRY_VERIFY_WITH_TIMEOUT(killed, patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_workspace->engine().process().state(),
                                  EngineProcess::State::Died, patience);
        QVERIFY(settles());
        int broken = 0;
        for (int i = 0; i < 2; ++i) {
            const ComparePane &pane = m_session->pane(i);
            if (pane.state == PaneState::Finished)
                continue; // it was through before: the context is short
            ++broken;
            QCOMPARE(pane.state, PaneState::Failed);
            QTRY_VERIFY_WITH_TIMEOUT(pane.sentence.contains(u"signal 9"), patience);
        }
        QVERIFY(m_session->pane(0).currentCompletion()->tokens.size() +
                    m_session->pane(1).currentCompletion()->tokens.size() >
                0);
        m_session->restartEngine();
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->pane(0).facts.modelId.isEmpty() &&
                                     !m_session->pane(1).facts.modelId.isEmpty(),
                                 patience);
        sampling.maxTokens = 4;
        m_session->setSampling(sampling);
        m_session->run();
        QVERIFY(settles());
        QVERIFY2(m_session->pane(0).state == PaneState::Finished, qPrintable(states()));
        qInfo("%d of 2 panes were broken off", broken);
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestCompareReal)
#include "tst_compare_real.moc"
