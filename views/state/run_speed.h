// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/curves/curve_data.h"

namespace phi1 {

/// Seconds of work per optimizer step lately: over the last two minutes (or five steps, if these
/// took longer), never across a resume, so that neither pauses nor another machine's speed count.
/// missingValue() before the second step after a resume.
double secondsPerStep(const CurveData &curve);

} // namespace phi1
