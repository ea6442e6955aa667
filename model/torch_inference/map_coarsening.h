// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "model/kernels/head_maps.h"

namespace phi1 {

/// Cells [cellRows, cellColumns] of `fine` become cells of a higher level, each put together from
/// 2^(level - fine.level) rows and columns of them, weighted by the tokens they stand for.
/// @param out  [cellRows >> n, cellColumns >> n] where n = level - fine.level; both divide
void coarsenCells(std::span<const float> cells, const MapRegion &fine, std::int64_t level,
                  std::int64_t tokens, std::span<float> out);

} // namespace phi1
