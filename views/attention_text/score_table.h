// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_types.h"

#include <QTreeView>

namespace phi1 {

class HeadScoreModel;
class HeadScoreProxy;

/// The scores of all heads: numbers over thin bars. The current row is the selected head; several
/// can be selected, which marks them. A click on a column's head sorts by it; on the keyboard
/// Alt+← → choose the column and Alt+↑ ↓ sort by it. Ctrl+C copies the selected rows as TSV with
/// numbers in full.
class ScoreTable final : public QTreeView
{
    Q_OBJECT
public:
    explicit ScoreTable(QWidget *parent = nullptr);

    void setScores(HeadScoreModel *scores); ///< outlives the table, or null
    HeadScoreProxy *proxy() const { return m_proxy; }

    HeadKey currentHead() const; ///< invalid: none
    /// Follows the selection of the page; what is filtered away leaves the table without one.
    void setCurrentHead(HeadKey key);
    QVector<HeadKey> selectedHeads() const; ///< in the shown order
    void setFilterText(const QString &text);
    /// The score the table is sorted by, index into attentionScores(); -1: by place.
    int sortedScore() const;
    void sortByScore(int score, Qt::SortOrder order = Qt::DescendingOrder);
    void setScoreShown(int score, bool shown);
    bool isScoreShown(int score) const;
    /// Check boxes of all scores, for the menu of the head.
    void fillColumnMenu(class QMenu *menu);
    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &state);

    QString toTsv(bool onlySelected) const; ///< with a line of keys, plain ASCII numbers
    void copy() const;                      ///< the selected rows, or all
    /// How each score is defined, below the control that asks.
    void showFormulas(QWidget *control);

    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QSize sizeHint() const override;

signals:
    void headSelected(const phi1::HeadKey &key);  ///< the current row changed by the user
    void headActivated(const phi1::HeadKey &key); ///< Enter or double click
    void headHovered(const phi1::HeadKey &key);   ///< invalid: none
    void selectedHeadsChanged();
    void sortedScoreChanged(int score);
    void columnsChanged();

protected:
    bool event(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyboardSearch(const QString &search) override;

private:
    void applyWidths();
    void showSortedColumn(); ///< whole, if it is not wider than the table
    void setHovered(HeadKey key);

    HeadScoreProxy *m_proxy;
    HeadScoreModel *m_scores = nullptr;
    HeadKey m_hovered;
    bool m_following = false; ///< the current row is being set from outside
    bool m_hasOwnWidths = false;
};

} // namespace phi1
