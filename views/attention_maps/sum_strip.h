// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/axis_labels.h"
#include "views/attention_maps/colour_scale.h"
#include "views/state/head_map.h"

#include <QPointF>

class QPainter;

namespace phi1 {

/// Bars along the edges of a map: how much each row holds, and how much all rows look at each
/// column. As long as the strip is wide for the largest sum; those of differences go both ways.
struct SumStrip {
    HeadMap map;
    ColourScale scale;
    bool dark = false;
    double side = 22; ///< width of the strip
    double line = 1;  ///< the thinnest bar

    /// At the right of the map. @param corner  the upper left one of the strip
    void drawRows(QPainter &painter, const AxisPlace &place, const QPointF &corner) const;
    /// Above the map. @param corner  the lower left one of the strip
    void drawColumns(QPainter &painter, const AxisPlace &place, const QPointF &corner) const;

private:
    template<typename Sum, typename Bar>
    void draw(QPainter &painter, const AxisPlace &place, Sum sum, Bar bar) const;
};

} // namespace phi1
