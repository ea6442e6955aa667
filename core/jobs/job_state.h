// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace phi1 {

/// What `state` of status.json says: the last thing that the job, or who waited for it, wrote.
/// Whether it still holds is told by readJobStatus().
enum class JobState {
    Queued,   ///< waits in the queue of a workspace
    Starting, ///< has the lock, has not begun to work
    Running,
    Stopping, ///< was asked to stop and is writing its checkpoint
    Stopped,  ///< ended because it was asked to; can be resumed
    Finished, ///< did all it was to do
    Failed,   ///< the exit reason says why
    Paused,   ///< ended because it needs something of a person, named by the exit reason ("key
              ///< needed …"); given that, it can be resumed
};

/// "queued", "starting", … as status.json spells them.
std::string_view jobStateName(JobState state);
std::optional<JobState> jobStateFromName(std::string_view name);

/// Stopped, Finished, Failed or Paused: no process is expected behind it.
bool hasEnded(JobState state);

} // namespace phi1
