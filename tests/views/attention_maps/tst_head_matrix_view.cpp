// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_maps/sample_attention_maps.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <limits>
#include <memory>

using namespace phi1;

namespace {

constexpr int tokens = 43;

void wheel(QWidget &widget, const QPointF &place, int delta)
{
    QWheelEvent event(place, widget.mapToGlobal(place), {}, {0, delta}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

/// The pointer moves there; QTest::mouseMove() needs a shown window.
void move(QWidget &widget, const QPoint &place, Qt::MouseButtons buttons = Qt::NoButton)
{
    QMouseEvent event(QEvent::MouseMove, place, widget.mapToGlobal(place), Qt::NoButton, buttons,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(&widget, &event);
}

QPoint at(const HeadMatrixView &view, int query, int key, int map = 0)
{
    return view.cellRect(query, key, map).center().toPoint();
}

QString spoken(QWidget &widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&widget);
    return interface ? interface->text(QAccessible::Value) : QString();
}

} // namespace

class HeadMatrixViewTest : public QObject
{
    Q_OBJECT
    HeadMap m_map;
    std::unique_ptr<HeadMatrixView> m_view;

private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Dark);
        m_map = test::sampleMap(test::HeadKind::Induction, tokens, 5);
    }

    void init()
    {
        m_view = std::make_unique<HeadMatrixView>();
        m_view->resize(600, 520);
        m_view->setTokens(test::sampleTokens());
        m_view->setMaps({{m_map, {}}});
        QVERIFY(m_view->isReady());
    }

    void everyCellHasTheColourOfItsWeight()
    {
        const QImage picture = m_view->grab().toImage();
        for (int query = 0; query < tokens; ++query) {
            for (int key = 0; key < tokens; ++key) {
                const QColor expected =
                    key > query ? Theme::instance().outsideColor(true)
                                : m_view->scale().colour(
                                      static_cast<double>(m_map.value(query, key)), true);
                const QColor seen = picture.pixelColor(at(*m_view, query, key));
                // A code may lie on the other side of the edge between two of 256 colours.
                const int distance = std::max({std::abs(seen.red() - expected.red()),
                                               std::abs(seen.green() - expected.green()),
                                               std::abs(seen.blue() - expected.blue())});
                QVERIFY2(distance <= 4, qPrintable(QStringLiteral("%1, %2").arg(query).arg(key)));
            }
        }
    }

    void hoveringTellsTheCellAndLeavingItTellsNone()
    {
        QSignalSpy hovered(m_view.get(), &HeadMatrixView::cellHovered);
        move(*m_view, at(*m_view, 38, 24));
        QCOMPARE(hovered.count(), 1);
        QCOMPARE(hovered.takeFirst(), QVariantList({38, 24}));
        move(*m_view, at(*m_view, 38, 24) + QPoint(1, 0)); // the same cell
        QCOMPARE(hovered.count(), 0);
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_view.get(), &leave);
        QCOMPARE(hovered.takeFirst(), QVariantList({-1, -1}));
    }

    void hoveringALabelTellsItsTokenAlone()
    {
        QSignalSpy hovered(m_view.get(), &HeadMatrixView::cellHovered);
        move(*m_view, QPoint(10, at(*m_view, 7, 0).y()));
        QCOMPARE(hovered.takeFirst(), QVariantList({7, -1}));
        move(*m_view, QPoint(at(*m_view, 0, 9).x(), m_view->matrixRect().bottom() + 10));
        QCOMPARE(hovered.takeFirst(), QVariantList({-1, 9}));
    }

    void aClickChoosesAndASecondOnePins()
    {
        QSignalSpy chosen(m_view.get(), &HeadMatrixView::cellChosen);
        QSignalSpy pinned(m_view.get(), &HeadMatrixView::pinnedChanged);
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(*m_view, 30, 2));
        QCOMPARE(chosen.takeFirst(), QVariantList({30, 2}));
        QCOMPARE(m_view->query(), 30);
        QVERIFY(!m_view->isPinned());
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(*m_view, 30, 2));
        QCOMPARE(chosen.count(), 0);
        QCOMPARE(pinned.takeFirst(), QVariantList({true}));
        // Pinned, hovering changes nothing.
        QSignalSpy hovered(m_view.get(), &HeadMatrixView::cellHovered);
        move(*m_view, at(*m_view, 10, 3));
        QCOMPARE(hovered.count(), 0);
    }

    void theWheelKeepsTheCellUnderThePointer()
    {
        const QPoint place = at(*m_view, 20, 11);
        const double before = m_view->zoom();
        QSignalSpy zoomed(m_view.get(), &HeadMatrixView::zoomChanged);
        wheel(*m_view, place, 240);
        QCOMPARE(zoomed.count(), 1);
        QVERIFY(std::abs(m_view->zoom() / before - 1.25 * 1.25) < 1e-9);
        QSignalSpy hovered(m_view.get(), &HeadMatrixView::cellHovered);
        move(*m_view, place + QPoint(1, 1));
        QVERIFY(m_view->cellRect(20, 11).adjusted(-1, -1, 1, 1).contains(place));
        wheel(*m_view, place, -1200);
        QCOMPARE(m_view->zoom(), m_view->fittingZoom());
    }

    void draggingPansAndDoesNotChoose()
    {
        m_view->zoomAt(m_view->matrixRect().center(), 4);
        const QRectF before = m_view->cellRect(20, 20);
        QSignalSpy chosen(m_view.get(), &HeadMatrixView::cellChosen);
        const QPoint from = m_view->matrixRect().center();
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, from);
        move(*m_view, from + QPoint(-30, 25), Qt::LeftButton);
        move(*m_view, from + QPoint(-50, 40), Qt::LeftButton);
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, from + QPoint(-50, 40));
        QCOMPARE(chosen.count(), 0);
        const QPointF moved = m_view->cellRect(20, 20).topLeft() - before.topLeft();
        QVERIFY(std::abs(moved.x() + 50) <= 1 && std::abs(moved.y() - 40) <= 1);
        QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, from);
        QCOMPARE(m_view->zoom(), m_view->fittingZoom());
        QVERIFY(!m_view->isPinned());
    }

    void keysZoomFitAndMoveTheCell()
    {
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QVERIFY(m_view->zoom() > m_view->fittingZoom());
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QVERIFY(std::abs(m_view->zoom() - m_view->fittingZoom()) < 1e-9);
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QTest::keyClick(m_view.get(), Qt::Key_0);
        QCOMPARE(m_view->zoom(), m_view->fittingZoom());
        QSignalSpy chosen(m_view.get(), &HeadMatrixView::cellChosen);
        m_view->setCell(20, 5);
        QCOMPARE(chosen.count(), 0); // what the others say is not said again
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(chosen.takeFirst(), QVariantList({21, 5}));
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier | Qt::ControlModifier);
        QCOMPARE(chosen.takeFirst(), QVariantList({21, 15}));
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(chosen.takeFirst(), QVariantList({-1, -1}));
    }

    void aCellThatTheKeysReachComesIntoSight()
    {
        m_view->zoomAt(m_view->matrixRect().topLeft(), 5);
        m_view->setCell(0, 0);
        for (int i = 0; i < tokens; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->query(), tokens - 1);
        QVERIFY(QRectF(m_view->matrixRect())
                    .adjusted(-1, -1, 1, 1)
                    .contains(m_view->cellRect(tokens - 1, 0)));
    }

    void plainArrowsAreLeftToThePage()
    {
        QWidget page;
        HeadMatrixView view(&page);
        QKeyEvent event(QEvent::KeyPress, Qt::Key_Up, Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &event);
        QVERIFY(!event.isAccepted());
        QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Up, Qt::NoModifier);
        override.ignore();
        QCoreApplication::sendEvent(&view, &override);
        QVERIFY(!override.isAccepted());
    }

    void theCellIsReadOutWithItsWeightAndTokens()
    {
        m_view->setCell(38, 24);
        const QString text = spoken(*m_view);
        QVERIFY2(text.contains(QStringLiteral("0.458")) &&
                     text.contains(QStringLiteral("return")) &&
                     text.contains(QStringLiteral("line 8")),
                 qPrintable(text));
        m_view->setCell(3, 20);
        QVERIFY(!spoken(*m_view).contains(QStringLiteral("0.")));
    }

    void theEntropyOfTheRowIsReadOutWhereEntropiesAreShown()
    {
        m_view->setPooling(MapPooling::Entropy);
        QVERIFY(m_view->isReady());
        m_view->setCell(38, 24);
        double bits = 0;
        for (const float share : m_map.row(38))
            bits -=
                share > 0 ? static_cast<double>(share) * std::log2(static_cast<double>(share)) : 0;
        QVERIFY2(spoken(*m_view).contains(QString::number(bits, 'f', 2)),
                 qPrintable(spoken(*m_view)));
    }

    void nanIsHatchedAndReadOut()
    {
        std::vector<float> values(m_map.values().begin(), m_map.values().end());
        for (int key = 0; key <= 20; ++key)
            values[static_cast<std::size_t>(20 * tokens + key)] =
                std::numeric_limits<float>::quiet_NaN();
        m_view->setMaps({{HeadMap(tokens, std::move(values)), {}}});
        m_view->setCell(20, 4);
        QVERIFY(spoken(*m_view).contains(QStringLiteral("NaN")));
        m_view->setCell(-1, -1);
        const QImage picture = m_view->grab().toImage();
        const QRect cell = m_view->cellRect(20, 8).toAlignedRect().adjusted(1, 1, -1, -1);
        bool hasLine = false, hasGround = false;
        for (int y = cell.top(); y <= cell.bottom(); ++y) {
            for (int x = cell.left(); x <= cell.right(); ++x) {
                const QColor colour = picture.pixelColor(x, y);
                hasLine = hasLine || colour == Theme::instance().color(Theme::Token::Error);
                hasGround = hasGround || colour == Theme::instance().color(Theme::Token::Surface);
            }
        }
        QVERIFY(hasLine && hasGround);
    }

    void mapsSideBySideShareZoomAndCrosshair()
    {
        const HeadMap other = test::sampleMap(test::HeadKind::Local, tokens, 6);
        m_view->resize(1200, 520);
        m_view->setMaps({{m_map, QStringLiteral("base")},
                         {other, QStringLiteral("finetuned")},
                         {m_map.minus(other), QStringLiteral("difference")}});
        QSignalSpy hovered(m_view.get(), &HeadMatrixView::cellHovered);
        move(*m_view, at(*m_view, 38, 24, 2));
        QCOMPARE(hovered.takeFirst(), QVariantList({38, 24}));
        wheel(*m_view, at(*m_view, 38, 24, 1), 120);
        for (const int map : {0, 1, 2})
            QCOMPARE(m_view->cellRect(38, 24, map).size(), m_view->cellRect(38, 24, 0).size());
        m_view->setCell(38, 24);
        QVERIFY(spoken(*m_view).contains(QStringLiteral("finetuned")));
    }

    void aCellBeyondTheMapIsNotShownUntilThereIsALongerOne()
    {
        const QImage before = m_view->grab().toImage();
        QSignalSpy chosen(m_view.get(), &HeadMatrixView::cellChosen);
        for (const QPoint beyond : {QPoint(tokens, tokens), QPoint(100'000, 1'000'000),
                                    QPoint(-7, -1), QPoint(tokens + 3, -5)}) {
            m_view->setCell(beyond.y(), beyond.x());
            QCOMPARE(spoken(*m_view), QString());
            QCOMPARE(m_view->grab().toImage(), before);
        }
        // Half of it within: the token alone, without a number.
        m_view->setCell(38, tokens);
        QVERIFY2(spoken(*m_view).startsWith(QStringLiteral("from")), qPrintable(spoken(*m_view)));
        m_view->setCell(300, 299);
        QTest::keyClick(m_view.get(), Qt::Key_Plus); // asks where the cell is
        m_view->setTokens(test::sampleTokens(400));
        m_view->setMaps({{test::sampleMap(test::HeadKind::Previous, 400, 5), {}}});
        QTRY_VERIFY(m_view->isReady());
        QVERIFY(spoken(*m_view).contains(QStringLiteral("at 300")));
        // And a shorter one again, in which nothing stands in its place.
        m_view->setTokens(test::sampleTokens());
        m_view->setMaps({{m_map, {}}});
        QTRY_VERIFY(m_view->isReady());
        QCOMPARE(spoken(*m_view), QString());
        m_view->grab();
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(chosen.takeLast(), QVariantList({0, 0}));
    }

    void aMapOfOtherTokensIsLeftOut()
    {
        m_view->resize(1200, 520);
        m_view->setMaps({{m_map, QStringLiteral("base")},
                         {test::sampleMap(test::HeadKind::Local, 5, 6), QStringLiteral("other")}});
        QVERIFY(m_view->isReady());
        m_view->setCell(38, 24);
        QVERIFY(!spoken(*m_view).contains(QStringLiteral("other")));
        QVERIFY(!m_view->pyramid(1));
    }

    void fewerMapsThanWerePointedAtAreNoMapsBeyond()
    {
        m_view->resize(1200, 520);
        m_view->setSumsShown(true);
        m_view->setMaps({{m_map, QStringLiteral("base")}, {m_map, QStringLiteral("other")}});
        move(*m_view, at(*m_view, 38, 24, 1));
        m_view->setMaps({{m_map, {}}});
        QVERIFY(spoken(*m_view).contains(QStringLiteral("0.458")));
        m_view->grab();
    }

    void theCardCoversNoWeights_data()
    {
        QTest::addColumn<int>("maps");
        QTest::addColumn<QSize>("size");
        QTest::newRow("one") << 1 << QSize(600, 520);
        QTest::newRow("two") << 2 << QSize(900, 520);
        QTest::newRow("two, narrow") << 2 << QSize(700, 560);
        QTest::newRow("two, low") << 2 << QSize(1000, 400);
        QTest::newRow("three") << 3 << QSize(1200, 520);
    }

    void theCardCoversNoWeights()
    {
        QFETCH(int, maps);
        QFETCH(QSize, size);
        const HeadMap other = test::sampleMap(test::HeadKind::Local, tokens, 6);
        const QVector<MatrixMap> all{{m_map, QStringLiteral("base, step 6 000")},
                                     {other, QStringLiteral("finetuned")},
                                     {m_map.minus(other), QStringLiteral("difference")}};
        m_view->resize(size);
        m_view->setMaps(all.mid(0, maps));
        const QImage plain = m_view->grab().toImage();
        for (const QPoint cell : {QPoint(2, 3), QPoint(24, 38), QPoint(0, 42), QPoint(40, 41)}) {
            m_view->setCell(cell.y(), cell.x());
            const QImage picture = m_view->grab().toImage();
            for (int map = 0; map < maps; ++map) {
                for (int query = 0; query < tokens; ++query) {
                    for (int key = 0; key <= query; ++key) {
                        // The crosshair and the frame are there.
                        if (std::abs(query - cell.y()) <= 1 || std::abs(key - cell.x()) <= 1)
                            continue;
                        const QPoint place = at(*m_view, query, key, map);
                        QVERIFY2(picture.pixel(place) == plain.pixel(place),
                                 qPrintable(QStringLiteral("map %1: %2, %3 for %4, %5")
                                                .arg(map)
                                                .arg(query)
                                                .arg(key)
                                                .arg(cell.y())
                                                .arg(cell.x())));
                    }
                }
            }
        }
    }

    void aLongMapComesLaterAndTheOneBeforeStaysMeanwhile()
    {
        const HeadMap large = test::sampleMap(test::HeadKind::Previous, 700, 5);
        QSignalSpy ready(m_view.get(), &HeadMatrixView::ready);
        m_view->setCell(38, 24);
        m_view->setTokens(test::sampleTokens(700));
        m_view->setMaps({{large, {}}});
        QVERIFY(!m_view->isReady());
        QVERIFY(spoken(*m_view).contains(QStringLiteral("return"))); // by its own tokens
        QCOMPARE(m_view->tokenCount(), tokens);
        QTRY_COMPARE(ready.count(), 1);
        QVERIFY(m_view->isReady());
        QCOMPARE(m_view->tokenCount(), 700);
        // Several cells share a pixel: the strongest of them is hovered.
        QVERIFY(m_view->zoom() < 1);
        QSignalSpy hovered(m_view.get(), &HeadMatrixView::cellHovered);
        move(*m_view, at(*m_view, 350, 349));
        QCOMPARE(hovered.count(), 1);
        const int query = hovered[0][0].toInt();
        QCOMPARE(hovered[0][1].toInt(), query - 1);
    }

    void aViewThatGoesWhileItWaitsDoesNoHarm()
    {
        auto view = std::make_unique<HeadMatrixView>();
        view->setMaps({{test::sampleMap(test::HeadKind::Previous, 900, 5), {}}});
        view.reset();
        QTest::qWait(20);
    }

    void oneTokenIsAMapToo()
    {
        m_view->setMaps({{HeadMap(1, {1.F}), {}}});
        QCOMPARE(m_view->tokenCount(), 1);
        m_view->grab();
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->query(), 0);
        m_view->clear(QStringLiteral("No head yet"));
        QCOMPARE(m_view->tokenCount(), 0);
        QCOMPARE(spoken(*m_view), QStringLiteral("No head yet"));
        m_view->grab();
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
    }
};

QTEST_MAIN(HeadMatrixViewTest)
#include "tst_head_matrix_view.moc"
