// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/map_raster.h"

#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace phi1 {

void drawMap(const MapPyramid &pyramid, const MapPyramid::View &view, std::span<const QRgb> colours,
             QRgb outside, bool dark, int hatch, QImage &image, const QPoint &corner)
{
    MapPyramid::View shown = view;
    shown.width = std::min(view.width, image.width() - corner.x());
    shown.height = std::min(view.height, image.height() - corner.y());
    if (shown.width <= 0 || shown.height <= 0)
        return;
    const auto stride = static_cast<std::ptrdiff_t>(image.bytesPerLine() / qsizetype(sizeof(QRgb)));
    QRgb *out = reinterpret_cast<QRgb *>(image.bits()) + corner.y() * stride + corner.x();
    const Theme &theme = Theme::instance();
    pyramid.draw(shown, colours, outside, out, stride);
    if (!pyramid.hasNan())
        return;
    // NaN is the only transparent colour.
    const QRgb line = theme.color(Theme::Token::Error, dark).rgb();
    const QRgb ground = theme.color(Theme::Token::Surface, dark).rgb();
    const int width = std::max(1, hatch / 4);
    for (int y = 0; y < shown.height; ++y) {
        QRgb *row = out + y * stride;
        for (int x = 0; x < shown.width; ++x) {
            if (row[x] == 0)
                row[x] = (x + y) % hatch < width ? line : ground;
        }
    }
}

void drawHatch(QPainter &painter, const QRectF &rect, bool dark, int hatch)
{
    const Theme &theme = Theme::instance();
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.fillRect(rect, theme.color(Theme::Token::Surface, dark));
    painter.setPen(QPen(theme.color(Theme::Token::Error, dark), std::max(1.0, hatch / 4.0)));
    for (double x = rect.left() + hatch / 2.0; x < rect.right() + rect.height(); x += hatch)
        painter.drawLine(QPointF(x, rect.top()), QPointF(x - rect.height(), rect.bottom()));
    painter.restore();
}

} // namespace phi1
