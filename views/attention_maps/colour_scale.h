// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QVector>

namespace phi1 {

/// How the numbers of maps become colours. One value for all views of a page, so that the same
/// colour means the same weight in the grid, in the matrix and in the text.
struct ColourScale {
    enum class Map {
        Tide,      ///< weights: more is further from the background
        EmberTide, ///< differences: negative ember, positive tide, 0 neutral, symmetric about 0
        Grey,      ///< weights, for print
    };
    enum class Kind {
        Linear,   ///< from low to high
        Log,      ///< from low, which is above 0, to high
        Quantile, ///< by the share of numbers that are smaller, see marks
    };

    Map map = Map::Tide;
    Kind kind = Kind::Log;
    /// Numbers of the first and the last colour. With EmberTide of what is away from 0: -high to
    /// high, and `low` is where a logarithmic one begins to have colour on either side.
    double low = 1e-3;
    double high = 1;
    /// Numbers nearer to 0 are drawn as 0. A number itself is not changed by this.
    double threshold = 0;
    /// For Quantile: ascending magnitudes that part the numbers into equal shares; the first is the
    /// smallest, the last the largest. Without any it is as Linear.
    QVector<float> marks;

    bool operator==(const ColourScale &) const = default;

    /// A linear or logarithmic scale of weights (0 to 1), as the page begins with.
    static ColourScale weights(Kind kind = Kind::Log);
    /// A signed scale from -high to high.
    static ColourScale difference(Kind kind = Kind::Linear, double high = 1);

    bool isSigned() const { return map == Map::EmberTide; }
    /// Where a number stands among the colours, 0 to 1; clamped. NaN gives NaN.
    double position(double value) const;
    /// The number a place among the colours stands for.
    double value(double position) const;
    /// One of table(); NaN has none and is transparent: it is drawn as hatch.
    QColor colour(double value, bool dark) const;
    /// 256 colours from the first to the last; 255 of a signed scale, so that 0 is in the middle.
    QVector<QRgb> table(bool dark) const;
    int colourCount() const { return isSigned() ? 255 : 256; }
};

} // namespace phi1
