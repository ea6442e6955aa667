// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include <immintrin.h>

#include "model/cpu/number_formats.h"

namespace phi1 {

namespace {

struct Dot {
    static constexpr int rows = 6;

    static PHI1_INLINE void add(__m512i &sum, __m512i weights, const std::int8_t *activations)
    {
        typedef std::int32_t __attribute__((may_alias, aligned(1))) Four;
        // With the intrinsic GCC 12 copies the sums from register to register and loads the weights
        // once per row, which costs a fifth of the speed.
        asm("vpdpbusd %2%{1to16%}, %1, %0"
            : "+v"(sum)
            : "v"(weights), "m"(*reinterpret_cast<const Four *>(activations)));
    }
};

} // namespace

} // namespace phi1

#include "model/cpu/int8_avx512.inc"

namespace phi1 {

void int8Avx512Vnni(const Int8Job &job)
{
    int8Kernel(job);
}

} // namespace phi1
