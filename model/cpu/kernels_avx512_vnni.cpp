// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#define PHI1_INT8_DOT(sum, weights, activations) _mm512_dpbusd_epi32(sum, weights, activations)
#define PHI1_INT8_ROWS 6
#include "model/cpu/int8_avx512.inc"

namespace phi1 {

void int8Avx512Vnni(const Int8Job &job)
{
    int8Kernel(job);
}

} // namespace phi1
