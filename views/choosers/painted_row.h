// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace phi1 {

/// Rows of one height that a list or tree paints itself, on the style's background for selection
/// and hover.
class PaintedRow : public QStyledItemDelegate
{
public:
    /// @param width, height  of a row at 96 dpi, in the theme's pixels
    PaintedRow(int width, int height, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const final;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const final;

protected:
    /// The painter's state is restored afterwards.
    virtual void paintRow(QPainter &painter, const QStyleOptionViewItem &row,
                          const QModelIndex &index) const = 0;

private:
    int m_width, m_height;
};

} // namespace phi1
