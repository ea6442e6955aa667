// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/compare/sample_tokens.h"
#include "views/compare/branch_strip.h"
#include "views/compare/checkpoint_slider.h"
#include "views/compare/diff_view.h"
#include "views/compare/distribution_table.h"
#include "views/compare/pane_facts.h"
#include "views/compare/pane_footer.h"
#include "views/compare/pane_header.h"
#include "views/compare/result_grid.h"
#include "views/compare/sample_groups.h"
#include "views/compare/token_card.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace phi1;
using namespace Qt::StringLiterals;

class CompareWidgetsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    // The card

    void theCardIsMadeOfADistribution()
    {
        TokenDistribution distribution;
        distribution.token = 7;
        distribution.line = 2;
        distribution.before = u"x ="_s;
        distribution.panes.resize(2);
        distribution.panes[0].chosen = 5;
        distribution.panes[1].chosen = 900;
        distribution.panes[1].entropy = 1.5;
        for (int id = 0; id < 14; ++id)
            distribution.rows.append({id, "t", {std::log(0.1F), std::log(0.2F)}});
        distribution.rows.append({900, "far", {std::log(0.001F), unknown()}});
        distribution.divergences.append({0, 1, 0.3});
        distribution.divergences.append({1, 0, 0.9});
        const TokenCardData card = tokenCardData(distribution, {u"base"_s, u"tuned"_s}, {0, 1});
        QCOMPARE(card.token, 7);
        QCOMPARE(card.rows.size(), 11); // ten, and the one that was chosen though unlikely
        QCOMPARE(card.rows.last().id, 900);
        QVERIFY(std::fabs(card.rows[0].probabilities[1] - 0.2) < 1e-6);
        QVERIFY(std::isnan(card.rows.last().probabilities[1]));
        QCOMPARE(card.divergence, 0.9);
        QCOMPARE(card.divergenceOf, u"tuned ‖ base"_s);
        // In blind mode the places count, not the panes.
        const TokenCardData blind =
            tokenCardData(distribution, {u"base"_s, u"tuned"_s}, {0, 1}, {1, 0});
        QCOMPARE(blind.columns[0].name, u"tuned"_s);
        QCOMPARE(blind.columns[0].chosen, 900);
        QCOMPARE(blind.divergence, 0.3);
    }

    void aRowIsReachedByKeysAndBranches()
    {
        DistributionTable table;
        table.setData(test::sampleCard());
        table.resize(table.sizeHint());
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QSignalSpy activated(&table, &DistributionTable::rowActivated);
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Down);
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated[0][0].toInt(), table.currentRow());
        QTest::mouseClick(&table, Qt::LeftButton, {}, table.rowRect(3).center());
        QCOMPARE(activated.last()[0].toInt(), 3);
        QTest::keyClick(&table, Qt::Key_End);
        QTest::keyClick(&table, Qt::Key_Down);
        QCOMPARE(table.currentRow(), 9);
        QCOMPARE(table.rowText(1), u"·list, base 38.0\u202f%, chosen, finetuned 9.0\u202f%"_s);
        TokenCardData closed = test::sampleCard();
        closed.canBranch = false;
        table.setData(closed);
        QTest::mouseClick(&table, Qt::LeftButton, {}, table.rowRect(3).center());
        QCOMPARE(activated.count(), 2);
    }

    void laterNumbersLeaveTheRowWhereItIs()
    {
        DistributionTable table;
        TokenCardData data = test::sampleCard();
        table.setData(data);
        table.setCurrentRow(4);
        std::swap(data.rows[4], data.rows[6]);
        table.setData(data);
        QCOMPARE(table.currentRow(), 6);
        data.token = 9;
        table.setData(data);
        QCOMPARE(table.currentRow(), -1);
    }

    void theCardComesBesideItsTokenAndGoesWithThePointer()
    {
        QWidget host;
        host.resize(900, 700);
        QLineEdit other(&host);
        host.show();
        other.setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(&host));
        TokenCard card(&host);
        card.setData(test::sampleCard());
        for (const QPoint corner : {QPoint(10, 10), QPoint(850, 20), QPoint(20, 670),
                                    QPoint(860, 680), QPoint(400, 350)}) {
            const QRect token(host.mapToGlobal(corner), QSize(30, 18));
            card.showBeside(token, true);
            const QRect shown(card.mapToGlobal(QPoint()), card.size());
            QVERIFY(card.isVisible());
            QVERIFY2(!shown.intersects(token),
                     qPrintable(u"%1, %2"_s.arg(corner.x()).arg(corner.y())));
            QVERIFY(host.rect().contains(card.geometry()));
        }
        card.release();
        QVERIFY(card.isVisible()); // the pointer may be on its way
        QTRY_VERIFY(!card.isVisible());
        card.showBeside(QRect(host.mapToGlobal(QPoint(100, 100)), QSize(30, 18)));
        QVERIFY(!card.isVisible()); // not before the delay
        QTRY_VERIFY(card.isVisible());
        QSignalSpy dismissed(&card, &TokenCard::dismissed);
        card.pin();
        card.release();
        QTest::qWait(2 * TokenCard::delay);
        QVERIFY(card.isVisible());
        auto *table = card.findChild<DistributionTable *>();
        QCOMPARE(host.focusWidget(), table);
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(!card.isVisible());
        QCOMPARE(host.focusWidget(), &other);
        QVERIFY(!card.isPinned());
        QCOMPARE(dismissed.count(), 1);
    }

    void aRowOfTheCardSaysWhichTokenToForce()
    {
        QWidget host;
        host.resize(900, 700);
        TokenCard card(&host);
        card.setData(test::sampleCard());
        QSignalSpy branch(&card, &TokenCard::branchRequested);
        auto *table = card.findChild<DistributionTable *>();
        emit table->rowActivated(2);
        QCOMPARE(branch.count(), 1);
        QCOMPARE(branch[0][0].toInt(), 3);
        QCOMPARE(branch[0][1].toInt(), 2);
        QCOMPARE(branch[0][2].toByteArray(), QByteArray(" sorted"));
    }

    // Head, facts and foot of a pane

    void aBlindPaneTellsNothing()
    {
        PaneHeader header;
        header.setName(u"phi-1-base"_s);
        header.setStage(u"pretrained"_s);
        auto *chooser = header.findChild<QToolButton *>();
        QVERIFY(chooser->toolTip().contains(u"phi-1-base"_s));
        header.setBlindName(u"Completion A"_s);
        for (const QWidget *child : header.findChildren<QWidget *>()) {
            QVERIFY(!child->toolTip().contains(u"phi-1"_s));
            QVERIFY(!child->accessibleName().contains(u"phi-1"_s));
        }
        QVERIFY(!chooser->isEnabled());
        header.setBlindName({});
        QVERIFY(chooser->isEnabled());
        QVERIFY(chooser->toolTip().contains(u"phi-1-base"_s));
    }

    void factsThatFindNoRoomAreToldByTheToolTip()
    {
        FactLine line;
        line.setFacts({{u"bfloat16"_s, {}, {}, false},
                       fingerprintFact(u"9f3ac41e07b2aa10"_s),
                       {u"greedy, seed 17"_s, {}, {}, false}});
        line.resize(600, 20);
        QCOMPARE(line.shownCount(), 3);
        line.resize(120, 20);
        QVERIFY(line.shownCount() < 3);
        QVERIFY(line.accessibleName().contains(u"9f3a·c41e·07b2"_s));
        QVERIFY(line.accessibleName().contains(u"seed 17"_s));
    }

    void theFootSaysWhatIsKnown()
    {
        PaneFooter footer;
        PaneProgress progress;
        progress.state = PaneProgress::State::Writing;
        progress.tokens = 118;
        progress.maxTokens = 160;
        progress.tokensPerSecond = 412.4;
        footer.setProgress(progress);
        QCOMPARE(texts(footer), (QStringList{u"118 of 160 tokens"_s, u"412\u202ftok/s"_s}));
        QCOMPARE(footer.stateText(), u"writing"_s);
        progress.state = PaneProgress::State::Stopped;
        progress.stopString = u"\n\n\n"_s;
        progress.meanProbability = 0.93;
        progress.firstTokenSeconds = 0.022;
        progress.memoryBytes = 2.9e9;
        footer.setProgress(progress);
        QCOMPARE(footer.stateText(), u"stopped at \\n\\n\\n"_s);
        QCOMPARE(texts(footer),
                 (QStringList{u"118 tokens"_s, u"first token 22\u202fms"_s, u"412\u202ftok/s"_s,
                              u"mean p 0.93"_s, u"2.9\u202fGB"_s}));
        progress.stopString.clear();
        footer.setProgress(progress);
        QCOMPARE(footer.stateText(), u"end of text"_s);
    }

    // Branches, checkpoints, samples, results

    void branchesAreATreeInOneLine()
    {
        BranchStrip strip;
        strip.resize(400, 30);
        QSignalSpy chosen(&strip, &BranchStrip::branchChosen);
        QSignalSpy removed(&strip, &BranchStrip::removeRequested);
        strip.setBranches({{1, -1, -1, {}, 10, false}}, 1);
        QVERIFY(!strip.isVisibleTo(nullptr));
        strip.setBranches({{1, -1, -1, {}, 10, false},
                           {2, 1, 3, " [", 10, false},
                           {3, 1, 5, "x", 10, false},
                           {4, 2, 7, "y", 10, false}},
                          1);
        QVERIFY(strip.isVisibleTo(nullptr));
        // A branch stands behind what it left: 1, 2, 4, 3.
        QVERIFY(strip.branchRect(0).left() < strip.branchRect(1).left());
        QVERIFY(strip.branchRect(1).left() < strip.branchRect(3).left());
        QVERIFY(strip.branchRect(3).left() < strip.branchRect(2).left());
        QCOMPARE(strip.branchText(1), u"4 ·["_s);
        QTest::keyClick(&strip, Qt::Key_Delete);
        QCOMPARE(removed.count(), 0); // the first is no branch
        QTest::keyClick(&strip, Qt::Key_Right);
        QTest::keyClick(&strip, Qt::Key_Right);
        QCOMPARE(strip.currentBranch(), 4);
        QCOMPARE(chosen.count(), 2);
        QTest::keyClick(&strip, Qt::Key_Delete);
        QCOMPARE(removed[0][0].toLongLong(), 4);
        QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.branchRect(1).center());
        QCOMPARE(strip.currentBranch(), 2);
    }

    /// Parents that do not exist, or are each other's, must not end in an endless walk.
    void aBrokenTreeOfBranchesIsShownAsFarAsItGoes()
    {
        BranchStrip strip;
        strip.resize(400, 30);
        strip.setBranches({{1, 2, 0, "a", 1, false}, {2, 1, 0, "b", 1, false}}, 1);
        strip.setBranches({{1, -1, -1, {}, 1, false}, {2, 99, 0, "b", 1, false}}, 2);
        strip.setBranches({{1, 1, 0, "a", 1, false}, {1, -1, 0, "a", 1, false}}, 1);
        strip.grab();
        QTest::keyClick(&strip, Qt::Key_Right);
    }

    void theSliderStopsAtCheckpoints()
    {
        CheckpointSlider slider;
        slider.resize(400, 46);
        QVector<CheckpointStop> stops;
        for (const qint64 step : {500, 1000, 2000, 8000})
            stops.append({step, QString::number(step), CheckpointStop::State::Waiting, {}});
        slider.setStops(stops);
        QCOMPARE(slider.currentIndex(), 0);
        QSignalSpy changed(&slider, &CheckpointSlider::currentChanged);
        QTest::mouseClick(&slider, Qt::LeftButton, {},
                          (slider.stopPosition(2) + QPointF(3, 2)).toPoint());
        QCOMPARE(slider.currentIndex(), 2);
        QTest::keyClick(&slider, Qt::Key_Right);
        QTest::keyClick(&slider, Qt::Key_Right);
        QCOMPARE(slider.currentIndex(), 3);
        QCOMPARE(changed.count(), 2);
        // A checkpoint that came before leaves the place.
        stops.prepend({100, u"100"_s, CheckpointStop::State::Waiting, {}});
        slider.setStops(stops);
        QCOMPARE(slider.stops()[slider.currentIndex()].step, 8000);
        slider.setStops({});
        QCOMPARE(slider.currentIndex(), -1);
        slider.grab();
        slider.setStops({stops[0]});
        slider.grab();
        QCOMPARE(slider.currentIndex(), 0);
    }

    void theChosenSampleStaysChosenWhileGroupsForm()
    {
        SampleGroups groups;
        groups.resize(400, 200);
        const auto row = [](const QString &text, const QVector<int> &samples) {
            SampleRow result;
            result.text = text;
            result.samples = samples;
            return result;
        };
        groups.setGroups({row(u"a"_s, {0}), row(u"b"_s, {1}), row(u"c"_s, {2})}, 3);
        QSignalSpy chosen(&groups, &SampleGroups::groupChosen);
        QSignalSpy activated(&groups, &SampleGroups::groupActivated);
        QTest::keyClick(&groups, Qt::Key_Down);
        QTest::keyClick(&groups, Qt::Key_Down);
        QCOMPARE(chosen.count(), 2);
        groups.setGroups({row(u"b"_s, {1, 2}), row(u"a"_s, {0})}, 3);
        QCOMPARE(groups.currentGroup(), 0);
        QVERIFY(groups.groupText(0).startsWith(u"2 of 3 samples: b"_s));
        QTest::keyClick(&groups, Qt::Key_Return);
        QCOMPARE(activated[0][0].toInt(), 0);
    }

    void theGridIsWalkedByArrows()
    {
        ResultGrid grid;
        grid.resize(900, 300);
        grid.setColumns({{u"a"_s, {}, 0}, {u"b"_s, {}, 1}});
        grid.setRows({{u"one"_s, u"x"_s}, {u"two"_s, u"x"_s}, {u"three"_s, u"y"_s}});
        ResultCell cell;
        cell.state = ResultCell::State::Done;
        cell.text = u"\n  return 1"_s;
        cell.variant = 1;
        grid.setCell(1, 1, cell);
        grid.setCell(9, 9, cell); // nowhere
        QSignalSpy activated(&grid, &ResultGrid::cellActivated);
        QTest::keyClick(&grid, Qt::Key_Down);
        QTest::keyClick(&grid, Qt::Key_Right);
        QCOMPARE(grid.currentRow(), 1);
        QCOMPARE(grid.currentColumn(), 1);
        QCOMPARE(grid.cellText(1, 1), u"two, b: output B, return 1"_s);
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&grid);
        QCOMPARE(interface->text(QAccessible::Value), grid.cellText(1, 1));
        QTest::keyClick(&grid, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, grid.cellRect(2, 0).center());
        QCOMPARE(grid.currentRow(), 2);
        QCOMPARE(grid.currentColumn(), 0);
        grid.setRows({});
        QTest::keyClick(&grid, Qt::Key_Down);
        grid.grab();
        QCOMPARE(grid.currentRow(), -1);
    }

    // Differences

    void longEqualStretchesFoldAndOpen()
    {
        QString text = u"first = 0\n"_s;
        for (int line = 0; line < 20; ++line)
            text += u"line_%1 = value\n"_s.arg(line);
        DiffView view;
        view.resize(600, 300);
        QSignalSpy summary(&view, &DiffView::summaryChanged);
        view.setColumns(
            {{u"a"_s, 0, test::tokensOf(text, 1)},
             {u"b"_s, 1, test::tokensOf(QString(text).replace(u"= 0"_s, u"= 1"_s), 1)}});
        QCOMPARE(view.differenceCount(), 1);
        QCOMPARE(view.rowCount(), 1 + 3 + 1);
        QVERIFY(view.isFolded(4));
        QCOMPARE(view.rowText(4, 0), u"17 equal lines"_s);
        QVERIFY(summary.last()[0].toString().endsWith(u" · 20 of 21 lines equal"_s));
        view.show();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, QPoint(200, foldY(4)));
        QCOMPARE(view.rowCount(), 21);
        view.setFolding(false);
        QCOMPARE(view.rowCount(), 21);
    }

    void differencesAreGoneToInTurn()
    {
        QString a;
        for (int line = 0; line < 60; ++line)
            a += u"line_%1 = value\n"_s.arg(line);
        QString b = a;
        b.replace(u"line_2 = value"_s, u"line_2 = other"_s);
        b.replace(u"line_50 = value"_s, u"line_50 = other"_s);
        DiffView view;
        view.resize(600, 200);
        view.setFolding(false);
        view.setColumns({{u"a"_s, 0, test::tokensOf(a, 1)}, {u"b"_s, 1, test::tokensOf(b, 1)}});
        QCOMPARE(view.differenceCount(), 2);
        const auto spoken = [&] {
            return QAccessible::queryAccessibleInterface(&view)->text(QAccessible::Value);
        };
        view.goToDifference(1);
        QVERIFY(spoken().contains(u"line_2 = other"_s));
        QTest::keyClick(&view, Qt::Key_N);
        QVERIFY(spoken().contains(u"line_50 = other"_s));
        QTest::keyClick(&view, Qt::Key_N, Qt::ShiftModifier);
        QVERIFY(spoken().contains(u"line_2 = other"_s));
    }

    void anyColumnsCanBeDrawn()
    {
        DiffView view;
        view.resize(600, 200);
        view.grab();
        view.setColumns({{u"alone"_s, 0, test::baseCompletion()}});
        view.grab();
        view.setColumns({{u"a"_s, 0, {}}, {u"b"_s, 1, {}}});
        view.grab();
        QCOMPARE(view.rowCount(), 0);
        view.setSideWidths({1, 2, 3});
        view.goToDifference(1);
        view.setColumns({});
        view.grab();
    }

private:
    static float unknown() { return std::numeric_limits<float>::quiet_NaN(); }
    static QStringList texts(const PaneFooter &footer)
    {
        QStringList result;
        for (const LineFact &fact : footer.facts())
            result << fact.text;
        return result;
    }
    /// Middle of a row of the diff, below its head.
    static int foldY(int row)
    {
        const Theme &theme = Theme::instance();
        return theme.px(28) + theme.px(4) + theme.lineHeight(Theme::Font::Code) * row +
               theme.lineHeight(Theme::Font::Code) / 2;
    }
};

QTEST_MAIN(CompareWidgetsTest)
#include "tst_compare_widgets.moc"
