// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/tile_encoding.h"

#include <algorithm>
#include <cmath>

#include "core/base/log_code.h"

namespace phi1 {

namespace {

constexpr int signedZero = 128;
constexpr float signedSteps = 127;

/// Rounded to the nearest code; halves go up, which is all the same here.
std::uint8_t nearest(float code, float least)
{
    return static_cast<std::uint8_t>(std::clamp(code, least, 255.0F) + 0.5F);
}

} // namespace

float fullScale(Pooling pooling, std::int64_t tokens)
{
    if (pooling != Pooling::Entropy || tokens < 2)
        return 1;
    return std::log2(static_cast<float>(tokens));
}

EncodedTile encodeTile(TileEncoding encoding, std::span<const float> cells, float fullScale,
                       std::span<std::uint8_t> codes)
{
    EncodedTile tile;
    float largest = 0;
    for (const float cell : cells) {
        if (!std::isfinite(cell))
            tile.hasNan = true;
        else
            largest = std::max(largest, std::abs(cell));
    }
    tile.scale = encoding == TileEncoding::Logarithmic ? fullScale : largest;
    const bool isSigned = encoding == TileEncoding::Signed;
    // A scale so small that its inverse overflows has nothing to show.
    const float steps = (isSigned ? signedSteps : 255.0F) / tile.scale;
    if (largest == 0 || !std::isfinite(steps)) {
        std::fill(codes.begin(), codes.end(), static_cast<std::uint8_t>(isSigned ? signedZero : 0));
        if (encoding != TileEncoding::Logarithmic)
            tile.scale = 0;
        return tile;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const float cell = std::isfinite(cells[i]) ? cells[i] : 0;
        switch (encoding) {
        case TileEncoding::Linear:
            codes[i] = nearest(cell * steps, 0);
            break;
        case TileEncoding::Logarithmic:
            codes[i] = logCodeOf(cell, fullScale);
            break;
        case TileEncoding::Signed:
            codes[i] = nearest(cell * steps + signedZero, 1);
            break;
        }
    }
    return tile;
}

std::array<float, 256> decodedCodes(TileEncoding encoding, float scale)
{
    std::array<float, 256> values{};
    for (int code = 0; code < 256; ++code) {
        float &value = values[static_cast<std::size_t>(code)];
        switch (encoding) {
        case TileEncoding::Linear:
            value = static_cast<float>(code) * scale / 255;
            break;
        case TileEncoding::Logarithmic:
            value = valueOfLogCode(static_cast<std::uint8_t>(code), scale);
            break;
        case TileEncoding::Signed:
            value = static_cast<float>(code - signedZero) * scale / signedSteps;
            break;
        }
    }
    return values;
}

} // namespace phi1
