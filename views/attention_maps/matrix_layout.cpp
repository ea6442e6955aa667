// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/matrix_layout.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

void MatrixLayout::setWidget(const QSize &size, double pixelRatio, const Measures &measures)
{
    m_size = size;
    // What is in sight stays the same if only the screen is another one.
    m_cell *= pixelRatio / m_ratio;
    m_origin *= pixelRatio / m_ratio;
    m_ratio = pixelRatio;
    m_measures = measures;
    if (m_fitted)
        fit();
    else
        clamp();
}

void MatrixLayout::setMaps(int maps, int tokens)
{
    const bool sameTokens = tokens == m_tokens;
    m_maps = maps;
    m_tokens = tokens;
    if (m_fitted || !sameTokens)
        fit();
    else
        clamp();
}

QRect MatrixLayout::area(int map) const
{
    const int maps = std::max(1, m_maps);
    const Measures &m = m_measures;
    const int width = (m_size.width() - m.left - (maps - 1) * m.gap - maps * m.sumsSide) / maps;
    const int top = m.titleHeight + m.sumsSide;
    return {m.left + map * (width + m.gap + m.sumsSide), top, std::max(0, width),
            std::max(0, m_size.height() - top - m.bottom)};
}

QSize MatrixLayout::areaPixels() const
{
    const QSize size = area(0).size();
    return {static_cast<int>(size.width() * m_ratio), static_cast<int>(size.height() * m_ratio)};
}

QRect MatrixLayout::covered(int map) const
{
    const QRect whole = area(map);
    const QRectF cells(m_origin / m_ratio,
                       QSizeF(m_tokens * m_cell / m_ratio, m_tokens * m_cell / m_ratio));
    return cells.translated(whole.topLeft()).toAlignedRect().intersected(whole);
}

double MatrixLayout::fittingCell() const
{
    if (m_tokens == 0)
        return 1;
    const QSize pixels = areaPixels();
    const double side = std::max(1, std::min(pixels.width(), pixels.height()));
    return std::min(side / m_tokens, m_measures.largestFittingCell * m_ratio);
}

double MatrixLayout::largestCell() const
{
    return std::max(m_measures.largestCell * m_ratio, fittingCell());
}

void MatrixLayout::fit()
{
    m_fitted = true;
    m_cell = fittingCell();
    m_origin = {};
}

void MatrixLayout::zoomAt(const QPointF &place, double factor)
{
    const double cell = std::clamp(m_cell * factor, fittingCell(), largestCell());
    const QPointF cells = (place - m_origin) / m_cell;
    m_cell = cell;
    m_origin = place - cells * cell;
    m_fitted = cell <= fittingCell();
    clamp();
}

void MatrixLayout::moveBy(const QPointF &pixels)
{
    m_origin += pixels;
    clamp();
}

void MatrixLayout::show(int query, int key)
{
    const QSize pixels = areaPixels();
    const auto shown = [this](double origin, int index, int length) {
        if (index < 0)
            return origin;
        const double start = origin + index * m_cell;
        if (start < 0)
            return origin - start;
        return std::min(origin, origin + length - (start + m_cell));
    };
    m_origin = {shown(m_origin.x(), key, pixels.width()),
                shown(m_origin.y(), query, pixels.height())};
    clamp();
}

/// The map begins at the upper left corner unless it is larger than the area; whole pixels, so that
/// panning moves what is there without changing it.
void MatrixLayout::clamp()
{
    const QSize pixels = areaPixels();
    m_cell = std::clamp(m_cell, fittingCell(), largestCell());
    const auto bounded = [this](double origin, int length) {
        return std::round(std::clamp(origin, std::min(0.0, length - m_tokens * m_cell), 0.0));
    };
    m_origin = {bounded(m_origin.x(), pixels.width()), bounded(m_origin.y(), pixels.height())};
}

int MatrixLayout::mapAt(const QPointF &place) const
{
    for (int map = 0; map < m_maps; ++map) {
        if (QRectF(covered(map)).contains(place))
            return map;
    }
    return -1;
}

QPointF MatrixLayout::toPixels(const QPointF &place, int map) const
{
    return (place - area(map).topLeft()) * m_ratio;
}

QPoint MatrixLayout::cellAt(const QPointF &pixels) const
{
    const QPointF cells = (pixels - m_origin) / m_cell;
    return {static_cast<int>(std::floor(cells.x())), static_cast<int>(std::floor(cells.y()))};
}

QRect MatrixLayout::cellsAt(const QPointF &pixels) const
{
    if (m_cell >= 1)
        return {cellAt(pixels), QSize(1, 1)};
    const auto start = [this](double origin, double pixel) {
        return std::clamp(static_cast<int>(std::ceil((std::floor(pixel) - origin) / m_cell)), 0,
                          m_tokens);
    };
    const int left = start(m_origin.x(), pixels.x());
    const int top = start(m_origin.y(), pixels.y());
    return {left, top, start(m_origin.x(), pixels.x() + 1) - left,
            start(m_origin.y(), pixels.y() + 1) - top};
}

QRectF MatrixLayout::cellRect(int query, int key, int map) const
{
    const QPointF corner = (m_origin + QPointF(key, query) * m_cell) / m_ratio;
    return {corner + area(map).topLeft(), QSizeF(m_cell, m_cell) / m_ratio};
}

qint64 MatrixLayout::weightsUnder(const QRect &place) const
{
    qint64 cells = 0;
    for (int map = 0; map < m_maps; ++map) {
        const QRect touched = covered(map).intersected(place);
        if (touched.isEmpty())
            continue;
        const QPoint first = cellAt(toPixels(touched.topLeft(), map));
        const QPoint last = cellAt(toPixels(touched.bottomRight(), map));
        for (int query = std::max(0, first.y()); query <= std::min(last.y(), m_tokens - 1); ++query)
            cells += std::max(0, std::min(last.x(), query) - std::max(0, first.x()) + 1);
    }
    return cells;
}

} // namespace phi1
