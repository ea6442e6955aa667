// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/architecture/phi_config.h"
#include "model/cpu/linear_weight.h"
#include "model/formats/weights.h"
#include "model/inference/model_source.h"

namespace phi1 {

class ThreadPool;

/// A phi-1 model ready for the CPU: read-only, shared by engines and threads. Matrices stay where
/// they are (in the mapped file, in a model in training) where their type allows; vectors are
/// copied. Legend: C width, M width of the MLP, V vocabulary, T context.
struct CpuModel {
    struct Layer {
        std::vector<float> normWeight, normBias; ///< [C]
        /// q, k, v and fc1: [3C+M, C]. In the last layer apart, k and v [2C, C], q and fc1
        /// [C+M, C]: there only positions whose logits are wanted need the latter.
        std::unique_ptr<LinearWeight> fused, keyValue, queryMlp;
        std::vector<float> fusedBias, keyValueBias, queryMlpBias;
        std::unique_ptr<LinearWeight> dense, fc2; ///< [C, C], [C, M]
        std::vector<float> denseBias, fc2Bias;    ///< [C]
    };

    PhiConfig config;
    WeightType type = WeightType::Float32;
    InstructionSet instructions = InstructionSet::Scalar;
    StoredMatrix embedding; ///< [V, C]
    std::vector<Layer> layers;
    std::vector<float> finalNormWeight, finalNormBias; ///< [C]
    std::unique_ptr<LinearWeight> head;                ///< [V, C]
    std::vector<float> headBias;                       ///< [V]
    std::vector<float> cosines, sines;                 ///< [T, rotary / 2]

    std::uint64_t weightBytes = 0; ///< of all matrices but the embedding: read per decoded token
    std::uint64_t ownedBytes = 0;  ///< of them in memory of their own
    /// Corrupt when the file was cut or could not be read since it was mapped.
    std::function<Result<void>()> check = [] { return Result<void>(); };
};

/// Finds a tensor by transformers' name; vectors are matrices with one input. What it hands out has
/// the shape asked for.
using TensorLookup = std::function<Result<StoredMatrix>(const std::string &name,
                                                        std::int64_t outputs, std::int64_t inputs)>;

/// Puts a model together; the threads of `pool` convert or quantise what cannot be used in place.
Result<std::shared_ptr<CpuModel>> buildCpuModel(const PhiConfig &config, WeightType type,
                                                const TensorLookup &lookup, ThreadPool &pool,
                                                InstructionSet set = bestInstructionSet());

struct CpuModelOptions {
    std::string dtype = "auto"; ///< auto, float32, bfloat16, float16 (as auto) or int8
    /// Memory that may be taken: a model that needs more is refused before it is loaded. 0: as much
    /// as it likes.
    std::uint64_t memoryLimit = 0;
    /// Bytes of memory that may be taken later on, see CpuEngineOptions.
    std::function<std::uint64_t()> availableBytes = {};
    InstructionSet instructions = bestInstructionSet();
};

/// A checkpoint on the CPU, and where it came from.
struct LoadedCpuModel {
    ModelSource source;
    std::shared_ptr<const CpuModel> model;
};

/// The arithmetic that `dtype` means for these weights. "auto" is what is fast without a copy of
/// the weights: bfloat16 for files of bfloat16 where the processor multiplies it, and for those of
/// float32 beyond 300 MB there; else float32, which widens float16 and bfloat16 in passing.
/// Usage for an unknown name.
Result<WeightType> chooseWeightType(const std::string &dtype, const Weights &weights,
                                    InstructionSet set);

/// Bytes of memory that a model takes, mapped files included, with keys and values for one context.
std::uint64_t memoryNeed(const PhiConfig &config, const Weights &weights, WeightType type);

/// Bytes of mapped files that the models of this process read for every token. The system counts
/// them as free, since it could drop them.
std::uint64_t mappedWeightBytes();

/// Loads what openCheckpoint() opens, without LibTorch and without reading the whole file where it
/// can be used in place. Weights may hold NaN.
/// NotFound, Corrupt or Incompatible as openCheckpoint(); Incompatible for tensors that are
/// missing, unexpected or misshapen; Device with both numbers if it does not fit into memory.
Result<LoadedCpuModel> loadCpuModel(const std::filesystem::path &path,
                                    const CpuModelOptions &options, ThreadPool &pool);

} // namespace phi1
