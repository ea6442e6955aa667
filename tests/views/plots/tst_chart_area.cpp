// SPDX-License-Identifier: GPL-3.0-or-later
#include <bit>
#include <charconv>

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "tests/views/plots/plot_support.h"
#include "views/plots/plot_library.h"

namespace phi1 {

using namespace Qt::StringLiterals;
using namespace test;

namespace {

const QString loss = u"loss"_s;

void turnWheel(QWidget &widget, const QPoint &place, int delta)
{
    QWheelEvent event(QPointF(place), widget.mapToGlobal(QPointF(place)), {}, {0, delta},
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

void hover(QWidget &widget, const QPointF &place)
{
    QMouseEvent event(QEvent::MouseMove, place, widget.mapToGlobal(place), Qt::NoButton,
                      Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

void pull(QWidget &widget, Qt::MouseButton button, Qt::KeyboardModifiers modifiers, QPoint from,
          QPoint to)
{
    QTest::mousePress(&widget, button, modifiers, from);
    // QTest::mouseMove sends no buttons.
    for (int part = 1; part <= 4; ++part) {
        const QPointF place = QPointF(from) + QPointF(to - from) * part / 4.0;
        QMouseEvent move(QEvent::MouseMove, place, widget.mapToGlobal(place), Qt::NoButton, button,
                         modifiers);
        QApplication::sendEvent(&widget, &move);
    }
    QTest::mouseRelease(&widget, button, modifiers, to);
}

PlottedRun plotted(const QString &name, const CurveData *data, int slot = 0)
{
    PlottedRun run;
    run.id = u"/runs/"_s + name;
    run.name = name;
    run.data = data;
    run.colourSlot = slot;
    return run;
}

} // namespace

class ChartAreaTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<CurveData> m_first, m_second;
    std::unique_ptr<ChartArea> m_area;

    ChartArea &area() { return *m_area; }
    QPoint at(double x, double y, const QString &chart = loss)
    {
        const QRect rect = area().plotRect(chart);
        return {rect.left() + static_cast<int>(x * rect.width()),
                rect.top() + static_cast<int>(y * rect.height())};
    }
    /// A place on the line of a run at a step.
    QPoint onLine(const CurveData &data, std::int64_t step)
    {
        const QRectF range = area().visibleRange(loss);
        const QRect rect = area().plotRect(loss);
        const double value = (*data.column("loss"))[static_cast<std::size_t>(step - 1)];
        return {rect.left() + static_cast<int>((static_cast<double>(step) - range.left()) /
                                               range.width() * rect.width()),
                rect.bottom() -
                    static_cast<int>((value - range.top()) / range.height() * rect.height())};
    }
    QToolButton *followButton()
    {
        for (QToolButton *button : area().findChildren<QToolButton *>())
            if (button->text() == u"Follow"_s)
                return button;
        return nullptr;
    }

private slots:
    void initTestCase()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void init()
    {
        RunPlan plan;
        m_first = makeRun(plan);
        plan.seed = 2;
        plan.rows = 1200;
        plan.floor = 1.9;
        m_second = makeRun(plan);
        m_area = std::make_unique<ChartArea>();
        m_area->resize(1000, 420);
        m_area->setCharts(usualCharts());
        m_area->setSmoothing({SmoothingKind::TimeWeightedEma, 0});
        m_area->setRuns(
            {plotted(u"first"_s, m_first.get()), plotted(u"second"_s, m_second.get(), 1)});
        m_area->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_area.get()));
        m_area->replotNow();
    }

    void cleanup() { m_area.reset(); }

    void showsEverythingAtFirst()
    {
        const QRectF range = area().visibleRange(loss);
        QCOMPARE(range.left(), 0.0);
        QCOMPARE(range.right(), 1200.0);
        QVERIFY(area().isFollowing());
        QVERIFY(!followButton()->isVisible());
    }

    void zoomsToTheBoxThatIsDrawn()
    {
        QSignalSpy following(&area(), &ChartArea::followingChanged);
        const QRectF before = area().visibleRange(loss);
        pull(area(), Qt::LeftButton, {}, at(0.25, 0.2), at(0.5, 0.7));
        area().replotNow();
        const QRectF after = area().visibleRange(loss);
        QVERIFY(std::abs(after.left() - before.width() * 0.25) < before.width() * 0.01);
        QVERIFY(std::abs(after.right() - before.width() * 0.5) < before.width() * 0.01);
        QVERIFY(std::abs(after.bottom() - (before.bottom() - 0.2 * before.height())) <
                before.height() * 0.02);
        QVERIFY(std::abs(after.top() - (before.bottom() - 0.7 * before.height())) <
                before.height() * 0.02);
        QVERIFY(!area().isFollowing());
        QCOMPARE(following.size(), 1);
        // All charts share the x axis.
        QCOMPARE(area().visibleRange(u"speed"_s).left(), after.left());
        QVERIFY(followButton()->isVisible());
        QTest::mouseClick(followButton(), Qt::LeftButton);
        area().replotNow();
        QVERIFY(area().isFollowing());
        QCOMPARE(area().visibleRange(loss), before);
    }

    void zoomsInOneDirectionWithAFlatBox()
    {
        const QRectF before = area().visibleRange(loss);
        pull(area(), Qt::LeftButton, {}, at(0.25, 0.5), at(0.5, 0.5) + QPoint(0, 3));
        area().replotNow();
        QVERIFY(area().visibleRange(loss).width() < before.width() * 0.3);
        QTest::keyClick(&area(), Qt::Key_Backspace);
        area().replotNow();
        QCOMPARE(area().visibleRange(loss), before);
        pull(area(), Qt::LeftButton, {}, at(0.5, 0.2), at(0.5, 0.6) + QPoint(3, 0));
        area().replotNow();
        QCOMPARE(area().visibleRange(loss).width(), before.width());
        QVERIFY(area().visibleRange(loss).height() < before.height() * 0.5);
    }

    void turnsTheWheelAroundThePointer()
    {
        const QRectF before = area().visibleRange(loss);
        turnWheel(area(), at(0.25, 0.5), 240);
        area().replotNow();
        const QRectF after = area().visibleRange(loss);
        QVERIFY(after.width() < before.width() * 0.75);
        QVERIFY(after.height() < before.height() * 0.75);
        const double beforeKey = before.left() + 0.25 * before.width();
        const double afterKey = after.left() + 0.25 * after.width();
        QVERIFY(std::abs(beforeKey - afterKey) < before.width() * 0.005);
    }

    void zoomsOnlyTheAxisUnderThePointer()
    {
        const QRectF before = area().visibleRange(loss);
        const QRect rect = area().plotRect(loss);
        turnWheel(area(), {rect.center().x(), rect.bottom() + 12}, 120);
        area().replotNow();
        QVERIFY(area().visibleRange(loss).width() < before.width());
        area().fit();
        area().replotNow();
        turnWheel(area(), {rect.left() - 12, rect.center().y()}, 120);
        area().replotNow();
        QCOMPARE(area().visibleRange(loss).width(), before.width());
        QVERIFY(area().visibleRange(loss).height() < before.height());
    }

    void pansWithTheMiddleButtonAndWithCtrl()
    {
        for (const bool control : {false, true}) {
            area().fit();
            turnWheel(area(), at(0.5, 0.5), 480);
            area().replotNow();
            const QRectF before = area().visibleRange(loss);
            pull(area(), control ? Qt::LeftButton : Qt::MiddleButton,
                 control ? Qt::ControlModifier : Qt::NoModifier, at(0.5, 0.5), at(0.3, 0.5));
            area().replotNow();
            const QRectF after = area().visibleRange(loss);
            QVERIFY(std::abs(after.left() - before.left() - 0.2 * before.width()) <
                    0.01 * before.width());
            QVERIFY(std::abs(after.width() - before.width()) < 1e-9 * before.width());
        }
    }

    void fitsAtADoubleClickAndGoesBack()
    {
        const QRectF all = area().visibleRange(loss);
        turnWheel(area(), at(0.5, 0.5), 480);
        area().replotNow();
        const QRectF zoomed = area().visibleRange(loss);
        QTest::mouseDClick(&area(), Qt::LeftButton, {}, at(0.5, 0.5));
        area().replotNow();
        QCOMPARE(area().visibleRange(loss), all);
        QTest::keyClick(&area(), Qt::Key_Backspace);
        area().replotNow();
        QCOMPARE(area().visibleRange(loss), zoomed);
        QVERIFY(!area().isFollowing());
        QTest::keyClick(&area(), Qt::Key_F);
        area().replotNow();
        QCOMPARE(area().visibleRange(loss), all);
        while (area().zoomBack()) {
        }
        QVERIFY(!area().zoomBack());
    }

    void asksForANoteAtShiftAndClick()
    {
        QSignalSpy notes(&area(), &ChartArea::noteRequested);
        QTest::mouseClick(&area(), Qt::LeftButton, Qt::ShiftModifier, onLine(*m_first, 700));
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes[0][0].toString(), u"/runs/first"_s);
        QVERIFY(std::abs(notes[0][1].toLongLong() - 700) <= 3);
    }

    void selectsTheRunThatIsClicked()
    {
        QSignalSpy selected(&area(), &ChartArea::runSelected);
        QTest::mouseClick(&area(), Qt::LeftButton, {}, onLine(*m_second, 700));
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].toString(), u"/runs/second"_s);
        QTest::mouseClick(&area(), Qt::LeftButton, {}, at(0.9, 0.05)); // nothing is there
        QCOMPARE(selected.size(), 1);
    }

    void highlightsTheRunUnderThePointer()
    {
        QSignalSpy hovered(&area(), &ChartArea::runHovered);
        QSignalSpy crosshair(&area(), &ChartArea::crosshairMoved);
        hover(area(), onLine(*m_first, 500));
        QCOMPARE(hovered.size(), 1);
        QCOMPARE(hovered[0][0].toString(), u"/runs/first"_s);
        QVERIFY(!crosshair.isEmpty());
        QVERIFY(std::abs(area().crosshairStep() - 500) <= 2);
        area().replotNow();
        hover(area(), onLine(*m_second, 500));
        QCOMPARE(hovered.last()[0].toString(), u"/runs/second"_s);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&area(), &leave);
        QCOMPARE(hovered.last()[0].toString(), QString());
        QCOMPARE(area().crosshairStep(), -1);
    }

    void movesTheCrosshairByKeys()
    {
        area().setSelectedRun(u"/runs/first"_s);
        area().setFocus();
        QTest::keyClick(&area(), Qt::Key_Left);
        QCOMPARE(area().crosshairRun(), u"/runs/first"_s);
        QCOMPARE(area().crosshairStep(), 1000);
        QTest::keyClick(&area(), Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(area().crosshairStep(), 999);
        QTest::keyClick(&area(), Qt::Key_Left); // one pixel is two steps here
        QVERIFY(area().crosshairStep() < 999 && area().crosshairStep() > 990);
        const qint64 before = area().crosshairStep();
        QTest::keyClick(&area(), Qt::Key_Right);
        QVERIFY(area().crosshairStep() > before);
        QTest::keyClick(&area(), Qt::Key_Home);
        QCOMPARE(area().crosshairStep(), 1);
        QSignalSpy activated(&area(), &ChartArea::stepActivated);
        QTest::keyClick(&area(), Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QTest::keyClick(&area(), Qt::Key_Escape);
        QCOMPARE(area().crosshairStep(), -1);
    }

    void togglesTheLogarithmOfTheFocusedChart()
    {
        QSignalSpy changed(&area(), &ChartArea::logYChanged);
        QVERIFY(!area().isLogY(loss));
        QTest::keyClick(&area(), Qt::Key_L);
        QVERIFY(area().isLogY(loss));
        hover(area(), at(0.5, 0.5, u"norm"_s));
        QTest::mouseClick(&area(), Qt::LeftButton, {}, at(0.5, 0.02, u"norm"_s));
        QCOMPARE(area().focusedChart(), u"norm"_s);
        QTest::keyClick(&area(), Qt::Key_L);
        QVERIFY(!area().isLogY(u"norm"_s));
        QCOMPARE(changed.size(), 2);
        area().replotNow();
        QVERIFY(area().visibleRange(loss).top() > 0);
    }

    void followsALiveRunUntilItIsZoomed()
    {
        RunMaker maker(9);
        RunBatch batch;
        for (int step = 1201; step <= 1500; ++step)
            batch.events.push_back(maker.stepEvent(step, {{"loss", 1.8}}));
        m_second->apply(batch);
        area().runAppended(u"/runs/second"_s);
        QTRY_COMPARE(area().visibleRange(loss).right(), 1500.0);
        turnWheel(area(), at(0.5, 0.5), 120);
        area().replotNow();
        const QRectF zoomed = area().visibleRange(loss);
        batch.events.clear();
        batch.events.push_back(maker.stepEvent(2000, {{"loss", 9.0}}));
        m_second->apply(batch);
        area().runAppended(u"/runs/second"_s);
        QTest::qWait(80);
        QCOMPARE(area().visibleRange(loss), zoomed);
        area().setFollowing(true);
        area().replotNow();
        QCOMPARE(area().visibleRange(loss).right(), 2000.0);
    }

    void replotsAtMostThirtyTimesASecond()
    {
        auto *plot = area().findChild<QCustomPlot *>();
        QTest::qWait(100);
        int replots = 0;
        connect(plot, &QCustomPlot::afterReplot, &area(), [&] { ++replots; });
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < 1000) {
            area().runAppended(u"/runs/first"_s);
            QTest::qWait(1);
        }
        const qint64 elapsed = timer.elapsed();
        QVERIFY(replots > 2);
        QVERIFY2(replots <= elapsed * 31 / 1000 + 1, qPrintable(QString::number(replots)));
    }

    void survivesHistoryThatIsCutUnderTheCrosshair()
    {
        hover(area(), onLine(*m_first, 900));
        QVERIFY(area().crosshairStep() > 800);
        RunMaker maker(4);
        RunBatch batch;
        batch.events.push_back(maker.resumeEvent(100));
        m_first->apply(batch);
        area().runAppended(u"/runs/first"_s);
        hover(area(), at(0.7, 0.6));
        area().grab();
        QTest::keyClick(&area(), Qt::Key_Left);
        area().replotNow();
        area().setRuns({});
        hover(area(), at(0.4, 0.4));
        area().replotNow();
        QCOMPARE(area().drawnText(), QString());
        QCOMPARE(area().crosshairStep(), -1);
    }

    void tellsHowManyPointsAreDrawn()
    {
        QSignalSpy changed(&area(), &ChartArea::drawnTextChanged);
        area().setRuns({plotted(u"first"_s, m_first.get())});
        area().setCharts({usualCharts().first()});
        area().replotNow();
        QCOMPARE(area().drawnText(), u"all 1\u2009010 points drawn"_s); // with ten evaluations
        QVERIFY(!changed.isEmpty());
        RunPlan plan;
        plan.rows = 60'000;
        const auto large = makeRun(plan);
        area().setRuns({plotted(u"large"_s, large.get())});
        area().replotNow();
        QVERIFY2(area().drawnText().endsWith(u" of 60\u2009010 points drawn, extremes kept"_s),
                 qPrintable(area().drawnText()));
        area().setRuns({});
    }

    void neverSmoothsTheLearningRate()
    {
        area().setSmoothing({SmoothingKind::Ema, 0.95});
        area().replotNow();
        area().moveCrosshair(u"/runs/first"_s, 20); // the end of the warm-up, where a mean differs
        const double rate = (*m_first->column("learning_rate"))[19];
        QVERIFY2(area().description().contains(QString::number(rate * 1e3, 'f', 2).left(3)),
                 qPrintable(area().description()));
        const double raw = (*m_first->column("loss"))[19];
        QVERIFY(!area().description().contains(QString::number(raw, 'f', 4)));
    }

    void showsOnePointAndAConstant()
    {
        RunPlan plan;
        plan.rows = 1;
        const auto single = makeRun(plan);
        area().setRuns({plotted(u"single"_s, single.get())});
        area().replotNow();
        const double value = (*single->column("loss"))[0];
        // The evaluation of the same step lies close by.
        const QRectF range = area().visibleRange(u"norm"_s);
        const double norm = (*single->column("gradient_norm"))[0];
        QVERIFY(std::abs(range.top() - 0.95 * norm) < 1e-9);
        QVERIFY(std::abs(range.bottom() - 1.05 * norm) < 1e-9);
        QVERIFY(area().visibleRange(loss).contains(QPointF(1, value)));
        area().setRuns({});
    }

    void keepsItsStateBetweenSessions()
    {
        area().setAxis(CurveAxis::Tokens);
        area().setLogY(loss, true);
        area().setLogX(true);
        area().setSmoothing({SmoothingKind::Gaussian, 0.8});
        area().setClipOutliers(false);
        area().replotNow();
        turnWheel(area(), at(0.6, 0.4), 360);
        area().replotNow();
        const QRectF range = area().visibleRange(loss);
        const QByteArray state = area().saveState();

        ChartArea other;
        other.resize(area().size());
        other.restoreState(state); // before it knows its charts
        other.setCharts(usualCharts());
        other.setRuns({plotted(u"first"_s, m_first.get())});
        other.show();
        other.replotNow();
        QCOMPARE(other.axis(), CurveAxis::Tokens);
        QVERIFY(other.isLogY(loss) && other.isLogX());
        QVERIFY(!other.isLogY(u"speed"_s));
        QCOMPARE(other.smoothing().strength, 0.8);
        QCOMPARE(other.smoothing().kind, SmoothingKind::Gaussian);
        QVERIFY(!other.clipsOutliers());
        QVERIFY(!other.isFollowing());
        QCOMPARE(other.visibleRange(loss), range);
    }

    void ignoresAStateItCannotUse()
    {
        const QRectF before = area().visibleRange(loss);
        for (const QByteArray &state :
             {QByteArray(), QByteArray("rubbish"),
              QByteArray("{\"version\":2,\"following\":false}"),
              QByteArray("{\"version\":1,\"following\":false,\"x\":[5,1],\"axis\":99}"),
              QByteArray(
                  "{\"version\":1,\"following\":false,\"x\":[\"a\",null],\"y\":{\"loss\":3}}")}) {
            area().restoreState(state);
            area().replotNow();
            QVERIFY(area().isFollowing());
            QCOMPARE(area().visibleRange(loss).right(), before.right());
        }
    }

    void exportsNumbersThatReadBackBitEqual()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"curves.csv"_s);
        RunPlan plan;
        plan.rows = 500;
        plan.nanFrom = 480;
        const auto run = makeRun(plan);
        area().setRuns({plotted(u"with, comma"_s, run.get())});
        area().replotNow();
        QVERIFY(area().exportCsv(path, false).has_value());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readLine(), QByteArray("run,step,tokens,seconds,unix_time,loss,learning_rate,"
                                             "gradient_norm,tokens_per_second,validation_loss\n"));
        for (std::size_t row = 0; row < 500; ++row) {
            const QByteArray line = file.readLine();
            QVERIFY(line.startsWith("\"with, comma\","));
            const QList<QByteArray> cells = line.mid(14).split(',');
            QCOMPARE(cells[0].toLongLong(), qint64(row) + 1);
            double value = 0;
            std::from_chars(cells[4].data(), cells[4].data() + cells[4].size(), value);
            const double expected = (*run->column("loss"))[row];
            if (std::isnan(expected))
                QCOMPARE(cells[4], QByteArray("nan"));
            else
                QCOMPARE(std::bit_cast<quint64>(value), std::bit_cast<quint64>(expected));
        }
        file.close();
        turnWheel(area(), at(0.2, 0.5), 480);
        area().replotNow();
        QVERIFY(area().exportCsv(path, true).has_value());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto rows = file.readAll().count('\n') - 1;
        const QRectF range = area().visibleRange(loss);
        QVERIFY(std::abs(static_cast<double>(rows) - range.width() * 1.02) < 6);
        area().setRuns({});
    }

    void exportsPicturesInTheLightTheme()
    {
        Theme::instance().setMode(Theme::Mode::Dark);
        QTemporaryDir folder;
        const QString png = folder.filePath(u"charts.png"_s);
        QVERIFY(area().exportTo(png, ChartFormat::Png).has_value());
        const QImage image(png);
        QVERIFY(image.width() >= 2 * area().width());
        QCOMPARE(image.pixelColor(3, 3), Theme::instance().color(Theme::Token::Surface, false));
        const QString svg = folder.filePath(u"charts.svg"_s);
        QVERIFY(area().exportTo(svg, ChartFormat::Svg).has_value());
        QFile file(svg);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        for (const char *word : {"first", "second", "Step", "Throughput (tokens/s)", "Loss"})
            QVERIFY2(text.contains(word), word);
        QVERIFY(text.contains("polyline"));
        const QString pdf = folder.filePath(u"charts.pdf"_s);
        QVERIFY(area().exportTo(pdf, ChartFormat::Pdf).has_value());
        QFile document(pdf);
        QVERIFY(document.open(QIODevice::ReadOnly));
        QVERIFY(document.readAll().startsWith("%PDF"));
        const Result<void> failed =
            area().exportTo(folder.filePath(u"no/such/folder.png"_s), ChartFormat::Png);
        QVERIFY(!failed.has_value());
        QVERIFY(QString::fromStdString(failed.error().message).contains(u"no/such/folder.png"_s));
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void copiesTheChartsAsAnImage()
    {
        QApplication::clipboard()->clear();
        area().setFocus();
        QTest::keyClick(&area(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QApplication::clipboard()->image().width() >= 2 * area().width());
    }

    void tellsAssistiveProgramsWhatItShows()
    {
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&area());
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::Chart);
        QCOMPARE(interface->text(QAccessible::Name),
                 u"Charts: Loss, Learning rate, Gradient norm, Throughput"_s);
        const double last = (*m_first->column("loss"))[999];
        QVERIFY(
            interface->text(QAccessible::Value).contains(u"first: Loss %1"_s.arg(last, 0, 'f', 4)));
    }

    void staysUsableAtAnySizeAndLayout()
    {
        for (const ChartLayout layout :
             {ChartLayout::FirstLeft, ChartLayout::Columns, ChartLayout::Stacked})
            for (const QSize size :
                 {QSize(1, 1), QSize(40, 30), QSize(320, 160), QSize(2000, 900)}) {
                area().setLayout(layout);
                area().resize(size);
                area().replotNow();
                area().grab();
            }
        const QRect left = area().plotRect(loss);
        for (const QString &chart : {u"rate"_s, u"norm"_s, u"speed"_s}) {
            QCOMPARE(area().plotRect(chart).left(), left.left()); // stacked: aligned
            QCOMPARE(area().plotRect(chart).right(), left.right());
        }
    }

    void zoomsOutAndInWithoutLosingTheNumbers()
    {
        for (int i = 0; i < 400; ++i)
            turnWheel(area(), at(0.5, 0.5), 120);
        area().replotNow();
        QVERIFY(area().visibleRange(loss).width() > 0);
        for (int i = 0; i < 800; ++i)
            turnWheel(area(), at(0.5, 0.5), -120);
        area().replotNow();
        QVERIFY(std::isfinite(area().visibleRange(loss).width()));
        area().grab();
    }
};

} // namespace phi1

QTEST_MAIN(phi1::ChartAreaTest)
#include "tst_chart_area.moc"
