// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "views/state/attention_types.h"

class QSlider;
class QStackedWidget;

namespace phi1 {

class ActionButton;
class EmptyState;
class HeadGridView;
class IconButton;
class Panel;
class ProgressBarThin;
class TextLabel;

/// The panel with the thumbnails of all heads: their order and size, and what stands in their place
/// while there are none.
class GridPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit GridPanel(QWidget *parent = nullptr);

    HeadGridView *grid() const { return m_grid; }
    Panel *panel() const { return m_panel; }
    void setCaption(const QString &caption);

    /// The score by which heads are ordered; -1: by their place in the model.
    int sortedScore() const { return m_score; }
    void setSortedScore(int score);
    /// The scores that have numbers can be chosen; the others are shown with the reason.
    void setScoreProblems(const QVector<QString> &problems);

    bool sizeFollows() const { return m_sizeFollows; } ///< as large as there is room
    int cellSize() const;
    void setCellSize(int size); ///< 0: as large as there is room
    void growCells(int steps);

    // What is shown: the grid, or in its place
    void showGrid();
    void showEmpty(const QString &sentence, const QString &button);
    void showLoading(const QString &sentence, double progress); ///< NaN: not known

signals:
    void sortedScoreChanged(int score);
    void cellSizeChanged(int size); ///< 0: follows
    void beginRequested();          ///< the button of the empty state
    void exportRequested(QWidget *button);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void openSortMenu();
    void fitCells();
    void showSize();
    void showSort();

    Panel *m_panel;
    QStackedWidget *m_stack;
    HeadGridView *m_grid;
    EmptyState *m_empty;
    QWidget *m_loading;
    TextLabel *m_loadingText;
    ProgressBarThin *m_loadingBar;
    ActionButton *m_sort;
    QSlider *m_size;
    IconButton *m_export;
    QVector<QString> m_problems;
    int m_score = -1;
    bool m_sizeFollows = true;
    bool m_settingSize = false;
};

} // namespace phi1
