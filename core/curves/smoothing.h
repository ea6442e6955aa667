// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/curves/series.h"

namespace phi1 {

enum class SmoothingKind {
    /// Exponential average whose weight falls with the distance on the axis, as in Weights &
    /// Biases: sqrt(strength) ^ (1000 · distance / range of the axis).
    TimeWeightedEma,
    Ema,         ///< exponential average over the rows, with debias, as in TensorBoard
    RunningMean, ///< mean of the row and the nearest round(strength / (1 - strength)) on each side
    Gaussian,    ///< standard deviation of strength / (1 - strength) rows, cut off after three
};

struct Smoothing {
    SmoothingKind kind = SmoothingKind::TimeWeightedEma;
    double strength = 0.6; ///< 0 to 0.99; 0 is off
    /// Of the axis, for TimeWeightedEma; 0: from the first key to the last, rounded up to the next
    /// quarter power of two so that a live curve is not another one at each new point.
    double range = 0;

    bool operator==(const Smoothing &) const = default;
};

/// One number for each of `values`. NaN, infinite and missing ones stay where they are and count
/// for nothing. Fewer than three finite ones come back as they are. `keys` ascend.
std::vector<double> smoothed(std::span<const double> keys, std::span<const double> values,
                             const Smoothing &smoothing);

/// The same for a growing curve: after each extend() bit-equal to smoothed() of all of it.
class SmoothedSeries
{
public:
    explicit SmoothedSeries(const Smoothing &smoothing = {});

    const Smoothing &smoothing() const { return m_smoothing; }
    /// Begins anew if it is another one.
    void setSmoothing(const Smoothing &smoothing);
    /// Begins anew: rows were taken away or have changed.
    void restart();
    /// Both whole, as they are now; rows that were seen before are not looked at again unless the
    /// kind needs it. Fewer rows than before begin anew.
    void extend(std::span<const double> keys, std::span<const double> values);
    const Series &series() const { return m_series; }

private:
    void extendExponential(std::span<const double> keys, std::span<const double> values);
    void extendWindow(std::span<const double> values);

    Smoothing m_smoothing;
    Series m_series;
    std::size_t m_finite = 0;           ///< finite numbers taken in
    double m_range = 0;                 ///< that the weights were computed with
    double m_average = 0, m_weight = 0; ///< of the exponential kinds, without debias
    double m_lastKey = 0;
    std::vector<std::size_t> m_finiteRows; ///< the last ones, as many as a window reaches back
};

} // namespace phi1
