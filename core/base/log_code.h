// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

namespace phi1 {

/// One byte for a weight on a logarithmic scale, 12 codes to a factor of two: 0 is 0, code c > 0 is
/// scale · 2^((c - 255) / 12), so 1 stands for what is at most 4.4e-7 of the scale. One code for
/// all heads: recolouring is a table of 256 colours. The largest error is 2.9 %.
inline float valueOfLogCode(std::uint8_t code, float scale = 1)
{
    return code == 0 ? 0.0F : scale * std::exp2((static_cast<float>(code) - 255.0F) / 12.0F);
}

inline std::uint8_t logCodeOf(float value, float scale = 1)
{
    if (!(value > 0)) // also NaN
        return 0;
    const float code = 255.0F + 12.0F * std::log2(value / scale);
    return static_cast<std::uint8_t>(code < 0.5F ? 0 : code > 255 ? 255 : std::lround(code));
}

} // namespace phi1
