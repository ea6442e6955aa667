// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/synthesis/coverage_table.h"

#include <algorithm>
#include <cmath>

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include "views/attention_maps/colour_scale.h"
#include "views/synthesis/coverage_model.h"
#include "views/theme/ink.h"
#include "views/theme/theme.h"

namespace phi1 {

namespace {

constexpr int rowHeightPx = 24, topicWidthPx = 210, leastColumnPx = 58;

class CoverageDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const double share = index.data(CoverageModel::ShareRole).toDouble();
        const bool isSum = index.data(CoverageModel::SumRole).toBool();
        const QRect cell = option.rect.adjusted(0, 0, -1, -1);
        QColor ground = theme.color(isSum ? Theme::Token::Alt : Theme::Token::Surface);
        QColor ink = theme.color(Theme::Token::Text);
        if (!isSum && !std::isnan(share) && share > 0) {
            ground = m_scale.colour(share, theme.isDark());
            ink = inkOn(ground);
        }
        painter->save();
        painter->fillRect(cell, ground);
        QFont font = theme.font(Theme::Font::Small);
        if (isSum)
            font.setWeight(QFont::Bold);
        painter->setFont(font);
        painter->setPen(std::isnan(share) ? theme.color(Theme::Token::Text3) : ink);
        painter->drawText(cell.adjusted(theme.px(4), 0, -theme.px(6), 0),
                          Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
        const bool isCurrent = option.state.testFlag(QStyle::State_HasFocus);
        if (isCurrent || option.state.testFlag(QStyle::State_Selected)) {
            painter->setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
            painter->drawRect(cell.adjusted(1, 1, -1, -1));
        }
        painter->restore();
    }

private:
    ColourScale m_scale = [] {
        ColourScale scale = ColourScale::weights(ColourScale::Kind::Linear);
        scale.low = 0;
        return scale;
    }();
};

} // namespace

CoverageTable::CoverageTable(QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Coverage, topics by audiences"));
    setItemDelegate(new CoverageDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setProperty("phi1OwnFocus", true);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setCornerButtonEnabled(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setTextElideMode(Qt::ElideRight);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setSectionsClickable(false);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setTextElideMode(Qt::ElideMiddle);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    Theme::instance().follow(this, [this] { restyle(); });
}

void CoverageTable::restyle()
{
    const Theme &theme = Theme::instance();
    verticalHeader()->setFixedWidth(theme.px(topicWidthPx));
    verticalHeader()->setDefaultSectionSize(theme.px(rowHeightPx));
    horizontalHeader()->setFont(theme.font(Theme::Font::Small));
    verticalHeader()->setFont(theme.font(Theme::Font::Small));
    arrange();
    viewport()->update();
}

void CoverageTable::arrange()
{
    const int columns = model() ? model()->columnCount() : 0;
    if (columns == 0)
        return;
    const int width = std::max(Theme::instance().px(leastColumnPx), viewport()->width() / columns);
    horizontalHeader()->setDefaultSectionSize(width);
    for (int i = 0; i < columns; ++i)
        setColumnWidth(i, width);
}

void CoverageTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    arrange();
}

} // namespace phi1
