// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/json.h"
#include "core/base/result.h"

namespace phi1 {

struct TrainingBenchOptions {
    std::filesystem::path peerPython; ///< an interpreter that has transformers; empty: no peer
    std::filesystem::path peerScript; ///< tests/peers/training.py
    int threads = 2;
    std::string dtype = "float32"; ///< or bfloat16, for both
    int rounds = 6;                ///< the two take turns this often
    int stepsPerRound = 4;
};

/// Optimizer steps of a small model (4 layers × 128, 4 heads, MLP 512, vocabulary 1024) on one
/// batch of 16 × 256 tokens, by us and by transformers with torch's fused AdamW, in turns on the
/// same weights and tokens, both with clipping. Rates come from the median step.
/// @return {"config", "threads", "dtype", "phi1": {"tokens_per_second", …}, "transformers": …,
///         "ratio", "largest_loss_difference"}; the peer's part is absent without one. Device if
///         the losses differ by more than 1e-3 (2e-2 in bfloat16) in any step.
Result<Json> benchTraining(const TrainingBenchOptions &options);

} // namespace phi1
