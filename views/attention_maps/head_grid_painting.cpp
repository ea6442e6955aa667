// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_grid_view_p.h"
#include "views/attention_maps/map_raster.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr double veil = 0.72;  // over heads that are filtered out or switched off
constexpr int leastNamed = 34; ///< side of a thumbnail in which a name has room

} // namespace

void HeadGridView::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    if (d->layerStale || !d->staleHeads.isEmpty() ||
        d->layer.devicePixelRatio() != devicePixelRatioF())
        d->paintLayer();
    QPainter painter(viewport());
    painter.drawImage(0, 0, d->layer);
    d->paintMarks(painter);
    d->paintNumbers(painter);
}

void HeadGridViewPrivate::paintLayer()
{
    const double ratio = q->devicePixelRatioF();
    const QSize size = q->viewport()->size();
    const QSize pixels(static_cast<int>(std::ceil(size.width() * ratio)),
                       static_cast<int>(std::ceil(size.height() * ratio)));
    const bool all = layerStale || layer.size() != pixels || layer.devicePixelRatio() != ratio;
    if (all) {
        layer = QImage(pixels, QImage::Format_RGB32);
        layer.setDevicePixelRatio(ratio);
        layer.fill(Theme::instance().color(Theme::Token::Surface));
    }
    QPainter painter(&layer);
    painter.setClipRect(cellsRect());
    for (const int index : layout.within(cellsRect().translated(
             -cellsRect().topLeft() +
             QPoint(q->horizontalScrollBar()->value(), q->verticalScrollBar()->value())))) {
        if (all || staleHeads.contains(layout.head(index)))
            paintCell(painter, index);
    }
    layerStale = false;
    staleHeads.clear();
}

void HeadGridViewPrivate::paintCell(QPainter &painter, int index)
{
    const Theme &theme = Theme::instance();
    const HeadKey head = layout.head(index);
    const QRect rect = onViewport(index);
    Picture &shown = picture(head);
    if (shown.thumbnail.isEmpty()) {
        painter.fillRect(rect, theme.color(Theme::Token::Sunken));
    } else {
        colour(shown);
        painter.drawImage(rect.topLeft(), shown.image);
        if (shown.thumbnail.hasNan) {
            // Which cells they are the thumbnail does not say: all of the triangle is hatched.
            painter.save();
            QPainterPath triangle;
            triangle.addPolygon(
                QPolygonF({rect.topLeft(), QPointF(rect.right() + 1, rect.bottom() + 1),
                           QPointF(rect.left(), rect.bottom() + 1)}));
            painter.setClipPath(triangle, Qt::IntersectClip);
            drawHatch(painter, rect, theme.isDark(), std::max(4, theme.px(6)));
            painter.restore();
        }
    }
    const bool isOff = switchedOff.contains(head);
    const bool isFiltered = !highlighted.isEmpty() && !highlighted.contains(head);
    if (isOff || (isFiltered && !shown.thumbnail.isEmpty())) {
        QColor ground = theme.color(Theme::Token::Surface);
        ground.setAlphaF(static_cast<float>(veil));
        painter.fillRect(rect, ground);
    }
    if (!layout.isByPosition() && layout.side() >= theme.px(leastNamed)) {
        // Where the place tells nothing the name stands in what is never looked at: the future.
        QFont font = theme.font(Theme::Font::Caption);
        font.setPixelSize(theme.px(10));
        painter.setFont(font);
        painter.setPen(theme.color(Theme::Token::Text2));
        painter.drawText(rect.adjusted(0, theme.px(2), -theme.px(3), 0),
                         Qt::AlignTop | Qt::AlignRight, headName(head));
    }
    if (isOff) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme.color(Theme::Token::Text2), std::max(1.5, layout.side() / 18.0)));
        const double inset = layout.side() * 0.26;
        const QRectF cross = QRectF(rect).adjusted(inset, inset, -inset, -inset);
        painter.drawLine(cross.topLeft(), cross.bottomRight());
        painter.drawLine(cross.topRight(), cross.bottomLeft());
        painter.restore();
    }
}

void HeadGridViewPrivate::paintFrame(QPainter &painter, const QRect &rect, const QColor &colour,
                                     int width, int out) const
{
    const double grow = out - width / 2.0;
    painter.setPen(QPen(colour, width));
    painter.setBrush(Qt::NoBrush);
    const double radius = Theme::instance().px(3);
    painter.drawRoundedRect(QRectF(rect).adjusted(-grow, -grow, grow, grow), radius, radius);
}

void HeadGridViewPrivate::paintMarks(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    painter.save();
    painter.setClipRect(cellsRect().adjusted(-theme.px(3), -theme.px(3), 0, 0));
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = theme.color(Theme::Token::Accent);
    for (const HeadKey &head : chosen) {
        const int index = layout.indexOf(head);
        if (index < 0)
            continue;
        // A corner of its own, so that it is seen beside the frame of the current head.
        const QRect rect = onViewport(index);
        const double side = std::max<double>(theme.px(6), rect.width() * 0.28);
        painter.setPen(Qt::NoPen);
        painter.setBrush(accent);
        const QPointF corner(rect.right() + 1, rect.top());
        painter.drawPolygon(
            QPolygonF({corner, corner - QPointF(side, 0), corner + QPointF(0, side)}));
        paintFrame(painter, rect, accent, 1, 1);
    }
    const int over = layout.indexOf(hovered);
    if (over >= 0 && hovered != current)
        paintFrame(painter, onViewport(over), theme.color(Theme::Token::Text2), theme.px(1),
                   theme.px(2));
    const int index = layout.indexOf(current);
    if (index >= 0) {
        paintFrame(painter, onViewport(index), theme.color(Theme::Token::Surface), theme.px(1),
                   theme.px(1));
        paintFrame(painter, onViewport(index), accent, theme.px(2), theme.px(3));
    }
    painter.restore();
}

/// Layers at the left, heads above; in an order the places of each row's first head, and what the
/// order is. Those of the current and of the hovered head are always there.
void HeadGridViewPrivate::paintNumbers(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QRect cells = cellsRect();
    QFont font = theme.font(Theme::Font::Caption);
    font.setPixelSize(theme.px(10));
    QFont bold = font;
    bold.setWeight(QFont::Bold);
    painter.setFont(font);
    const auto write = [&](const QRect &room, int alignment, int number, bool marked, bool over) {
        painter.setFont(marked ? bold : font);
        painter.setPen(theme.color(marked ? Theme::Token::Accent
                                   : over ? Theme::Token::Text
                                          : Theme::Token::Text3));
        painter.drawText(room, alignment | Qt::TextDontClip, grouped(number));
    };
    const int currentIndex = layout.indexOf(current);
    const int overIndex = layout.indexOf(hovered);
    const int columns = std::max(1, layout.columns());
    const auto rowOf = [&](int index) { return index < 0 ? -1 : index / columns; };
    const auto columnOf = [&](int index) { return index < 0 ? -1 : index % columns; };

    painter.save();
    painter.setClipRect(QRect(0, cells.top(), cells.left(), cells.height()));
    const int line = painter.fontMetrics().height();
    const int rowStride = (line + layout.pitch() - 2) / layout.pitch();
    for (int row = 0; row < layout.rows(); ++row) {
        const bool marked = row == rowOf(currentIndex);
        const bool over = row == rowOf(overIndex);
        const auto touches = [&](int other) {
            return other >= 0 && row != other && std::abs(row - other) < rowStride;
        };
        if (!marked && !over &&
            (row % std::max(1, rowStride) != 0 || touches(rowOf(currentIndex)) ||
             touches(rowOf(overIndex))))
            continue;
        const QRect rect = onViewport(row * columns);
        write(QRect(0, rect.top(), cells.left() - theme.px(7), rect.height()),
              Qt::AlignRight | Qt::AlignVCenter, layout.isByPosition() ? row : row * columns + 1,
              marked, over);
    }
    painter.restore();

    const QRect head(cells.left(), 0, cells.width(), cells.top() - theme.px(3));
    if (!layout.isByPosition()) {
        painter.setFont(theme.font(Theme::Font::Caption));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(head, Qt::AlignLeft | Qt::AlignBottom,
                         painter.fontMetrics().elidedText(caption, Qt::ElideRight, head.width()));
        return;
    }
    painter.save();
    painter.setClipRect(head.adjusted(-theme.px(4), 0, 0, theme.px(2)));
    const int wide = painter.fontMetrics().horizontalAdvance(QStringLiteral("0000"));
    const int stride = std::max(1, (wide + layout.pitch() - 1) / layout.pitch());
    for (int column = 0; column < columns && layout.rows() > 0; ++column) {
        const bool marked = column == columnOf(currentIndex);
        const bool over = column == columnOf(overIndex);
        const auto touches = [&](int other) {
            return other >= 0 && column != other && std::abs(column - other) < stride;
        };
        if (!marked && !over &&
            (column % stride != 0 || touches(columnOf(currentIndex)) ||
             touches(columnOf(overIndex))))
            continue;
        const QRect rect = onViewport(column);
        write(QRect(rect.left(), head.top(), rect.width(), head.height()),
              Qt::AlignHCenter | Qt::AlignBottom, column, marked, over);
    }
    painter.restore();
}

} // namespace phi1
