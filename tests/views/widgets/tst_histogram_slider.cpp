// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme.h"
#include "views/widgets/histogram_slider.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace phi1;
using namespace Qt::StringLiterals;

namespace {

constexpr double open = std::numeric_limits<double>::infinity();

HistogramBins shares()
{
    HistogramBins bins;
    bins.low = 0;
    bins.high = 1;
    for (int i = 0; i < 40; ++i)
        bins.all.append(100 + i);
    return bins;
}

/// From 1 to 10 000: a decade is a quarter of the width.
HistogramBins lengths()
{
    HistogramBins bins;
    bins.low = 1;
    bins.high = 10000;
    bins.isLogarithmic = bins.isWhole = true;
    bins.all.fill(5, 40);
    return bins;
}

} // namespace

class HistogramSliderTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Light);
    }
    void init() { QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not).*"_s)); }

    void bothEndsAreOpenAtFirst()
    {
        HistogramSlider slider(u"Quality"_s);
        slider.setBins(shares());
        QVERIFY(slider.isOpen());
        QCOMPARE(slider.rangeText(), u"0 to 1"_s);
        QCOMPARE(slider.accessibleDescription(), u"0 to 1"_s);
    }

    void draggingAHandleGivesAFigureThatCanBeSaid()
    {
        HistogramSlider slider(u"Quality"_s);
        slider.setBins(shares());
        slider.resize(200, slider.sizeHint().height());
        slider.show();
        QSignalSpy edited(&slider, &HistogramSlider::rangeEdited);
        const QPoint lower = slider.handleRect(HistogramSlider::Handle::Lower).center();
        QTest::mousePress(&slider, Qt::LeftButton, {}, lower);
        QTest::mouseMove(&slider, lower + QPoint(60, 3));
        QTest::mouseMove(&slider, QPoint(121, lower.y()));
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(121, lower.y()));
        QVERIFY(edited.size() >= 2); // while it is dragged, too
        // 200 px for 0 to 1: half a hundredth a pixel.
        QVERIFY(std::fabs(slider.low() - 0.6) < 0.02);
        QCOMPARE(slider.low() * 200, std::round(slider.low() * 200));
        QCOMPARE(slider.high(), open);
        QCOMPARE(edited.last().at(0).toDouble(), slider.low());
        QCOMPARE(slider.rangeText(), u"%1 to 1"_s.arg(QString::number(slider.low())));
    }

    void aPressBesideTheHandlesBringsTheNearestOne()
    {
        HistogramSlider slider;
        slider.setBins(shares());
        slider.resize(200, slider.sizeHint().height());
        QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(150, 10));
        QCOMPARE(slider.high(), 0.75);
        QCOMPARE(slider.low(), -open);
        QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(40, 10));
        QCOMPARE(slider.low(), 0.2);
        QCOMPARE(slider.high(), 0.75);
    }

    void oneHandleStopsAtTheOther()
    {
        HistogramSlider slider;
        slider.setBins(shares());
        slider.setRange(0.5, 0.6);
        slider.resize(200, slider.sizeHint().height());
        const QPoint lower = slider.handleRect(HistogramSlider::Handle::Lower).center();
        QTest::mousePress(&slider, Qt::LeftButton, {}, lower);
        QTest::mouseMove(&slider, QPoint(190, lower.y()));
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(190, lower.y()));
        QCOMPARE(slider.low(), 0.6);
        QCOMPARE(slider.high(), 0.6);
    }

    /// Else a range of one value could never be widened again.
    void handlesThatLieOnEachOtherGoWhereTheyArePulled()
    {
        for (const int pull : {-60, 60}) {
            HistogramSlider slider;
            slider.setBins(shares());
            slider.setRange(0.5, 0.5);
            slider.resize(200, slider.sizeHint().height());
            const QPoint both = slider.handleRect(HistogramSlider::Handle::Lower).center();
            QTest::mousePress(&slider, Qt::LeftButton, {}, both);
            QTest::mouseMove(&slider, both + QPoint(pull, 0));
            QTest::mouseRelease(&slider, Qt::LeftButton, {}, both + QPoint(pull, 0));
            QVERIFY(pull < 0 ? slider.low() < 0.3 : slider.high() > 0.7);
            QCOMPARE(pull < 0 ? slider.high() : slider.low(), 0.5);
        }
    }

    void keysMoveTheHandleThatUpAndDownChoose()
    {
        HistogramSlider slider;
        slider.setBins(shares());
        slider.resize(200, slider.sizeHint().height());
        QTest::keyClick(&slider, Qt::Key_Right);
        QVERIFY(slider.low() > 0.01 && slider.low() < 0.04); // one of 40 bins
        QTest::keyClick(&slider, Qt::Key_Up);
        QTest::keyClick(&slider, Qt::Key_PageDown);
        QVERIFY(std::fabs(slider.high() - 0.75) < 0.051);
        QTest::keyClick(&slider, Qt::Key_End);
        QCOMPARE(slider.high(), open);
        QTest::keyClick(&slider, Qt::Key_Down);
        QTest::keyClick(&slider, Qt::Key_Home);
        QCOMPARE(slider.low(), -open);
    }

    void everyKeyMovesAHandleEvenByTheSmallestStep()
    {
        for (const HistogramBins &bins : {shares(), lengths()}) {
            HistogramSlider slider;
            slider.setBins(bins);
            slider.resize(200, slider.sizeHint().height());
            double last = bins.low;
            for (int i = 0; i < 30; ++i) {
                QTest::keyClick(&slider, Qt::Key_Right, Qt::ShiftModifier);
                QVERIFY2(slider.low() > last, qPrintable(QString::number(slider.low())));
                last = slider.low();
                if (bins.isWhole)
                    QCOMPARE(last, std::round(last));
            }
        }
    }

    void deleteOpensBothEnds()
    {
        HistogramSlider slider;
        slider.setBins(shares());
        slider.setRange(0.2, 0.4);
        QSignalSpy edited(&slider, &HistogramSlider::rangeEdited);
        QTest::keyClick(&slider, Qt::Key_Delete);
        QVERIFY(slider.isOpen());
        QTest::keyClick(&slider, Qt::Key_Delete);
        QCOMPARE(edited.size(), 1);
    }

    void aLogarithmicScaleGivesEachDecadeTheSameRoom()
    {
        HistogramSlider slider;
        slider.setBins(lengths());
        slider.resize(400, slider.sizeHint().height());
        QCOMPARE(slider.xOf(10), 100.0);
        QCOMPARE(slider.xOf(100), 200.0);
        QCOMPARE(slider.xOf(1000), 300.0);
        QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(100, 5));
        QCOMPARE(slider.low(), 10.0);
    }

    void aBinSaysWhatItHolds()
    {
        HistogramSlider slider;
        HistogramBins bins = shares();
        slider.setBins(bins);
        QCOMPARE(slider.binText(0), u"0 to 0.025: 100"_s);
        bins.passing.fill(7, 40);
        slider.setBins(bins);
        QCOMPARE(slider.binText(39), u"0.975 to 1: 7 of 139"_s);
        QCOMPARE(slider.binText(40), QString());
        QCOMPARE(slider.binText(-1), QString());
    }

    void withoutValuesNothingMoves()
    {
        HistogramBins constant;
        constant.low = constant.high = 3;
        constant.all = {12};
        for (const HistogramBins &bins : {HistogramBins{}, constant}) {
            HistogramSlider slider;
            slider.setBins(bins);
            slider.resize(200, 52);
            QSignalSpy edited(&slider, &HistogramSlider::rangeEdited);
            QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(50, 10));
            QTest::keyClick(&slider, Qt::Key_Right);
            QVERIFY(!slider.grab().isNull());
            QCOMPARE(edited.size(), 0);
        }
    }

    void assistiveTechnologyHearsAndMovesTheCurrentHandle()
    {
        HistogramSlider slider(u"Quality"_s);
        slider.setBins(shares());
        slider.setRange(0.25, open);
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(&slider);
        QVERIFY(spoken);
        QCOMPARE(spoken->role(), QAccessible::Slider);
        QCOMPARE(spoken->text(QAccessible::Name), u"Quality"_s);
        QCOMPARE(spoken->text(QAccessible::Value), u"at least 0.25"_s);
        QVERIFY(spoken->valueInterface());
        QCOMPARE(spoken->valueInterface()->maximumValue().toDouble(), 1.0);
        spoken->valueInterface()->setCurrentValue(0.5);
        QCOMPARE(slider.low(), 0.5);
        QTest::keyClick(&slider, Qt::Key_Up);
        QCOMPARE(spoken->text(QAccessible::Value), u"at most 1"_s);
    }

    void barsBetweenTheHandlesAreAccentedAndOthersAreNot()
    {
        HistogramSlider slider;
        HistogramBins bins;
        bins.all.fill(10, 4);
        slider.setBins(bins);
        slider.setRange(0.5, open);
        slider.setAttribute(Qt::WA_DontShowOnScreen);
        slider.resize(200, 52);
        QImage image = slider.grab().toImage();
        const QColor out = image.pixelColor(20, 20), in = image.pixelColor(120, 20);
        QCOMPARE(out, Theme::instance().color(Theme::Token::Border));
        QVERIFY(in != out);
        QVERIFY(in.blue() > in.green() + 30); // the accent is a violet
    }
};

QTEST_MAIN(HistogramSliderTest)
#include "tst_histogram_slider.moc"
