// SPDX-License-Identifier: Apache-2.0
#include "core/curves/smoothing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace phi1 {

namespace {

/// With fewer a curve has no shape that could be told from its noise.
constexpr std::size_t leastPoints = 3;

Smoothing inRange(Smoothing smoothing)
{
    smoothing.strength =
        smoothing.strength > 0 ? std::min(smoothing.strength, 0.99) : 0; // also of NaN
    if (!(smoothing.range > 0) || !std::isfinite(smoothing.range))
        smoothing.range = 0;
    return smoothing;
}

double roundedUp(double range)
{
    return range > 0 && std::isfinite(range) ? std::exp2(std::ceil(4 * std::log2(range)) / 4) : 0;
}

/// Weights of a window by distance from its middle.
std::vector<double> windowWeights(const Smoothing &smoothing)
{
    const double rows = smoothing.strength / (1 - smoothing.strength);
    if (smoothing.kind == SmoothingKind::RunningMean)
        return std::vector<double>(1 + static_cast<std::size_t>(std::max(std::round(rows), 1.0)),
                                   1.0);
    std::vector<double> weights(1 + static_cast<std::size_t>(std::max(std::ceil(3 * rows), 1.0)));
    for (std::size_t distance = 0; distance < weights.size(); ++distance) {
        const double z = static_cast<double>(distance) / rows;
        weights[distance] = std::exp(-0.5 * z * z);
    }
    return weights;
}

/// Weighted means around values[first…], each over what there is of its window.
/// @param values  with the whole half window before `first`, unless the curve begins there
std::vector<double> windowMeans(std::span<const double> values, std::size_t first,
                                std::span<const double> weights)
{
    const std::size_t half = weights.size() - 1;
    // Zeros around, so that each sum has the same terms in the same order wherever its row stands:
    // then a growing curve gives the same bits as a whole one.
    constexpr std::size_t block = 128;
    std::vector<double> padded(values.size() + 2 * half + block, 0.0);
    std::copy(values.begin(), values.end(), padded.begin() + static_cast<std::ptrdiff_t>(half));
    const auto distance = [&](std::size_t offset) {
        return offset > half ? offset - half : half - offset;
    };
    double whole = 0;
    for (std::size_t offset = 0; offset <= 2 * half; ++offset)
        whole += weights[distance(offset)];

    std::vector<double> means;
    means.reserve(values.size() - first);
    for (std::size_t begin = first; begin < values.size(); begin += block) {
        std::array<double, block> sums{};
        for (std::size_t offset = 0; offset <= 2 * half; ++offset) {
            const double weight = weights[distance(offset)];
            const double *from = padded.data() + begin + offset;
            for (std::size_t i = 0; i < block; ++i)
                sums[i] += weight * from[i];
        }
        for (std::size_t row = begin; row < std::min(begin + block, values.size()); ++row) {
            double weight = whole;
            if (row < half || row + half >= values.size()) {
                weight = 0;
                for (std::size_t offset = 0; offset <= 2 * half; ++offset) {
                    const bool isThere =
                        row + offset >= half && row + offset - half < values.size();
                    weight += isThere ? weights[distance(offset)] : 0;
                }
            }
            means.push_back(sums[row - begin] / weight);
        }
    }
    return means;
}

} // namespace

std::vector<double> smoothed(std::span<const double> keys, std::span<const double> values,
                             const Smoothing &smoothing)
{
    SmoothedSeries series(smoothing);
    series.extend(keys, values);
    const auto result = series.series().values();
    return {result.begin(), result.end()};
}

SmoothedSeries::SmoothedSeries(const Smoothing &smoothing)
    : m_smoothing(inRange(smoothing))
{}

void SmoothedSeries::setSmoothing(const Smoothing &smoothing)
{
    if (inRange(smoothing) == m_smoothing)
        return;
    m_smoothing = inRange(smoothing);
    restart();
}

void SmoothedSeries::restart()
{
    *this = SmoothedSeries(m_smoothing);
}

void SmoothedSeries::extend(std::span<const double> keys, std::span<const double> values)
{
    if (values.size() < m_series.size())
        restart();
    const bool isTimeWeighted = m_smoothing.kind == SmoothingKind::TimeWeightedEma;
    if (m_smoothing.strength == 0) {
        m_series.append(values.subspan(m_series.size()));
        return;
    }
    // The first points stand as they are until there are enough of them.
    if (m_finite < leastPoints)
        restart();
    double range = m_smoothing.range;
    if (isTimeWeighted && range == 0 && !keys.empty())
        range = roundedUp(keys.back() - keys.front());
    if (isTimeWeighted && range != m_range)
        restart();
    m_range = isTimeWeighted ? range : 0;
    if (isTimeWeighted || m_smoothing.kind == SmoothingKind::Ema)
        extendExponential(keys, values);
    else
        extendWindow(values);
    if (m_finite < leastPoints) {
        m_series.clear();
        m_series.append(values);
    }
}

void SmoothedSeries::extendExponential(std::span<const double> keys, std::span<const double> values)
{
    constexpr double axisUnits = 1000; // what the range is made of; Weights & Biases' scale
    const bool isTimeWeighted = m_smoothing.kind == SmoothingKind::TimeWeightedEma;
    const double base = isTimeWeighted ? std::sqrt(m_smoothing.strength) : m_smoothing.strength;
    double knownDistance = -1;
    double keep = base;
    const std::size_t first = m_series.size();
    m_series.appendWith(values.size() - first, [&](std::span<double> results) {
        for (std::size_t row = first; row < values.size(); ++row) {
            const double value = values[row];
            double &result = results[row - first];
            result = value;
            if (!std::isfinite(value))
                continue;
            if (isTimeWeighted && m_finite > 0) {
                const double distance = keys[row] - m_lastKey;
                // Steps are mostly equal, and the power costs more than all the rest.
                if (distance != knownDistance) {
                    knownDistance = distance;
                    keep = distance > 0 && m_range > 0
                               ? std::pow(base, distance / m_range * axisUnits)
                               : 1;
                }
            }
            if (isTimeWeighted)
                m_lastKey = keys[row];
            ++m_finite;
            m_weight = m_weight * keep + 1;
            m_average += (value - m_average) / m_weight;
            result = m_average;
        }
    });
}

void SmoothedSeries::extendWindow(std::span<const double> values)
{
    const std::vector<double> weights = windowWeights(m_smoothing);
    const std::size_t half = weights.size() - 1;
    std::vector<std::size_t> rows = std::move(m_finiteRows);
    const std::size_t known = rows.size();
    for (std::size_t row = m_series.size(); row < values.size(); ++row) {
        if (std::isfinite(values[row]))
            rows.push_back(row);
    }
    // Those whose window reached beyond the old end are computed again.
    const std::size_t first = known > half ? known - half : 0;
    std::vector<double> numbers(rows.size());
    std::transform(rows.begin(), rows.end(), numbers.begin(),
                   [&](std::size_t row) { return values[row]; });
    const std::vector<double> means = windowMeans(numbers, first, weights);
    if (first < rows.size())
        m_series.truncate(std::min(m_series.size(), rows[first]));
    const std::size_t firstRow = m_series.size();
    m_series.appendWith(values.size() - firstRow, [&](std::span<double> results) {
        std::copy(values.begin() + static_cast<std::ptrdiff_t>(firstRow), values.end(),
                  results.begin());
        for (std::size_t i = first; i < rows.size(); ++i)
            results[rows[i] - firstRow] = means[i - first];
    });
    m_finite += rows.size() - known;
    rows.erase(rows.begin(),
               rows.end() - static_cast<std::ptrdiff_t>(std::min(rows.size(), 2 * half)));
    m_finiteRows = std::move(rows);
}

} // namespace phi1
