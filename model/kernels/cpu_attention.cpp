// SPDX-License-Identifier: Apache-2.0
#include "model/kernels/cpu_attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

namespace phi1 {

namespace {

constexpr std::int64_t queryBlock = 96; ///< whole register tiles of every instruction set

/// The memory of one thread, kept between calls.
struct Scratch {
    std::vector<float> gemm, scores, dropped, gradient, keys, values, sums;

    static Scratch &ofThread(std::int64_t positions, std::int64_t dimension)
    {
        thread_local Scratch scratch;
        const auto block = static_cast<std::size_t>(queryBlock * positions);
        const auto head = static_cast<std::size_t>(positions * dimension);
        scratch.gemm.resize(static_cast<std::size_t>(flatKernels().gemmScratch));
        scratch.scores.resize(block);
        scratch.dropped.resize(block);
        scratch.gradient.resize(block);
        scratch.keys.resize(head);
        scratch.values.resize(head);
        scratch.sums.resize(3 * head);
        return scratch;
    }
};

/// rows [T, D] at `stride` as [D, T].
void transpose(const float *rows, std::int64_t stride, std::int64_t positions,
               std::int64_t dimension, float *to)
{
    for (std::int64_t t = 0; t < positions; ++t)
        for (std::int64_t d = 0; d < dimension; ++d)
            to[d * positions + t] = rows[t * stride + d];
}

/// out = mask · in for `rows` rows of weights of one head, the first of which is query `first`.
void applyMask(const float *in, float *out, std::int64_t positions, std::int64_t head,
               std::int64_t first, std::int64_t rows, std::int64_t columns, const DropoutMask &mask)
{
    for (std::int64_t r = 0; r < rows; ++r)
        flatKernels().dropout(in + r * positions, nullptr, columns, out + r * positions, false,
                              (head * positions + first + r) * positions, columns, mask);
}

/// Calls function(head, offset of the head's first element in qkv, offset in output) for every head
/// of every sequence, on all threads.
template<typename Function>
void forEachHead(const AttentionShape &shape, std::int64_t stride, Function &&function)
{
    const std::int64_t D = shape.headDimension;
    at::parallel_for(0, shape.batch * shape.heads, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t head = first; head < last; ++head) {
            const std::int64_t row = head / shape.heads * shape.positions;
            const std::int64_t column = head % shape.heads * D;
            function(head, row * stride + column, row * shape.width() + column);
        }
    });
}

} // namespace

bool suitsCpuAttention(const at::Tensor &qkv)
{
    return qkv.device().is_cpu() && qkv.scalar_type() == at::kFloat;
}

at::Tensor cpuAttentionForward(const at::Tensor &qkv, const AttentionShape &shape,
                               const at::Tensor &output, const DropoutMask *mask)
{
    const std::int64_t T = shape.positions, D = shape.headDimension, C = shape.width();
    const std::int64_t stride = qkv.stride(0);
    const float scale = 1.0f / std::sqrt(static_cast<float>(D));
    const at::Tensor logSums = at::empty({shape.batch, shape.heads, T}, qkv.options());
    const float *in = qkv.const_data_ptr<float>();
    float *out = output.mutable_data_ptr<float>();
    float *sums = logSums.mutable_data_ptr<float>();
    const FlatKernels &kernels = flatKernels();
    forEachHead(shape, stride, [&](std::int64_t head, std::int64_t at, std::int64_t outAt) {
        Scratch &scratch = Scratch::ofThread(T, D);
        float *gemm = scratch.gemm.data();
        float *scores = scratch.scores.data();
        transpose(in + at + C, stride, T, D, scratch.keys.data());
        for (std::int64_t first = 0; first < T; first += queryBlock) {
            const std::int64_t rows = std::min(queryBlock, T - first);
            const std::int64_t keys = first + rows;
            kernels.gemm(in + at + first * stride, stride, false, scratch.keys.data(), T, false,
                         scores, T, rows, keys, D, 0.0f, gemm);
            kernels.attentionWeights(scores, T, rows, keys, first + 1, scale,
                                     sums + head * T + first);
            if (mask)
                applyMask(scores, scores, T, head, first, rows, keys, *mask);
            kernels.gemm(scores, T, false, in + at + 2 * C, stride, false, out + outAt + first * C,
                         C, rows, D, keys, 0.0f, gemm);
        }
    });
    return logSums;
}

void cpuAttentionBackward(const at::Tensor &outputGradient, const at::Tensor &qkv,
                          const AttentionShape &shape, const at::Tensor &output,
                          const at::Tensor &logSums, const DropoutMask *mask)
{
    const std::int64_t T = shape.positions, D = shape.headDimension, C = shape.width();
    const std::int64_t stride = qkv.stride(0);
    const float scale = 1.0f / std::sqrt(static_cast<float>(D));
    float *in = qkv.mutable_data_ptr<float>();
    const float *out = output.const_data_ptr<float>();
    const float *outGradient = outputGradient.const_data_ptr<float>();
    const float *sums = logSums.const_data_ptr<float>();
    const FlatKernels &kernels = flatKernels();
    forEachHead(shape, stride, [&](std::int64_t head, std::int64_t at, std::int64_t outAt) {
        Scratch &scratch = Scratch::ofThread(T, D);
        float *gemm = scratch.gemm.data();
        float *weights = scratch.scores.data();
        float *gradient = scratch.gradient.data();
        float *dQ = scratch.sums.data();
        float *dK = dQ + T * D;
        float *dV = dK + T * D;
        std::fill(dK, dV + T * D, 0.0f);
        const float *q = in + at;
        const float *k = q + C;
        const float *v = k + C;
        const float *dOut = outGradient + outAt;
        transpose(k, stride, T, D, scratch.keys.data());
        transpose(v, stride, T, D, scratch.values.data());
        for (std::int64_t first = 0; first < T; first += queryBlock) {
            const std::int64_t rows = std::min(queryBlock, T - first);
            const std::int64_t keys = first + rows;
            float deltas[queryBlock];
            for (std::int64_t r = 0; r < rows; ++r) {
                const float *a = dOut + (first + r) * C;
                const float *b = out + outAt + (first + r) * C;
                float sum = 0.0f;
                for (std::int64_t d = 0; d < D; ++d)
                    sum += a[d] * b[d];
                deltas[r] = sum;
            }
            kernels.gemm(q + first * stride, stride, false, scratch.keys.data(), T, false, weights,
                         T, rows, keys, D, 0.0f, gemm);
            kernels.attentionWeightsAgain(weights, T, rows, keys, first + 1, scale,
                                          sums + head * T + first);
            kernels.gemm(dOut + first * C, C, false, scratch.values.data(), T, false, gradient, T,
                         rows, keys, D, 0.0f, gemm);
            const float *used = weights; // what was multiplied with the values
            if (mask) {
                applyMask(weights, scratch.dropped.data(), T, head, first, rows, keys, *mask);
                applyMask(gradient, gradient, T, head, first, rows, keys, *mask);
                used = scratch.dropped.data();
            }
            kernels.gemm(used, T, true, dOut + first * C, C, false, dV, D, keys, D, rows, 1.0f,
                         gemm);
            kernels.attentionScoreGradient(weights, gradient, T, rows, keys, scale, deltas);
            kernels.gemm(gradient, T, false, k, stride, false, dQ + first * D, D, rows, D, keys,
                         0.0f, gemm);
            kernels.gemm(gradient, T, true, q + first * stride, stride, false, dK, D, keys, D, rows,
                         1.0f, gemm);
        }
        for (std::int64_t part = 0; part < 3; ++part)
            for (std::int64_t t = 0; t < T; ++t)
                std::copy_n(dQ + (part * T + t) * D, D, in + at + part * C + t * stride);
    });
}

} // namespace phi1
