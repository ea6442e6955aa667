// SPDX-License-Identifier: Apache-2.0
#include "model/torch_inference/map_coarsening.h"

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

/// Rows of a cell that are tokens.
std::int64_t rowsOf(std::int64_t top, std::int64_t edge, std::int64_t tokens)
{
    return std::clamp<std::int64_t>(tokens - top, 0, edge);
}

/// Cells of a block on or below the diagonal.
std::int64_t causalCells(std::int64_t top, std::int64_t left, std::int64_t edge,
                         std::int64_t tokens)
{
    std::int64_t count = 0;
    for (std::int64_t i = top; i < top + rowsOf(top, edge, tokens); ++i)
        count += std::clamp<std::int64_t>(i - left + 1, 0, edge);
    return count;
}

} // namespace

void coarsenCells(std::span<const float> cells, const MapRegion &fine, std::int64_t level,
                  std::int64_t tokens, std::span<float> out)
{
    const std::int64_t factor = std::int64_t{1} << (level - fine.level);
    const std::int64_t edge = std::int64_t{1} << fine.level;
    const std::int64_t rows = fine.cellRows / factor, columns = fine.cellColumns / factor;
    for (std::int64_t r = 0; r < rows; ++r) {
        for (std::int64_t c = 0; c < columns; ++c) {
            float farthest = 0;
            double sum = 0;
            std::int64_t count = 0;
            for (std::int64_t i = r * factor; i < (r + 1) * factor; ++i) {
                const std::int64_t top = fine.firstRow + i * edge;
                if (fine.pooling == MapPooling::Entropy)
                    count += rowsOf(top, edge, tokens);
                for (std::int64_t j = c * factor; j < (c + 1) * factor; ++j) {
                    const float value = cells[static_cast<std::size_t>(i * fine.cellColumns + j)];
                    if (fine.pooling == MapPooling::Maximum) {
                        if (!std::isnan(farthest) && !(std::abs(value) <= std::abs(farthest)))
                            farthest = value;
                        continue;
                    }
                    const std::int64_t weight =
                        fine.pooling == MapPooling::Entropy
                            ? rowsOf(top, edge, tokens)
                            : causalCells(top, fine.firstColumn + j * edge, edge, tokens);
                    if (weight > 0)
                        sum += static_cast<double>(value) * static_cast<double>(weight);
                    if (fine.pooling == MapPooling::Mean)
                        count += weight;
                }
            }
            out[static_cast<std::size_t>(r * columns + c)] =
                fine.pooling == MapPooling::Maximum ? farthest
                : count == 0                        ? 0.0f
                             : static_cast<float>(sum / static_cast<double>(count));
        }
    }
}

} // namespace phi1
