// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace phi1 {

enum class Schedule { Linear, Cosine, Constant };

/// What the learning rate is a function of; the trainer, the tests and every view that draws the
/// planned curve share it.
struct LearningRateSchedule {
    Schedule shape = Schedule::Linear;
    double peak = 1e-3;
    double final = 0.0;           ///< approached at the end, not for Constant
    std::int64_t warmupSteps = 0; ///< optimizer steps
    std::int64_t steps = 1;       ///< optimizer steps in all
};

/// The learning rate of the optimizer step that follows `stepsDone` finished ones (0-based).
/// Warm-up: peak · (stepsDone + 1) / warmupSteps, so that the first step already learns and the
/// last of the warm-up is at the peak. Afterwards from the peak at stepsDone == warmupSteps towards
/// `final`, which would be reached at stepsDone == steps: no step is spent at a rate of zero.
inline double learningRate(const LearningRateSchedule &schedule, std::int64_t stepsDone)
{
    if (stepsDone < schedule.warmupSteps)
        return schedule.peak * static_cast<double>(stepsDone + 1) /
               static_cast<double>(schedule.warmupSteps);
    if (schedule.shape == Schedule::Constant)
        return schedule.peak;
    if (stepsDone >= schedule.steps)
        return schedule.final;
    const double progress = static_cast<double>(stepsDone - schedule.warmupSteps) /
                            static_cast<double>(schedule.steps - schedule.warmupSteps);
    const double remaining = schedule.shape == Schedule::Linear
                                 ? 1.0 - progress
                                 : 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
    return schedule.final + (schedule.peak - schedule.final) * remaining;
}

} // namespace phi1
