// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ATen/core/Tensor.h>

#include "model/kernels/attention.h"

/// Causal attention in float32 on the CPU, in place on the strided projection: blocks of queries
/// against the keys before them, never the whole [T, T] matrix of a head. Against ATen's CPU kernel
/// it copies nothing and takes dropout. Results do not depend on the thread count.

namespace phi1 {

/// Whether these functions take the tensor: float32 on the CPU.
bool suitsCpuAttention(const at::Tensor &qkv);

/// As attentionForward(). @return the logarithms of the softmax sums, [B, H, T] float32
at::Tensor cpuAttentionForward(const at::Tensor &qkv, const AttentionShape &shape,
                               const at::Tensor &output, const DropoutMask *mask);

/// As attentionBackward().
void cpuAttentionBackward(const at::Tensor &outputGradient, const at::Tensor &qkv,
                          const AttentionShape &shape, const at::Tensor &output,
                          const at::Tensor &logSums, const DropoutMask *mask);

} // namespace phi1
