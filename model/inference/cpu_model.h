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
#include "model/inference/inference_dtype.h"
#include "model/inference/model_source.h"

namespace phi1 {

class LinearWeight;
class ThreadPool;
struct OpenedCheckpoint;

/// Numbers that live as long as `owner`: a mapped file, a tensor of a training, or memory of their
/// own.
struct FloatArray {
    const float *data = nullptr;
    std::shared_ptr<const void> owner;
};

/// A phi-1 model ready for the CPU: read-only, shared by engines and threads. Matrices stay where
/// they are (in the mapped file) when file and dtype allow.
/// Legend: C width, M width of the MLP, V vocabulary, T context.
struct CpuModel {
    struct Layer {
        FloatArray normWeight, normBias;     ///< [C]
        std::unique_ptr<LinearWeight> fused; ///< q, k, v and fc1: [3C+M, C]
        FloatArray fusedBias;                ///< [3C+M]
        std::unique_ptr<LinearWeight> dense; ///< [C, C]
        std::unique_ptr<LinearWeight> fc2;   ///< [C, M]
        FloatArray denseBias, fc2Bias;       ///< [C]
    };

    CpuModel();
    ~CpuModel();
    CpuModel(const CpuModel &) = delete;
    CpuModel &operator=(const CpuModel &) = delete;

    PhiConfig config;
    InferenceDtype dtype = InferenceDtype::Float32;
    /// Writes the embedding of a token as float32 [C].
    std::function<void(std::int64_t token, float *out)> embed;
    std::vector<Layer> layers;
    FloatArray finalNormWeight, finalNormBias; ///< [C]
    std::unique_ptr<LinearWeight> head;        ///< [V, C]
    FloatArray headBias;                       ///< [V]
    std::vector<float> cosines, sines;         ///< [T, rotary / 2]

    /// Bytes of all matrices but the embedding: what a decoded token reads.
    std::uint64_t weightBytes = 0;
    /// Bytes of memory this model takes for itself, without the pages of a mapped file.
    std::uint64_t ownedBytes = 0;
    /// Corrupt when the file was cut or could not be read since it was mapped. Asked after every
    /// call of an engine.
    std::function<Result<void>()> check;
};

struct CpuModelOptions {
    std::string dtype = "auto"; ///< auto, float32, bfloat16, float16 (as auto) or int8
    /// Memory that may be taken, to refuse a model before loading it; 0: what the machine has free.
    std::uint64_t memoryLimit = 0;
};

/// A checkpoint on the CPU, and where it came from.
struct LoadedCpuModel {
    ModelSource source;
    std::shared_ptr<const CpuModel> model;
};

/// Memory a checkpoint would take in a dtype, and what is free: for the refusal and for those who
/// ask before.
struct MemoryNeed {
    std::uint64_t needed = 0;    ///< bytes, with the smallest cache that holds one context
    std::uint64_t available = 0; ///< bytes
};

/// The arithmetic that `name` asks for with these weights. "auto": bfloat16 for files of bfloat16,
/// and for large ones (300 MB) of float16; else float32. Usage for an unknown name.
Result<InferenceDtype> chooseInferenceDtype(const std::string &name,
                                            const OpenedCheckpoint &checkpoint);

/// Loads a checkpoint (what openCheckpoint() opens) without LibTorch. Matrices in bfloat16 are used
/// where they lie in the file; others are converted or quantised by the threads of `pool`.
/// NotFound, Corrupt or Incompatible as openCheckpoint(); Incompatible for tensors that are
/// missing, unexpected or misshapen; Device with both numbers if it does not fit into memory.
Result<LoadedCpuModel> loadCpuModel(const std::filesystem::path &path,
                                    const CpuModelOptions &options, ThreadPool &pool);

} // namespace phi1
