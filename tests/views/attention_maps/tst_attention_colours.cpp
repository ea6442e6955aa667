// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/colour_bar.h"
#include "views/attention_maps/colour_scale.h"
#include "views/attention_maps/scale_ticks.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace phi1;

class AttentionColoursTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void linearAndLogPlacesAreAsTheirFormulas()
    {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Linear);
        scale.low = 0.2;
        scale.high = 0.6;
        QCOMPARE(scale.position(0.3), 0.25);
        QCOMPARE(scale.position(0.1), 0.0);
        QCOMPARE(scale.position(0.9), 1.0);
        scale = ColourScale::weights(ColourScale::Kind::Log);
        QVERIFY(std::abs(scale.position(0.01) - 1 / 3.0) < 1e-12);
        QCOMPARE(scale.position(0), 0.0);
        QVERIFY(std::isnan(scale.position(std::numeric_limits<double>::quiet_NaN())));
        QCOMPARE(scale.colour(std::numeric_limits<double>::quiet_NaN(), true).alpha(), 0);
    }

    void aQuantileScaleGivesEachShareAsManyColours()
    {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Quantile);
        scale.marks = {0.001F, 0.002F, 0.01F, 0.5F, 1.F};
        QVERIFY(std::abs(scale.position(0.002) - 0.25) < 1e-6);
        QVERIFY(std::abs(scale.position(0.5) - 0.75) < 1e-6);
        QVERIFY(std::abs(scale.position(0.006) - 0.375) < 1e-6);
        QCOMPARE(scale.position(0.0001), 0.0);
    }

    void zeroIsNeutralAndBothSidesMirrorEachOther_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("linear") << int(ColourScale::Kind::Linear);
        QTest::newRow("log") << int(ColourScale::Kind::Log);
    }

    void zeroIsNeutralAndBothSidesMirrorEachOther()
    {
        QFETCH(int, kind);
        const ColourScale scale = ColourScale::difference(ColourScale::Kind(kind), 0.8);
        for (const bool dark : {false, true}) {
            const QVector<QColor> stops = Theme::instance().emberTideStops(dark);
            QCOMPARE(scale.colour(0, dark).rgb(), stops[4].rgb());
            QCOMPARE(scale.colour(0.8, dark).rgb(), stops[8].rgb());
            QCOMPARE(scale.colour(-0.8, dark).rgb(), stops[0].rgb());
        }
        for (const double value : {0.01, 0.1, 0.5})
            QVERIFY(std::abs(scale.position(value) + scale.position(-value) - 1) < 1e-12);
    }

    void aThresholdHidesWhatIsSmaller()
    {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Log);
        scale.threshold = 0.05;
        QCOMPARE(scale.position(0.049), 0.0);
        QVERIFY(scale.position(0.051) > 0.5);
        scale = ColourScale::difference();
        scale.threshold = 0.05;
        QCOMPARE(scale.position(-0.049), 0.5);
        QVERIFY(scale.position(-0.06) < 0.5);
    }

    void placesLeadBackToTheirNumbers_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isSigned");
        for (const int kind : {0, 1, 2}) {
            for (const bool isSigned : {false, true})
                QTest::addRow("%d %d", kind, isSigned) << kind << isSigned;
        }
    }

    void placesLeadBackToTheirNumbers()
    {
        QFETCH(int, kind);
        QFETCH(bool, isSigned);
        ColourScale scale = isSigned ? ColourScale::difference(ColourScale::Kind(kind), 0.9)
                                     : ColourScale::weights(ColourScale::Kind(kind));
        scale.marks = {0.001F, 0.02F, 0.3F, 0.9F};
        for (const double value : {0.005, 0.1, 0.6}) {
            QVERIFY(std::abs(scale.value(scale.position(value)) - value) < 1e-9);
            if (isSigned)
                QVERIFY(std::abs(scale.value(scale.position(-value)) + value) < 1e-9);
        }
    }

    void ticksStandAtTheirNumbers()
    {
        const QVector<ScaleTick> decades = scaleTicks(ColourScale::weights());
        QCOMPARE(decades.size(), 4);
        QStringList texts;
        for (const ScaleTick &tick : decades)
            texts << tick.text;
        QCOMPARE(texts, QStringList({QStringLiteral("1"), QStringLiteral("0.1"),
                                     QStringLiteral("0.01"), QStringLiteral("1e-3")}));
        QVERIFY(std::abs(decades[1].position - 2 / 3.0) < 1e-9);
        ColourScale narrow = ColourScale::weights();
        narrow.low = 0.1;
        QVERIFY(scaleTicks(narrow).size() >= 4); // with 2 and 5
        const auto linear = scaleTicks(ColourScale::difference(ColourScale::Kind::Linear, 0.5));
        QVERIFY(linear.size() >= 4 && linear.size() <= 7);
        QVERIFY(std::any_of(linear.begin(), linear.end(), [](const ScaleTick &tick) {
            return tick.value == 0 && tick.position == 0.5;
        }));
    }

    void draggingTheUpperEndChangesTheRange()
    {
        ColourBar bar;
        bar.resize(110, 220);
        QSignalSpy changed(&bar, &ColourBar::rangeChanged);
        const QPoint top(10, 8); // without a title the bar begins below a margin of 8
        QTest::mousePress(&bar, Qt::LeftButton, {}, top);
        // A third of 204: one decade.
        QMouseEvent move(QEvent::MouseMove, top + QPoint(0, 68),
                         bar.mapToGlobal(top + QPoint(0, 68)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(&bar, &move);
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, top + QPoint(0, 68));
        QVERIFY(changed.count() >= 1);
        QVERIFY2(std::abs(bar.scale().high - 0.1) < 0.005,
                 qPrintable(QString::number(bar.scale().high)));
        QCOMPARE(bar.scale().low, 1e-3);
    }

    void keysMoveTheChosenEndAndALockedBarStays()
    {
        ColourBar bar;
        bar.resize(110, 220);
        QSignalSpy changed(&bar, &ColourBar::rangeChanged);
        QTest::keyClick(&bar, Qt::Key_Down);
        QCOMPARE(changed.count(), 1);
        QVERIFY(bar.scale().high < 1);
        QTest::keyClick(&bar, Qt::Key_End);
        QTest::keyClick(&bar, Qt::Key_Down);
        QVERIFY(bar.scale().low < 1e-3);
        QSignalSpy reset(&bar, &ColourBar::rangeResetRequested);
        QTest::keyClick(&bar, Qt::Key_Delete);
        QCOMPARE(reset.count(), 1);
        bar.setLocked(true);
        const ColourScale before = bar.scale();
        QTest::keyClick(&bar, Qt::Key_Up);
        QTest::keyClick(&bar, Qt::Key_Delete);
        QCOMPARE(bar.scale(), before);
        QCOMPARE(reset.count(), 1);
    }
};

QTEST_MAIN(AttentionColoursTest)
#include "tst_attention_colours.moc"
