// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_matrix_view_p.h"
#include "views/attention_maps/map_raster.h"
#include "views/attention_maps/sum_strip.h"
#include "views/theme/theme.h"

#include <QFontMetrics>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr double dimming = 0.62; // of what is not what was asked for

} // namespace

void HeadMatrixView::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    if (d->layout.pixelRatio() != devicePixelRatioF())
        d->arrange();
    if (d->baseStale)
        d->paintBase();
    QPainter painter(this);
    painter.drawImage(0, 0, d->base);
    if (d->isShown()) {
        d->paintCrosshair(painter);
        d->paintCrosshairLabels(painter);
        const ValueCard card = d->card();
        if (!card.isEmpty())
            card.paint(painter, d->cardPlace(card.size()));
    }
}

void HeadMatrixViewPrivate::paintBase()
{
    baseStale = false;
    const Theme &theme = Theme::instance();
    const double ratio = q->devicePixelRatioF();
    const QSize pixels(static_cast<int>(std::ceil(q->width() * ratio)),
                       static_cast<int>(std::ceil(q->height() * ratio)));
    if (base.size() != pixels)
        base = QImage(pixels, QImage::Format_RGB32);
    base.setDevicePixelRatio(ratio);
    base.fill(theme.color(Theme::Token::Surface));
    if (!isShown()) {
        QPainter painter(&base);
        painter.setFont(theme.font(Theme::Font::Body));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(q->rect().adjusted(theme.px(16), 0, -theme.px(16), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, placeholder);
        return;
    }
    if (coloursStale) {
        colours = map_code::colours(scale, theme.isDark());
        differenceColours = map_code::colours(differenceScale, theme.isDark());
        coloursStale = false;
    }
    for (int map = 0; map < layout.maps(); ++map)
        paintMap(map);
    const double size =
        std::clamp(layout.cell() / ratio * 0.9, double(theme.px(9)), double(theme.px(11)));
    labelFont = theme.font(Theme::Font::CodeSmall);
    labelFont.setPixelSize(static_cast<int>(size));
    labelHeight = static_cast<int>(std::ceil(labelFont.pixelSize() * 1.04));
    QPainter painter(&base);
    for (int map = 0; map < layout.maps(); ++map) {
        if (sumsShown)
            paintSums(painter, map);
        const QRect covered = layout.covered(map);
        if (dimmed) {
            QColor veil = theme.color(Theme::Token::Surface);
            veil.setAlphaF(static_cast<float>(dimming));
            painter.fillRect(covered, veil);
        }
        painter.setPen(theme.color(Theme::Token::Border));
        painter.drawRect(covered.adjusted(-1, -1, 0, 0));
        if (layout.maps() > 1) {
            const QRect title(covered.left(), 0, layout.area(map).width(), theme.px(18));
            painter.setFont(theme.font(Theme::Font::Section));
            painter.setPen(theme.color(Theme::Token::Text2));
            painter.drawText(
                title, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                painter.fontMetrics().elidedText(maps[map].title, Qt::ElideMiddle, title.width()));
        }
    }
    paintLabels(painter);
}

void HeadMatrixViewPrivate::paintMap(int map)
{
    const Theme &theme = Theme::instance();
    const MapPyramid &pyramid = *pyramids[map];
    const QSize pixels = layout.areaPixels();
    MapPyramid::View view;
    view.originX = layout.origin().x();
    view.originY = layout.origin().y();
    view.cell = layout.cell();
    view.width = pixels.width();
    view.height = pixels.height();
    const QRect area = layout.area(map);
    const double ratio = layout.pixelRatio();
    const QPoint corner(static_cast<int>(std::lround(area.left() * ratio)),
                        static_cast<int>(std::lround(area.top() * ratio)));
    drawMap(pyramid, view, pyramid.map().isDifference() ? differenceColours : colours,
            theme.outsideColor(theme.isDark()).rgb(), theme.isDark(),
            std::max(4, static_cast<int>(theme.px(6) * ratio)), base, corner);
    if (!withoutFirst || layout.cell() < 1)
        return;
    const QRect covered = layout.covered(map);
    const QRectF first(area.left() + layout.origin().x() / ratio, covered.top(),
                       layout.cell() / ratio, covered.height());
    QPainter painter(&base);
    painter.fillRect(first.intersected(covered), theme.outsideColor(theme.isDark()));
}

AxisPlace HeadMatrixViewPrivate::columnPlace() const
{
    const double ratio = layout.pixelRatio();
    return {layout.origin().x() / ratio, layout.cell() / ratio, double(layout.area(0).width()),
            layout.tokens()};
}

AxisPlace HeadMatrixViewPrivate::rowPlace() const
{
    const double ratio = layout.pixelRatio();
    return {layout.origin().y() / ratio, layout.cell() / ratio, double(layout.area(0).height()),
            layout.tokens()};
}

void HeadMatrixViewPrivate::paintLabels(QPainter &painter) const
{
    painter.setFont(labelFont);
    painter.setPen(Theme::instance().color(Theme::Token::Text2));
    for (const int token : axisLabels(rowPlace(), labelHeight))
        paintRowLabel(painter, token);
    const QVector<int> columns = axisLabels(columnPlace(), labelHeight);
    for (int map = 0; map < layout.maps(); ++map) {
        for (const int token : columns)
            paintColumnLabel(painter, token, map);
    }
}

void HeadMatrixViewPrivate::paintRowLabel(QPainter &painter, int token) const
{
    const QRect area = layout.area(0);
    const double middle = area.top() + rowPlace().middle(token);
    const QRectF room(0, middle - labelHeight, labelLength, 2 * labelHeight);
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(labelOf(token), Qt::ElideRight, labelLength));
}

void HeadMatrixViewPrivate::paintColumnLabel(QPainter &painter, int token, int map) const
{
    const QRect area = layout.area(map);
    const int gap = q->height() - area.bottom() - 1 - labelLength;
    const double middle = area.left() + columnPlace().middle(token);
    painter.save();
    painter.translate(middle, layout.covered(map).bottom() + 1 + gap);
    painter.rotate(90);
    painter.drawText(QRectF(0, -labelHeight, labelLength, 2 * labelHeight),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(labelOf(token), Qt::ElideRight, labelLength));
    painter.restore();
}

void HeadMatrixViewPrivate::paintSums(QPainter &painter, int map) const
{
    const Theme &theme = Theme::instance();
    const HeadMap &numbers = pyramids[map]->map();
    const ColourScale &used = numbers.isDifference() ? differenceScale : scale;
    const QRect covered = layout.covered(map);
    const SumStrip strip{numbers, used, theme.isDark(), double(theme.px(22)),
                         1 / layout.pixelRatio()};
    painter.save();
    painter.setClipRect(covered.adjusted(0, 0, layout.area(map).width(), 0));
    strip.drawRows(painter, rowPlace(), QPointF(covered.right() + 1 + theme.px(4), covered.top()));
    painter.setClipRect(covered.adjusted(0, -covered.top(), 0, 0));
    strip.drawColumns(painter, columnPlace(), QPointF(covered.left(), covered.top() - theme.px(4)));
    painter.restore();
}

} // namespace phi1
