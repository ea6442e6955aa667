// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/cpu/attention_map.h"
#include "model/cpu/cache_attention.h"
#include "model/cpu/cpu_features.h"

namespace phi1 {

// The functions that exist once per instruction set, and what they are handed. Internal to this
// folder. Legend: R rows, K inputs, N outputs.

/// Outputs of all rows of a layer whose weights are floating point, row-major.
/// out[r][n] = (accumulate ? out[r][n] : 0) + bias[n] + Σ_k in[r][k] · weight[n][k]
struct DenseJob {
    const void *in = nullptr;  ///< [R, K] float, or bfloat16 where the kernel says so
    std::int64_t inStride = 0; ///< numbers
    std::int64_t rows = 0;
    const void *weight = nullptr; ///< [N, K]
    std::int64_t inputs = 0;
    std::int64_t outputs = 0;
    const float *bias = nullptr; ///< [N] or null
    float *out = nullptr;        ///< [R, N]
    std::int64_t outStride = 0;
    bool accumulate = false;
};
using DenseKernel = void (*)(const DenseJob &);

/// Vectors of inputs whose products are summed before they join the sums of the inputs before: the
/// weights of a tile of outputs fit into the first cache then.
inline constexpr std::int64_t denseChunkSteps = 32;

/// Numbers of an int8 layer that share one scale of the activations.
inline constexpr std::int64_t int8Block = 128;
/// Outputs that lie together: in a panel the four bytes of inputs 4i…4i+3 of output 0, of output 1,
/// … of output 63 follow each other, then those of inputs 4i+4…4i+7.
inline constexpr std::int64_t int8Panel = 64;
/// K is filled up to a multiple of this with zeros (a row of an AMX tile).
inline constexpr std::int64_t int8Alignment = 64;

/// Panels of an int8 layer. Activations x are signed; weights w are stored as w + 128, unsigned, as
/// the instructions want it, so that Σ x·w = Σ x·stored - 128 Σ x.
struct Int8Job {
    const std::int8_t *in = nullptr;      ///< [R, inputs]
    const float *inScales = nullptr;      ///< [R, blocks]
    const std::int32_t *inSums = nullptr; ///< [R, blocks] Σ x
    std::int64_t rows = 0;
    std::int64_t inputs = 0;              ///< filled up
    const std::uint8_t *weight = nullptr; ///< the first panel
    const float *weightScales = nullptr;  ///< [64 · panels]
    std::int64_t outputs = 0;             ///< at most 64 · panels
    const float *bias = nullptr;          ///< [outputs] or null
    float *out = nullptr;
    std::int64_t outStride = 0;
    bool accumulate = false;

    std::int64_t blocks() const { return (inputs + int8Block - 1) / int8Block; }
};
/// Every instruction set gives the same bits: integers have no rounding, and the sum over blocks is
/// sum = fma(Σ x·w, inScale, sum) in order, then out = fma(sum, weightScale, bias) (+ out).
using Int8Kernel = void (*)(const Int8Job &);

/// Queries of one head that the largest tile of the attention kernels takes at a time.
inline constexpr std::int64_t attentionTileRows = 6;

/// Those of attention_map.h.
struct MapKernels {
    void (*rowsFloat32)(const CacheLayout &, const AttentionRows &, float *scratch);
    void (*rowsBFloat16)(const CacheLayout &, const AttentionRows &, float *scratch);
    void (*columnExtremes)(const ColumnJob &);
    void (*addColumnSums)(const ColumnJob &);
    void (*addColumnEntropies)(const ColumnJob &, float factor);
    RowFigures (*rowFigures)(const float *row, std::int64_t position);
};

struct KernelTable {
    DenseKernel denseFloat32, denseFloat16, denseBFloat16; ///< by stored type; float activations
    /// bfloat16 weights and activations that have been rounded to bfloat16.
    DenseKernel denseRounded;
    bool roundedArePacked; ///< denseRounded takes 2-byte activations, not floats
    /// Rounds `count` numbers to bfloat16, into floats or 2-byte numbers as denseRounded takes
    /// them.
    void (*roundRow)(const float *in, std::int64_t count, void *out);

    /// Activations of one row, filled up with zeros to `inputs`. A block with a number that is not
    /// finite gets the scale NaN.
    void (*quantizeRow)(const float *in, std::int64_t count, std::int64_t inputs, std::int8_t *out,
                        float *scales, std::int32_t *sums);
    /// One output's weights, as w + 128, with the scale that takes them back.
    void (*quantizeWeights)(const float *in, std::int64_t count, std::uint8_t *out, float *scale);
    Int8Kernel int8;

    void (*layerNorm)(const float *in, const float *weight, const float *bias, float epsilon,
                      std::int64_t count, float *out);
    void (*gelu)(float *values, std::int64_t count);
    void (*attendFloat32)(const CacheLayout &, const CacheAttention &, float *scratch);
    void (*attendBFloat16)(const CacheLayout &, const CacheAttention &, float *scratch);
    MapKernels maps;
};

/// @throws std::invalid_argument where this machine lacks the instruction set
const KernelTable &kernelTable(InstructionSet set);

// One per source file; a level takes over from the one below what it has nothing better for.
extern const KernelTable scalarKernels;
#if defined(__x86_64__)
extern const KernelTable avx2Kernels;
extern const KernelTable avx512Kernels;
void int8Avx512Vnni(const Int8Job &job);
void denseAvx512Bf16(const DenseJob &job);
void roundAvx512Bf16(const float *in, std::int64_t count, void *out);
void attendAvx512Bf16(const CacheLayout &layout, const CacheAttention &job, float *scratch);
void mapRowsAvx512Bf16(const CacheLayout &layout, const AttentionRows &job, float *scratch);
void int8Amx(const Int8Job &job);

/// Whether AMX gives the sums of the scalar code on this machine: compilers and virtual machines
/// have been wrong about tiles before.
bool tilesAgreeWithScalar();
#endif

} // namespace phi1
