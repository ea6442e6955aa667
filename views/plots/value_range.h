// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/curves/decimation.h"

namespace phi1 {

/// Finds the y range of a chart from what lies in view.
class ValueRange
{
public:
    /// @param lines  how many will be added; of many lines fewer points each tell the bulk
    explicit ValueRange(bool logarithmic, std::size_t lines = 1);

    /// Takes in the rows [first, last) of a line.
    void add(const Series &values, std::size_t first, std::size_t last);
    void add(double value);
    double maximum() const { return m_maximum; }
    bool isEmpty() const { return m_points == 0; }

    struct Range {
        double lower = 0, upper = 1;
        bool clipped = false; ///< points lie outside
    };
    /// One point: ± 5 %; a constant: ± 1 %; otherwise everything and 4 % of air.
    Range whole() const;
    /// Without the outliers: what lies far outside of the bulk of the points is left out.
    Range withoutOutliers() const;

private:
    Range padded(double minimum, double maximum) const;
    double forward(double value) const;
    double backward(double value) const;

    bool m_logarithmic;
    std::size_t m_samplesPerLine;
    std::size_t m_points = 0;
    double m_minimum = 0, m_maximum = 0;
    std::vector<double> m_sample;
};

} // namespace phi1
