// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>
#include <QWidget>

#include "views/state/attention_types.h"

class QStackedWidget;

namespace phi1 {

class ActionButton;
class IconButton;
class Panel;
class ScoreCurves;
class ScoreTable;
class SearchField;
class SegmentedChoice;

/// The panel with the scores of all heads: a table, and along a run one score as curves.
class ScoresPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ScoresPanel(QWidget *parent = nullptr);

    ScoreTable *table() const { return m_table; }
    ScoreCurves *curves() const { return m_curves; }
    SearchField *filter() const { return m_filter; }
    Panel *panel() const { return m_panel; }
    void setCaption(const QString &caption);

    /// Along a run: the choice between table and curves is offered.
    void setCurvesPossible(bool possible);
    bool showsCurves() const;
    void showCurves(bool curves);
    int curveScore() const { return m_curveScore; } ///< whose curves are shown
    void setCurveScore(int score);

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

signals:
    void filterChanged(const QString &text);
    void curveScoreChanged(int score);
    void exportRequested(QWidget *button);
    void stateChanged();

private:
    void openColumnMenu();
    void openScoreMenu();

    Panel *m_panel;
    QStackedWidget *m_stack;
    ScoreTable *m_table;
    ScoreCurves *m_curves;
    SegmentedChoice *m_view;
    ActionButton *m_score;
    SearchField *m_filter;
    ActionButton *m_formulas;
    IconButton *m_columns;
    IconButton *m_export;
    int m_curveScore = 0;
};

} // namespace phi1
