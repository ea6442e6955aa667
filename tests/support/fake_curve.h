// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "core/base/json.h"

namespace phi1::test {

/// A loss with all its 53 bits in use, which a reader must give back bit-equal.
inline double fakeLoss(long step)
{
    return 1.0 + std::sin(static_cast<double>(step)) / 3.0;
}

inline Json fakeStep(long step)
{
    return {{"event", "step"},          {"step", step},
            {"tokens", step * 4096},    {"loss", fakeLoss(step)},
            {"learning_rate", 1e-3},    {"gradient_norm", 0.5},
            {"tokens_per_second", 1e4}, {"mfu", 0.25},
            {"memory_bytes", 1 << 30},  {"sequences", {step * 16, 16}}};
}

} // namespace phi1::test
