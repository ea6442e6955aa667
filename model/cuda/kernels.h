// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

struct CUstream_st; // the CUDA runtime's stream, so that callers need no CUDA header

/// Our own GPU kernels, by raw pointers to device memory. Each launches on `stream` and returns at
/// once; the answer is false when the launch was refused (cudaGetLastError() tells why). All
/// reductions have a fixed order, so the same input gives the same bits on the same GPU.
/// Their CPU twins are in cpu_twins.h. Legend: row = one token, column = vocabulary or width.

namespace phi1::cuda {

enum class Type { Float32, BFloat16 };

/// Softmax cross-entropy in place: logits [rows, columns] become gradientScale · (softmax -
/// onehot), losses[row] = log(sum(exp(logits))) - logits[target], float32, before scaling. A target
/// of -1 gives loss 0 and a row of zeros; a target outside [-1, columns) gives a loss of NaN and
/// zeros. One block per row: one pass for the running maximum and sum, one that writes, reading
/// again what the second-level cache still holds. Source: Milakov and Gimelshein 2018
/// (arXiv:1805.02867).
bool crossEntropyInPlace(void *logits, Type type, const std::int64_t *targets, float *losses,
                         std::int64_t rows, std::int64_t columns, float gradientScale,
                         CUstream_st *stream);

/// output = (input - mean) · reciprocal · weight + bias per row, with the biased variance, all in
/// float32 until the output is rounded. mean and reciprocal: [rows], for the backward pass.
bool layerNorm(const float *input, const float *weight, const float *bias, void *output,
               Type outputType, float *mean, float *reciprocal, std::int64_t rows,
               std::int64_t columns, float epsilon, CUstream_st *stream);

/// What an AdamW step needs besides its buffers; the corrections are those of step number `step`.
struct AdamwStep {
    float learningRate, beta1, beta2, epsilon, weightDecay, gradientScale;
    float firstCorrection;  ///< 1 - beta1^step
    float secondCorrection; ///< square root of 1 - beta2^step
};
AdamwStep adamwStep(double learningRate, double beta1, double beta2, double epsilon,
                    double weightDecay, std::int64_t step, double gradientScale);

/// One AdamW step over `count` float32 elements; the gradients become zero in the same pass.
bool adamw(float *values, float *gradients, float *firstMoment, float *secondMoment,
           std::int64_t count, const AdamwStep &step, CUstream_st *stream);

} // namespace phi1::cuda
