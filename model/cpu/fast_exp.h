// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/cpu/number_formats.h"

namespace phi1 {

/// The numbers of fastExp(), for those that write it with vectors.
struct FastExp {
    static constexpr float lowest = -87.0f, highest = 88.0f;
    static constexpr float log2e = 1.44269504088896341f;
    static constexpr float magic = 12582912.0f; ///< 1.5 · 2^23: adding it rounds to an integer
    static constexpr float ln2High = 0.693359375f, ln2Low = -2.12194440e-4f;
    static constexpr float coefficients[6] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                                              4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
    /// Takes the bits of a number moved by `magic` to the exponent of two to that number.
    static constexpr int exponentBias = 127 - 0x4B400000;
};

/// e^x with a relative error below 2e-7, 0 below -87. Source: the polynomial of Cephes' expf
/// (S. Moshier).
PHI1_INLINE float fastExp(float x)
{
    using E = FastExp;
    const float clamped = x < E::lowest ? E::lowest : x > E::highest ? E::highest : x;
    const float shifted = clamped * E::log2e + E::magic;
    const float n = shifted - E::magic;
    const float r = clamped - n * E::ln2High - n * E::ln2Low;
    float p = E::coefficients[0];
    for (int i = 1; i < 6; ++i)
        p = p * r + E::coefficients[i];
    p = p * r * r + r + 1.0f;
    const std::uint32_t exponent =
        __builtin_bit_cast(std::uint32_t, shifted) + static_cast<std::uint32_t>(E::exponentBias);
    const float power = __builtin_bit_cast(float, exponent << 23);
    return x < E::lowest ? 0.0f : p * power;
}

} // namespace phi1
