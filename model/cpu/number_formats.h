// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace phi1 {

// Forced inline: the kernels include this with various instruction sets switched on, and of an
// ordinary inline function the linker would keep any one of the copies for all.
#define PHI1_INLINE __attribute__((always_inline)) inline

/// The innermost loops stand alone: inlined beside others they lose the registers that they are
/// written for, now here and now there.
#define PHI1_TILE __attribute__((noinline))

PHI1_INLINE float floatFromBFloat16(std::uint16_t value)
{
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(value) << 16);
}

/// To the nearest, ties to even; NaN stays NaN.
PHI1_INLINE std::uint16_t bfloat16FromFloat(float value)
{
    const auto bits = __builtin_bit_cast(std::uint32_t, value);
    const std::uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    const bool isNan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
    return static_cast<std::uint16_t>(isNan ? (bits >> 16) | 0x40u : rounded);
}

PHI1_INLINE float floatFromFloat16(std::uint16_t value)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(value & 0x8000u) << 16;
    const std::uint32_t rest = static_cast<std::uint32_t>(value & 0x7FFFu) << 13;
    if (rest >= 0x7C00u << 13) // infinite or NaN
        return __builtin_bit_cast(float, sign | rest | 0x7F800000u);
    // The exponents differ by 112, also for numbers below the normal ones.
    const float magnitude = __builtin_bit_cast(float, rest) * 0x1p112f;
    return __builtin_bit_cast(float, sign | __builtin_bit_cast(std::uint32_t, magnitude));
}

} // namespace phi1
