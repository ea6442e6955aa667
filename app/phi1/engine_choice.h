// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "app/phi1/command_line.h"
#include "core/base/result.h"
#include "model/inference/loaded_engine.h"

namespace phi1 {

class ThreadPool;

/// Bytes that a further model may take: what the machine and this process's control group have
/// free, less what the models that are loaded read from mapped files. The largest number if the
/// system does not say.
std::uint64_t memoryForModels();

/// The threads that --threads asks for; 0: one per core this process may use.
std::shared_ptr<ThreadPool> makeThreadPool(int threads);

/// Whether openEngine() looks for a GPU before it takes the CPU.
bool looksForGpu(const HardwareOptions &options);

/// Opens a checkpoint for inference: on the CPU in this program, without LibTorch; on a GPU through
/// the compute module. "auto" takes a GPU where one can be used and int8 is not asked for. Errors
/// as loadCpuModel() and loadCheckpoint(); a model that does not fit into free memory is refused
/// with both numbers before it is loaded.
/// @param pool  of the CPU engines
/// @param cacheBudget  bytes for keys and values; 0: the engine's default
Result<LoadedEngine> openEngine(const std::filesystem::path &checkpoint,
                                const HardwareOptions &options,
                                const std::shared_ptr<ThreadPool> &pool,
                                std::uint64_t cacheBudget = 0);

} // namespace phi1
