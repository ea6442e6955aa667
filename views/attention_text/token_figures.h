// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/compare_types.h"

#include <cmath>
#include <numbers>

namespace phi1 {

/// Entropies and divergences come from the engine in nats; beside attention they are read in bits,
/// as the scores of the heads are. NaN stays NaN.
inline double inBits(double nats)
{
    return nats / std::numbers::ln2;
}

/// 0 to 1, NaN: the engine did not report a number.
inline double probabilityOf(const TokenChoice &choice)
{
    return std::exp(static_cast<double>(choice.logProbability));
}

} // namespace phi1
