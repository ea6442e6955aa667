// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/curves/curve_data.h"
#include "core/curves/smoothing.h"

namespace phi1 {

/// The smoothed columns of one run, brought up to date in slices, so that ten million rows do not
/// stop the window.
class RunCurves
{
public:
    /// Null without data; the caller keeps it alive.
    void setData(const CurveData *data);
    const CurveData *data() const { return m_data; }

    /// Continues the smoothing of a column.
    /// @param rowBudget  rows that may be computed now; what was used is taken off
    /// @return null if the run has no such column; may hold fewer rows than the column
    const Series *smoothed(const std::string &column, CurveAxis axis, const Smoothing &smoothing,
                           std::size_t &rowBudget);
    /// Whether a column is shorter than its numbers, as of the last call of smoothed().
    bool isBehind() const { return m_behind; }
    void beginRound() { m_behind = false; }

private:
    const CurveData *m_data = nullptr;
    std::uint64_t m_cuts = 0;
    bool m_behind = false;
    std::map<std::pair<std::string, CurveAxis>, SmoothedSeries> m_smoothed;
};

} // namespace phi1
