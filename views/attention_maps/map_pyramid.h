// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/map_code.h"
#include "views/state/head_map.h"

#include <QVector>

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace phi1 {

/// What becomes of the cells that share a pixel.
enum class MapPooling {
    Maximum, ///< the number farthest from 0, exactly: no spike is lost
    Mean,    ///< over the cells inside the causal triangle
    Entropy, ///< Σ -p log2 p, bits
};

/// One head's map made ready for drawing: numbers as codes, halved again and again for pooled
/// looks, and what a scale of colours needs to know of them. Made on a worker thread; afterwards
/// only read. Legend: T tokens.
class MapPyramid final
{
public:
    /// @return null if `stop` was asked for meanwhile
    static std::shared_ptr<const MapPyramid> make(const HeadMap &map, MapPooling pooling,
                                                  std::stop_token stop = {});

    int tokens() const { return m_tokens; }
    MapPooling pooling() const { return m_pooling; }
    const HeadMap &map() const { return m_map; }

    /// Each pixel's code for T cells that begin at `origin` and are `cell` pixels long, both ways
    /// alike. Magnified, the cell under the pixel's middle; reduced, cells belong to the pixel
    /// their upper left corner is in and are pooled: a pixel of Maximum is exactly the largest of
    /// its cells. Pixels without a cell or with cells outside of the triangle alone are `outside`.
    struct View {
        double originX = 0, originY = 0; ///< of cell (0, 0), pixels
        double cell = 1;                 ///< pixels
        int width = 0, height = 0;       ///< pixels
    };
    /// @param colours  of all codes, see map_code::colours()
    /// @param out  height rows of `stride` colours; pixels without cells stay untouched
    void draw(const View &view, std::span<const QRgb> colours, QRgb outside, QRgb *out,
              std::ptrdiff_t stride) const;

    float largest() const { return m_largest; } ///< farthest from 0, without its sign; finite
    /// Magnitudes that part the numbers inside the triangle that are not 0 into `shares` equal
    /// parts: shares + 1 entries, ascending. Empty if there are none.
    QVector<float> quantiles(int shares = 255) const;
    bool hasNan() const { return m_hasNan; }

private:
    MapPyramid() = default;
    bool encode(std::stop_token stop);
    bool pool(std::stop_token stop);
    void countMagnitudes();
    void drawCells(int level, const View &view, std::span<const QRgb> colours, QRgb outside,
                   QRgb *out, std::ptrdiff_t stride) const;
    void drawMaxima(const View &view, std::span<const QRgb> colours, QRgb outside, QRgb *out,
                    std::ptrdiff_t stride) const;

    HeadMap m_map;
    MapPooling m_pooling = MapPooling::Maximum;
    int m_tokens = 0;
    struct Level {
        int side = 0;
        std::vector<MapCode> codes; ///< [side, side]; above the diagonal 0
        const MapCode *row(int index) const
        {
            return codes.data() + static_cast<std::ptrdiff_t>(index) * side;
        }
    };
    std::vector<Level> m_levels; ///< the first holds the cells; more only for pooled looks
    std::vector<std::uint32_t> m_histogram; ///< of the magnitudes' codes
    float m_largest = 0;
    bool m_hasNan = false;
};

} // namespace phi1
