// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/format/number_text.h"

#include "core/curves/series.h"

#include <QDateTime>
#include <QTest>

#include <cmath>
#include <limits>

using namespace phi1;

/// The thin and the narrow no-break space written as "_" and "~", so that the expectations can be
/// read.
static QString shown(QString text)
{
    return text.replace(thinSpace, u'_').replace(unitSpace, u'~');
}

class NumberTextTest : public QObject
{
    Q_OBJECT
private slots:
    void groupsOfThreeArePartedByAThinSpace()
    {
        QCOMPARE(grouped(36000), QStringLiteral("36\u2009000"));
        QCOMPARE(shown(grouped(0)), QStringLiteral("0"));
        QCOMPARE(shown(grouped(999)), QStringLiteral("999"));
        QCOMPARE(shown(grouped(1000)), QStringLiteral("1_000"));
        QCOMPARE(shown(grouped(-1000)), QStringLiteral("-1_000"));
        QCOMPARE(shown(grouped(-100)), QStringLiteral("-100"));
        QCOMPARE(shown(grouped(1101004800)), QStringLiteral("1_101_004_800"));
        QCOMPARE(shown(grouped(std::numeric_limits<qint64>::min())),
                 QStringLiteral("-9_223_372_036_854_775_808"));
        QCOMPARE(shown(decimal(-1024.5, 2)), QStringLiteral("-1_024.50"));
    }

    void countsHaveThreeDigitsAndAPrefix_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << "0";
        QTest::newRow("one") << 1.0 << "1";
        QTest::newRow("share") << 0.3 << "0.3";
        QTest::newRow("below the prefix") << 999.0 << "999";
        QTest::newRow("rounds up to the prefix") << 999.6 << "1k";
        QTest::newRow("tokens per second") << 398200.0 << "398k";
        QTest::newRow("eleven thousand") << 11400.0 << "11.4k";
        QTest::newRow("below a million") << 999960.0 << "1~M";
        QTest::newRow("millions") << 3.1e6 << "3.1~M";
        QTest::newRow("parameters") << 1.42e9 << "1.42~B";
        QTest::newRow("tokens") << 75.5e9 << "75.5~B";
        QTest::newRow("trillions") << 1.4e12 << "1.4~T";
        QTest::newRow("negative") << -2500.0 << "-2.5k";
    }
    void countsHaveThreeDigitsAndAPrefix()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(shown(siNumber(value)), text);
    }

    void sizesUsePowersOfTen()
    {
        QCOMPARE(shown(bytes(0)), QStringLiteral("0~B"));
        QCOMPARE(shown(bytes(512)), QStringLiteral("512~B"));
        QCOMPARE(shown(bytes(1024)), QStringLiteral("1.02~kB"));
        QCOMPARE(shown(bytes(96000000)), QStringLiteral("96~MB"));
        QCOMPARE(shown(bytes(2836623360)), QStringLiteral("2.84~GB"));
        QCOMPARE(shown(bytes(17000000000)), QStringLiteral("17~GB"));
        QCOMPARE(shown(bytes(1100000000000)), QStringLiteral("1.1~TB"));
        QCOMPARE(shown(bytes(999999999)), QStringLiteral("1~GB"));
        QCOMPARE(shown(bytesOf(61200000000, 80000000000)), QStringLiteral("61.2 of 80~GB"));
        QCOMPARE(shown(bytesOf(600000000, 80000000000)), QStringLiteral("0.6 of 80~GB"));
        QCOMPARE(shown(bytesOf(158000000000, 512000000000)), QStringLiteral("158 of 512~GB"));
    }

    void durationsHaveTwoUnits_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << "0~s";
        QTest::newRow("milliseconds") << 0.038 << "38~ms";
        QTest::newRow("tenths") << 3.1 << "3.1~s";
        QTest::newRow("seconds") << 41.0 << "41~s";
        QTest::newRow("a minute") << 59.7 << "1~min";
        QTest::newRow("minutes") << 252.0 << "4~min 12~s";
        QTest::newRow("an hour by rounding") << 3599.7 << "1~h";
        QTest::newRow("hours") << 63120.0 << "17~h 32~min";
        QTest::newRow("more than a day") << 45.0 * 3600 << "45~h";
        QTest::newRow("days") << 3 * 86400.0 + 5 * 3600 << "3~d 5~h";
        QTest::newRow("years") << 5000 * 86400.0 << "5_000~d";
        QTest::newRow("negative") << -90.0 << "-1~min 30~s";
    }
    void durationsHaveTwoUnits()
    {
        QFETCH(double, seconds);
        QFETCH(QString, text);
        QCOMPARE(shown(duration(seconds)), text);
    }

    void lossesHaveThreeDecimalsInTablesAndFourInCards()
    {
        QCOMPARE(loss(1.4), QStringLiteral("1.400"));
        QCOMPARE(lossFull(1.4), QStringLiteral("1.4000"));
        QCOMPARE(loss(-0.0001), QStringLiteral("0.000"));
        QCOMPARE(shown(loss(12345.6)), QStringLiteral("12_345.600"));
    }

    void whatIsNoNumberSaysSoAndWhatIsMissingSaysNothing()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double inf = std::numeric_limits<double>::infinity();
        for (QString (*text)(double) :
             {loss, lossFull, learningRate, duration, siNumber, axisTick}) {
            QCOMPARE(text(nan), QStringLiteral("NaN"));
            QCOMPARE(text(inf), QStringLiteral("Inf"));
            QCOMPARE(text(-inf), QStringLiteral("-Inf"));
            QCOMPARE(text(missingValue()), QString());
        }
        QCOMPARE(percent(nan), QStringLiteral("NaN"));
        QCOMPARE(percent(missingValue()), QString());
        QCOMPARE(plain(missingValue()), QString());
        QCOMPARE(localTime(missingValue()), QString());
        QCOMPARE(ago(nan), QString());
    }

    void learningRatesHaveAnExponentWithoutZeros()
    {
        QCOMPARE(learningRate(4.1e-4), QStringLiteral("4.1e-4"));
        QCOMPARE(learningRate(1e-3), QStringLiteral("1.0e-3"));
        QCOMPARE(learningRate(1e-12), QStringLiteral("1.0e-12"));
        QCOMPARE(learningRate(0), QStringLiteral("0"));
        QCOMPARE(learningRateFull(4.12e-4), QStringLiteral("4.12e-4"));
    }

    void sharesNeverRoundToAllOrNothing()
    {
        QCOMPARE(percent(0.597), QStringLiteral("59.7\u202f%"));
        QCOMPARE(shown(percent(0)), QStringLiteral("0~%"));
        QCOMPARE(shown(percent(1)), QStringLiteral("100~%"));
        QCOMPARE(shown(percent(0.99999)), QStringLiteral("99.9~%"));
        QCOMPARE(shown(percent(0.00001)), QStringLiteral("< 0.1~%"));
        QCOMPARE(shown(percent(0.18, 0)), QStringLiteral("18~%"));
        QCOMPARE(shown(percent(0.999, 0)), QStringLiteral("99~%"));
        QCOMPARE(shown(percent(1.4)), QStringLiteral("140.0~%"));
    }

    void ticksAreShort()
    {
        QCOMPARE(axisTick(0), QStringLiteral("0"));
        QCOMPARE(axisTick(6000), QStringLiteral("6k"));
        QCOMPARE(axisTick(17680), QStringLiteral("17.68k"));
        QCOMPARE(axisTick(1.2e6), QStringLiteral("1.2M"));
        QCOMPARE(axisTick(4.1e-4), QStringLiteral("4.1e-4"));
        QCOMPARE(axisTick(0.3), QStringLiteral("0.3"));
        QCOMPARE(axisTick(2.2), QStringLiteral("2.2"));
        QCOMPARE(axisTick(-2500), QStringLiteral("-2.5k"));
    }

    void timesAreLocalAndNameTheDay()
    {
        const QDateTime now(QDate(2026, 3, 18), QTime(12, 0)); // a Wednesday
        const auto seconds = [](const QDateTime &time) {
            return static_cast<double>(time.toSecsSinceEpoch());
        };
        const auto text = [&](const QDateTime &time) {
            return localTime(seconds(time), seconds(now));
        };
        QCOMPARE(text(QDateTime(QDate(2026, 3, 16), QTime(9, 14))), QStringLiteral("Mon 09:14"));
        QCOMPARE(text(QDateTime(QDate(2026, 3, 20), QTime(18, 30))), QStringLiteral("Fri 18:30"));
        QCOMPARE(text(QDateTime(QDate(2026, 3, 11), QTime(23, 59))), QStringLiteral("11 Mar"));
        QCOMPARE(text(QDateTime(QDate(2025, 3, 12), QTime(9, 14))), QStringLiteral("12 Mar 2025"));
        QCOMPARE(clockTime(seconds(QDateTime(QDate(2026, 3, 16), QTime(9, 14, 2)))),
                 QStringLiteral("09:14:02"));
        const QString iso = isoTime(seconds(now));
        QVERIFY2(iso.startsWith(QStringLiteral("2026-03-18T12:00:00")), qPrintable(iso));
        QCOMPARE(static_cast<double>(QDateTime::fromString(iso, Qt::ISODate).toSecsSinceEpoch()),
                 seconds(now));
    }

    void silenceHasOneUnit()
    {
        QCOMPARE(shown(ago(2)), QStringLiteral("2~s ago"));
        QCOMPARE(shown(ago(-3)), QStringLiteral("0~s ago"));
        QCOMPARE(shown(silent(14 * 60 + 50)), QStringLiteral("silent 14~min"));
        QCOMPARE(shown(ago(3 * 86400)), QStringLiteral("3~d ago"));
    }

    void copiesAreAsciiAndReadBackTheSame()
    {
        for (const double value : {0.1, 1.0 / 3, 36000.0, 1e-300, -2.5}) {
            const QString text = plain(value);
            QCOMPARE(text.toDouble(), value);
            for (const QChar c : text)
                QVERIFY(c.unicode() < 128);
        }
        QCOMPARE(plain(qint64(36000)), QStringLiteral("36000"));
    }
};

QTEST_GUILESS_MAIN(NumberTextTest)
#include "tst_number_text.moc"
