// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/grid_panel.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QHBoxLayout>
#include <QMenu>
#include <QSlider>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/attention_maps/head_grid_view.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

GridPanel::GridPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("All heads")))
    , m_stack(new QStackedWidget)
    , m_grid(new HeadGridView)
    , m_empty(new EmptyState)
    , m_loading(new QWidget)
    , m_loadingText(new TextLabel(Theme::Font::Body, Theme::Token::Text2))
    , m_loadingBar(new ProgressBarThin)
    , m_sort(new ActionButton(tr("Position"), {}, ActionButton::Role::Flat))
    , m_size(new QSlider(Qt::Horizontal))
    , m_export(new IconButton(u"export"_s, tr("Export the grid")))
{
    m_grid->setAccessibleName(tr("All heads"));
    m_sort->setSmall(true);
    m_size->setAccessibleName(tr("Size of the thumbnails"));
    m_size->setRange(HeadGridView::leastCell, HeadGridView::mostCell);
    m_size->setPageStep(8);
    m_export->setSmall(true);
    m_panel->addHeadWidget(new TextLabel(tr("Sort"), Theme::Font::Small, Theme::Token::Text3));
    m_panel->addHeadWidget(m_sort);
    m_panel->addHeadWidget(new TextLabel(tr("Size"), Theme::Font::Small, Theme::Token::Text3));
    m_panel->addHeadWidget(m_size);
    m_panel->addHeadWidget(m_export);
    auto *centre = new QVBoxLayout(m_loading);
    centre->addStretch(1);
    centre->addWidget(m_loadingText, 0, Qt::AlignHCenter);
    centre->addWidget(m_loadingBar, 0, Qt::AlignHCenter);
    centre->addStretch(1);
    for (QWidget *part :
         {static_cast<QWidget *>(m_empty), m_loading, static_cast<QWidget *>(m_grid)})
        m_stack->addWidget(part);
    m_panel->setContent(m_stack);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_panel);
    connect(m_sort, &QPushButton::clicked, this, &GridPanel::openSortMenu);
    connect(m_empty, &EmptyState::buttonClicked, this, &GridPanel::beginRequested);
    connect(m_export, &QToolButton::clicked, this, [this] { emit exportRequested(m_export); });
    connect(m_size, &QSlider::valueChanged, this, [this](int value) {
        if (m_settingSize)
            return;
        m_sizeFollows = false;
        m_grid->setCellSize(value);
        emit cellSizeChanged(value);
    });
    connect(m_grid, &HeadGridView::cellSizeChanged, this, [this](int size) {
        m_sizeFollows = false;
        showSize();
        emit cellSizeChanged(size);
    });
    Theme::instance().follow(this, [this, centre] {
        const Theme &theme = Theme::instance();
        m_size->setFixedWidth(theme.px(64));
        m_loadingBar->setFixedWidth(theme.px(240));
        centre->setSpacing(theme.px(8));
        fitCells();
    });
    showSort();
}

void GridPanel::setCaption(const QString &caption)
{
    m_panel->setCaption(caption);
}

void GridPanel::setSortedScore(int score)
{
    if (score == m_score)
        return;
    m_score = score;
    showSort();
    emit sortedScoreChanged(score);
}

void GridPanel::showSort()
{
    const QString name = m_score < 0 ? tr("Position") : attentionScores()[m_score].title;
    m_sort->setText(name + u" ▾"_s);
    m_sort->setAccessibleName(tr("Sorted by %1").arg(name));
}

void GridPanel::setScoreProblems(const QVector<QString> &problems)
{
    m_problems = problems;
}

void GridPanel::openSortMenu()
{
    auto *menu = new QMenu(m_sort);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const auto offer = [&](const QString &text, int score, const QString &problem) {
        QAction *action = menu->addAction(text, this, [this, score] { setSortedScore(score); });
        action->setCheckable(true);
        action->setChecked(score == m_score);
        action->setEnabled(problem.isEmpty());
        action->setToolTip(problem);
    };
    offer(tr("Position"), -1, {});
    menu->addSeparator();
    const QVector<AttentionScoreInfo> &scores = attentionScores();
    for (int i = 0; i < scores.size(); ++i)
        offer(scores[i].title, i, m_problems.value(i));
    menu->popup(m_sort->mapToGlobal(QPoint(0, m_sort->height())));
}

int GridPanel::cellSize() const
{
    return m_grid->cellSize();
}

void GridPanel::setCellSize(int size)
{
    m_sizeFollows = size <= 0;
    if (m_sizeFollows)
        fitCells();
    else
        m_grid->setCellSize(size);
    showSize();
}

void GridPanel::growCells(int steps)
{
    const int before = m_grid->cellSize();
    const int size = std::clamp(before + steps * std::max(2, before / 8), HeadGridView::leastCell,
                                HeadGridView::mostCell);
    if (size == before)
        return;
    setCellSize(size);
    emit cellSizeChanged(size);
}

void GridPanel::fitCells()
{
    if (m_sizeFollows && m_grid->layers() > 0 && m_stack->currentWidget() == m_grid)
        m_grid->setCellSize(m_grid->fittingCellSize());
    showSize();
}

void GridPanel::showSize()
{
    m_settingSize = true;
    m_size->setValue(m_grid->cellSize());
    m_settingSize = false;
}

void GridPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The grid has its new size only once its layouts have run.
    QMetaObject::invokeMethod(this, &GridPanel::fitCells, Qt::QueuedConnection);
}

void GridPanel::showGrid()
{
    const bool before = m_stack->currentWidget() == m_grid;
    m_stack->setCurrentWidget(m_grid);
    if (!before)
        QMetaObject::invokeMethod(this, &GridPanel::fitCells, Qt::QueuedConnection);
}

void GridPanel::showEmpty(const QString &sentence, const QString &button)
{
    m_empty->setSentence(sentence);
    m_empty->setButton(button);
    m_stack->setCurrentWidget(m_empty);
}

void GridPanel::showLoading(const QString &sentence, double progress)
{
    m_loadingText->setText(sentence);
    m_loadingBar->setVisible(!std::isnan(progress));
    m_loadingBar->setValue(progress);
    m_stack->setCurrentWidget(m_loading);
}

} // namespace phi1
