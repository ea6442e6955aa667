// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// The innermost loops of the CPU path. One source (cpu_kernels.inc) is compiled once per
/// instruction set, and the best one this processor has is picked at run time. Nothing here is
/// parallel: callers split rows over threads (tensor_kernels.cpp).
///
/// Legend: rows are tokens, C width, M width of the MLP, V vocabulary; `stride` counts elements
/// from one row to the next. Activations are float or bfloat16, everything else is float32.

namespace phi1 {

/// bfloat16 as bits: the files compiled per instruction set must not instantiate inline functions
/// of shared headers, because the linker could keep the copy that an older processor cannot run.
struct Bf16Bits {
    std::uint16_t bits;
};

/// Identifies a dropout mask: element e is kept if word e % 4 of Philox(seed; e / 4, high) is at
/// least `threshold`; kept elements are multiplied by `scale`.
struct DropoutMask {
    std::uint64_t seed = 0;
    std::uint64_t high = 0;
    std::uint32_t threshold = 0; ///< probability · 2^32
    float scale = 1.0f;          ///< 1 / (1 - probability)
};

struct AdamwConstants {
    float gradientScale, beta1, beta2, decayFactor, stepSize, inverseRootCorrection2, epsilon;
};

template<typename T>
struct ActivationKernels {
    /// output = LayerNorm(input) · weight + bias; if `next`, also next = input + nextBias.
    void (*layerNorm)(const float *input, const float *weight, const float *bias, float epsilon,
                      T *output, float *mean, float *reciprocal, const float *nextBias, float *next,
                      std::int64_t rows, std::int64_t columns);
    /// gradient += d LayerNorm / d input applied to `outputGradient`; the sums over these rows of
    /// the gradients of weight and bias are added to weightSum and biasSum [columns].
    void (*layerNormBackward)(const T *outputGradient, const float *input, const float *mean,
                              const float *reciprocal, const float *weight, float *gradient,
                              float *weightSum, float *biasSum, std::int64_t rows,
                              std::int64_t columns);
    /// preactivation += bias; output = gelu(preactivation).
    void (*biasGelu)(T *preactivation, std::int64_t stride, const float *bias, T *output,
                     std::int64_t rows, std::int64_t columns);
    /// gradient = outputGradient · gelu'(preactivation), written over the preactivation.
    void (*geluBackward)(const T *outputGradient, T *preactivation, std::int64_t stride,
                         std::int64_t rows, std::int64_t columns);
    /// values [rows, 3C at stride] holds q, k, v side by side: adds bias [3C], then rotates the
    /// first `rotary` dimensions of every head of q and k. Row r stands at position (firstRow + r)
    /// % positions.
    void (*biasRotary)(T *values, std::int64_t stride, const float *bias, const float *cosines,
                       const float *sines, std::int64_t firstRow, std::int64_t rows,
                       std::int64_t positions, std::int64_t heads, std::int64_t headDimension,
                       std::int64_t rotary);
    /// The inverse rotation of the q and k parts, without bias.
    void (*rotaryInverse)(T *values, std::int64_t stride, const float *cosines, const float *sines,
                          std::int64_t firstRow, std::int64_t rows, std::int64_t positions,
                          std::int64_t heads, std::int64_t headDimension, std::int64_t rotary);
    /// logits += bias; then logits = scale · (softmax(logits) - onehot(target)), losses = the
    /// tokens' losses. With !gradient the logits are left undefined. A target of -1: loss 0, zero
    /// row.
    void (*crossEntropy)(T *logits, const float *bias, const std::int64_t *targets, float *losses,
                         std::int64_t rows, std::int64_t columns, float scale, bool gradient);
    /// sums [columns] += the sum over rows.
    void (*columnSums)(const T *values, std::int64_t stride, std::int64_t rows,
                       std::int64_t columns, float *sums);
};

struct FlatKernels {
    const char *name; ///< the instruction set: "AVX2", "AVX-512", "baseline"
    void (*adamw)(float *values, float *gradients, float *firstMoment, float *secondMoment,
                  std::int64_t count, const AdamwConstants &constants);
    /// c [m, n] = beta · c + op(a) · op(b); strides of the matrices as stored. Every element of c
    /// is summed in one order, however m is split over calls. `scratch` holds gemmScratch floats.
    void (*gemm)(const float *a, std::int64_t strideA, bool transposeA, const float *b,
                 std::int64_t strideB, bool transposeB, float *c, std::int64_t strideC,
                 std::int64_t m, std::int64_t n, std::int64_t k, float beta, float *scratch);
    std::int64_t gemmScratch;
    std::int64_t gemmRows; ///< rows of the register tile: split m at multiples of it
    /// Rows of causal attention: in row r the first firstValid + r columns count, the others become
    /// 0. scores = softmax(scale · scores); logSums [rows] get the logarithms of the sums.
    void (*attentionWeights)(float *scores, std::int64_t stride, std::int64_t rows,
                             std::int64_t columns, std::int64_t firstValid, float scale,
                             float *logSums);
    /// The same weights again from the scores and the kept logSums.
    void (*attentionWeightsAgain)(float *scores, std::int64_t stride, std::int64_t rows,
                                  std::int64_t columns, std::int64_t firstValid, float scale,
                                  const float *logSums);
    /// gradients of the weights become those of the scores: scale · weights · (gradient -
    /// delta[r]).
    void (*attentionScoreGradient)(const float *weights, float *gradients, std::int64_t stride,
                                   std::int64_t rows, std::int64_t columns, float scale,
                                   const float *deltas);
    double (*squaredSum)(const float *values, std::int64_t count);
    /// out = accumulate · out + mask · (in + bias[e % columns]) for e < count; bias may be null;
    /// element e has place first + e in the mask.
    void (*dropout)(const float *in, const float *bias, std::int64_t columns, float *out,
                    bool accumulate, std::int64_t first, std::int64_t count,
                    const DropoutMask &mask);
};

/// The kernels for this processor.
template<typename T>
const ActivationKernels<T> &activationKernels();
template<>
const ActivationKernels<float> &activationKernels<float>();
template<>
const ActivationKernels<Bf16Bits> &activationKernels<Bf16Bits>();
const FlatKernels &flatKernels();

/// One instruction set's kernels.
struct KernelTable {
    const ActivationKernels<float> *floats;
    const ActivationKernels<Bf16Bits> *bfloats;
    const FlatKernels *flat;
};
KernelTable baselineKernels();
#ifdef PHI1_X86_KERNELS
KernelTable avx2Kernels();
KernelTable avx512Kernels();
#endif

} // namespace phi1
