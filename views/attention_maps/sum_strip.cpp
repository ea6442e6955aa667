// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/sum_strip.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr double least = 1e-4; // of the largest sum

} // namespace

template<typename Sum, typename Bar>
void SumStrip::draw(QPainter &painter, const AxisPlace &place, Sum sum, Bar bar) const
{
    double largest = 0;
    for (int i = 0; i < place.count; ++i) {
        if (std::isfinite(sum(i)))
            largest = std::max(largest, static_cast<double>(std::abs(sum(i))));
    }
    // Rows of a difference add up to 0 but for rounding: that is nothing to show.
    if (largest < least)
        return;
    const bool isSigned = map.isDifference();
    const QVector<QRgb> table = scale.table(dark);
    const QColor more = table[table.size() * (isSigned ? 4 : 3) / 5];
    const QColor less = table[table.size() / 5];
    const double from = isSigned ? side / 2 : 0;
    for (int i = 0; i < place.count; ++i) {
        const double begin = place.origin + i * place.cell;
        if (begin + place.cell <= 0 || begin >= place.length || !std::isfinite(sum(i)))
            continue;
        const double length = std::max(line, place.cell - (place.cell > 4 * line ? line : 0));
        const double height = static_cast<double>(sum(i)) / largest * (side - from);
        const double thick = std::max(std::abs(height), line);
        painter.fillRect(bar(begin, length, std::min(from, from + height), thick),
                         sum(i) < 0 ? less : more);
    }
}

void SumStrip::drawRows(QPainter &painter, const AxisPlace &place, const QPointF &corner) const
{
    draw(
        painter, place, [this](int row) { return map.rowSum(row); },
        [&](double begin, double length, double low, double thick) {
            return QRectF(corner.x() + low, corner.y() + begin, thick, length);
        });
}

void SumStrip::drawColumns(QPainter &painter, const AxisPlace &place, const QPointF &corner) const
{
    draw(
        painter, place, [this](int column) { return map.columnSum(column); },
        [&](double begin, double length, double low, double thick) {
            return QRectF(corner.x() + begin, corner.y() - low - thick, length, thick);
        });
}

} // namespace phi1
