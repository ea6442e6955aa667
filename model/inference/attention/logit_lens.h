// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "core/base/result.h"
#include "model/inference/attention/layer_norms.h"

namespace phi1 {

struct CpuModel;
class ThreadPool;

/// AttentionCapture::lens(): what the model would say next if its layers ended before layer l.
/// The residual stream is not kept, but LayerNorm differs between layers in weight w and bias b
/// alone, so what the final one makes of the stream that enters layer l follows from what layer l's
/// own put out, n: (n - b_l) / w_l · w_final + b_final. That is exact but for the rounding of n:
/// float32's, or bfloat16's where the norms are kept as such. Where a component of w_l is 0 it
/// cannot be told, and the row of that layer is NaN; so is the row of a position that is not
/// finite. The last row has the bits of the engine's logits.
/// Source: nostalgebraist 2020, "interpreting GPT: the logit lens".
/// @param norms  complete
/// @param logits  [L + 1, V]
Result<void> logitLens(const CpuModel &model, ThreadPool &pool, const LayerNorms &norms,
                       std::int64_t position, std::span<float> logits, std::stop_token stop);

} // namespace phi1
