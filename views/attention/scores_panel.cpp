// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/scores_panel.h"

#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/segmented_choice.h"

namespace phi1 {

using namespace Qt::StringLiterals;

ScoresPanel::ScoresPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Scores")))
    , m_stack(new QStackedWidget)
    , m_table(new ScoreTable)
    , m_curves(new ScoreCurves)
    , m_view(new SegmentedChoice)
    , m_score(new ActionButton({}, {}, ActionButton::Role::Flat))
    , m_filter(new SearchField(tr("Filter heads"), u"filter"_s))
    , m_formulas(new ActionButton(tr("Formulas"), u"help"_s, ActionButton::Role::Flat))
    , m_columns(new IconButton(u"columns"_s, tr("Which scores are shown")))
    , m_export(new IconButton(u"export"_s, tr("Export the scores")))
{
    m_view->setAccessibleName(tr("Scores as"));
    m_view->addOption(tr("Table"));
    m_view->addOption(tr("Curves"));
    m_view->setCurrentIndex(0);
    m_filter->setSmall(true);
    m_filter->setToolTip(tr("9 a layer, 9.14 a head, induction > 0.5 a score"));
    m_score->setSmall(true);
    m_formulas->setSmall(true);
    m_columns->setSmall(true);
    m_export->setSmall(true);
    for (QWidget *part :
         QList<QWidget *>{m_view, m_score, m_filter, m_formulas, m_columns, m_export})
        m_panel->addHeadWidget(part);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_curves);
    m_panel->setContent(m_stack);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
    connect(m_view, &SegmentedChoice::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        m_score->setVisible(index == 1);
        m_filter->setVisible(index == 0);
        m_columns->setVisible(index == 0);
    });
    connect(m_filter, &SearchField::searchChanged, this, &ScoresPanel::filterChanged);
    connect(m_formulas, &QPushButton::clicked, this, [this] { m_table->showFormulas(m_formulas); });
    connect(m_columns, &QToolButton::clicked, this, &ScoresPanel::openColumnMenu);
    connect(m_score, &QPushButton::clicked, this, &ScoresPanel::openScoreMenu);
    connect(m_export, &QToolButton::clicked, this, [this] { emit exportRequested(m_export); });
    connect(m_table, &ScoreTable::columnsChanged, this, &ScoresPanel::stateChanged);
    Theme::instance().follow(this, [this] { m_filter->setFixedWidth(Theme::instance().px(132)); });
    setCurvesPossible(false);
    setCurveScore(attentionScoreIndex(u"induction"_s));
}

void ScoresPanel::setCaption(const QString &caption)
{
    m_panel->setCaption(caption);
}

void ScoresPanel::setCurvesPossible(bool possible)
{
    m_view->setVisible(possible);
    m_score->setVisible(possible && showsCurves());
    if (!possible)
        m_view->setCurrentIndex(0);
}

bool ScoresPanel::showsCurves() const
{
    return m_view->currentIndex() == 1;
}

void ScoresPanel::showCurves(bool curves)
{
    m_view->setCurrentIndex(curves ? 1 : 0);
}

void ScoresPanel::setCurveScore(int score)
{
    if (score < 0 || score >= attentionScores().size())
        return;
    m_score->setText(attentionScores()[score].title + u" ▾"_s);
    m_score->setAccessibleName(tr("Curves of %1").arg(attentionScores()[score].title));
    if (score == m_curveScore)
        return;
    m_curveScore = score;
    emit curveScoreChanged(score);
}

void ScoresPanel::openColumnMenu()
{
    auto *menu = new QMenu(m_columns);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_table->fillColumnMenu(menu);
    menu->popup(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

void ScoresPanel::openScoreMenu()
{
    auto *menu = new QMenu(m_score);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    for (int i = 0; i < scores.size(); ++i) {
        QAction *action = menu->addAction(scores[i].title, this, [this, i] { setCurveScore(i); });
        action->setCheckable(true);
        action->setChecked(i == m_curveScore);
    }
    menu->popup(m_score->mapToGlobal(QPoint(0, m_score->height())));
}

QVariantMap ScoresPanel::saveState() const
{
    return {{u"columns"_s, m_table->saveColumns()},
            {u"curve"_s, attentionScores()[m_curveScore].key}};
}

void ScoresPanel::restoreState(const QVariantMap &state)
{
    if (const QByteArray columns = state.value(u"columns"_s).toByteArray(); !columns.isEmpty())
        m_table->restoreColumns(columns);
    if (const int score = attentionScoreIndex(state.value(u"curve"_s).toString()); score >= 0)
        setCurveScore(score);
}

} // namespace phi1
