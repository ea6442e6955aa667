// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choosers/painted_row.h"

#include <QPainter>
#include <QStyle>
#include <QWidget>

#include "views/theme/theme.h"

namespace phi1 {

PaintedRow::PaintedRow(int width, int height, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_width(width)
    , m_height(height)
{}

void PaintedRow::paint(QPainter *painter, const QStyleOptionViewItem &option,
                       const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    row.text.clear();
    row.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, row.widget);
    painter->save();
    paintRow(*painter, row, index);
    painter->restore();
}

QSize PaintedRow::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {Theme::instance().px(m_width), Theme::instance().px(m_height)};
}

} // namespace phi1
