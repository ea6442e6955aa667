// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/attention/scores.h"
#include "tests/support/fake_attention.h"
#include "views/state/attention_types.h"
#include "views/state/engine_attention.h"
#include "views/state/head_map.h"
#include "views/state/head_score_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <stdexcept>

using namespace Qt::StringLiterals;

namespace phi1::test {

namespace {

HeadScores scoresWith(HeadKey key, int score, float value)
{
    HeadScores scores{key, QVector<float>(attentionScores().size(), NAN)};
    scores.values[score] = value;
    return scores;
}

} // namespace

class TestAttentionValues final : public QObject
{
    Q_OBJECT
private slots:
    void mapsKnowTheirSums()
    {
        const HeadMap map(3, {1, 0, 0, 0.25F, 0.75F, 0, 0.5F, 0.125F, 0.375F});
        QCOMPARE(map.tokens(), 3);
        QVERIFY(map.isFinite());
        QCOMPARE(map.rowSum(1), 1.0F);
        QCOMPARE(map.columnSum(0), 1.75F);
        QCOMPARE(map.columnSum(2), 0.375F);
        QCOMPARE(map.largest(), 1.0F);
        QCOMPARE(map.smallest(), 0.125F); // of the triangle: zeros beyond are none
        QCOMPARE(map.strongestKeys(2, 2), (std::vector<int>{0, 2}));
        QCOMPARE(map.strongestQueries(1, 9), (std::vector<int>{1, 2}));
        QVERIFY_EXCEPTION_THROWN(HeadMap(2, {1, 0, 0}), std::invalid_argument);
        QVERIFY(HeadMap().isNull());
        QCOMPARE(HeadMap().tokens(), 0);
    }

    void withoutTheFirstTokenRowsAddUpAgain()
    {
        const HeadMap map(3, {1, 0, 0, 0.25F, 0.75F, 0, 0.5F, 0.125F, 0.375F});
        const HeadMap without = map.withoutFirst();
        QCOMPARE(without.value(0, 0), 0.0F);
        QCOMPARE(without.rowSum(0), 0.0F); // it looked at token 0 alone
        QCOMPARE(without.value(1, 1), 1.0F);
        QCOMPARE(without.value(2, 1), 0.25F);
        QCOMPARE(without.value(2, 2), 0.75F);
        QCOMPARE(map.value(2, 0), 0.5F); // the other one stays
    }

    void differencesHaveASign()
    {
        const HeadMap a(2, {1, 0, 0.25F, 0.75F});
        const HeadMap b(2, {1, 0, 0.75F, 0.25F});
        const HeadMap difference = a.minus(b);
        QVERIFY(difference.isDifference());
        QCOMPARE(difference.value(1, 0), -0.5F);
        QCOMPARE(difference.smallest(), -0.5F);
        QCOMPARE(difference.largest(), 0.5F);
        QVERIFY(a.minus(HeadMap(1, {1})).isNull());
    }

    void whatIsNoNumberIsTold()
    {
        const HeadMap map(2, {1, 0, NAN, 0.75F});
        QVERIFY(!map.isFinite());
        QVERIFY(std::isnan(map.rowSum(1)));
        QCOMPARE(map.rowSum(0), 1.0F);
        QCOMPARE(map.smallest(), 0.75F);
        QCOMPARE(map.strongestKeys(1, 5), std::vector<int>{1});
        QVERIFY(std::isnan(map.withoutFirst().value(1, 0)));
    }

    void codesStandForValues()
    {
        HeadThumbnail thumbnail;
        QCOMPARE(thumbnail.valueOf(0), 0.0F);
        QCOMPARE(thumbnail.valueOf(255), 1.0F);
        QCOMPARE(thumbnail.valueOf(243), 0.5F);
        thumbnail.scale = 0.5F;
        QCOMPARE(thumbnail.valueOf(255), 0.5F);
        thumbnail.isDifference = true;
        QCOMPARE(thumbnail.valueOf(128), 0.0F);
        QCOMPARE(thumbnail.valueOf(255), 0.5F);
        QCOMPARE(thumbnail.valueOf(1), -0.5F);
    }

    void everyScoreIsExplained()
    {
        QCOMPARE(attentionScores().size(), qsizetype(headScoreCount));
        for (const AttentionScoreInfo &score : attentionScores()) {
            QVERIFY2(!score.title.isEmpty() && !score.formula.isEmpty() &&
                         !score.source.isEmpty() && !score.meaning.isEmpty(),
                     qPrintable(score.key));
        }
        QCOMPARE(attentionScoreIndex(u"change"_s), int(headScoreCount) - 1);
        QCOMPARE(attentionScoreIndex(u"nothing"_s), -1);
        QVERIFY(attentionScores()[attentionScoreIndex(u"sink"_s)].isShare());
        QVERIFY(!attentionScores()[attentionScoreIndex(u"entropy"_s)].isShare());
    }

    void theModelShowsWhatIsThere()
    {
        HeadScoreModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reset(2, 3);
        QCOMPARE(model.rowCount(), 6);
        const int sink = attentionScoreIndex(u"sink"_s);
        const int entropy = attentionScoreIndex(u"entropy"_s);
        const int bracket = attentionScoreIndex(u"bracket"_s);
        const auto cell = [&](int row, int score, int role = Qt::DisplayRole) {
            return model.index(row, HeadScoreModel::columnOf(score)).data(role);
        };
        QCOMPARE(model.index(5, 0).data().toString(), u"1.2"_s);
        QCOMPARE(cell(0, sink).toString(), u"–"_s);
        model.setPending({sink}, true);
        QCOMPARE(cell(0, sink).toString(), u"…"_s);
        model.setProblem(bracket, u"line 3 is not Python"_s);
        QCOMPARE(cell(0, bracket).toString(), u"not applicable"_s);
        QCOMPARE(cell(0, bracket, Qt::ToolTipRole).toString(), u"line 3 is not Python"_s);

        QSignalSpy changed(&model, &HeadScoreModel::scoresChanged);
        model.take({scoresWith({1, 0}, sink, 0.25F), scoresWith({0, 2}, entropy, 4),
                    scoresWith({1, 1}, entropy, 2), scoresWith({9, 9}, sink, 1)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(cell(3, sink).toString(), u"0.25"_s);
        QCOMPARE(cell(3, sink, HeadScoreModel::BarRole).toDouble(), 0.25);   // a share
        QCOMPARE(cell(4, entropy, HeadScoreModel::BarRole).toDouble(), 0.5); // of the largest
        QVERIFY(std::isnan(cell(0, sink, HeadScoreModel::BarRole).toDouble()));
        QCOMPARE(model.measured(entropy), 2);
        QCOMPARE(model.smallest(entropy), 2.0F);
        const auto ranked = model.ranked(entropy);
        QCOMPARE(ranked.first(), (HeadKey{0, 2}));
        QCOMPARE(ranked[1], (HeadKey{1, 1}));
        QCOMPARE(ranked[2], (HeadKey{0, 0})); // without a number, in their order
        QCOMPARE(model.ranked(entropy, Qt::AscendingOrder).first(), (HeadKey{1, 1}));

        model.clearScores({entropy, bracket});
        QVERIFY(std::isnan(model.value({0, 2}, entropy)));
        QCOMPARE(model.value({1, 0}, sink), 0.25F);
        QCOMPARE(cell(0, bracket).toString(), u"–"_s);
    }

    void missingNumbersSortLastBothWays()
    {
        HeadScoreModel model;
        model.reset(1, 4);
        HeadScoreProxy proxy;
        proxy.setSourceModel(&model);
        const int sink = attentionScoreIndex(u"sink"_s);
        model.take({scoresWith({0, 1}, sink, 0.5F), scoresWith({0, 3}, sink, 0.75F)});
        proxy.sort(HeadScoreModel::columnOf(sink), Qt::DescendingOrder);
        QCOMPARE(proxy.headAt(0).head, 3);
        QCOMPARE(proxy.headAt(1).head, 1);
        proxy.sort(HeadScoreModel::columnOf(sink), Qt::AscendingOrder);
        QCOMPARE(proxy.headAt(0).head, 1);
        QCOMPARE(proxy.headAt(1).head, 3);
        QCOMPARE(proxy.rowOf({0, 3}), 1);
    }

    void filtersUnderstandHeadsAndLimits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("nothing") << ""
                                 << "0.0 0.1 1.0 1.1";
        QTest::newRow("layer") << "1"
                               << "1.0 1.1";
        QTest::newRow("head") << "0.1"
                              << "0.1";
        QTest::newRow("letters") << "L1H0"
                                 << "1.0";
        QTest::newRow("two heads") << "0.1, 1.0"
                                   << "0.1 1.0";
        QTest::newRow("limit") << "sink > 0.3"
                               << "0.1 1.1";
        QTest::newRow("title and no blank") << "Sink<=0.4"
                                            << "0.0 0.1";
        QTest::newRow("beginning of a name") << "entr ≥ 2"
                                             << "1.1";
        QTest::newRow("both") << "1 sink > 0.3"
                              << "1.1";
        QTest::newRow("equal as shown") << "sink = 0.4"
                                        << "0.1";
    }
    void filtersUnderstandHeadsAndLimits()
    {
        QFETCH(QString, text);
        QFETCH(QString, shown);
        HeadScoreModel model;
        model.reset(2, 2);
        const int sink = attentionScoreIndex(u"sink"_s);
        model.take({scoresWith({0, 0}, sink, 0.2F), scoresWith({0, 1}, sink, 0.4F),
                    scoresWith({1, 1}, sink, 0.8F),
                    scoresWith({1, 1}, attentionScoreIndex(u"entropy"_s), 2)});
        HeadScoreProxy proxy;
        proxy.setSourceModel(&model);
        proxy.setFilterText(text);
        QStringList heads;
        for (const HeadKey &key : proxy.shownHeads())
            heads += headName(key);
        QCOMPARE(heads.join(u' '), shown);
        QVERIFY(proxy.problem().isEmpty());
    }

    void unknownFiltersFilterNothing()
    {
        HeadScoreModel model;
        model.reset(2, 2);
        HeadScoreProxy proxy;
        proxy.setSourceModel(&model);
        proxy.setFilterText(u"magic > 3"_s);
        QCOMPARE(proxy.rowCount(), 4);
        QVERIFY(proxy.problem().contains(u"magic"));
        proxy.setFilterText(u"what is this"_s);
        QVERIFY(proxy.problem().contains(u"not understood"));
        proxy.setFilterText(u"0"_s);
        QVERIFY(proxy.problem().isEmpty());
        QCOMPARE(proxy.rowCount(), 2);
    }

    void answersThatDoNotFitAreErrors_data()
    {
        QTest::addColumn<QByteArray>("body");
        FakeArrays noScale;
        noScale.add(u"tiles"_s, u"U8"_s, {1, 2, 2}, QByteArray(4, 0));
        QTest::newRow("no scale") << noScale.bytes();
        FakeArrays wrongCount;
        wrongCount.add(u"tiles"_s, u"U8"_s, {1, 2, 2}, QByteArray(4, 0));
        wrongCount.add(u"scale"_s, {2}, std::vector<float>{1, 1});
        wrongCount.add(u"nan"_s, u"U8"_s, {1}, QByteArray(1, 0));
        QTest::newRow("two scales") << wrongCount.bytes();
        QTest::newRow("cut") << noScale.bytes().left(20);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("JSON") << QByteArray(R"({"tiles":[]})");
        QTest::newRow("a header beyond the end") << QByteArray(8, '\x7f');
    }
    void answersThatDoNotFitAreErrors()
    {
        QFETCH(QByteArray, body);
        const auto tiles = engineTilesFrom(body);
        QVERIFY(!tiles);
        QCOMPARE(tiles.error().kind, EngineError::Kind::Protocol);
        const auto maps = engineMapsFrom(body);
        QVERIFY(!maps);
        QCOMPARE(maps.error().kind, EngineError::Kind::Protocol);
    }
};

} // namespace phi1::test

QTEST_GUILESS_MAIN(phi1::test::TestAttentionValues)
#include "tst_attention_values.moc"
