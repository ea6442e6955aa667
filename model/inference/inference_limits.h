// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

using ModelId = std::int64_t; ///< of one InferenceThread; never used twice
using Ticket = std::uint64_t; ///< of a submitted request; never used twice

struct InferenceLimits {
    std::int64_t queuedRequests = 64;  ///< submitted and not begun; more are refused with Busy
    std::int64_t activeSequences = 64; ///< per model, computed together
    bool prefixCache = true; ///< keep what recent requests computed for those that begin alike
    /// What one more row adds to a step with one row, for prompt lookup; 0: learned from times.
    double draftRowCost = 0;
};

} // namespace phi1
