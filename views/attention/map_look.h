// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariantMap>

#include "views/attention/attention_bar.h"
#include "views/attention_maps/colour_scale.h"
#include "views/attention_maps/map_pyramid.h"
#include "views/state/attention_types.h"

namespace phi1 {

/// How maps are shown, beyond what changes the numbers themselves. One value for grid, map and
/// text.
struct MapLook {
    using Quantity = AttentionBar::Quantity;

    Quantity quantity = Quantity::Weights;
    ColourScale::Kind kind = ColourScale::Kind::Log;
    ColourScale::Map map = ColourScale::Map::Tide; ///< of weights
    bool isMean = false;    ///< cells that share a place: their mean instead of their maximum
    bool showsSums = false; ///< of rows and columns
    double threshold = 0;
    /// The range is the same for all heads and both checkpoints; else each map has its own.
    bool isLocked = false;
    double low = 1e-3, high = 1;                       ///< of weights
    double differenceLow = 1e-3, differenceHigh = 0.5; ///< away from 0

    bool operator==(const MapLook &) const = default;

    QVariantMap saved() const;
    static MapLook restored(const QVariantMap &state); ///< what does not fit is left as designed
    AttentionPooling pooling() const;
    MapPooling mapPooling() const;
    /// "linear", "log", "quantile"; "tide", "grey": as exports name them.
    QString kindName() const;
    QString mapName() const;
};

/// The next of 1, 2, 5 · 10ⁿ from here on, at most 1: ends of ranges that can be read. 1 of what is
/// no number above 0.
double roundRangeEnd(double value);

/// The scale of one map of weights, or of entropies.
/// @param largest  its largest number
/// @param marks  its quantiles, used by quantile scales
ColourScale weightScale(const MapLook &look, double largest, const QVector<float> &marks);
ColourScale differenceScale(const MapLook &look, double largest, const QVector<float> &marks);

} // namespace phi1
