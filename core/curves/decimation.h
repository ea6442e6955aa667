// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "core/curves/series.h"

namespace phi1 {

/// How keys become pixel columns.
struct KeyScale {
    double lower = 0, upper = 1; ///< at pixel 0 and at pixel `pixels`; above 0 if logarithmic
    double pixels = 1;
    bool logarithmic = false;

    double pixel(double key) const
    {
        if (!logarithmic)
            return (key - lower) * (pixels / (upper - lower));
        return key > 0 ? std::log(key / lower) * (pixels / std::log(upper / lower)) : -1e9;
    }
    double key(double pixel) const
    {
        const double share = pixel / pixels;
        return logarithmic ? lower * std::exp(std::log(upper / lower) * share)
                           : lower + (upper - lower) * share;
    }
};

/// A row that is drawn. A `value` of NaN interrupts the line.
struct CurvePoint {
    double key = 0;
    double value = 0;
};

/// The rows of one curve that decide its pixels.
struct DecimatedCurve {
    std::vector<CurvePoint> points; ///< one more at each side of the view, so that lines leave it
    std::size_t rowsInView = 0;     ///< how many these stand for
    std::size_t rowsDrawn = 0;      ///< how many of these are in `points`

    void clear()
    {
        points.clear();
        rowsInView = rowsDrawn = 0;
    }
};

/// The first row of [first, last) whose key lies at or right of `pixel`; `last` if none does.
/// @param hint  how many rows further it probably is
std::size_t rowAtPixel(const Series &keys, const KeyScale &scale, double pixel, std::size_t first,
                       std::size_t last, std::size_t hint = 16);

/// Keeps of each pixel column the first, the last, the smallest and the largest finite value, in
/// their order, which draws what all rows would draw: between two columns the line is the same, and
/// within a column it covers everything from the smallest to the largest.
/// Missing values are passed over, reported NaN and infinite ones interrupt the line.
/// Where there are fewer than two rows per column all of them are kept.
/// @param keys    never fall; may be longer than `values`
/// @param into    is cleared first; reuse it to save allocations
/// @param keysOfExtremes  false: the extremes of a column stand at its first key, which takes a
///        third of the time and is the same for whoever paints whole pixel columns
/// Source: Jugel et al. 2014, "M4: A Visualization-Oriented Time Series Data Aggregation".
void decimate(const Series &keys, const Series &values, const KeyScale &scale, DecimatedCurve &into,
              bool keysOfExtremes = true);

/// How many rows of [first, last) are finite and lie outside [minimum, maximum]. Looks at single
/// rows only in blocks that hold one, at no more than `limit` of them; returns `limit` if there are
/// as many.
std::size_t countOutside(const Series &values, std::size_t first, std::size_t last, double minimum,
                         double maximum, std::size_t limit);

} // namespace phi1
