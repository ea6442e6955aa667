// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attention/array_file.h"
#include "core/base/files.h"
#include "tests/views/state/session_fixture.h"
#include "views/state/attention_ablation.h"
#include "views/state/attention_lens.h"
#include "views/state/attention_session.h"
#include "views/state/engine_hub.h"
#include "views/state/head_score_model.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <csignal>

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

constexpr int patience = 60000; // ms: the machine may be busy with other tests
constexpr float tolerance = 1e-5F;

QString dataFile(const QString &name)
{
    return QStringLiteral(PHI1_TEST_DATA) % u"/checkpoints/" % name;
}

/// What transformers computed for a prompt, see tests/data/checkpoints/ORIGIN.md.
struct Reference {
    QString text;
    QVector<qint32> ids;
    std::vector<std::vector<float>> layers; ///< [L][H, T, T]

    const float *map(int layer, int head) const
    {
        return layers[std::size_t(layer)].data() + head * ids.size() * ids.size();
    }
};

Reference reference()
{
    Reference result;
    QFile facts(dataFile(u"ref/tinyA-hf-fp32.json"_s));
    if (!facts.open(QIODevice::ReadOnly))
        qFatal("no reference");
    const QJsonObject prompts =
        QJsonDocument::fromJson(facts.readAll()).object()[u"prompts"].toObject();
    const auto file =
        readFile(dataFile(u"ref/tinyA-hf-fp32.safetensors"_s).toStdString(), 1u << 30);
    const auto arrays = readSafetensors(*file, "the reference");
    for (const QString &name : prompts.keys()) {
        const auto key = [&](int layer) {
            return QString(name + QStringLiteral(".block%1.attn_probs").arg(layer)).toStdString();
        };
        if (!arrays->arrays.contains(key(0)))
            continue;
        result.text = prompts[name][u"text"].toString();
        for (const QJsonValue &id : prompts[name][u"ids"].toArray())
            result.ids += id.toInt();
        for (int layer = 0; layer < 2; ++layer)
            result.layers.push_back(arrays->arrays.at(key(layer)).floats());
        return result;
    }
    qFatal("no attention in the reference");
}

} // namespace

/// The session and `phi1 serve` itself, over checkpoints of a few kilobytes.
class TestAttentionReal final : public QObject
{
    Q_OBJECT

    static QString program()
    {
        return qEnvironmentVariable("PHI1_PROGRAM", QStringLiteral(PHI1_PROGRAM));
    }
    bool reaches(AttentionState state, AttentionSide side = AttentionSide::First) const
    {
        return QTest::qWaitFor([&] { return m_session->capture(side).state == state; }, patience);
    }
    bool opens(AttentionSide side) const
    {
        return QTest::qWaitFor([&] { return !m_session->map(side).isNull(); }, patience);
    }
    bool fills(AttentionSide side, int count) const
    {
        return QTest::qWaitFor([&] { return m_session->thumbnailsReady(side) == count; }, patience);
    }
    bool measures(const QString &score, int count) const
    {
        return QTest::qWaitFor(
            [&] { return m_session->scores().measured(attentionScoreIndex(score)) == count; },
            patience);
    }
    QString sentence() const { return m_session->capture(AttentionSide::First).sentence; }
    void look(const QString &checkpoint, const QString &text)
    {
        AttentionPrompt prompt;
        prompt.text = text;
        m_session->setDtype(AttentionSide::First, PaneDtype::Float32);
        m_session->setCheckpoint(AttentionSide::First, dataFile(checkpoint));
        m_session->setPrompt(prompt);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<WorkspaceSession> m_workspace;
    std::unique_ptr<AttentionSession> m_session;
    Reference m_reference;

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CACHE_HOME", m_folder.filePath(u"cache"_s).toUtf8());
        if (!QFileInfo::exists(program()))
            QSKIP("phi1 is not built");
        m_reference = reference();
    }
    void init()
    {
        m_workspace = std::make_unique<WorkspaceSession>(m_folder.filePath(u"w"_s), program());
        m_workspace->open();
        m_session = std::make_unique<AttentionSession>(*m_workspace);
    }
    void cleanup()
    {
        m_session.reset();
        m_workspace.reset();
    }

    void mapsAndThumbnailsAreTransformersOwn()
    {
        look(u"tinyA-hf-fp32"_s, m_reference.text);
        QVERIFY2(fills(AttentionSide::First, 8), qPrintable(sentence()));
        const auto tokens = int(m_reference.ids.size());
        QCOMPARE(m_session->tokens().size(), tokens);
        for (int i = 0; i < tokens; ++i)
            QCOMPARE(m_session->tokens()[i].id, m_reference.ids[i]);
        QCOMPARE(m_session->text(), m_reference.text.toUtf8());
        for (int n = 0; n < 8; ++n) {
            const HeadKey key{n / 4, n % 4};
            m_session->selectHead(key);
            QVERIFY(opens(AttentionSide::First));
            const HeadMap map = m_session->map(AttentionSide::First);
            const float *wanted = m_reference.map(key.layer, key.head);
            for (int i = 0; i < tokens; ++i) {
                QVERIFY(std::abs(map.rowSum(i) - 1) < tolerance);
                for (int j = 0; j < tokens; ++j) {
                    QVERIFY(std::abs(map.value(i, j) - wanted[i * tokens + j]) < tolerance);
                    QVERIFY(j <= i || map.value(i, j) == 0.0F);
                }
            }
            const HeadThumbnail *thumbnail = m_session->thumbnail(AttentionSide::First, key);
            QVERIFY(thumbnail);
            const int block = 1 << thumbnail->level;
            for (int r = 0; r < thumbnail->cells; ++r) {
                for (int c = 0; c < thumbnail->cells; ++c) {
                    float most = 0;
                    for (int i = r * block; i < std::min((r + 1) * block, tokens); ++i) {
                        for (int j = c * block; j < std::min((c + 1) * block, tokens); ++j)
                            most = std::max(most, map.value(i, j));
                    }
                    QVERIFY(std::abs(thumbnail->value(r, c) - most) <= 0.03F * most + 1e-6F);
                }
            }
        }
    }

    void scoresAreThoseOfTheMaps()
    {
        look(u"tinyA-hf-fp32"_s, m_reference.text);
        QVERIFY2(measures(u"induction_random"_s, 8), qPrintable(sentence()));
        QVERIFY(measures(u"sink"_s, 8));
        const auto tokens = int(m_reference.ids.size());
        for (int n = 0; n < 8; ++n) {
            const float *map = m_reference.map(n / 4, n % 4);
            double previous = 0, sink = 0, entropy = 0;
            for (int i = 1; i < tokens; ++i) {
                previous += static_cast<double>(map[i * tokens + i - 1]);
                sink += static_cast<double>(map[i * tokens]);
                for (int j = 0; j <= i; ++j) {
                    const auto p = static_cast<double>(map[i * tokens + j]);
                    entropy -= p > 0 ? p * std::log2(p) : 0;
                }
            }
            const auto seen = [&](const QString &score) {
                return static_cast<double>(
                    m_session->scores().value({n / 4, n % 4}, attentionScoreIndex(score)));
            };
            QVERIFY(std::abs(seen(u"previous"_s) - previous / (tokens - 1)) < 1e-5);
            QVERIFY(std::abs(seen(u"sink"_s) - sink / (tokens - 1)) < 1e-5);
            QVERIFY(std::abs(seen(u"entropy"_s) - entropy / (tokens - 1)) < 1e-4);
        }
    }

    void twoCheckpointsDiffer()
    {
        m_session->setThumbnailSides({AttentionSide::First, AttentionSide::Difference});
        look(u"tinyA-hf-fp32"_s, m_reference.text);
        m_session->setDtype(AttentionSide::Second, PaneDtype::Float32);
        m_session->setCheckpoint(AttentionSide::Second, dataFile(u"tinyA-hf-fp16"_s));
        QVERIFY2(fills(AttentionSide::Difference, 8), qPrintable(sentence()));
        QVERIFY(opens(AttentionSide::Difference));
        QVERIFY(measures(u"change"_s, 8));
        // The second one is the first, rounded to float16.
        const HeadMap difference = m_session->map(AttentionSide::Difference);
        QVERIFY(difference.largest() > 0 && difference.largest() < 0.01F);
        const float change = m_session->scores().value({0, 0}, attentionScoreIndex(u"change"_s));
        QVERIFY(change > 0 && change < 0.01F);
    }

    void headsAreSwitchedOffAndLayersLookedInto()
    {
        look(u"tinyA-hf-fp32"_s, m_reference.text);
        QVERIFY2(reaches(AttentionState::Ready), qPrintable(sentence()));
        AttentionAblation &ablation = m_session->ablation();
        ablation.setWanted(true);
        ablation.setHeads({{0, 1}, {1, 2}});
        for (const auto mode : {AttentionAblation::Mode::Zero, AttentionAblation::Mode::Mean}) {
            ablation.setMode(mode);
            ablation.run(6);
            QVERIFY(QTest::qWaitFor(
                [&] { return !ablation.isRunning() && !std::isnan(ablation.divergence()); },
                patience));
            for (const auto arm : {AttentionAblation::Untouched, AttentionAblation::Ablated})
                QVERIFY2(ablation.arm(arm).state == PaneState::Finished,
                         qPrintable(ablation.arm(arm).sentence));
            QVERIFY(ablation.divergence() > 0);
        }
        AttentionLens &lens = m_session->lens();
        lens.setWanted(AttentionLens::Part::Lens, true);
        lens.setWanted(AttentionLens::Part::Rollout, true);
        QVERIFY(QTest::qWaitFor(
            [&] {
                return lens.shownPosition(AttentionLens::Part::Lens) >= 0 &&
                       lens.shownPosition(AttentionLens::Part::Rollout) >= 0;
            },
            patience));
        QCOMPARE(lens.layers().size(), 3);
        // The last row is what the model says.
        const TokenChoice said = ablation.arm(AttentionAblation::Untouched).top.first();
        QCOMPARE(lens.layers().last().top.first().id, said.id);
        QVERIFY(std::abs(lens.layers().last().top.first().logProbability - said.logProbability) <
                1e-4F);
        QCOMPARE(lens.rolloutLayers(), 2);
        float sum = 0;
        for (const float share : lens.rollout(0))
            sum += share;
        QVERIFY(std::abs(sum - 1) < 1e-4F);
    }

    void aKilledEngineIsToldAndComesBack()
    {
        look(u"tinyA-hf-fp32"_s, m_reference.text);
        QVERIFY2(fills(AttentionSide::First, 8), qPrintable(sentence()));
        ::kill(pid_t(m_session->engine().process().processId()), SIGKILL);
        QVERIFY(reaches(AttentionState::Failed));
        QVERIFY(sentence().contains(u"signal 9"));
        QCOMPARE(m_session->thumbnailsReady(AttentionSide::First), 8);
        m_session->restartEngine();
        QVERIFY(reaches(AttentionState::Ready));
        m_session->selectHead({1, 3});
        QVERIFY(opens(AttentionSide::First));
    }

    void badPromptsAreRefusedInASentence()
    {
        look(u"tinyA-hf-fp32"_s, u"a b c d e f g h "_s.repeated(2000));
        QVERIFY(reaches(AttentionState::Failed));
        QVERIFY2(sentence().contains(u"context"), qPrintable(sentence()));
        look(u"tinyA-mixformer-bin"_s, u"x"_s); // its folder has no weights
        QVERIFY(reaches(AttentionState::Failed));
        QVERIFY(sentence().size() > 20);
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestAttentionReal)
#include "tst_attention_real.moc"
