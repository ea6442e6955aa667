// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/cpu/cache_attention.h"
#include "model/cpu/cpu_features.h"

namespace phi1 {

/// The weights of attention themselves, which attend() only mixes values with, and what is made of
/// many rows of them. Legend: D dimensions of a head rounded up to 16, P cachePagePositions, R
/// rows, S stride of rows in floats. The bits of a result depend on its own inputs and the
/// instruction set alone.

/// Of the keys of one head at so many positions, in the order of CacheLayout's pages without the
/// values: [pages, D, P], or [pages, D / 2, P, 2] in bfloat16. They start on a 64-byte boundary.
std::size_t packedKeyBytes(const CacheLayout &layout, std::int64_t positions);

/// Writes the keys of `count` positions from `first` on into `packed`, which was zeroed when it was
/// allocated. @param keys  [count, dimension], rows `stride` floats apart
void packKeys(const CacheLayout &layout, const float *keys, std::int64_t stride, std::int64_t first,
              std::int64_t count, void *packed);

/// Queries of one head at consecutive positions, each of which looks at the positions up to its
/// own.
struct AttentionRows {
    const float *queries = nullptr; ///< [R, dimension], rows `queryStride` floats apart
    std::int64_t queryStride = 0;
    std::int64_t count = 0; ///< R
    std::int64_t firstPosition = 0;
    const std::byte *keys = nullptr; ///< packed
    float scale = 1;                 ///< of the scores, 1/√dimension
    bool withoutFirst = false;       ///< column 0 is 0 and the others share what it had
    float *out = nullptr;            ///< [R, S]
    std::int64_t outStride = 0;      ///< at least paddedColumns() of the last row
    std::uint8_t *spoiled = nullptr; ///< [R] 1 for a row that is not finite
};

/// Columns of a row that are written: those up to its own, filled up with zeros.
constexpr std::int64_t paddedColumns(std::int64_t position)
{
    return (position / cachePagePositions + 1) * cachePagePositions;
}

/// out[r][j] = softmax_j(scale · queries[r] · keys[j]) for j up to the row's own position, then
/// exactly 0 up to paddedColumns() of the last row. A row that is not finite is NaN up to its own
/// position. Rounded as attend() does with BFloat16, but for the weights, which stay float32.
void attentionRows(const CacheLayout &layout, const AttentionRows &job,
                   InstructionSet set = bestInstructionSet());

/// Rows of numbers whose columns are taken together; `columns` is a multiple of 16.
struct ColumnJob {
    const float *rows = nullptr; ///< [R, S]
    std::int64_t stride = 0;
    std::int64_t count = 0;
    std::int64_t columns = 0;
    float *out = nullptr; ///< [columns], taken on from what it holds
};

/// out[j] becomes the number farthest from 0 of itself and rows[·][j]; NaN is not seen.
void columnExtremes(const ColumnJob &job, InstructionSet set = bestInstructionSet());
/// out[j] += Σ_r rows[r][j]
void addColumnSums(const ColumnJob &job, InstructionSet set = bestInstructionSet());
/// out[j] += factor · Σ_r -p log2 p with p = rows[r][j] from 0 to 1; 0 log2 0 = 0.
void addColumnEntropies(const ColumnJob &job, float factor,
                        InstructionSet set = bestInstructionSet());

/// What a row of weights adds up to.
struct RowFigures {
    float entropy = 0;  ///< Σ_j -p log2 p
    float distance = 0; ///< Σ_j p (position - j)
};
/// @param row  of a position, padded as attentionRows() does
RowFigures rowFigures(const float *row, std::int64_t position,
                      InstructionSet set = bestInstructionSet());

} // namespace phi1
