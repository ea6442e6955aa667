// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_speed.h"

#include <algorithm>

namespace phi1 {

double secondsPerStep(const CurveData &curve)
{
    constexpr double window = 120;
    constexpr std::size_t leastSteps = 5;
    const std::span<const double> times = curve.axis(CurveAxis::Time).values();
    const std::span<const double> steps = curve.axis(CurveAxis::Step).values();
    if (steps.size() < 2)
        return missingValue();
    const std::size_t last = steps.size() - 1;
    auto first = static_cast<std::size_t>(
        std::lower_bound(times.begin(), times.end(), times[last] - window) - times.begin());
    if (last >= leastSteps)
        first = std::min(first, last - leastSteps);
    else
        first = 0;
    for (auto mark = curve.marks().rbegin(); mark != curve.marks().rend(); ++mark) {
        if (mark->kind != RunMark::Kind::Resume)
            continue;
        // A resume at step S: the rows beyond S are its own.
        const auto own = std::upper_bound(steps.begin(), steps.end(), double(mark->step));
        first = std::max(first, static_cast<std::size_t>(own - steps.begin()));
        break;
    }
    if (first >= last || steps[last] <= steps[first] || times[last] <= times[first])
        return missingValue();
    return (times[last] - times[first]) / (steps[last] - steps[first]);
}

} // namespace phi1
