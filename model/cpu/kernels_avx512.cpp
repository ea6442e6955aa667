// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/row_kernels.inc"
#include "model/cpu/wide_avx512.inc"

#include "model/cpu/attention_kernels.inc"
#include "model/cpu/attention_map_kernels.inc"
#include "model/cpu/dense_kernels.inc"
#include "model/cpu/map_reduction_kernels.inc"

namespace phi1 {

namespace {

/// Without VNNI: bytes 0 and 2 of the weights with those of the activations, then 1 and 3, as
/// 16-bit numbers. (vpmaddubsw would saturate.)
struct Dot {
    static constexpr int rows = 4;

    static PHI1_INLINE void add(__m512i &sum, __m512i weights, const std::int8_t *activations)
    {
        std::int32_t four;
        std::memcpy(&four, activations, sizeof four);
        const __m512i x = _mm512_set1_epi32(four);
        const __m512i w02 = _mm512_and_si512(weights, _mm512_set1_epi16(0x00FF));
        const __m512i x02 = _mm512_srai_epi16(_mm512_slli_epi16(x, 8), 8);
        sum = _mm512_add_epi32(sum, _mm512_madd_epi16(w02, x02));
        const __m512i w13 = _mm512_srli_epi16(weights, 8);
        sum = _mm512_add_epi32(sum, _mm512_madd_epi16(w13, _mm512_srai_epi16(x, 8)));
    }
};

} // namespace

} // namespace phi1

#include "model/cpu/int8_avx512.inc"

namespace phi1 {

const KernelTable avx512Kernels = {
    denseKernel<WidenedDot<StoredFloat32>, 48, 3, 8>,
    denseKernel<WidenedDot<StoredFloat16>, 48, 3, 8>,
    denseKernel<WidenedDot<StoredBFloat16>, 48, 3, 8>,
    denseKernel<WidenedDot<StoredBFloat16>, 48, 3, 8>,
    false,
    roundRowKernel,
    quantizeRowKernel,
    quantizeWeightsKernel,
    int8Kernel,
    layerNormKernel,
    geluKernel,
    attendKernel<WidenedCache<false>, 6>,
    attendKernel<WidenedCache<true>, 6>,
    {
        mapRowsKernel<WidenedCache<false>, 6>,
        mapRowsKernel<WidenedCache<true>, 6>,
        columnExtremesKernel,
        addColumnSumsKernel,
        addColumnEntropiesKernel,
        rowFiguresKernel,
    },
};

} // namespace phi1
