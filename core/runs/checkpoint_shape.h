// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/result.h"
#include "core/runs/run_config.h"

namespace phi1 {

/// A checkpoint as a list offers it; its weights are not looked at.
struct CheckpointFolder {
    std::filesystem::path folder;
    std::int64_t step = -1;      ///< -1: not one of ours
    double validationLoss = 0.0; ///< NaN where it is not known
};

/// The checkpoints of a run folder, newest first; empty if it has none.
std::vector<CheckpointFolder> runCheckpoints(const std::filesystem::path &runFolder);

/// The shape of the model in a checkpoint folder or of a run's newest checkpoint, from its
/// config.json (the names of Hugging Face's "phi"); `preset` stays empty. A message says what was
/// found instead.
Result<RunConfig::Model> checkpointShape(const std::filesystem::path &path);

} // namespace phi1
