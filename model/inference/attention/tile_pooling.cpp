// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/tile_pooling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/cpu/attention_map.h"

namespace phi1 {

namespace {

/// Cells of a block that lie inside the causal triangle: rows [row, rowEnd), columns [column,
/// columnEnd).
double cellsInTriangle(std::int64_t row, std::int64_t rowEnd, std::int64_t column,
                       std::int64_t columnEnd)
{
    if (columnEnd <= row + 1)
        return static_cast<double>((rowEnd - row) * (columnEnd - column));
    std::int64_t cells = 0;
    for (std::int64_t i = row; i < rowEnd; ++i)
        cells += std::max<std::int64_t>(0, std::min(i + 1, columnEnd) - column);
    return static_cast<double>(cells);
}

/// Two columns become one, 2^level columns in the end.
template<typename Operation>
void fold(std::vector<float> &columns, std::int64_t count, std::int64_t level,
          const Operation &operation)
{
    float *numbers = columns.data();
    for (std::int64_t step = 0; step < level; ++step) {
        count /= 2;
        for (std::int64_t i = 0; i < count; ++i)
            numbers[i] = operation(numbers[2 * i], numbers[2 * i + 1]);
    }
}

} // namespace

TilePooling::TilePooling(std::span<const TileLevel> levels, std::int64_t edge, std::int64_t tokens,
                         InstructionSet instructions)
    : m_levels(levels)
    , m_edge(edge)
    , m_tokens(tokens)
    , m_instructions(instructions)
    , m_running(levels.size())
{
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::int64_t block = std::max<std::int64_t>(16, std::int64_t(1) << levels[i].level);
        const std::int64_t padded = paddedColumns(tokens - 1);
        m_running[i].columns.resize(static_cast<std::size_t>((padded + block - 1) / block * block));
    }
}

void TilePooling::add(const MapRows &rows)
{
    for (std::size_t i = 0; i < m_levels.size(); ++i) {
        const TileLevel &level = m_levels[i];
        const std::int64_t end = rows.first + rows.count;
        for (std::int64_t row = rows.first; row < end;) {
            const std::int64_t cellRow = row >> level.level;
            const std::int64_t cellEnd = std::min((cellRow + 1) << level.level, m_tokens);
            const std::int64_t next = std::min(cellEnd, end);
            const bool isWanted =
                std::any_of(level.tiles.begin(), level.tiles.end(),
                            [&](const auto &tile) { return cellRow / m_edge == tile.y; });
            if (isWanted) {
                addTo(m_running[i], level, rows, row, next);
                if (next == cellEnd)
                    finish(m_running[i], level, cellRow);
            }
            row = next;
        }
    }
}

void TilePooling::addTo(Running &running, const TileLevel &level, const MapRows &rows,
                        std::int64_t first, std::int64_t end) const
{
    const auto job = [&](const float *of) {
        return ColumnJob{rows.row(of, first), rows.stride, end - first,
                         std::min(rows.columns, paddedColumns(end - 1)), running.columns.data()};
    };
    switch (level.pooling) {
    case Pooling::Maximum:
        columnExtremes(job(rows.shown), m_instructions);
        break;
    case Pooling::Mean:
        addColumnSums(job(rows.shown), m_instructions);
        break;
    case Pooling::Entropy:
        addColumnEntropies(job(rows.weights), 1.0f, m_instructions);
        if (rows.other)
            addColumnEntropies(job(rows.other), -1.0f, m_instructions);
        break;
    }
    for (std::int64_t row = first; row < end; ++row)
        if (rows.spoiled[row - rows.first] != 0)
            running.lastSpoiled = row;
}

void TilePooling::finish(Running &running, const TileLevel &level, std::int64_t cellRow) const
{
    const std::int64_t block = std::int64_t(1) << level.level;
    const std::int64_t row = cellRow * block;
    const std::int64_t rowEnd = std::min(row + block, m_tokens);
    const std::int64_t cells = (rowEnd + block - 1) / block; // up to the diagonal
    if (level.pooling == Pooling::Maximum)
        fold(running.columns, cells * block, level.level,
             [](float a, float b) { return std::abs(b) > std::abs(a) ? b : a; });
    else
        fold(running.columns, cells * block, level.level, [](float a, float b) { return a + b; });
    for (const TileLevel::Tile &tile : level.tiles) {
        if (cellRow / m_edge != tile.y)
            continue;
        float *out = tile.out + cellRow % m_edge * m_edge;
        for (std::int64_t c = 0; c < m_edge && tile.x * m_edge + c < cells; ++c) {
            const std::int64_t cell = tile.x * m_edge + c;
            const float pooled = running.columns[static_cast<std::size_t>(cell)];
            const std::int64_t column = cell * block;
            if (column <= running.lastSpoiled)
                out[c] = std::numeric_limits<float>::quiet_NaN();
            else if (level.pooling == Pooling::Maximum)
                out[c] = pooled;
            else if (level.pooling == Pooling::Mean)
                out[c] = static_cast<float>(
                    pooled /
                    cellsInTriangle(row, rowEnd, column, std::min(column + block, m_tokens)));
            else
                out[c] = pooled / static_cast<float>(rowEnd - row);
        }
    }
    std::fill(running.columns.begin(), running.columns.end(), 0.0f);
    running.lastSpoiled = -1;
}

} // namespace phi1
