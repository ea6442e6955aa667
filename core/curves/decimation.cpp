// SPDX-License-Identifier: Apache-2.0
#include "core/curves/decimation.h"

#include <algorithm>
#include <limits>

namespace phi1 {

namespace {

constexpr double interruption = std::numeric_limits<double>::quiet_NaN();
/// More interruptions than these in one pixel column are not told apart: nobody could see them.
constexpr std::size_t separateInterruptions = 4;

/// Collects the points of one curve.
class Decimator
{
public:
    Decimator(const Series &keys, const Series &values, const KeyScale &scale, DecimatedCurve &into,
              bool keysOfExtremes)
        : m_keys(keys)
        , m_values(values)
        , m_scale(scale)
        , m_into(into)
        , m_keysOfExtremes(keysOfExtremes)
        , m_rows(std::min(keys.size(), values.size()))
    {}

    void run();

private:
    void addRow(std::size_t row) { m_into.points.push_back({m_keys[row], m_values[row]}); }
    void interrupt()
    {
        if (!m_into.points.empty() && !std::isnan(m_into.points.back().value))
            m_into.points.push_back({m_into.points.back().key, interruption});
    }
    void addAll(std::size_t first, std::size_t last);
    void addGroup(std::size_t first, std::size_t last);
    void addFinite(std::size_t first, std::size_t last);
    void addExtremes(std::size_t first, std::size_t last);
    void addBefore(std::size_t first);
    void addAfter(std::size_t last);

    const Series &m_keys;
    const Series &m_values;
    const KeyScale &m_scale;
    DecimatedCurve &m_into;
    bool m_keysOfExtremes;
    std::size_t m_rows;
    std::vector<std::size_t>::const_iterator m_nextNonFinite;
};

void Decimator::run()
{
    m_into.clear();
    const std::size_t first = rowAtPixel(m_keys, m_scale, 0, 0, m_rows, m_rows / 2 + 1);
    // The right border belongs to the view: a curve that ends there must not lose its end.
    const double right = std::nextafter(m_scale.pixels, 2 * m_scale.pixels + 1);
    const std::size_t last =
        rowAtPixel(m_keys, m_scale, right, first, m_rows, (m_rows - first) / 2 + 1);
    const std::vector<std::size_t> &nonFinite = m_values.nonFiniteRows();
    m_nextNonFinite = std::lower_bound(nonFinite.begin(), nonFinite.end(), first);
    m_into.rowsInView = last - first;

    addBefore(first);
    const std::size_t before = m_into.points.size();
    const auto columns = static_cast<std::size_t>(std::max(1.0, m_scale.pixels));
    if (last - first <= 2 * columns) {
        addAll(first, last);
    } else {
        std::size_t hint = (last - first) / columns;
        for (std::size_t row = first; row < last;) {
            const double column = std::floor(m_scale.pixel(m_keys[row]));
            const std::size_t end = rowAtPixel(m_keys, m_scale, column + 1, row + 1, last, hint);
            addGroup(row, end);
            hint = end - row;
            row = end;
        }
    }
    m_into.rowsDrawn = static_cast<std::size_t>(std::count_if(
        m_into.points.begin() + static_cast<std::ptrdiff_t>(before), m_into.points.end(),
        [](const CurvePoint &point) { return !std::isnan(point.value); }));
    addAfter(last);
}

void Decimator::addAll(std::size_t first, std::size_t last)
{
    for (std::size_t row = first; row < last; ++row) {
        const double value = m_values[row];
        if (std::isfinite(value))
            addRow(row);
        else if (!isMissing(value))
            interrupt();
    }
}

void Decimator::addGroup(std::size_t first, std::size_t last)
{
    const auto end = m_values.nonFiniteRows().end();
    if (m_nextNonFinite == end || *m_nextNonFinite >= last) {
        addFinite(first, last);
        return;
    }
    std::size_t from = first;
    for (std::size_t count = 0; m_nextNonFinite != end && *m_nextNonFinite < last; ++count) {
        if (count == separateInterruptions) {
            m_nextNonFinite = std::lower_bound(m_nextNonFinite, end, last);
            break;
        }
        addFinite(from, *m_nextNonFinite);
        interrupt();
        from = *m_nextNonFinite + 1;
        ++m_nextNonFinite;
    }
    addFinite(from, last);
    if (!std::isfinite(m_values[last - 1]) && !isMissing(m_values[last - 1]))
        interrupt();
}

void Decimator::addFinite(std::size_t first, std::size_t last)
{
    if (first >= last)
        return;
    if (!m_keysOfExtremes) {
        addExtremes(first, last);
        return;
    }
    const Series::ExtremeRows extremes = m_values.extremeRows(first, last);
    if (!extremes.any)
        return;
    while (!std::isfinite(m_values[first]))
        ++first;
    do
        --last;
    while (!std::isfinite(m_values[last]));
    const std::size_t rows[] = {first, std::min(extremes.minimum, extremes.maximum),
                                std::max(extremes.minimum, extremes.maximum), last};
    std::size_t previous = m_rows;
    for (const std::size_t row : rows) {
        if (row != previous)
            addRow(row);
        previous = row;
    }
}

void Decimator::addExtremes(std::size_t first, std::size_t last)
{
    const Series::Extremes extremes = m_values.extremes(first, last);
    if (!extremes.any)
        return;
    while (!std::isfinite(m_values[first]))
        ++first;
    do
        --last;
    while (!std::isfinite(m_values[last]));
    const double key = m_keys[first];
    addRow(first);
    if (extremes.minimum < std::min(m_values[first], m_values[last]))
        m_into.points.push_back({key, extremes.minimum});
    if (extremes.maximum > std::max(m_values[first], m_values[last]))
        m_into.points.push_back({key, extremes.maximum});
    if (last != first)
        addRow(last);
}

void Decimator::addBefore(std::size_t first)
{
    while (first > 0) {
        --first;
        if (std::isfinite(m_values[first])) {
            addRow(first);
            return;
        }
        if (!isMissing(m_values[first]))
            return;
    }
}

void Decimator::addAfter(std::size_t last)
{
    for (; last < m_rows; ++last) {
        if (std::isfinite(m_values[last])) {
            addRow(last);
            return;
        }
        if (!isMissing(m_values[last]))
            return;
    }
}

} // namespace

std::size_t rowAtPixel(const Series &keys, const KeyScale &scale, double pixel, std::size_t first,
                       std::size_t last, std::size_t hint)
{
    // As KeyScale::pixel(), with what stays the same worked out once.
    const std::span<const double> values = keys.values();
    const double lower = scale.lower;
    const double factor = scale.logarithmic ? 0 : scale.pixels / (scale.upper - scale.lower);
    const auto isLeft = [&, values](std::size_t row) {
        return (scale.logarithmic ? scale.pixel(values[row]) : (values[row] - lower) * factor) <
               pixel;
    };
    if (first >= last || !isLeft(first))
        return first;
    // Rows lie evenly more often than not, so look close to the guess first.
    std::size_t below = first; // is left of the pixel
    std::size_t above = last;  // is not, or is the end
    std::size_t step = 2;
    std::size_t probe = std::min(first + std::max<std::size_t>(hint, 1), last - 1);
    if (isLeft(probe)) {
        below = probe;
        while (below + step < last) {
            if (!isLeft(below + step)) {
                above = below + step;
                break;
            }
            below += step;
            step *= 4;
        }
    } else {
        above = probe;
        while (above > first + step) {
            if (isLeft(above - step)) {
                below = above - step;
                break;
            }
            above -= step;
            step *= 4;
        }
    }
    while (above - below > 1) {
        const std::size_t middle = below + (above - below) / 2;
        (isLeft(middle) ? below : above) = middle;
    }
    return above;
}

void decimate(const Series &keys, const Series &values, const KeyScale &scale, DecimatedCurve &into,
              bool keysOfExtremes)
{
    Decimator(keys, values, scale, into, keysOfExtremes).run();
}

std::size_t countOutside(const Series &values, std::size_t first, std::size_t last, double minimum,
                         double maximum, std::size_t limit)
{
    if (first >= last || limit == 0)
        return 0;
    const Series::Extremes extremes = values.extremes(first, last);
    if (!extremes.any || (extremes.minimum >= minimum && extremes.maximum <= maximum))
        return 0;
    if (last - first <= 16) {
        std::size_t count = 0;
        for (std::size_t row = first; row < last && count < limit; ++row)
            if (std::isfinite(values[row]) && (values[row] < minimum || values[row] > maximum))
                ++count;
        return count;
    }
    // Halves at multiples of a block, so that the extremes of most parts are known beforehand.
    std::size_t block = 16;
    while (block * 16 < last - first)
        block *= 16;
    const std::size_t half = first + (last - first) / 2;
    std::size_t middle = half / block * block;
    if (middle <= first || middle >= last)
        middle = half;
    const std::size_t count = countOutside(values, first, middle, minimum, maximum, limit);
    return count + countOutside(values, middle, last, minimum, maximum, limit - count);
}

} // namespace phi1
