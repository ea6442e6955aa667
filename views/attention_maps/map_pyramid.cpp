// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/map_pyramid.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// Cells of a block of the triangle: rows [row, row + side), columns [column, column + side) of T.
int cellsInside(int row, int column, int side, int tokens)
{
    int cells = 0;
    for (int r = row; r < std::min(row + side, tokens); ++r)
        cells += std::clamp(r + 1 - column, 0, side);
    return cells;
}

/// What a cell adds to its block's entropy.
float surprise(float share)
{
    return share > 0 ? -share * std::log2(share) : share == 0 ? 0 : std::nanf("");
}

/// out[i] = max(a[i], b[i]); `out` apart from both, so that the compiler takes eight at a time.
void maximaOf(const MapCode *a, const MapCode *b, int count, MapCode *out)
{
    for (int i = 0; i < count; ++i)
        out[i] = std::max(a[i], b[i]);
}

} // namespace

std::shared_ptr<const MapPyramid> MapPyramid::make(const HeadMap &map, MapPooling pooling,
                                                   std::stop_token stop)
{
    std::shared_ptr<MapPyramid> pyramid(new MapPyramid);
    pyramid->m_map = map;
    pyramid->m_pooling = pooling;
    pyramid->m_tokens = map.tokens();
    if (!pyramid->encode(stop) || (pooling != MapPooling::Maximum && !pyramid->pool(stop)))
        return nullptr;
    pyramid->countMagnitudes();
    return pyramid;
}

bool MapPyramid::encode(std::stop_token stop)
{
    Level level;
    level.side = m_tokens;
    level.codes.assign(static_cast<std::size_t>(m_tokens) * static_cast<std::size_t>(m_tokens),
                       map_code::zero);
    for (int row = 0; row < m_tokens; ++row) {
        if (stop.stop_requested())
            return false;
        const std::span<const float> values = m_map.row(row);
        MapCode *codes = level.codes.data() + static_cast<std::ptrdiff_t>(row) * m_tokens;
        for (int column = 0; column <= row; ++column) {
            const float value = values[static_cast<std::size_t>(column)];
            codes[column] =
                map_code::of(m_pooling == MapPooling::Entropy ? surprise(value) : value);
        }
    }
    m_levels.push_back(std::move(level));
    return true;
}

/// Adds levels of half the side each, down to one cell.
bool MapPyramid::pool(std::stop_token stop)
{
    std::vector<float> sums(m_map.values().begin(), m_map.values().end());
    if (m_pooling == MapPooling::Entropy)
        std::transform(sums.begin(), sums.end(), sums.begin(), surprise);
    int side = m_tokens;
    int block = 1;
    while (side > 1) {
        const int half = (side + 1) / 2;
        block *= 2;
        std::vector<float> next(static_cast<std::size_t>(half) * static_cast<std::size_t>(half));
        Level level;
        level.side = half;
        level.codes.assign(next.size(), map_code::zero);
        for (int row = 0; row < half; ++row) {
            if (stop.stop_requested())
                return false;
            for (int column = 0; column <= row; ++column) {
                float sum = 0;
                for (int r = 2 * row; r < std::min(2 * row + 2, side); ++r)
                    for (int c = 2 * column; c < std::min(2 * column + 2, side); ++c)
                        sum += sums[static_cast<std::size_t>(r) * static_cast<std::size_t>(side) +
                                    static_cast<std::size_t>(c)];
                const std::size_t at =
                    static_cast<std::size_t>(row) * static_cast<std::size_t>(half) +
                    static_cast<std::size_t>(column);
                next[at] = sum;
                const int cells = m_pooling == MapPooling::Entropy
                                      ? std::min(block, m_tokens - row * block)
                                      : cellsInside(row * block, column * block, block, m_tokens);
                level.codes[at] = map_code::of(sum / static_cast<float>(cells));
            }
        }
        m_levels.push_back(std::move(level));
        sums = std::move(next);
        side = half;
    }
    return true;
}

void MapPyramid::countMagnitudes()
{
    m_histogram.assign(map_code::count / 2, 0);
    const Level &cells = m_levels.front();
    MapCode largest = map_code::zero;
    for (int row = 0; row < m_tokens; ++row) {
        const MapCode *codes = cells.row(row);
        for (int column = 0; column <= row; ++column) {
            const MapCode code = codes[column];
            if (code == map_code::nan) {
                m_hasNan = true;
                continue;
            }
            largest = std::max(largest, code);
            ++m_histogram[map_code::index(code) >> 1];
        }
    }
    m_largest = std::abs(map_code::value(largest));
}

QVector<float> MapPyramid::quantiles(int shares) const
{
    std::uint64_t total = 0;
    for (std::size_t i = 1; i < m_histogram.size(); ++i)
        total += m_histogram[i];
    if (total == 0 || shares < 1)
        return {};
    QVector<float> marks;
    marks.reserve(shares + 1);
    std::size_t bin = 0;
    std::uint64_t before = 0; // numbers in bins below `bin`
    for (int i = 0; i <= shares; ++i) {
        const std::uint64_t rank =
            (total - 1) * static_cast<std::uint64_t>(i) / static_cast<std::uint64_t>(shares);
        if (bin == 0)
            bin = 1;
        while (before + m_histogram[bin] <= rank)
            before += m_histogram[bin++];
        marks.append(std::abs(
            map_code::value(static_cast<MapCode>(static_cast<int>(bin << 1) + INT16_MIN))));
    }
    return marks;
}

void MapPyramid::draw(const View &view, std::span<const QRgb> colours, QRgb outside, QRgb *out,
                      std::ptrdiff_t stride) const
{
    if (m_tokens == 0 || view.width <= 0 || view.height <= 0 || !(view.cell > 0))
        return;
    if (view.cell >= 1) {
        drawCells(0, view, colours, outside, out, stride);
    } else if (m_pooling == MapPooling::Maximum) {
        drawMaxima(view, colours, outside, out, stride);
    } else {
        // The first level whose blocks are a pixel at least: each is seen.
        const int level = std::min(static_cast<int>(std::ceil(-std::log2(view.cell))),
                                   static_cast<int>(m_levels.size()) - 1);
        drawCells(level, view, colours, outside, out, stride);
    }
}

void MapPyramid::drawCells(int level, const View &view, std::span<const QRgb> colours, QRgb outside,
                           QRgb *out, std::ptrdiff_t stride) const
{
    const Level &cells = m_levels[static_cast<std::size_t>(level)];
    const double size = std::ldexp(view.cell, level);
    const auto cellAt = [&](double origin, int pixel) {
        const double place = (pixel + 0.5 - origin) / size;
        if (level == 0)
            return place < 0 || place >= cells.side ? -1 : static_cast<int>(place);
        // The last block may be cut off by the end of the text: it has a pixel all the same.
        const bool isCovered = pixel + 1 > origin && pixel < origin + m_tokens * view.cell;
        return isCovered ? std::clamp(static_cast<int>(place), 0, cells.side - 1) : -1;
    };
    std::vector<int> columns(static_cast<std::size_t>(view.width));
    int first = view.width;
    int end = 0;
    for (int x = 0; x < view.width; ++x) {
        const int column = cellAt(view.originX, x);
        columns[static_cast<std::size_t>(x)] = column;
        if (column >= 0) {
            first = std::min(first, x);
            end = x + 1;
        }
    }
    if (first >= end)
        return;
    int before = -1;
    for (int y = 0; y < view.height; ++y) {
        const int row = cellAt(view.originY, y);
        if (row < 0)
            continue;
        QRgb *line = out + y * stride;
        if (row == before) {
            std::copy(line - stride + first, line - stride + end, line + first);
            continue;
        }
        before = row;
        const MapCode *codes = cells.row(row);
        for (int x = first; x < end; ++x) {
            const int column = columns[static_cast<std::size_t>(x)];
            line[x] = column > row ? outside : colours[map_code::index(codes[column])];
        }
    }
}

void MapPyramid::drawMaxima(const View &view, std::span<const QRgb> colours, QRgb outside,
                            QRgb *out, std::ptrdiff_t stride) const
{
    // First cell of each pixel; a pixel's cells end where the next one's begin.
    const auto starts = [&](double origin, int pixels) {
        std::vector<int> first(static_cast<std::size_t>(pixels) + 1);
        for (int i = 0; i <= pixels; ++i)
            first[static_cast<std::size_t>(i)] = static_cast<int>(
                std::clamp(std::ceil((i - origin) / view.cell), 0.0, double(m_tokens)));
        return first;
    };
    const std::vector<int> columns = starts(view.originX, view.width);
    const std::vector<int> rows = starts(view.originY, view.height);
    const int firstColumn = columns.front();
    const auto width = static_cast<std::size_t>(columns.back() - firstColumn);
    if (width == 0)
        return;
    // Whole pixels have n or n + 1 cells, whose maximum is that of two runs of n; so the maxima of
    // all runs of n are made first, which the processor does eight at a time.
    const int run = std::max(1, static_cast<int>(std::floor(1 / view.cell)));
    std::vector<MapCode> maxima(width);
    std::vector<MapCode> runs(width);
    std::vector<MapCode> other(width);
    const Level &cells = m_levels.front();
    for (int y = 0; y < view.height; ++y) {
        const int top = rows[static_cast<std::size_t>(y)];
        const int bottom = rows[static_cast<std::size_t>(y) + 1];
        if (top == bottom)
            continue;
        // Columns from `bottom` on have no cell inside the triangle.
        const int used = std::clamp(bottom - firstColumn, 0, static_cast<int>(width));
        std::copy_n(cells.row(top) + firstColumn, used, maxima.begin());
        for (int row = top + 1; row < bottom; ++row) {
            maximaOf(maxima.data(), cells.row(row) + firstColumn, used, other.data());
            maxima.swap(other);
        }
        runs = maxima;
        for (int have = 1; have < run;) {
            const int step = std::min(have, run - have);
            maximaOf(runs.data(), runs.data() + step, used - step, other.data());
            runs.swap(other);
            have += step;
        }
        QRgb *line = out + y * stride;
        for (int x = 0; x < view.width; ++x) {
            const int begin = columns[static_cast<std::size_t>(x)] - firstColumn;
            const int end = std::min(columns[static_cast<std::size_t>(x) + 1] - firstColumn, used);
            if (columns[static_cast<std::size_t>(x)] == columns[static_cast<std::size_t>(x) + 1])
                continue;
            if (begin >= used) {
                line[x] = outside;
                continue;
            }
            // A pixel at the edge may have fewer cells.
            const MapCode code =
                end - begin >= run && end - begin <= 2 * run
                    ? std::max(runs[static_cast<std::size_t>(begin)],
                               runs[static_cast<std::size_t>(end - run)])
                    : *std::max_element(maxima.begin() + begin, maxima.begin() + end);
            line[x] = colours[map_code::index(code)];
        }
    }
}

} // namespace phi1
