// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

/// The attention maps of some heads of one text on an accelerator, as what they follow from.
/// Legend: T tokens, D dimensions of a head. p(i, j) = exp(scale · q_i · k_j - logSums[i]) for j ≤
/// i (1 ≤ j ≤ i without the first token), else 0.
struct HeadMaps {
    const float *queries = nullptr; ///< [heads, T, D] after rotary
    const float *keys = nullptr;    ///< [heads, T, D] after rotary
    const float *logSums = nullptr; ///< [heads, T], what DeviceBackend::headLogSums() writes
    std::int64_t heads = 0, tokens = 0, dimension = 0;
    float scale = 1; ///< of the scores, 1/√D
    bool withoutFirst = false;
};

enum class MapPooling { Maximum, Mean, Entropy }; ///< as Pooling of model/inference

/// A rectangle of cells, each a block of 2^level rows and columns.
struct MapRegion {
    std::int64_t firstRow = 0, firstColumn = 0; ///< tokens
    std::int64_t level = 0;                     ///< at most largestMapLevel
    std::int64_t cellRows = 0, cellColumns = 0;
    MapPooling pooling = MapPooling::Maximum;
};
/// Cells of higher levels are put together from those of this one.
inline constexpr std::int64_t largestMapLevel = 6;

/// Figures of one row of a map: p(i, i-1), p(i, 0), p(i, i), entropy in bits, mean distance in
/// tokens, total variation from the other map (0 without one).
inline constexpr std::int64_t mapRowFigures = 6;

} // namespace phi1
