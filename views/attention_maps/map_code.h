// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <cstdint>
#include <vector>

namespace phi1 {

struct ColourScale;

/// A number of a map in 16 bits, so that the largest code is the number farthest from 0, NaN before
/// all: six bits of exponent (2^-58 to 2^5), nine of mantissa (half a step is 0.1 %), the sign
/// last. Biased for signed comparison, which every processor does eight at a time.
using MapCode = std::int16_t;

namespace map_code {

inline constexpr MapCode zero = INT16_MIN;
inline constexpr MapCode nan = INT16_MAX;
inline constexpr int count = 65536;

MapCode of(float value); ///< the nearest; infinities are NaN
float value(MapCode code);
/// Place in tables of `count` entries.
inline std::size_t index(MapCode code)
{
    return static_cast<std::size_t>(static_cast<int>(code) - INT16_MIN);
}

/// The colour of every code; NaN is transparent.
std::vector<QRgb> colours(const ColourScale &scale, bool dark);

} // namespace map_code
} // namespace phi1
