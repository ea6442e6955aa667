// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/kernels/head_maps.h"

struct CUstream_st;

/// Attention maps from queries and keys, without storing them. Pointers are to device memory; the
/// rest is as in kernels.h. A row whose scores are not finite is NaN up to its diagonal, and a
/// block that holds NaN is NaN. Twins (host memory, float64): head_map_twins.h.

namespace phi1::cuda {

/// out [heads, T]: logarithm of Σ_j exp(scale · q_i · k_j) over the columns that count; -infinity
/// for a row without any.
bool headLogSums(const HeadMaps &maps, float *out, CUstream_st *stream);

/// Pooled cells [heads, cellRows, cellColumns]. With `minus`, which has the same shape, of the
/// difference of both maps: Maximum then is what lies farthest from 0, Entropy the difference of
/// the entropies.
bool headBlocks(const HeadMaps &maps, const HeadMaps *minus, const MapRegion &region, float *out,
                CUstream_st *stream);

/// out [heads, T, mapRowFigures]
bool headRowFigures(const HeadMaps &maps, const HeadMaps *minus, float *out, CUstream_st *stream);

/// out [heads, count]: p(queries[n], keys[n])
bool headPairs(const HeadMaps &maps, const std::int32_t *queries, const std::int32_t *keys,
               std::int64_t count, float *out, CUstream_st *stream);

} // namespace phi1::cuda
