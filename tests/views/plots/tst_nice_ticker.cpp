// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <random>

#include <QTest>

#include "views/plots/nice_ticker.h"
#include "views/plots/value_range.h"

namespace phi1 {

using namespace Qt::StringLiterals;

class NiceTickerTest : public QObject
{
    Q_OBJECT

private slots:
    void writesRoundNumbers_data()
    {
        using Kind = NiceTicker::Kind;
        QTest::addColumn<double>("lower");
        QTest::addColumn<double>("upper");
        QTest::addColumn<bool>("logarithmic");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("labels");
        const auto row = [](const char *name, double lower, double upper, bool logarithmic,
                            Kind kind, const QString &labels) {
            QTest::newRow(name) << lower << upper << logarithmic << static_cast<int>(kind)
                                << labels;
        };
        row("steps", 0, 36000, false, Kind::Whole, u"0 10k 20k 30k"_s);
        row("loss", 1.3, 2.3, false, Kind::Number, u"1.4 1.6 1.8 2.0 2.2"_s);
        row("learning rate", 0, 2.1e-3, false, Kind::Number, u"0 0.5e-3 1.0e-3 1.5e-3 2.0e-3"_s);
        row("millions", 0, 2.4e6, false, Kind::Number, u"0 0.5M 1.0M 1.5M 2.0M"_s);
        row("few steps", 0, 3, false, Kind::Whole, u"0 1 2 3"_s);
        row("bytes", 0, 310e6, false, Kind::Bytes, u"0 100\u202FMB 200\u202FMB 300\u202FMB"_s);
        row("shares", 0, 0.45, false, Kind::Share,
            u"0\u202F% 10\u202F% 20\u202F% 30\u202F% 40\u202F%"_s);
        row("decades", 0.2, 3000, true, Kind::Number, u"1 10 100 1k"_s);
        row("one decade", 0.2, 4, true, Kind::Number, u"0.2 0.5 1 2"_s);
        row("minutes", 0, 1500, false, Kind::Duration,
            u"0 5\u202fmin 10\u202fmin 15\u202fmin 20\u202fmin 25\u202fmin"_s);
    }

    void writesRoundNumbers()
    {
        QFETCH(double, lower);
        QFETCH(double, upper);
        QFETCH(bool, logarithmic);
        QFETCH(int, kind);
        QFETCH(QString, labels);
        const NiceTicker::Ticks ticks =
            NiceTicker::ticks(lower, upper, logarithmic, NiceTicker::Kind(kind), 6);
        QCOMPARE(ticks.labels.join(u' '), labels);
    }

    void staysInRangeAndApart()
    {
        std::mt19937 random(11);
        std::uniform_real_distribution<double> uniform(-12, 12);
        for (int i = 0; i < 20'000; ++i) {
            const double lower = std::pow(10.0, uniform(random)) * (i % 2 ? 1 : -1);
            const double upper = lower + std::pow(10.0, uniform(random));
            const bool logarithmic = lower > 0 && i % 3 == 0;
            for (int kind = 0; kind < 4; ++kind) {
                const NiceTicker::Ticks ticks =
                    NiceTicker::ticks(lower, upper, logarithmic, NiceTicker::Kind(kind), 6);
                QCOMPARE(ticks.places.size(), ticks.labels.size());
                QVERIFY(ticks.places.size() <= 40);
                for (qsizetype k = 1; k < ticks.places.size(); ++k)
                    QVERIFY(ticks.places[k] >= ticks.places[k - 1]);
            }
        }
        QVERIFY(NiceTicker::ticks(1, 1, false, NiceTicker::Kind::Number, 6).places.isEmpty());
        QVERIFY(
            NiceTicker::ticks(0, INFINITY, false, NiceTicker::Kind::Number, 6).places.isEmpty());
    }

    void givesOnePointFivePercentAndAConstantOne()
    {
        Series one;
        one.append(2.0);
        ValueRange single(false);
        single.add(one, 0, 1);
        QCOMPARE(single.whole().lower, 1.9);
        QCOMPARE(single.whole().upper, 2.1);
        Series many;
        for (int i = 0; i < 50; ++i)
            many.append(2.0);
        ValueRange constant(false);
        constant.add(many, 0, 50);
        QCOMPARE(constant.withoutOutliers().lower, 1.98);
        QCOMPARE(constant.withoutOutliers().upper, 2.02);
        Series zeros;
        zeros.append(0.0);
        zeros.append(0.0);
        ValueRange zero(false);
        zero.add(zeros, 0, 2);
        QVERIFY(zero.whole().lower < 0 && zero.whole().upper > 0);
    }

    void leavesOutliersOutAndNothingElse()
    {
        std::mt19937 random(5);
        std::normal_distribution<double> normal;
        Series values;
        for (int i = 0; i < 10'000; ++i)
            values.append(1.5 + 0.1 * normal(random));
        ValueRange calm(false);
        calm.add(values, 0, values.size());
        QVERIFY(!calm.withoutOutliers().clipped);
        for (int i = 0; i < 11; ++i)
            values.append(40.0 + i);
        ValueRange wild(false);
        wild.add(values, 0, values.size());
        QVERIFY(wild.withoutOutliers().clipped);
        QVERIFY(wild.withoutOutliers().upper < 3);
        QVERIFY(wild.whole().upper > 50);
    }
};

} // namespace phi1

QTEST_GUILESS_MAIN(phi1::NiceTickerTest)
#include "tst_nice_ticker.moc"
