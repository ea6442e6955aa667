// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/cuda/kernels.h"

/// The kernels of kernels.h in plain C++ with float64 sums: the oracle of their tests. Pointers are
/// to host memory, arguments mean the same, nothing is asynchronous. bfloat16 is the upper half of
/// a float32, rounded to the nearest, ties to even.

namespace phi1::cuda {

std::uint16_t toBFloat16(float value);
float fromBFloat16(std::uint16_t value);

void crossEntropyTwin(void *logits, Type type, const std::int64_t *targets, float *losses,
                      std::int64_t rows, std::int64_t columns, float gradientScale);

void layerNormTwin(const float *input, const float *weight, const float *bias, void *output,
                   Type outputType, float *mean, float *reciprocal, std::int64_t rows,
                   std::int64_t columns, float epsilon);

void adamwTwin(float *values, float *gradients, float *firstMoment, float *secondMoment,
               std::int64_t count, const AdamwStep &step);

} // namespace phi1::cuda
