// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/attention_text/sample_attention.h"
#include "views/attention_text/formula_popup.h"
#include "views/attention_text/score_table.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace phi1;
using namespace Qt::StringLiterals;

class ScoreTableTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Dark);
    }

    void init()
    {
        m_model = std::make_unique<HeadScoreModel>();
        test::fillScores(*m_model);
        m_table = std::make_unique<ScoreTable>();
        m_table->resize(640, 300);
        m_table->setScores(m_model.get());
        m_table->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_table.get()));
    }

    void cleanup()
    {
        m_table.reset();
        m_model.reset();
    }

    void aClickOnAHeadSortsFromTheLargest()
    {
        const int induction = attentionScoreIndex(u"induction"_s);
        QSignalSpy sorted(m_table.get(), &ScoreTable::sortedScoreChanged);
        clickHead(induction);
        QCOMPARE(m_table->sortedScore(), induction);
        QVERIFY(!sorted.isEmpty());
        QCOMPARE(shown(), m_model->ranked(induction, Qt::DescendingOrder));
        clickHead(induction);
        QCOMPARE(shown().first(), m_model->ranked(induction, Qt::AscendingOrder).first());
        clickHead(-1);
        QCOMPARE(shown().first(), (HeadKey{0, 0}));
    }

    void theKeyboardSortsToo()
    {
        m_table->setFocus();
        QTest::keyClick(m_table.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(m_table->sortedScore(), attentionScoreIndex(u"previous"_s));
        QCOMPARE(shown().first(), m_model->ranked(m_table->sortedScore()).first());
        QTest::keyClick(m_table.get(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(shown().first(),
                 m_model->ranked(m_table->sortedScore(), Qt::AscendingOrder).first());
        QTest::keyClick(m_table.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_table->sortedScore(), -1);
        QCOMPARE(shown().first(), (HeadKey{0, 0}));
    }

    void theSortedColumnIsWholeInSight_data()
    {
        QTest::addColumn<bool>("ownColumns");
        QTest::addColumn<int>("width");
        QTest::newRow("as many as fit") << false << 640;
        QTest::newRow("as many as fit, narrow") << false << 300;
        QTest::newRow("own columns") << true << 640;
        QTest::newRow("own columns, narrow") << true << 300;
    }

    void theSortedColumnIsWholeInSight()
    {
        QFETCH(bool, ownColumns);
        QFETCH(int, width);
        const int change = attentionScoreIndex(u"change"_s);
        test::fillChange(*m_model);
        m_table->resize(width, 300);
        if (ownColumns) {
            for (int score = 0; score < attentionScores().size(); ++score)
                m_table->setScoreShown(score, score != change);
        }
        m_table->setCurrentHead({9, 14});
        const auto isWhole = [this](int score) {
            const int column = HeadScoreModel::columnOf(score);
            const int left = m_table->header()->sectionViewportPosition(column);
            return m_table->isScoreShown(score) && left >= 0 &&
                   left + m_table->header()->sectionSize(column) <= m_table->viewport()->width();
        };
        for (const char *key : {"change", "previous", "distance", "docstring", "change"}) {
            m_table->sortByScore(attentionScoreIndex(QString::fromLatin1(key)));
            QVERIFY2(isWhole(m_table->sortedScore()), key);
            // Going to another head does not take it away, nor does less room.
            m_table->setCurrentHead({20, 5});
            QVERIFY2(isWhole(m_table->sortedScore()), key);
            m_table->resize(width - 40, 300);
            QVERIFY2(isWhole(m_table->sortedScore()), key);
            m_table->resize(width, 300);
        }
        // What is hidden is not what the rows stand in order of.
        m_table->setScoreShown(change, false);
        QVERIFY(!m_table->isScoreShown(change));
        QCOMPARE(m_table->sortedScore(), -1);
    }

    void aSecondCheckpointsChangeIsAmongTheColumns()
    {
        const int change = attentionScoreIndex(u"change"_s);
        QVERIFY(!m_table->isScoreShown(change));
        test::fillChange(*m_model);
        QVERIFY(m_table->isScoreShown(change));
        QCOMPARE(m_table->horizontalScrollBar()->maximum(), 0);
    }

    void rowsSelectHeadsAndFollowTheSelection()
    {
        QSignalSpy selected(m_table.get(), &ScoreTable::headSelected);
        QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {},
                          m_table->visualRect(m_table->model()->index(2, 1)).center());
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].value<HeadKey>(), (HeadKey{0, 2}));
        QTest::keyClick(m_table.get(), Qt::Key_Down);
        QCOMPARE(selected.size(), 2);
        QCOMPARE(selected[1][0].value<HeadKey>(), (HeadKey{0, 3}));
        // What comes from outside is shown and not told back.
        m_table->setCurrentHead({20, 5});
        QCOMPARE(selected.size(), 2);
        QCOMPARE(m_table->currentHead(), (HeadKey{20, 5}));
        QVERIFY(m_table->viewport()->rect().contains(
            m_table->visualRect(m_table->currentIndex()).center()));
        m_table->setCurrentHead({});
        QCOMPARE(selected.size(), 2);
        QVERIFY(!m_table->currentHead().isValid());
    }

    void sortingKeepsTheSelectedHead()
    {
        m_table->setCurrentHead({9, 14});
        clickHead(attentionScoreIndex(u"sink"_s));
        QCOMPARE(m_table->currentHead(), (HeadKey{9, 14}));
    }

    void filteringKeepsTheHeadIfItStays()
    {
        m_table->setCurrentHead({9, 14});
        QSignalSpy selected(m_table.get(), &ScoreTable::headSelected);
        m_table->setFilterText(u"9"_s);
        QCOMPARE(m_table->model()->rowCount(), 32);
        QCOMPARE(m_table->currentHead(), (HeadKey{9, 14}));
        QCOMPARE(selected.size(), 0);
        m_table->setFilterText(u"induction > 0.5"_s);
        int count = 0;
        const int induction = attentionScoreIndex(u"induction"_s);
        for (int layer = 0; layer < 24; ++layer)
            for (int head = 0; head < 32; ++head)
                count += m_model->value({layer, head}, induction) > 0.5F ? 1 : 0;
        QVERIFY(count > 0 && count < 768);
        QCOMPARE(m_table->model()->rowCount(), count);
    }

    void severalRowsAreMarkedHeads()
    {
        QSignalSpy marked(m_table.get(), &ScoreTable::selectedHeadsChanged);
        m_table->setFocus();
        m_table->setCurrentHead({0, 0});
        QTest::keyClick(m_table.get(), Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(m_table.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_table->selectedHeads(), (QVector<HeadKey>{{0, 0}, {0, 1}, {0, 2}}));
        QVERIFY(!marked.isEmpty());
    }

    void columnsShareTheRoomAndTheLastOnesGiveWay()
    {
        const auto shownScores = [&] {
            int count = 0;
            for (int score = 0; score < attentionScores().size(); ++score)
                count += m_table->isScoreShown(score) ? 1 : 0;
            return count;
        };
        const int narrow = shownScores();
        QVERIFY(narrow >= 5);
        QVERIFY(m_table->isScoreShown(attentionScoreIndex(u"induction"_s)));
        // No second checkpoint: nothing to compare with.
        QVERIFY(!m_table->isScoreShown(attentionScoreIndex(u"change"_s)));
        m_table->resize(1400, 300);
        QTRY_VERIFY(shownScores() > narrow);
        QVERIFY(!m_table->isScoreShown(attentionScoreIndex(u"change"_s)));
        int width = 0;
        for (int column = 0; column < m_table->model()->columnCount(); ++column)
            width += m_table->isColumnHidden(column) ? 0 : m_table->columnWidth(column);
        QCOMPARE(width, m_table->viewport()->width());
    }

    void chosenColumnsStayAndComeBack()
    {
        QMenu menu;
        m_table->fillColumnMenu(&menu);
        const int self = attentionScoreIndex(u"self"_s);
        menu.actions()[self]->setChecked(true);
        menu.actions()[attentionScoreIndex(u"previous"_s)]->setChecked(false);
        QVERIFY(m_table->isScoreShown(self));
        const QByteArray state = m_table->saveColumns();
        QVERIFY(!state.isEmpty());
        ScoreTable other;
        other.setScores(m_model.get());
        other.restoreColumns(state);
        for (int score = 0; score < attentionScores().size(); ++score)
            QCOMPARE(other.isScoreShown(score), m_table->isScoreShown(score));
    }

    void rowsAreCopiedAsNumbersInFull()
    {
        m_table->setFocus();
        m_table->setScoreShown(attentionScoreIndex(u"docstring"_s), true);
        m_table->setScoreShown(attentionScoreIndex(u"change"_s), true);
        m_table->setCurrentHead({9, 14});
        QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 3); // heads, the row, nothing behind the last line end
        const QStringList keys = lines[0].split(u'\t');
        const QStringList cells = lines[1].split(u'\t');
        QCOMPARE(cells.size(), keys.size());
        QCOMPARE(cells[0], u"9.14"_s);
        QCOMPARE(cells[keys.indexOf(u"induction"_s)].toFloat(),
                 m_model->value({9, 14}, attentionScoreIndex(u"induction"_s)));
        QCOMPARE(cells[keys.indexOf(u"docstring"_s)], u"not applicable"_s);
        QCOMPARE(cells[keys.indexOf(u"change"_s)], u"NaN"_s);
        QCOMPARE(m_table->toTsv(false).count(u'\n'), 769);
    }

    void whatDoesNotApplyLooksOtherThanWhatIsNotMeasured()
    {
        const int docstring = attentionScoreIndex(u"docstring"_s);
        const int change = attentionScoreIndex(u"change"_s);
        m_table->setScoreShown(docstring, true);
        m_table->setScoreShown(change, true);
        // Not the current row, which has a ring while the table has the focus.
        const QModelIndex none = m_table->model()->index(3, HeadScoreModel::columnOf(docstring));
        const QModelIndex missing = m_table->model()->index(3, HeadScoreModel::columnOf(change));
        QVERIFY(none.data().toString() != missing.data().toString());
        QCOMPARE(none.data(Qt::ToolTipRole).toString(), u"The text has no docstring."_s);
        const auto ink = [&](const QModelIndex &index) {
            m_table->scrollTo(index);
            const QImage cell = m_table->viewport()->grab(m_table->visualRect(index)).toImage();
            int drawn = 0;
            for (int y = 0; y < cell.height() - 2; ++y)
                for (int x = 0; x < cell.width(); ++x)
                    drawn += cell.pixelColor(x, y).lightness() > 100 ? 1 : 0;
            return drawn;
        };
        const int words = ink(none);
        const int dash = ink(missing);
        QVERIFY2(words > 3 * dash, qPrintable(u"%1 and %2 pixels"_s.arg(words).arg(dash)));
    }

    void enterOpensAndHoveringTells()
    {
        QSignalSpy activated(m_table.get(), &ScoreTable::headActivated);
        QSignalSpy hovered(m_table.get(), &ScoreTable::headHovered);
        m_table->setFocus();
        m_table->setCurrentHead({0, 4});
        QTest::keyClick(m_table.get(), Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].value<HeadKey>(), (HeadKey{0, 4}));
        QTest::mouseMove(m_table->viewport(),
                         m_table->visualRect(m_table->model()->index(5, 1)).center());
        QTRY_COMPARE(hovered.size(), 1);
        QCOMPARE(hovered[0][0].value<HeadKey>(), (HeadKey{0, 5}));
    }

    void thousandsOfRowsAreNoTrouble()
    {
        m_model->reset(100, 100);
        QCOMPARE(m_table->model()->rowCount(), 10000);
        m_table->setCurrentHead({99, 99});
        QCOMPARE(m_table->currentHead(), (HeadKey{99, 99}));
        m_table->grab();
        m_model->reset(0, 0);
        QVERIFY(!m_table->currentHead().isValid());
        QTest::keyClick(m_table.get(), Qt::Key_Down);
        m_table->grab();
    }

    void formulasNameEveryScoreWithItsSource()
    {
        QPushButton button;
        button.show();
        m_table->showFormulas(&button);
        auto *popup = m_table->findChild<FormulaPopup *>();
        QVERIFY(popup);
        QVERIFY(popup->isVisible());
        for (const AttentionScoreInfo &score : attentionScores()) {
            QVERIFY(popup->text().contains(score.title));
            QVERIFY(!score.formula.isEmpty());
            QVERIFY(popup->text().contains(score.formula));
            QVERIFY(popup->text().contains(score.source));
        }
        QTest::keyClick(popup, Qt::Key_Escape);
        QTRY_VERIFY(!m_table->findChild<FormulaPopup *>());
    }

private:
    void clickHead(int score)
    {
        const int column = HeadScoreModel::columnOf(score);
        QHeaderView *header = m_table->header();
        const QPoint place(header->sectionViewportPosition(column) + 20, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
    }
    QVector<HeadKey> shown() const
    {
        QVector<HeadKey> heads;
        for (int row = 0; row < m_table->model()->rowCount(); ++row)
            heads.append(
                m_table->model()->index(row, 0).data(HeadScoreModel::HeadRole).value<HeadKey>());
        return heads;
    }

    std::unique_ptr<HeadScoreModel> m_model;
    std::unique_ptr<ScoreTable> m_table;
};

QTEST_MAIN(ScoreTableTest)
#include "tst_score_table.moc"
