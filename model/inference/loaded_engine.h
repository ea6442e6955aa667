// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/result.h"
#include "model/inference/cpu_model.h"
#include "model/inference/engine.h"
#include "model/inference/model_source.h"

namespace phi1 {

/// A checkpoint ready to generate, on whatever device.
struct LoadedEngine {
    ModelSource source;
    std::shared_ptr<Engine> engine;
};

/// loadCpuModel() and an engine for it.
/// @param cacheBudget  bytes for keys and values; 0: the engine's default
Result<LoadedEngine> openCpuEngine(const std::filesystem::path &path,
                                   const CpuModelOptions &options,
                                   const std::shared_ptr<ThreadPool> &pool,
                                   std::uint64_t cacheBudget = 0);

} // namespace phi1
