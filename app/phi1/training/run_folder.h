// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/runs/run_config.h"

namespace phi1 {

/// Whether a new run may begin in `folder`: it is missing, empty, or holds only what waiting in a
/// queue leaves there. Usage if there is a run already or something else.
Result<void> requireNewRunFolder(const std::filesystem::path &folder);

/// The configuration of a run that has begun but not yet got its run.toml, because its data is
/// still being made: RUN/run.pending.toml. `phi1 resume` begins such a run anew.
std::filesystem::path pendingRecord(const std::filesystem::path &run);

} // namespace phi1
