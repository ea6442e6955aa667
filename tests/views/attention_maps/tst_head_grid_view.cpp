// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_maps/sample_attention_maps.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <memory>

using namespace phi1;

class HeadGridViewTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<HeadGridView> m_view;
    QHash<HeadKey, HeadThumbnail> m_known;
    int m_asked = 0;

    QColor colourAt(HeadKey head, QPointF share)
    {
        const QRect rect = m_view->cellRect(head);
        const QPoint place(rect.left() + static_cast<int>(rect.width() * share.x()),
                           rect.top() + static_cast<int>(rect.height() * share.y()));
        return m_view->viewport()->grab().toImage().pixelColor(place);
    }
    void click(HeadKey head, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers,
                          m_view->cellRect(head).center());
    }

private slots:
    void initTestCase()
    {
        qRegisterMetaType<HeadKey>();
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Dark);
    }

    void init()
    {
        m_known.clear();
        m_asked = 0;
        for (int layer = 0; layer < 24; ++layer) {
            for (int head = 0; head < 32; ++head)
                m_known.insert({layer, head},
                               test::sampleThumbnail({layer, head},
                                                     test::sampleMap(test::HeadKind::Sink, 20, 1),
                                                     64));
        }
        m_view = std::make_unique<HeadGridView>();
        m_view->resize(700, 520);
        m_view->setShape(24, 32);
        m_view->setThumbnailSource([this](HeadKey head) -> std::optional<HeadThumbnail> {
            ++m_asked;
            const auto found = m_known.constFind(head);
            return found == m_known.constEnd() ? std::optional<HeadThumbnail>() : *found;
        });
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void arrowsMoveByLayerAndHeadAndStopAtTheEdges()
    {
        QSignalSpy changed(m_view.get(), &HeadGridView::currentHeadChanged);
        m_view->setCurrentHead({9, 14});
        QCOMPARE(changed.count(), 0);
        const auto press = [&](Qt::Key key, HeadKey expected, Qt::KeyboardModifiers with = {}) {
            QTest::keyClick(m_view.get(), key, with);
            QCOMPARE(m_view->currentHead(), expected);
        };
        press(Qt::Key_Up, {8, 14});
        press(Qt::Key_Down, {9, 14});
        press(Qt::Key_Left, {9, 13});
        press(Qt::Key_Right, {9, 14});
        press(Qt::Key_Home, {9, 0});
        press(Qt::Key_Left, {9, 0});
        press(Qt::Key_End, {9, 31});
        press(Qt::Key_Right, {9, 31});
        press(Qt::Key_Home, {0, 0}, Qt::ControlModifier);
        press(Qt::Key_Up, {0, 0});
        press(Qt::Key_End, {23, 31}, Qt::ControlModifier);
        press(Qt::Key_Down, {23, 31});
        press(Qt::Key_PageUp, {0, 31});
        QCOMPARE(changed.count(), 9);
    }

    void aClickSelectsControlChoosesAndADoubleClickOpens()
    {
        QSignalSpy changed(m_view.get(), &HeadGridView::currentHeadChanged);
        QSignalSpy chosen(m_view.get(), &HeadGridView::chosenHeadsChanged);
        QSignalSpy activated(m_view.get(), &HeadGridView::headActivated);
        click({3, 7});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_view->currentHead(), (HeadKey{3, 7}));
        click({5, 1}, Qt::ControlModifier);
        QCOMPARE(m_view->currentHead(), (HeadKey{3, 7}));
        QCOMPARE(m_view->chosenHeads(), QVector<HeadKey>({{5, 1}}));
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QCOMPARE(m_view->chosenHeads(), QVector<HeadKey>({{3, 7}, {5, 1}}));
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QCOMPARE(m_view->chosenHeads(), QVector<HeadKey>({{5, 1}}));
        QCOMPARE(chosen.count(), 3);
        QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {},
                           m_view->cellRect({3, 7}).center());
        QTest::keyClick(m_view.get(), Qt::Key_Return);
        QCOMPARE(activated.count(), 2);
        QSignalSpy off(m_view.get(), &HeadGridView::switchOffRequested);
        QTest::keyClick(m_view.get(), Qt::Key_X);
        QCOMPARE(off.count(), 1);
        QCOMPARE(off[0][0].value<HeadKey>(), (HeadKey{3, 7}));
    }

    void headsNotComputedYetAreSunkenUntilTheyCome()
    {
        const HeadThumbnail later = m_known.take({2, 2});
        m_view->refreshAll();
        const QColor sunken = Theme::instance().color(Theme::Token::Sunken);
        QCOMPARE(colourAt({2, 2}, {0.05, 0.5}), sunken);
        QVERIFY(colourAt({2, 3}, {0.05, 0.5}) != sunken); // looks at the first token
        const int asked = m_asked;
        m_view->viewport()->grab();
        QCOMPARE(m_asked, asked); // not asked again for what has not come
        m_known.insert({2, 2}, later);
        m_view->refresh({{2, 2}});
        QVERIFY(colourAt({2, 2}, {0.05, 0.5}) != sunken);
        QCOMPARE(m_asked, asked + 1);
    }

    void recolouringAsksNobody()
    {
        m_view->viewport()->grab();
        const int asked = m_asked;
        const QColor before = colourAt({1, 1}, {0.05, 0.5});
        ColourScale scale = m_view->scale();
        scale.map = ColourScale::Map::Grey;
        m_view->setScale(scale);
        QVERIFY(colourAt({1, 1}, {0.05, 0.5}) != before);
        QCOMPARE(m_asked, asked);
    }

    void onlyHeadsInSightAreAskedForAndAnnounced()
    {
        QSignalSpy visible(m_view.get(), &HeadGridView::visibleHeadsChanged);
        m_view->setCellSize(128);
        QTRY_COMPARE(visible.count(), 1);
        auto heads = visible[0][0].value<QVector<HeadKey>>();
        QVERIFY(!heads.isEmpty() && heads.size() < 40);
        QCOMPARE(heads[0], (HeadKey{0, 0}));
        m_asked = 0;
        m_view->refreshAll();
        m_view->viewport()->grab();
        QCOMPARE(m_asked, static_cast<int>(heads.size()));
        m_view->setCurrentHead({23, 31}); // comes into sight
        QTRY_COMPARE(visible.count(), 2);
        heads = visible[1][0].value<QVector<HeadKey>>();
        QVERIFY(heads.contains(HeadKey{23, 31}) && !heads.contains(HeadKey{0, 0}));
    }

    void anOrderFlowsAndTheArrowsFollowIt()
    {
        QVector<HeadKey> order;
        for (int i = 0; i < 100; ++i)
            order.append({i % 24, (i * 5) % 32});
        m_view->setOrder(order, QStringLiteral("by induction"));
        QVERIFY(!m_view->isByPosition());
        m_view->setCurrentHead(order[0]);
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->currentHead(), order[1]);
        QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_view->currentHead(), order[99]);
        QVERIFY(m_view->cellRect({0, 31}).isEmpty()); // not among them
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QCOMPARE(m_view->currentHead(), order[99]);
        m_view->setOrder({});
        QVERIFY(m_view->isByPosition());
    }

    void sizesStayBetween12And128()
    {
        QSignalSpy resized(m_view.get(), &HeadGridView::cellSizeChanged);
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QCOMPARE(m_view->cellSize(), 12);
        QVERIFY(resized.count() < 10);
        for (int i = 0; i < 40; ++i)
            QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QCOMPARE(m_view->cellSize(), 128);
        const QPointF middle = m_view->viewport()->rect().center();
        QWheelEvent wheel(middle, m_view->viewport()->mapToGlobal(middle), {}, {0, -120},
                          Qt::NoButton, Qt::ControlModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view->viewport(), &wheel);
        QVERIFY(m_view->cellSize() < 128);
        m_view->setCellSize(m_view->fittingCellSize());
        QCOMPARE(m_view->verticalScrollBar()->maximum(), 0);
        QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);
        QVERIFY(m_view->cellSize() >= 17);
    }

    void theHeadIsReadOutWithItsScoresAndMarks()
    {
        m_view->setFactSource([](HeadKey) {
            return QVector<QPair<QString, QString>>{
                {QStringLiteral("induction"), QStringLiteral("0.91")}};
        });
        m_view->setSwitchedOff({{9, 14}});
        m_view->setCurrentHead({9, 14});
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::Table);
        QCOMPARE(interface->text(QAccessible::Value),
                 QStringLiteral("layer 9, head 14, switched off, induction 0.91"));
    }

    void hoveringTellsTheHead()
    {
        QSignalSpy hovered(m_view.get(), &HeadGridView::headHovered);
        const QPoint place = m_view->cellRect({4, 4}).center();
        QMouseEvent move(QEvent::MouseMove, place, m_view->viewport()->mapToGlobal(place),
                         Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view->viewport(), &move);
        QCOMPARE(hovered.count(), 1);
        QCOMPARE(hovered[0][0].value<HeadKey>(), (HeadKey{4, 4}));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_view->viewport(), &leave);
        QVERIFY(!hovered.last()[0].value<HeadKey>().isValid());
    }
};

QTEST_MAIN(HeadGridViewTest)
#include "tst_head_grid_view.moc"
