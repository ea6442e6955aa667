// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

/// Arithmetic of the CPU engine on rows of activations. The order of additions in a row of output
/// is a function of the row's own length alone, so a token's result is the same bit for bit
/// whatever rows are computed beside it and however many threads share the work (on one instruction
/// set). ATen's matrix products are not: they change their blocking with the number of rows.
///
/// Legend: R rows, K inputs, N outputs.

/// A weight matrix [N, K], row-major: float32, or the upper halves of float32 (bfloat16).
struct WeightMatrix {
    const void *data = nullptr;
    bool isBFloat16 = false;
    std::int64_t outputs = 0;
    std::int64_t inputs = 0;
};

/// out[r][n] = (accumulate ? out[r][n] : 0) + bias[n] + Σ_k in[r][k] · weight[n][k], products and
/// sums in float32.
/// @param in   [R, K], rows `inStride` apart
/// @param out  [R, N], rows `outStride` apart
void linearRows(const float *in, std::int64_t inStride, std::int64_t rows,
                const WeightMatrix &weight, const float *bias, float *out, std::int64_t outStride,
                bool accumulate);

/// out = (in - mean) / sqrt(variance + epsilon) · weight + bias over one row of `count`; statistics
/// in double.
void layerNormRow(const float *in, const float *weight, const float *bias, float epsilon,
                  std::int64_t count, float *out);

/// x · (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2 in place ("gelu_new").
void geluRow(float *values, std::int64_t count);

/// Rotates the first 2·half dimensions of one head in place, dimension i with i + half.
void rotateHead(float *head, const float *cosines, const float *sines, std::int64_t half);

/// Attention of one query over `positions` keys: out[d] = Σ_p softmax(scale · query · keys)[p] ·
/// values[p][d].
/// @param keys     [D, keyStride], a dimension's positions beside each other
/// @param values   [positions, D]
/// @param scores   [positions] scratch
void attendRow(const float *query, const float *keys, std::int64_t keyStride, const float *values,
               std::int64_t positions, std::int64_t dimension, float scale, float *scores,
               float *out);

} // namespace phi1
