// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/score_delegate.h"

#include "views/state/head_score_model.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QHeaderView>
#include <QPainter>
#include <QTreeView>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int rowLength = 24;
constexpr int side = 8;      ///< of a cell
constexpr int barWidth = 46; ///< at most
constexpr int barHeight = 2;
constexpr int barRaise = 3; ///< above the row's line

} // namespace

int ScoreDelegate::rowHeight()
{
    return Theme::instance().px(rowLength);
}

void ScoreDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    const Theme &theme = Theme::instance();
    const auto *view = qobject_cast<const QTreeView *>(option.widget);
    const bool isSelected = option.state & QStyle::State_Selected;
    const bool isCurrent = view && view->currentIndex().row() == index.row();
    const bool isSorted = view && view->header()->sortIndicatorSection() == index.column();
    painter->save();
    painter->fillRect(option.rect, theme.color(isSelected ? Theme::Token::AccentTint
                                               : option.state & QStyle::State_MouseOver
                                                   ? Theme::Token::Hover
                                                   : Theme::Token::Surface));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                      theme.color(Theme::Token::Grid));
    const QRect cell = option.rect.adjusted(theme.px(side), 0, -theme.px(side), -1);
    QFont font = theme.font(Theme::Font::Small);
    const int score = HeadScoreModel::scoreOf(index.column());
    if (score < 0) {
        font.setBold(isCurrent);
        painter->setFont(font);
        painter->setPen(theme.color(Theme::Token::Text));
        painter->drawText(cell.adjusted(theme.px(4), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          index.data().toString());
        painter->restore();
        return;
    }
    const auto state =
        static_cast<HeadScoreModel::CellState>(index.data(HeadScoreModel::StateRole).toInt());
    const bool isMeasured = state == HeadScoreModel::CellState::Measured;
    QString text = index.data().toString();
    if (state == HeadScoreModel::CellState::NotApplicable) {
        font = theme.font(Theme::Font::Caption);
        if (QFontMetrics(font).horizontalAdvance(text) > cell.width())
            text = tr("n/a", "not applicable, where there is little room");
    }
    const double bar = index.data(HeadScoreModel::BarRole).toDouble();
    if (isMeasured && !std::isnan(bar)) {
        const double longest = std::min(theme.px(barWidth), cell.width());
        const double length = std::max<double>(theme.px(1), bar * longest);
        painting::roundedBox(
            *painter,
            QRectF(cell.left(), cell.bottom() + 1 - theme.px(barRaise) - theme.px(barHeight) + 1,
                   length, theme.px(barHeight)),
            1, theme.color(isSorted ? Theme::Token::Accent : Theme::Token::Axis), QColor());
    }
    painter->setFont(font);
    painter->setPen(theme.color(isMeasured ? Theme::Token::Text : Theme::Token::Text3));
    painter->drawText(cell, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, text);
    painter->restore();
}

QSize ScoreDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(option)
    Q_UNUSED(index)
    return {Theme::instance().px(64), rowHeight()};
}

} // namespace phi1
