// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/kernels/cpu_kernels.h"

/// Causal self-attention, forward and backward, on whatever device the tensors are.
/// Legend: B sequences, T positions, N = B · T tokens, H heads, D dimensions of a head, C = H · D.

namespace phi1 {

struct AttentionShape {
    std::int64_t batch = 0;     ///< B
    std::int64_t positions = 0; ///< T
    std::int64_t heads = 0;
    std::int64_t headDimension = 0;

    std::int64_t width() const { return heads * headDimension; }
};

/// What the backward pass needs beside the inputs and the output; its content depends on the
/// device.
struct AttentionState {
    std::vector<at::Tensor> saved;
    std::int64_t maxQuery = 0, maxKey = 0;
};

/// output [N, C] = attention of qkv [N, 3C] compute (strided; q, k and v side by side, rotated). In
/// float32 on the CPU by our own loops (cpu_attention.h), else by the device's fused kernel. With a
/// mask, dropout applies to the probabilities [B, H, T, T]; outside our own loops these are then
/// made explicitly, one sequence at a time.
void attentionForward(const at::Tensor &qkv, const AttentionShape &shape, const at::Tensor &output,
                      AttentionState &state, const DropoutMask *mask);

/// Overwrites qkv with its gradient, given that of the output [N, C].
void attentionBackward(const at::Tensor &outputGradient, const at::Tensor &qkv,
                       const AttentionShape &shape, const at::Tensor &output,
                       const AttentionState &state, const DropoutMask *mask);

/// The attention weights after softmax: [B, H, T, T] float32; row q sums to 1 over keys k <= q and
/// is 0 beyond. Source: Vaswani et al. 2017, eq. 1.
at::Tensor attentionProbabilities(const at::Tensor &qkv, const AttentionShape &shape);

} // namespace phi1
