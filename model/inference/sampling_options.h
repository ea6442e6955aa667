// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/result.h"

namespace phi1 {

/// How the next token is chosen from the logits. The steps apply in this order: repetition penalty,
/// temperature, top-k, top-p, min-p.
struct SamplingOptions {
    double temperature = 0; ///< 0: greedy, the highest logit, the lowest id among equals
    std::int64_t topK = 0;  ///< keep the k most probable tokens; 0: all
    double topP = 1;        ///< keep the smallest set whose probability reaches p; (0, 1]
    double minP = 0;        ///< drop tokens below this share of the most probable one; [0, 1]
    double repetitionPenalty =
        1; ///< > 1 makes tokens seen in prompt or completion less likely (Keskar et al. 2019)
    std::uint64_t seed = 0;

    /// Usage error naming the option, the value and the range.
    Result<void> validate() const;
};

} // namespace phi1
