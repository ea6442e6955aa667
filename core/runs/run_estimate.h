// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/runs/dataset_facts.h"
#include "core/runs/run_config.h"

/// What a configuration leads to, before anything runs: sizes, tokens, memory, disk. Numbers follow
/// what the training really allocates and writes (model/training, model/checkpoints); nothing here
/// measures.
namespace phi1 {

/// Numbers of a model, by part; embedding and head are not tied.
struct ParameterCounts {
    std::int64_t embedding = 0;
    std::int64_t attention = 0;
    std::int64_t mlp = 0;
    std::int64_t layerNorm = 0;
    std::int64_t head = 0;

    std::int64_t total() const { return embedding + attention + mlp + layerNorm + head; }
};
ParameterCounts parameterCounts(const RunConfig::Model &model);

/// Floating-point operations to train on one token: 6·N + 12·L·C·T, N without the input embedding.
double trainingOperations(const RunConfig::Model &model);

/// Whose memory it is that has to suffice.
struct ComputeTarget {
    bool gpu = false;
    bool bfloat16 = false; ///< matrix products; else float32
};

struct MemoryEstimate {
    bool gpu = false;
    bool bfloat16 = false;
    std::uint64_t weights = 0;     ///< as the matrix products read them
    std::uint64_t optimizer = 0;   ///< moments; in bfloat16 the float32 weights too
    std::uint64_t gradients = 0;   ///< float32
    std::uint64_t activations = 0; ///< of one micro-batch, with what the backward pass needs
    std::uint64_t lossHead = 0;    ///< logits and the statistics beside them
    /// The program itself, the batch, evaluation; on a CPU the copy a checkpoint is written from.
    std::uint64_t buffers = 0;

    std::uint64_t total() const
    {
        return weights + optimizer + gradients + activations + lossHead + buffers;
    }
};
/// The most that is held at one time.
MemoryEstimate estimateMemory(const RunConfig &config, const ComputeTarget &target);
/// The largest divisor of batch_size below the present micro_batch_size whose estimate fits into
/// `bytes`; 0 if not even 1 does.
std::int64_t microBatchThatFits(const RunConfig &config, const ComputeTarget &target,
                                std::uint64_t bytes);

/// Whether this processor multiplies bfloat16 in hardware: what dtype "auto" means on a CPU.
bool processorMultipliesBFloat16();

struct CheckpointPlan {
    std::int64_t written = 0; ///< over the whole run
    std::int64_t kept = 0;    ///< at the end at most: the newest, and the best of validation
    std::uint64_t bytesEach = 0;
    std::vector<std::int64_t> steps; ///< of all that are written, ascending; at most 4096 of them

    std::uint64_t bytesWritten() const { return bytesEach * static_cast<std::uint64_t>(written); }
    std::uint64_t bytesKept() const { return bytesEach * static_cast<std::uint64_t>(kept); }
};
CheckpointPlan checkpointPlan(const RunConfig &config);

/// One source of the training data as the run goes through it.
struct SourcePlan {
    std::string source;
    double share = 0;  ///< of the sequences
    double epochs = 0; ///< times each of its tokens is seen; 0 if not known
    std::optional<DatasetFacts> facts;
    std::string problem; ///< why there are none: one sentence
};

struct TokenPlan {
    std::int64_t perStep = 0;
    double total = 0;            ///< over the run
    std::uint64_t available = 0; ///< training tokens of all sources
    std::uint64_t heldOut = 0;   ///< validation tokens
    double heldOutFraction = 0;  ///< of the documents
    bool estimated = false;      ///< some source is still to be made
    bool complete = true;        ///< every source is known
    double epochs = 0;           ///< total / available
    std::vector<SourcePlan> sources;
    std::vector<SourcePlan> validation; ///< where it has sources of its own
};
/// Reads the manifests of prepared folders (a few kB each).
TokenPlan tokenPlan(const RunConfig &config);

/// At its fullest: one checkpoint more than it keeps is on disk while the newest is written.
struct DiskEstimate {
    std::uint64_t checkpoints = 0;
    std::uint64_t data = 0;   ///< made by the run: builtin sources
    std::uint64_t events = 0; ///< events.jsonl
    std::uint64_t total() const { return checkpoints + data + events; }
};
DiskEstimate estimateDisk(const RunConfig &config, const TokenPlan &tokens);

} // namespace phi1
