// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/job_state.h"

#include <array>
#include <cstddef>

namespace phi1 {

namespace {

constexpr std::array<std::string_view, 8> names = {"queued",  "starting", "running", "stopping",
                                                   "stopped", "finished", "failed",  "paused"};

} // namespace

std::string_view jobStateName(JobState state)
{
    return names[static_cast<std::size_t>(state)];
}

std::optional<JobState> jobStateFromName(std::string_view name)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return static_cast<JobState>(i);
    }
    return std::nullopt;
}

bool hasEnded(JobState state)
{
    return state == JobState::Stopped || state == JobState::Finished || state == JobState::Failed ||
           state == JobState::Paused;
}

} // namespace phi1
