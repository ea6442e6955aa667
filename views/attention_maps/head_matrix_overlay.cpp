// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_matrix_view_p.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// The frame around a cell, large enough to be found when cells are not.
QRectF frameOf(const QRectF &cell, double least)
{
    const double grow = std::max(1.5, (least - cell.width()) / 2);
    return cell.adjusted(-grow, -grow, grow, grow);
}

} // namespace

void HeadMatrixViewPrivate::paintCrosshair(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QPoint at = cell();
    if (at.x() < 0 && at.y() < 0)
        return;
    QPen dots(theme.color(Theme::Token::Text2), 1);
    dots.setDashPattern({2, 3});
    dots.setCapStyle(Qt::FlatCap);
    for (int map = 0; map < layout.maps(); ++map) {
        const QRect covered = layout.covered(map);
        painter.save();
        painter.setClipRect(covered.adjusted(-2, -2, 2, 2));
        const QRectF rect = layout.cellRect(std::max(at.y(), 0), std::max(at.x(), 0), map);
        const QPointF middle(std::floor(rect.center().x()) + 0.5,
                             std::floor(rect.center().y()) + 0.5);
        painter.setPen(dots);
        if (at.y() >= 0)
            painter.drawLine(QPointF(covered.left(), middle.y()),
                             QPointF(covered.right() + 1, middle.y()));
        if (at.x() >= 0)
            painter.drawLine(QPointF(middle.x(), covered.top()),
                             QPointF(middle.x(), covered.bottom() + 1));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        const double least = theme.px(7);
        const QPoint kept = chosen();
        if (kept.x() >= 0 && kept.y() >= 0 && at != kept) {
            painter.setPen(QPen(theme.color(Theme::Token::Accent), 1));
            painter.drawRect(frameOf(layout.cellRect(kept.y(), kept.x(), map), least));
        }
        if (at.x() >= 0 && at.y() >= 0) {
            painter.setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
            painter.drawRect(frameOf(rect, least));
        }
        painter.restore();
    }
}

/// The labels of the crosshair, and away with those that would touch them.
void HeadMatrixViewPrivate::paintCrosshairLabels(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QPoint at = cell();
    const double height = labelHeight;
    QFont bold = labelFont;
    bold.setWeight(QFont::Bold);
    bold.setPixelSize(std::max(labelFont.pixelSize(), theme.px(10)));
    painter.setFont(bold);
    painter.setPen(theme.color(Theme::Token::Accent));
    const QColor ground = theme.color(Theme::Token::Surface);
    const QColor tint = theme.color(Theme::Token::AccentTint); // bold dots would not be seen
    const double pad = theme.px(2);
    const auto length = [&](int token) {
        return std::min(labelLength, painter.fontMetrics().horizontalAdvance(labelOf(token)));
    };
    const auto touched = [&](const AxisPlace &place, int token) {
        const QVector<int> kept = axisLabels(place, height, {token});
        QVector<int> gone{token};
        for (const int label : axisLabels(place, height)) {
            if (!kept.contains(label))
                gone.append(label);
        }
        return gone;
    };
    if (at.y() >= 0 && axisLabels(rowPlace(), height, {at.y()}).contains(at.y())) {
        const QRect area = layout.area(0);
        for (const int label : touched(rowPlace(), at.y()))
            painter.fillRect(QRectF(0, area.top() + rowPlace().middle(label) - height / 2 - 1,
                                    labelLength + 1, height + 2),
                             ground);
        const double wide = length(at.y()) + 2 * pad;
        painting::roundedBox(painter,
                             QRectF(labelLength - wide + pad,
                                    area.top() + rowPlace().middle(at.y()) - height / 2, wide,
                                    height),
                             pad, tint, QColor());
        painter.setPen(theme.color(Theme::Token::Accent));
        paintRowLabel(painter, at.y());
    }
    if (at.x() < 0 || !axisLabels(columnPlace(), height, {at.x()}).contains(at.x()))
        return;
    for (int map = 0; map < layout.maps(); ++map) {
        const QRect area = layout.area(map);
        const QRect covered = layout.covered(map);
        const int gap = q->height() - area.bottom() - 1 - labelLength;
        for (const int label : touched(columnPlace(), at.x()))
            painter.fillRect(QRectF(area.left() + columnPlace().middle(label) - height / 2 - 1,
                                    covered.bottom() + gap, height + 2, labelLength + 1),
                             ground);
        painting::roundedBox(painter,
                             QRectF(area.left() + columnPlace().middle(at.x()) - height / 2,
                                    covered.bottom() + 1 + gap - pad, height,
                                    length(at.x()) + 2 * pad),
                             pad, tint, QColor());
        painter.setPen(theme.color(Theme::Token::Accent));
        paintColumnLabel(painter, at.x(), map);
    }
}

} // namespace phi1
