// SPDX-License-Identifier: Apache-2.0
#include "core/curves/series.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1 {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

void Series::append(double value)
{
    m_values.push_back(value);
    takeIn(m_values.size() - 1);
}

void Series::append(std::span<const double> values)
{
    const std::size_t before = m_values.size();
    const double *own = m_values.data();
    const bool isOwn = values.data() >= own && values.data() < own + before;
    const std::size_t place = isOwn ? static_cast<std::size_t>(values.data() - own) : 0;
    m_values.resize(before + values.size());
    std::copy_n(isOwn ? m_values.data() + place : values.data(), values.size(),
                m_values.data() + before);
    takeIn(before);
}

void Series::truncate(std::size_t rows)
{
    if (rows >= m_values.size())
        return;
    m_values.resize(rows);
    while (!m_nonFiniteRows.empty() && m_nonFiniteRows.back() >= rows)
        m_nonFiniteRows.pop_back();
    rebuildFrom(rows);
}

void Series::takeIn(std::size_t firstNew)
{
    for (std::size_t row = firstNew; row < m_values.size(); ++row) {
        if (!std::isfinite(m_values[row]) && !isMissing(m_values[row]))
            m_nonFiniteRows.push_back(row);
    }
    rebuildFrom(firstNew);
}

void Series::rebuildFrom(std::size_t firstRow)
{
    std::size_t below = m_values.size(); // entries one level down
    std::size_t first = firstRow;        // the first of them that changed
    std::size_t level = 0;
    for (; below > fanOut; ++level) {
        const std::size_t nodes = (below + fanOut - 1) / fanOut;
        if (level == m_levels.size()) {
            m_levels.emplace_back();
            first = 0;
        }
        std::vector<Node> &here = m_levels[level];
        first = std::min(first / fanOut, here.size());
        here.resize(nodes);
        for (std::size_t node = first; node < nodes; ++node) {
            Node sum = {infinity, -infinity};
            const std::size_t begin = node * fanOut;
            const std::size_t end = std::min(begin + fanOut, below);
            if (level == 0) {
                for (std::size_t row = begin; row < end; ++row) {
                    const double value = m_values[row];
                    if (!std::isfinite(value))
                        continue;
                    sum.minimum = std::min(sum.minimum, value);
                    sum.maximum = std::max(sum.maximum, value);
                }
            } else {
                for (std::size_t child = begin; child < end; ++child) {
                    const Node &part = m_levels[level - 1][child];
                    sum.minimum = std::min(sum.minimum, part.minimum);
                    sum.maximum = std::max(sum.maximum, part.maximum);
                }
            }
            here[node] = sum;
        }
        below = nodes;
    }
    m_levels.resize(level);
}

Series::Extremes Series::extremes(std::size_t first, std::size_t last) const
{
    last = std::min(last, m_values.size());
    Node sum = {infinity, -infinity};
    const auto addRow = [&](std::size_t row) {
        const double value = m_values[row];
        if (!std::isfinite(value))
            return;
        sum.minimum = std::min(sum.minimum, value);
        sum.maximum = std::max(sum.maximum, value);
    };
    // Upwards: the ragged ends of each level one by one, what is whole by the level above.
    for (std::size_t level = 0; first < last; ++level) {
        const auto add = [&](std::size_t index) {
            if (level == 0) {
                addRow(index);
                return;
            }
            const Node &node = m_levels[level - 1][index];
            sum.minimum = std::min(sum.minimum, node.minimum);
            sum.maximum = std::max(sum.maximum, node.maximum);
        };
        const bool isTop = level == m_levels.size();
        while (first < last && (isTop || first % fanOut != 0))
            add(first++);
        while (first < last && last % fanOut != 0)
            add(--last);
        first /= fanOut;
        last /= fanOut;
    }
    return {sum.minimum, sum.maximum, sum.minimum <= sum.maximum};
}

template<bool smallest>
std::size_t Series::firstRowOf(double value, std::size_t first, std::size_t last) const
{
    const auto holds = [&](std::size_t level, std::size_t index) {
        if (level == 0)
            return m_values[index] == value; // no NaN equals anything
        const Node &node = m_levels[level - 1][index];
        // The value is the extreme of all that is asked about, but a node on the way up never
        // reaches beyond it: so an equal extreme is the value.
        return (smallest ? node.minimum : node.maximum) == value;
    };
    std::size_t level = 0;
    std::size_t index = first;
    std::size_t span = 1; // rows of an entry of the level
    // Up and to the right until an entry holds it; `index` is the first entry not yet ruled out.
    while (true) {
        while (level < m_levels.size() && index % fanOut == 0 &&
               index * span + span * fanOut <= last) {
            index /= fanOut;
            span *= fanOut;
            ++level;
        }
        while (level > 0 && index * span + span > last) {
            --level;
            span /= fanOut;
            index *= fanOut;
        }
        if (holds(level, index))
            break;
        ++index;
    }
    while (level > 0) {
        --level;
        span /= fanOut;
        index *= fanOut;
        while (!holds(level, index))
            ++index;
    }
    return index;
}

Series::ExtremeRows Series::extremeRows(std::size_t first, std::size_t last) const
{
    last = std::min(last, m_values.size());
    const Extremes found = extremes(first, last);
    if (!found.any)
        return {};
    return {firstRowOf<true>(found.minimum, first, last),
            firstRowOf<false>(found.maximum, first, last), true};
}

} // namespace phi1
