// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/cpu/cpu_features.h"
#include "model/inference/attention/attention_capture.h"
#include "model/inference/attention/map_sweep.h"

namespace phi1 {

/// Tiles of one head that are pooled alike.
struct TileLevel {
    struct Tile {
        std::int64_t x = 0, y = 0;
        float *out = nullptr; ///< [edge, edge], zeroed
    };
    std::int64_t level = 0;
    Pooling pooling = Pooling::Maximum;
    std::vector<Tile> tiles;
};

/// Pools rows as they come. A row of cells is written once the last of its rows has come, so the
/// rows of a cell must all come, in order, to the same one of these.
class TilePooling
{
public:
    TilePooling(std::span<const TileLevel> levels, std::int64_t edge, std::int64_t tokens,
                InstructionSet instructions);

    void add(const MapRows &rows);

private:
    struct Running {
        std::vector<float> columns;    ///< pooled over the rows of the cells so far
        std::int64_t lastSpoiled = -1; ///< of those rows
    };

    void addTo(Running &running, const TileLevel &level, const MapRows &rows, std::int64_t first,
               std::int64_t end) const;
    void finish(Running &running, const TileLevel &level, std::int64_t cellRow) const;

    std::span<const TileLevel> m_levels;
    std::int64_t m_edge, m_tokens;
    InstructionSet m_instructions;
    std::vector<Running> m_running; ///< by level
};

} // namespace phi1
