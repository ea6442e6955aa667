// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/attention_types.h"

#include <QHash>
#include <QRect>
#include <QVector>

namespace phi1 {

/// Where the heads of a HeadGridView lie: layers by heads, or in an order, as many in a row as fit.
/// Lengths in pixels; places without the scroll bars' values and without the heads of the grid.
class GridLayout final
{
public:
    void setShape(int layers, int heads);
    void setOrder(const QVector<HeadKey> &order); ///< empty = by position
    void setCell(int side, int gap);
    void setWidth(int width); ///< for cells; counts in an order only

    int layers() const { return m_layers; }
    int heads() const { return m_heads; }
    bool isByPosition() const { return m_order.isEmpty(); }
    int side() const { return m_side; }
    int pitch() const { return m_side + m_gap; }
    int count() const;
    int columns() const;
    int rows() const;
    QSize size() const;

    HeadKey head(int index) const;   ///< invalid beyond the last
    int indexOf(HeadKey head) const; ///< -1 = not shown
    QRect rect(int index) const;
    int indexAt(const QPoint &place) const; ///< -1 = in a gap or outside
    /// Indices of cells that touch the area, ascending.
    QVector<int> within(const QRect &area) const;

private:
    int m_layers = 0, m_heads = 0;
    QVector<HeadKey> m_order;
    QHash<HeadKey, int> m_places;
    int m_side = 17, m_gap = 2, m_width = 0;
};

} // namespace phi1
