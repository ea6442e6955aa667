// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.h"

namespace phi1 {

/// Writes events.jsonl of a run as a worker writes it: all numbers of each step, an evaluation and
/// a checkpoint now and then. 300 bytes a step.
Result<void> writeBenchRun(const std::filesystem::path &folder, std::int64_t steps);

struct CurveOpening {
    double seconds = 0; ///< from nothing to the columns of the first chart with their extremes
    std::uint64_t rows = 0;
    bool usedCache = false;
};
/// Opens the run as the window does. Without `keepCache` the cache is removed before.
Result<CurveOpening> measureCurveOpening(const std::filesystem::path &folder, bool keepCache);

/// Seconds for one poll() of a run to which so many step events were appended, with apply().
Result<double> measureCurveFollowing(const std::filesystem::path &folder, std::int64_t steps);

/// What smoothing a curve of so many points takes, in seconds.
double measureSmoothing(std::int64_t points);

} // namespace phi1
