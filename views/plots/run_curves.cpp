// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/run_curves.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

/// As SmoothedSeries chooses it for a whole curve: it must not change from slice to slice.
double roundedRange(std::span<const double> keys)
{
    const double range = keys.empty() ? 0 : keys.back() - keys.front();
    return range > 0 ? std::exp2(std::ceil(std::log2(range) * 4) / 4) : 1;
}

} // namespace

void RunCurves::setData(const CurveData *data)
{
    if (data == m_data)
        return;
    m_data = data;
    m_cuts = data ? data->cuts() : 0;
    m_smoothed.clear();
}

const Series *RunCurves::smoothed(const std::string &column, CurveAxis axis,
                                  const Smoothing &smoothing, std::size_t &rowBudget)
{
    const Series *values = m_data ? m_data->column(column) : nullptr;
    if (!values)
        return nullptr;
    if (m_data->cuts() != m_cuts) {
        m_cuts = m_data->cuts();
        for (auto &[key, series] : m_smoothed)
            series.restart();
    }
    // Only one kind looks at the axis; the others share the numbers of all axes.
    const CurveAxis keyAxis =
        smoothing.kind == SmoothingKind::TimeWeightedEma ? axis : CurveAxis::Step;
    const Series &keys = m_data->axis(keyAxis);
    const std::size_t rows = std::min(keys.size(), values->size());
    Smoothing wanted = smoothing;
    if (wanted.kind == SmoothingKind::TimeWeightedEma && wanted.range <= 0)
        wanted.range = roundedRange(keys.values().first(rows));
    SmoothedSeries &series = m_smoothed[{column, keyAxis}];
    series.setSmoothing(wanted);
    const std::size_t done = std::min(series.series().size(), rows);
    const std::size_t now = std::min(rows, done + rowBudget);
    if (now != series.series().size()) {
        series.extend(keys.values().first(now), values->values().first(now));
        rowBudget -= now - done;
    }
    m_behind = m_behind || now < rows;
    return &series.series();
}

} // namespace phi1
