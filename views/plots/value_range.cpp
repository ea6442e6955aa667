// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/value_range.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

constexpr std::size_t mostSamples = 16'384, mostSamplesPerLine = 1024, leastSamplesPerLine = 64;
/// Shares of the points that count as the bulk. The first steps of a run, where the loss falls from
/// ten to two, are outliers that nobody wants to see at the cost of the rest.
constexpr double bulkFrom = 0.005, bulkTo = 0.96;

} // namespace

ValueRange::ValueRange(bool logarithmic, std::size_t lines)
    : m_logarithmic(logarithmic)
    , m_samplesPerLine(std::clamp(mostSamples / std::max<std::size_t>(lines, 1),
                                  leastSamplesPerLine, mostSamplesPerLine))
{}

double ValueRange::forward(double value) const
{
    return m_logarithmic ? std::log(value) : value;
}

double ValueRange::backward(double value) const
{
    return m_logarithmic ? std::exp(value) : value;
}

void ValueRange::add(double value)
{
    if (!std::isfinite(value) || (m_logarithmic && value <= 0))
        return;
    m_minimum = m_points == 0 ? value : std::min(m_minimum, value);
    m_maximum = m_points == 0 ? value : std::max(m_maximum, value);
    ++m_points;
    m_sample.push_back(value);
}

void ValueRange::add(const Series &values, std::size_t first, std::size_t last)
{
    last = std::min(last, values.size());
    if (first >= last)
        return;
    Series::Extremes extremes = values.extremes(first, last);
    if (!extremes.any)
        return;
    const std::size_t stride = std::max<std::size_t>(1, (last - first) / m_samplesPerLine);
    double smallestPositive = extremes.maximum;
    for (std::size_t row = first; row < last; row += stride) {
        const double value = values[row];
        if (!std::isfinite(value) || (m_logarithmic && value <= 0))
            continue;
        m_sample.push_back(value);
        smallestPositive = std::min(smallestPositive, value);
    }
    if (m_logarithmic) {
        if (extremes.maximum <= 0)
            return;
        if (extremes.minimum <= 0) // the smallest one above zero is only known of the sample
            extremes.minimum = smallestPositive;
    }
    m_minimum = m_points == 0 ? extremes.minimum : std::min(m_minimum, extremes.minimum);
    m_maximum = m_points == 0 ? extremes.maximum : std::max(m_maximum, extremes.maximum);
    m_points += last - first;
}

ValueRange::Range ValueRange::padded(double minimum, double maximum) const
{
    if (maximum - minimum <= 1e-12 * std::max(std::abs(minimum), std::abs(maximum))) {
        if (minimum == 0)
            return {-1, 1, false};
        const double share = m_points == 1 ? 0.05 : 0.01;
        const double air = std::abs(minimum) * share;
        return {minimum - air, maximum + air, false};
    }
    const double air = 0.04 * (forward(maximum) - forward(minimum));
    return {backward(forward(minimum) - air), backward(forward(maximum) + air), false};
}

ValueRange::Range ValueRange::whole() const
{
    return padded(m_minimum, m_maximum);
}

ValueRange::Range ValueRange::withoutOutliers() const
{
    // A logarithmic axis has room for what is far away.
    if (m_logarithmic || m_sample.size() < 20)
        return whole();
    std::vector<double> sample = m_sample;
    const auto quantile = [&](double share) {
        const auto place =
            static_cast<std::ptrdiff_t>(share * static_cast<double>(sample.size() - 1));
        std::nth_element(sample.begin(), sample.begin() + place, sample.end());
        return forward(sample[static_cast<std::size_t>(place)]);
    };
    const double low = quantile(bulkFrom);
    const double high = quantile(bulkTo);
    const double span = high - low;
    if (span <= 0)
        return whole();
    const double minimum = forward(m_minimum);
    const double maximum = forward(m_maximum);
    // What lies only a little outside is no outlier.
    const bool cutLow = minimum < low - 0.75 * span;
    const bool cutHigh = maximum > high + 0.75 * span;
    if (!cutLow && !cutHigh)
        return whole();
    Range range = padded(backward(cutLow ? low - 0.1 * span : minimum),
                         backward(cutHigh ? high + 0.1 * span : maximum));
    range.clipped = true;
    return range;
}

} // namespace phi1
