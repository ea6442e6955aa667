// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/grid_layout.h"

#include <algorithm>

namespace phi1 {

void GridLayout::setShape(int layers, int heads)
{
    m_layers = std::max(0, layers);
    m_heads = std::max(0, heads);
    setOrder({});
}

void GridLayout::setOrder(const QVector<HeadKey> &order)
{
    m_order.clear();
    m_places.clear();
    for (const HeadKey &head : order) {
        if (head.layer < 0 || head.layer >= m_layers || head.head < 0 || head.head >= m_heads)
            continue;
        m_places.insert(head, static_cast<int>(m_order.size()));
        m_order.append(head);
    }
}

void GridLayout::setCell(int side, int gap)
{
    m_side = std::max(1, side);
    m_gap = gap;
}

void GridLayout::setWidth(int width)
{
    m_width = width;
}

int GridLayout::count() const
{
    return isByPosition() ? m_layers * m_heads : static_cast<int>(m_order.size());
}

int GridLayout::columns() const
{
    return isByPosition() ? m_heads : std::max(1, (m_width + m_gap) / pitch());
}

int GridLayout::rows() const
{
    const int across = columns();
    return across == 0 ? 0 : (count() + across - 1) / across;
}

QSize GridLayout::size() const
{
    if (count() == 0)
        return {0, 0};
    return {columns() * pitch() - m_gap, rows() * pitch() - m_gap};
}

HeadKey GridLayout::head(int index) const
{
    if (index < 0 || index >= count())
        return {};
    return isByPosition() ? HeadKey{index / m_heads, index % m_heads} : m_order[index];
}

int GridLayout::indexOf(HeadKey head) const
{
    if (!isByPosition())
        return m_places.value(head, -1);
    if (head.layer < 0 || head.layer >= m_layers || head.head < 0 || head.head >= m_heads)
        return -1;
    return head.layer * m_heads + head.head;
}

QRect GridLayout::rect(int index) const
{
    const int across = columns();
    if (index < 0 || index >= count() || across == 0)
        return {};
    return {index % across * pitch(), index / across * pitch(), m_side, m_side};
}

int GridLayout::indexAt(const QPoint &place) const
{
    if (place.x() < 0 || place.y() < 0 || count() == 0)
        return -1;
    const int column = place.x() / pitch();
    if (column >= columns())
        return -1;
    const int index = place.y() / pitch() * columns() + column;
    return rect(index).contains(place) ? index : -1;
}

QVector<int> GridLayout::within(const QRect &area) const
{
    QVector<int> indices;
    if (count() == 0 || area.isEmpty())
        return indices;
    const int firstRow = std::max(0, area.top() / pitch());
    const int lastRow = std::min(rows() - 1, area.bottom() / pitch());
    const int firstColumn = std::max(0, area.left() / pitch());
    const int lastColumn = std::min(columns() - 1, area.right() / pitch());
    for (int row = firstRow; row <= lastRow; ++row) {
        for (int column = firstColumn; column <= lastColumn; ++column) {
            const int index = row * columns() + column;
            if (rect(index).intersects(area))
                indices.append(index);
        }
    }
    return indices;
}

} // namespace phi1
