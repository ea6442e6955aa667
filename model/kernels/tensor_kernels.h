// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

#include "model/kernels/cpu_kernels.h"

/// The fused operations of the network on tensors. On the CPU they run our own loops
/// (cpu_kernels.h) over all threads; elsewhere the ATen operations of namespace reference, which
/// are also what the tests compare the loops with. Results do not depend on the thread count.
///
/// Legend: N tokens, C width, M width of the MLP, H heads, D = C / H, R rotary dimensions, T
/// positions, V vocabulary. "compute" is float32 or bfloat16. All tensors are on one device;
/// matrices have unit stride along their last dimension, and their rows may be windows of a wider
/// matrix where said "strided".

namespace phi1 {

/// output [N, C] float32 = rows `ids` [N] of weight [V, C] float32.
void embeddingLookup(const at::Tensor &weight, const at::Tensor &ids, const at::Tensor &output);
/// weightGradient [V, C] row ids[n] += scale · gradient [N, C] row n, in the order of n.
void embeddingBackward(const at::Tensor &gradient, const at::Tensor &ids, float scale,
                       const at::Tensor &weightGradient);

/// output [N, C] compute = LayerNorm(input [N, C] float32) · weight + bias; mean and reciprocal
/// standard deviation [N] float32 are kept for the backward pass. If nextBias [C] is defined, also
/// next [N, C] float32 = input + nextBias.
void layerNorm(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
               double epsilon, const at::Tensor &output, const at::Tensor &mean,
               const at::Tensor &reciprocal, const at::Tensor &nextBias, const at::Tensor &next);
/// gradient [N, C] float32 += the gradient through LayerNorm of outputGradient [N, C] compute;
/// adds theirs to weightGradient and biasGradient [C].
void layerNormBackward(const at::Tensor &outputGradient, const at::Tensor &input,
                       const at::Tensor &mean, const at::Tensor &reciprocal,
                       const at::Tensor &weight, const at::Tensor &gradient,
                       const at::Tensor &weightGradient, const at::Tensor &biasGradient);

/// preactivation [N, M] compute, strided, += bias [M] float32; output [N, M] = tanh-GELU of it.
void biasGelu(const at::Tensor &preactivation, const at::Tensor &bias, const at::Tensor &output);
/// preactivation becomes outputGradient [N, M] · gelu'(preactivation).
void geluBackward(const at::Tensor &outputGradient, const at::Tensor &preactivation);

/// The shape of the heads and where their rotation angles stand.
struct RotaryShape {
    std::int64_t positions = 0; ///< T: row n stands at position n % T
    std::int64_t heads = 0;
    std::int64_t headDimension = 0;
    std::int64_t rotary = 0; ///< R
    at::Tensor cosines;      ///< [>= T, R/2] float32
    at::Tensor sines;
};
/// values [N, 3C] compute, strided, holds q, k and v: adds bias [3C] float32 and rotates q and k.
void biasRotary(const at::Tensor &values, const at::Tensor &bias, const RotaryShape &shape);
/// Rotates the q and k parts of values [N, 3C] back: the backward pass of the rotation.
void rotaryInverse(const at::Tensor &values, const RotaryShape &shape);

/// logits [N, V] compute += bias [V] float32; losses [N] float32 get the cross entropy with
/// targets [N] int64 (0 where a target is -1). With `gradient`, logits become scale times the
/// gradient of the sum of the losses; without, they are left undefined.
void crossEntropy(const at::Tensor &logits, const at::Tensor &bias, const at::Tensor &targets,
                  const at::Tensor &losses, float scale, bool gradient);

/// sums [K] float32 += the sum over the rows of values [N, K] compute, strided.
void addColumnSums(const at::Tensor &values, const at::Tensor &sums);

/// out [N, C] float32 = (accumulate ? out : 0) + mask · (in [N, C] float32 + bias), bias [C]
/// float32 or undefined. The mask's elements start at `firstElement`.
void dropout(const at::Tensor &in, const at::Tensor &bias, const at::Tensor &out, bool accumulate,
             const DropoutMask &mask, std::int64_t firstElement = 0);

/// The same operations with ATen, on any device: the twin of the loops.
namespace reference {
void embeddingLookup(const at::Tensor &weight, const at::Tensor &ids, const at::Tensor &output);
void embeddingBackward(const at::Tensor &gradient, const at::Tensor &ids, float scale,
                       const at::Tensor &weightGradient);
void layerNorm(const at::Tensor &input, const at::Tensor &weight, const at::Tensor &bias,
               double epsilon, const at::Tensor &output, const at::Tensor &mean,
               const at::Tensor &reciprocal, const at::Tensor &nextBias, const at::Tensor &next);
void layerNormBackward(const at::Tensor &outputGradient, const at::Tensor &input,
                       const at::Tensor &mean, const at::Tensor &reciprocal,
                       const at::Tensor &weight, const at::Tensor &gradient,
                       const at::Tensor &weightGradient, const at::Tensor &biasGradient);
void biasGelu(const at::Tensor &preactivation, const at::Tensor &bias, const at::Tensor &output);
void geluBackward(const at::Tensor &outputGradient, const at::Tensor &preactivation);
void biasRotary(const at::Tensor &values, const at::Tensor &bias, const RotaryShape &shape);
void rotaryInverse(const at::Tensor &values, const RotaryShape &shape);
void crossEntropy(const at::Tensor &logits, const at::Tensor &bias, const at::Tensor &targets,
                  const at::Tensor &losses, float scale, bool gradient);
void addColumnSums(const at::Tensor &values, const at::Tensor &sums);
/// Draws the mask with ATen's generator seeded from it: deterministic, but not the CPU's mask.
void dropout(const at::Tensor &in, const at::Tensor &bias, const at::Tensor &out, bool accumulate,
             const DropoutMask &mask, std::int64_t firstElement = 0);
} // namespace reference

} // namespace phi1
