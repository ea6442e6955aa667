// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/inference/attention/attention_capture.h"

namespace phi1 {

/// How the cells of a tile become bytes. Errors are of a cell's value against its decoded one.
enum class TileEncoding {
    /// value = code · scale / 255, scale = the tile's largest value; error at most scale / 510.
    Linear,
    /// value = scale · 2^((code - 255) / 12), 0 where the code is 0 (core/base/log_code.h), scale
    /// the same for all tiles of a text: fullScale(). Relative error at most 2.93 %; what is below
    /// 4.2e-7 of the scale becomes 0.
    Logarithmic,
    /// value = (code - 128) · scale / 127, codes 1 to 255, scale = the largest value by its
    /// amount; error at most scale / 254. For differences.
    Signed,
};

struct EncodedTile {
    float scale = 0;     ///< 0 where all cells are 0
    bool hasNan = false; ///< some cell is not finite; its code is that of 0
};

/// The scale of logarithmic tiles: what a cell can be at most. 1 for weights, log2 T for entropy
/// (1 for a text of one token, whose entropy is 0).
float fullScale(Pooling pooling, std::int64_t tokens);

/// @param cells  of a tile, in any order; not below 0 but with Signed
/// @param fullScale  for Logarithmic, else ignored
/// @param codes  as many as cells
EncodedTile encodeTile(TileEncoding encoding, std::span<const float> cells, float fullScale,
                       std::span<std::uint8_t> codes);

/// What each code stands for.
std::array<float, 256> decodedCodes(TileEncoding encoding, float scale);

} // namespace phi1
