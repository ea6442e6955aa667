// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/cpu/cpu_features.h"
#include "model/formats/dtype.h"

namespace phi1 {

/// What is done to one row of activations at a time. The bits of a result depend on the row's own
/// numbers, its length and the instruction set alone.

/// out = (in - mean) / sqrt(variance + epsilon) · weight + bias over one row of `count`; the
/// statistics are summed in double. `out` may be `in`.
void layerNormRow(const float *in, const float *weight, const float *bias, float epsilon,
                  std::int64_t count, float *out, InstructionSet set = bestInstructionSet());

/// x · (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 in place ("gelu_new").
void geluRow(float *values, std::int64_t count, InstructionSet set = bestInstructionSet());

/// Rotates the first 2·half dimensions of one head in place, dimension i with i + half.
void rotateHead(float *head, const float *cosines, const float *sines, std::int64_t half);

/// The first `count` numbers at `data`, stored as F32, F16 or BF16 in any alignment, as float32: a
/// row of the embedding, a bias.
void widenRow(const void *data, DType dtype, std::int64_t count, float *out);

} // namespace phi1
