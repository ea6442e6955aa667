// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace phi1 {

/// Cells along an axis of a map, in pixels of the axis.
struct AxisPlace {
    double origin = 0; ///< where cell 0 begins
    double cell = 1;   ///< length of a cell
    double length = 0; ///< of what is in sight, from 0
    int count = 0;     ///< cells

    double middle(int index) const { return origin + (index + 0.5) * cell; }
};

/// Which cells get a label so that none overlap: each, or each second, fifth, tenth …, counted from
/// cell 0 so that panning does not exchange them. Those in `always` come anyway and push away the
/// ones they would touch; where two of them touch, the earlier in the list stays.
/// @param room  pixels a label needs along the axis
/// @return ascending
QVector<int> axisLabels(const AxisPlace &place, double room, const QVector<int> &always = {});

} // namespace phi1
