// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/base/result.h"
#include "model/inference/engine.h"

namespace phi1 {

class PhiModel;
struct CpuModel;
class ThreadPool;

/// A model of LibTorch on the CPU for CpuEngine: its matrices are read in place, in float32
/// arithmetic whatever they are stored in; its vectors are copied, so make it anew after the
/// weights changed.
/// @param model  must be on the CPU
Result<std::shared_ptr<const CpuModel>> viewOnCpu(std::shared_ptr<const PhiModel> model,
                                                  ThreadPool &pool);

/// TensorEngine, with the accelerator's module where there is one.
std::shared_ptr<Engine> makeTensorEngine(std::shared_ptr<const PhiModel> model);

/// The engine for a model of LibTorch wherever it is: CpuEngine over viewOnCpu(), or TensorEngine.
/// @param threads  of the CPU engine; 0: one per core
Result<std::shared_ptr<Engine>> makeEngine(std::shared_ptr<const PhiModel> model, int threads = 0);

} // namespace phi1
