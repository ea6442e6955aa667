// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/score_table.h"

#include "views/attention_text/formula_popup.h"
#include "views/attention_text/score_delegate.h"
#include "views/format/number_text.h"
#include "views/state/head_score_model.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int headWidth = 64;  ///< of the column of heads, for a 13 px font
constexpr int scoreWidth = 88; ///< at least, of a score

/// Which scores give way first where there is no room for all: the last ones.
const QStringList &byImportance()
{
    static const QStringList keys{QStringLiteral("previous"),
                                  QStringLiteral("induction"),
                                  QStringLiteral("sink"),
                                  QStringLiteral("entropy"),
                                  QStringLiteral("bracket"),
                                  QStringLiteral("definition"),
                                  QStringLiteral("induction_random"),
                                  QStringLiteral("return"),
                                  QStringLiteral("indentation"),
                                  QStringLiteral("docstring"),
                                  QStringLiteral("self"),
                                  QStringLiteral("distance")};
    return keys;
}

QString tsvNumber(const QModelIndex &cell)
{
    switch (static_cast<HeadScoreModel::CellState>(cell.data(HeadScoreModel::StateRole).toInt())) {
    case HeadScoreModel::CellState::Measured:
        return plain(cell.data(HeadScoreModel::ValueRole).toDouble());
    case HeadScoreModel::CellState::NotApplicable:
        return QStringLiteral("not applicable");
    default:
        return QStringLiteral("NaN");
    }
}

} // namespace

ScoreTable::ScoreTable(QWidget *parent)
    : QTreeView(parent)
    , m_proxy(new HeadScoreProxy(this))
{
    setAccessibleName(tr("Scores of the heads"));
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(ExtendedSelection);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setItemDelegate(new ScoreDelegate(this));
    setModel(m_proxy);
    header()->setSectionsMovable(false);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(0);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    connect(header(), &QHeaderView::customContextMenuRequested, this, [this](const QPoint &where) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillColumnMenu(menu);
        menu->popup(header()->viewport()->mapToGlobal(where));
    });
    connect(header(), &QHeaderView::sortIndicatorChanged, this, [this](int column) {
        viewport()->update();
        if (currentIndex().isValid())
            scrollTo(currentIndex());
        showSortedColumn();
        emit sortedScoreChanged(HeadScoreModel::scoreOf(column));
    });
    connect(this, &QTreeView::activated, this,
            [this](const QModelIndex &index) { emit headActivated(m_proxy->headAt(index.row())); });
    connect(&Theme::instance(), &Theme::themeChanged, this, &ScoreTable::applyWidths);
}

void ScoreTable::setScores(HeadScoreModel *scores)
{
    if (scores == m_scores)
        return;
    m_scores = scores;
    m_proxy->setSourceModel(scores);
    applyWidths();
    if (scores) {
        connect(scores, &QAbstractItemModel::modelReset, this, &ScoreTable::applyWidths);
        connect(scores, &HeadScoreModel::scoresChanged, this, &ScoreTable::applyWidths);
    }
}

HeadKey ScoreTable::currentHead() const
{
    return currentIndex().isValid() ? m_proxy->headAt(currentIndex().row()) : HeadKey();
}

void ScoreTable::setCurrentHead(HeadKey key)
{
    if (key == currentHead())
        return;
    const int row = m_scores ? m_proxy->rowOf(key) : -1;
    m_following = true;
    const QModelIndex index = row < 0 ? QModelIndex() : m_proxy->index(row, 0);
    // Not QTreeView::setCurrentIndex(): with Ctrl held it would add to the selection.
    if (index.isValid()) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                     QItemSelectionModel::Rows);
        scrollTo(index);
    } else {
        selectionModel()->clear();
    }
    m_following = false;
}

QVector<HeadKey> ScoreTable::selectedHeads() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QVector<HeadKey> heads;
    for (const QModelIndex &row : std::as_const(rows))
        heads.append(m_proxy->headAt(row.row()));
    return heads;
}

void ScoreTable::setFilterText(const QString &text)
{
    const HeadKey current = currentHead();
    m_following = true;
    m_proxy->setFilterText(text);
    m_following = false;
    if (current.isValid() && m_proxy->rowOf(current) >= 0)
        setCurrentHead(current);
}

int ScoreTable::sortedScore() const
{
    return HeadScoreModel::scoreOf(header()->sortIndicatorSection());
}

void ScoreTable::sortByScore(int score, Qt::SortOrder order)
{
    sortByColumn(HeadScoreModel::columnOf(score), order);
}

void ScoreTable::setScoreShown(int score, bool shown)
{
    m_hasOwnWidths = true;
    // An order by what is not to be seen would look like none.
    if (!shown && score == sortedScore())
        sortByColumn(0, Qt::AscendingOrder);
    setColumnHidden(HeadScoreModel::columnOf(score), !shown);
    applyWidths();
    emit columnsChanged();
}

bool ScoreTable::isScoreShown(int score) const
{
    return !isColumnHidden(HeadScoreModel::columnOf(score));
}

void ScoreTable::fillColumnMenu(QMenu *menu)
{
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    for (int score = 0; score < scores.size(); ++score) {
        QAction *action = menu->addAction(scores[score].title);
        action->setCheckable(true);
        action->setChecked(isScoreShown(score));
        connect(action, &QAction::toggled, this,
                [this, score](bool shown) { setScoreShown(score, shown); });
    }
    menu->addSeparator();
    menu->addAction(tr("As many as fit"), this, [this] {
        m_hasOwnWidths = false;
        applyWidths();
        emit columnsChanged();
    });
}

QByteArray ScoreTable::saveColumns() const
{
    if (!m_hasOwnWidths)
        return {};
    QByteArrayList shown;
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    for (int score = 0; score < scores.size(); ++score) {
        if (isScoreShown(score))
            shown.append(scores[score].key.toUtf8());
    }
    return shown.join(' ');
}

void ScoreTable::restoreColumns(const QByteArray &state)
{
    if (state.isEmpty())
        return;
    const QByteArrayList shown = state.split(' ');
    m_hasOwnWidths = true;
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    for (int score = 0; score < scores.size(); ++score)
        setColumnHidden(HeadScoreModel::columnOf(score),
                        !shown.contains(scores[score].key.toUtf8()));
    applyWidths();
}

QString ScoreTable::toTsv(bool onlySelected) const
{
    QStringList lines;
    QStringList head{QStringLiteral("head"), QStringLiteral("layer"),
                     QStringLiteral("head_of_layer")};
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    QVector<int> columns;
    for (int score = 0; score < scores.size(); ++score) {
        if (!isScoreShown(score))
            continue;
        columns.append(HeadScoreModel::columnOf(score));
        head << scores[score].key;
    }
    lines << head.join(u'\t');
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const QModelIndex index = m_proxy->index(row, 0);
        if (onlySelected && !selectionModel()->isRowSelected(row, QModelIndex()))
            continue;
        const HeadKey key = m_proxy->headAt(row);
        QStringList cells{headName(key), QString::number(key.layer), QString::number(key.head)};
        for (const int column : std::as_const(columns))
            cells << tsvNumber(index.siblingAtColumn(column));
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

void ScoreTable::copy() const
{
    QApplication::clipboard()->setText(toTsv(selectionModel()->hasSelection()));
}

void ScoreTable::showFormulas(QWidget *control)
{
    auto *popup = new FormulaPopup(this);
    popup->openBelow(control);
}

QSize ScoreTable::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(640), header()->sizeHint().height() + 8 * ScoreDelegate::rowHeight()};
}

void ScoreTable::applyWidths()
{
    if (!m_scores)
        return;
    const Theme &theme = Theme::instance();
    const int room = viewport()->width();
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    if (!m_hasOwnWidths) {
        const int fit = std::max(1, (room - theme.px(headWidth)) / theme.px(scoreWidth));
        // Before all, what the table is sorted by; then the difference to a second checkpoint,
        // which says nothing while there is none.
        const int change = attentionScoreIndex(QStringLiteral("change"));
        QVector<int> wanted{sortedScore()};
        if (m_scores->measured(change) > 0)
            wanted.append(change);
        for (const QString &key : byImportance())
            wanted.append(attentionScoreIndex(key));
        QVector<int> shown;
        for (const int score : std::as_const(wanted)) {
            if (score >= 0 && shown.size() < fit && !shown.contains(score))
                shown.append(score);
        }
        for (int score = 0; score < scores.size(); ++score)
            setColumnHidden(HeadScoreModel::columnOf(score), !shown.contains(score));
    }
    int count = 0;
    for (int score = 0; score < scores.size(); ++score)
        count += isScoreShown(score) ? 1 : 0;
    // The room is shared equally, to the last pixel.
    int rest = room - theme.px(headWidth);
    setColumnWidth(0, theme.px(headWidth));
    for (int score = 0; score < scores.size(); ++score) {
        if (!isScoreShown(score))
            continue;
        const int width = std::max(theme.px(scoreWidth), rest / std::max(1, count));
        setColumnWidth(HeadScoreModel::columnOf(score), width);
        rest -= width;
        --count;
    }
}

void ScoreTable::showSortedColumn()
{
    const int column = header()->sortIndicatorSection();
    if (column < 0 || column >= m_proxy->columnCount())
        return;
    if (isColumnHidden(column) && m_hasOwnWidths)
        setScoreShown(HeadScoreModel::scoreOf(column), true);
    else
        applyWidths();
    updateGeometries(); // else the bar knows the widths only at the next turn of the event loop
    const int left = header()->sectionPosition(column);
    const int right = left + header()->sectionSize(column);
    QScrollBar *bar = horizontalScrollBar();
    if (left < bar->value())
        bar->setValue(left);
    else if (right > bar->value() + viewport()->width())
        bar->setValue(right - viewport()->width());
}

void ScoreTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    // Rows are gone to, not cells: the columns stay where they are.
    const int column = horizontalScrollBar()->value();
    QTreeView::scrollTo(index, hint);
    horizontalScrollBar()->setValue(column);
}

void ScoreTable::setHovered(HeadKey key)
{
    if (key == m_hovered)
        return;
    m_hovered = key;
    emit headHovered(key);
}

bool ScoreTable::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isAlt = key.modifiers() == Qt::AltModifier;
        const bool isArrow = key.key() == Qt::Key_Left || key.key() == Qt::Key_Right ||
                             key.key() == Qt::Key_Up || key.key() == Qt::Key_Down;
        const bool isRow = (key.modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier &&
                           (key.key() == Qt::Key_Up || key.key() == Qt::Key_Down ||
                            key.key() == Qt::Key_Home || key.key() == Qt::Key_End ||
                            key.key() == Qt::Key_PageUp || key.key() == Qt::Key_PageDown ||
                            key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter);
        if ((isAlt && isArrow) || isRow || key.matches(QKeySequence::Copy)) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void ScoreTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    viewport()->update();
    if (m_following || !current.isValid())
        return;
    // A table that gets the focus makes its first row the current one without selecting it.
    if (!selectionModel()->hasSelection())
        selectionModel()->select(current,
                                 QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    emit headSelected(m_proxy->headAt(current.row()));
}

void ScoreTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    emit selectedHeadsChanged();
}

void ScoreTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (modifiers == Qt::AltModifier) {
        const int column = header()->sortIndicatorSection();
        if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
            sortByColumn(column,
                         event->key() == Qt::Key_Up ? Qt::AscendingOrder : Qt::DescendingOrder);
            return;
        }
        if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
            const int step = event->key() == Qt::Key_Left ? -1 : 1;
            for (int to = column + step; to >= 0 && to < m_proxy->columnCount(); to += step) {
                if (isColumnHidden(to))
                    continue;
                sortByColumn(to, to == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
                break;
            }
            return;
        }
    }
    QTreeView::keyPressEvent(event);
}

void ScoreTable::mouseMoveEvent(QMouseEvent *event)
{
    QTreeView::mouseMoveEvent(event);
    const QModelIndex index = indexAt(event->pos());
    setHovered(index.isValid() ? m_proxy->headAt(index.row()) : HeadKey());
}

void ScoreTable::leaveEvent(QEvent *event)
{
    QTreeView::leaveEvent(event);
    setHovered(HeadKey());
}

void ScoreTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    showSortedColumn();
}

void ScoreTable::keyboardSearch(const QString &search)
{
    // Letters are keys of the page, not the beginnings of names.
    Q_UNUSED(search)
}

} // namespace phi1
