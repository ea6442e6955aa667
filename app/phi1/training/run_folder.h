// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/runs/run_config.h"

namespace phi1 {

/// Whether a new run may begin in `folder`: it is missing, empty, or holds only what waiting in a
/// queue leaves there. Usage if there is a run already or something else.
Result<void> requireNewRunFolder(const std::filesystem::path &folder);

/// The configuration of a run that has begun but not yet got its run.toml, because its data is
/// still being made: RUN/run.pending.toml. `phi1 resume` begins such a run anew.
std::filesystem::path pendingRecord(const std::filesystem::path &run);

struct NamedCheckpoint {
    std::filesystem::path folder;
    std::int64_t step = 0;
};
/// The newest checkpoint of a run that was written to its end, by name; nothing in it is verified.
std::optional<NamedCheckpoint> newestNamedCheckpoint(const std::filesystem::path &run);

/// What earlier resumes changed, as state.json of a checkpoint has it.
std::vector<std::string> overridesIn(const Json &state);

/// What the run would be resumed with: run.toml or its pending record, with what earlier resumes
/// changed and then `overrides` over it. Usage for a key that a resume may not change.
Result<RunConfig> resumedConfig(const std::filesystem::path &run,
                                const std::vector<std::string> &overrides);

} // namespace phi1
