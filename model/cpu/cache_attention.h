// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/cpu/cpu_features.h"

namespace phi1 {

/// Attention over keys and values that lie in pages of a fixed number of positions, so that
/// sequences grow without copying and share the pages of a common prefix.

enum class CacheType { Float32, BFloat16 };

/// Positions of a page.
inline constexpr std::int64_t cachePagePositions = 64;

/// How one page of one head of one layer lies in memory: keys, then values. Legend: D dimensions of
/// a head rounded up to 16, P cachePagePositions.
///     Float32   keys [D, P]         values [P, D]
///     BFloat16  keys [D / 2, P, 2]  values [P / 2, D, 2]
/// These are the orders in which the kernels multiply. A page starts on a 64-byte boundary and must
/// hold finite numbers everywhere, positions beyond the sequence's length too: zero it when it is
/// allocated; what a truncation leaves behind does no harm.
struct CacheLayout {
    CacheType type = CacheType::Float32;
    std::int64_t dimension = 0; ///< of a head

    std::int64_t paddedDimension() const { return (dimension + 15) / 16 * 16; }
    /// Keys and values of one head, a multiple of 64.
    std::size_t pageBytes() const
    {
        return static_cast<std::size_t>(paddedDimension() * cachePagePositions * 2) *
               (type == CacheType::Float32 ? 4 : 2);
    }
};

/// Writes a position's key and value of one head (`dimension` floats each) into its page.
/// @param position within the page
void storeKeyValue(const CacheLayout &layout, void *page, std::int64_t position, const float *key,
                   const float *value);

/// Copies the first `positions` positions from one page of a head to another.
void copyPositions(const CacheLayout &layout, const void *from, void *to, std::int64_t positions);

/// Queries of one head of one sequence at consecutive positions: query r, at position
/// firstPosition + r, attends to the positions up to its own.
struct CacheAttention {
    const float *queries = nullptr; ///< [count, dimension], rows `queryStride` floats apart
    std::int64_t queryStride = 0;
    std::int64_t count = 0;
    std::int64_t firstPosition = 0;
    const std::byte *const *pages = nullptr; ///< of this sequence, in order
    std::size_t pageOffset = 0;              ///< of this layer and head within each page's bytes
    float scale = 1;                         ///< of the scores, 1/√dimension
    float *out = nullptr;                    ///< [count, dimension], rows `outStride` floats apart
    std::int64_t outStride = 0;
};

/// Floats of scratch that attend() needs for queries up to this position (from 0).
std::size_t attentionScratch(const CacheLayout &layout, std::int64_t lastPosition);

/// out[r] = Σ_p softmax_p(scale · queries[r] · keys[p]) · values[p] on the calling thread. The bits
/// of a row depend on its query, the keys and values and the instruction set alone: a query at a
/// time or many give the same. With BFloat16 pages queries and probabilities are rounded to
/// bfloat16; sums are in float32. `out` may be `queries`.
void attend(const CacheLayout &layout, const CacheAttention &job, float *scratch,
            InstructionSet set = bestInstructionSet());

} // namespace phi1
