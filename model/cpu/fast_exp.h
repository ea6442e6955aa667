// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/cpu/number_formats.h"

namespace phi1 {

/// e^x with a relative error below 2e-7, 0 below -87. Source: the polynomial of Cephes' expf
/// (S. Moshier).
PHI1_INLINE float fastExp(float x)
{
    const float clamped = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
    constexpr float magic = 12582912.0f; // 1.5 · 2^23: adding it rounds to an integer
    const float shifted = clamped * 1.44269504088896341f + magic;
    const float n = shifted - magic;
    const float r = clamped - n * 0.693359375f - n * -2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const std::uint32_t exponent = __builtin_bit_cast(std::uint32_t, shifted) - 0x4B400000u + 127u;
    const float power = __builtin_bit_cast(float, exponent << 23);
    return x < -87.0f ? 0.0f : p * power;
}

} // namespace phi1
