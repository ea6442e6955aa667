// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/row_kernels.inc"
#include "model/cpu/wide_avx512.inc"

#include "model/cpu/attention_kernels.inc"
#include "model/cpu/dense_kernels.inc"

// Without VNNI: bytes 0 and 2 of the weights with those of the activations, then 1 and 3, as
// 16-bit numbers. (vpmaddubsw would saturate.)
#define PHI1_INT8_DOT(sum, weights, activations)                                                   \
    _mm512_add_epi32(                                                                              \
        _mm512_add_epi32(                                                                          \
            sum, _mm512_madd_epi16(_mm512_and_si512(weights, lowBytes),                            \
                                   _mm512_srai_epi16(_mm512_slli_epi16(activations, 8), 8))),      \
        _mm512_madd_epi16(_mm512_srli_epi16(weights, 8), _mm512_srai_epi16(activations, 8)))
#define PHI1_INT8_ROWS 4
#include "model/cpu/int8_avx512.inc"

namespace phi1 {

const KernelTable avx512Kernels = {
    denseKernel<WidenedDot<StoredFloat32>, 4, 6>,
    denseKernel<WidenedDot<StoredFloat16>, 4, 6>,
    denseKernel<WidenedDot<StoredBFloat16>, 4, 6>,
    denseKernel<WidenedDot<StoredBFloat16>, 4, 6>,
    false,
    roundRowKernel,
    quantizeRowKernel,
    quantizeWeightsKernel,
    int8Kernel,
    layerNormKernel,
    geluKernel,
    attendKernel<WidenedCache<false>, 6>,
    attendKernel<WidenedCache<true>, 6>,
};

} // namespace phi1
