// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "model/cpu/number_formats.h"

namespace phi1 {

/// The numbers of fastLog2(), for those that write it with vectors.
struct FastLog {
    static constexpr float smallest = 1.17549435e-38f; ///< of the normal numbers
    static constexpr int sqrtHalf = 0x3F3504F3;        ///< the bits of √½
    static constexpr int fraction = 0x007FFFFF;
    static constexpr float log2e = 1.44269504088896341f;
    static constexpr float coefficients[9] = {
        7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
        -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
        2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
};

/// log2(x) of a normal number above 0, with an error below 2e-7 of it or of 1, whichever is more.
/// Source: the polynomial of Cephes' logf (S. Moshier).
PHI1_INLINE float fastLog2(float x)
{
    using L = FastLog;
    const int bits = __builtin_bit_cast(int, x) - L::sqrtHalf;
    const auto exponent = static_cast<float>(bits >> 23);
    const float f = __builtin_bit_cast(float, (bits & L::fraction) + L::sqrtHalf) - 1.0f;
    float p = L::coefficients[0];
    for (int i = 1; i < 9; ++i)
        p = p * f + L::coefficients[i];
    const float square = f * f;
    const float natural = p * f * square - square * 0.5f + f;
    return natural * L::log2e + exponent;
}

} // namespace phi1
