// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace phi1 {

/// One AdamW step over flat float32 buffers of one length, on the device of `values`:
///   g = gradientScale · gradient;  m = β1·m + (1-β1)·g;  v = β2·v + (1-β2)·g²
///   w = w·(1 - lr·decay) - lr · (m / (1-β1^step)) / (sqrt(v / (1-β2^step)) + ε)
/// decay is weightDecay for the first `decayedCount` elements and 0 for the others. The gradients
/// are set to zero in the same pass. Source: Loshchilov and Hutter 2019, algorithm 2, in the order
/// of operations of torch.optim.AdamW.
/// @param step  counts from 1
void adamwUpdate(const at::Tensor &values, const at::Tensor &gradients,
                 const at::Tensor &firstMoment, const at::Tensor &secondMoment,
                 std::int64_t decayedCount, double learningRate, double beta1, double beta2,
                 double epsilon, double weightDecay, std::int64_t step, double gradientScale);

/// The sum of squares of a flat float32 buffer, accumulated in float64 over fixed blocks of 65536
/// elements that are added in order, so it does not depend on the thread count. NaN or infinite if
/// an element is. Waits for the device.
double squaredNorm(const at::Tensor &gradients);

} // namespace phi1
