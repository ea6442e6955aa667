// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>

#include "model/cpu/row_kernels.inc"

namespace phi1 {

namespace {

/// 16 floats in two registers.
struct Wide {
    __m256 low, high;

    static PHI1_INLINE Wide broadcast(float x)
    {
        const __m256 v = _mm256_set1_ps(x);
        return {v, v};
    }
    static PHI1_INLINE Wide load(const void *from)
    {
        const auto *numbers = static_cast<const float *>(from);
        return {_mm256_loadu_ps(numbers), _mm256_loadu_ps(numbers + 8)};
    }
    static PHI1_INLINE __m128i load8(const void *from, int index)
    {
        return _mm_loadu_si128(static_cast<const __m128i *>(from) + index);
    }
    static PHI1_INLINE Wide loadFloat16(const void *from)
    {
        return {_mm256_cvtph_ps(load8(from, 0)), _mm256_cvtph_ps(load8(from, 1))};
    }
    static PHI1_INLINE __m256 widen(__m128i v)
    {
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(v), 16));
    }
    static PHI1_INLINE Wide loadBFloat16(const void *from)
    {
        return {widen(load8(from, 0)), widen(load8(from, 1))};
    }
    static PHI1_INLINE __m256 half(const void *from, int index, bool second)
    {
        const __m256i pairs = _mm256_loadu_si256(static_cast<const __m256i *>(from) + index);
        return _mm256_castsi256_ps(
            second ? _mm256_and_si256(pairs, _mm256_set1_epi32(static_cast<int>(0xFFFF0000u)))
                   : _mm256_slli_epi32(pairs, 16));
    }
    static PHI1_INLINE Wide loadOfPairs(const void *from, bool second)
    {
        return {half(from, 0, second), half(from, 1, second)};
    }
    static PHI1_INLINE Wide fma(const Wide &a, const Wide &b, const Wide &c)
    {
        return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
    }
    static PHI1_INLINE Wide mul(const Wide &a, const Wide &b)
    {
        return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
    }
    static PHI1_INLINE Wide add(const Wide &a, const Wide &b)
    {
        return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
    }
    static PHI1_INLINE Wide max(const Wide &a, const Wide &b)
    {
        return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
    }
    /// fastExp(), step by step.
    static PHI1_INLINE __m256 exponential(__m256 x)
    {
        const auto constant = [](float value) { return _mm256_set1_ps(value); };
        const auto times = [](__m256 a, __m256 b) { return _mm256_mul_ps(a, b); };
        const __m256 clamped =
            _mm256_min_ps(constant(FastExp::highest), _mm256_max_ps(constant(FastExp::lowest), x));
        const __m256 shifted =
            _mm256_add_ps(times(clamped, constant(FastExp::log2e)), constant(FastExp::magic));
        const __m256 n = _mm256_sub_ps(shifted, constant(FastExp::magic));
        const __m256 r = _mm256_sub_ps(_mm256_sub_ps(clamped, times(n, constant(FastExp::ln2High))),
                                       times(n, constant(FastExp::ln2Low)));
        __m256 p = constant(FastExp::coefficients[0]);
        for (int i = 1; i < 6; ++i)
            p = _mm256_add_ps(times(p, r), constant(FastExp::coefficients[i]));
        p = _mm256_add_ps(_mm256_add_ps(times(times(p, r), r), r), constant(1.0f));
        const __m256i exponent = _mm256_add_epi32(_mm256_castps_si256(shifted),
                                                  _mm256_set1_epi32(FastExp::exponentBias));
        const __m256 power = _mm256_castsi256_ps(_mm256_slli_epi32(exponent, 23));
        return _mm256_andnot_ps(_mm256_cmp_ps(x, constant(FastExp::lowest), _CMP_LT_OQ),
                                times(p, power));
    }
    static PHI1_INLINE Wide exponential(const Wide &x)
    {
        return {exponential(x.low), exponential(x.high)};
    }
    /// The one farther from 0; the second where one is NaN.
    static PHI1_INLINE __m256 farther(__m256 a, __m256 b)
    {
        const __m256 sign = _mm256_set1_ps(-0.0f);
        const __m256 isFarther =
            _mm256_cmp_ps(_mm256_andnot_ps(sign, a), _mm256_andnot_ps(sign, b), _CMP_GT_OQ);
        return _mm256_blendv_ps(b, a, isFarther);
    }
    static PHI1_INLINE Wide farther(const Wide &a, const Wide &b)
    {
        return {farther(a.low, b.low), farther(a.high, b.high)};
    }
    /// fastLog2(), step by step.
    static PHI1_INLINE __m256 log2(__m256 x)
    {
        const auto constant = [](float value) { return _mm256_set1_ps(value); };
        const auto times = [](__m256 a, __m256 b) { return _mm256_mul_ps(a, b); };
        const __m256i sqrtHalf = _mm256_set1_epi32(FastLog::sqrtHalf);
        const __m256i bits = _mm256_sub_epi32(_mm256_castps_si256(x), sqrtHalf);
        const __m256 exponent = _mm256_cvtepi32_ps(_mm256_srai_epi32(bits, 23));
        const __m256i fraction = _mm256_and_si256(bits, _mm256_set1_epi32(FastLog::fraction));
        const __m256 f = _mm256_sub_ps(_mm256_castsi256_ps(_mm256_add_epi32(fraction, sqrtHalf)),
                                       constant(1.0f));
        __m256 p = constant(FastLog::coefficients[0]);
        for (int i = 1; i < 9; ++i)
            p = _mm256_add_ps(times(p, f), constant(FastLog::coefficients[i]));
        const __m256 square = times(f, f);
        const __m256 natural = _mm256_add_ps(
            _mm256_sub_ps(times(times(p, f), square), times(square, constant(0.5f))), f);
        return _mm256_add_ps(times(natural, constant(FastLog::log2e)), exponent);
    }
    static PHI1_INLINE Wide log2(const Wide &x) { return {log2(x.low), log2(x.high)}; }
    static PHI1_INLINE __m256 roundToBFloat16(__m256 x)
    {
        const __m256i bits = _mm256_castps_si256(x);
        const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
        const __m256i sum =
            _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7FFF)), odd);
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_srli_epi32(sum, 16), 16));
    }
    static PHI1_INLINE Wide roundToBFloat16(const Wide &x)
    {
        return {roundToBFloat16(x.low), roundToBFloat16(x.high)};
    }
    PHI1_INLINE void store(float *to) const
    {
        _mm256_storeu_ps(to, low);
        _mm256_storeu_ps(to + 8, high);
    }
    static PHI1_INLINE void keep(Wide &) {} // the registers are too few
    template<int count>
    static PHI1_INLINE void sums(const Wide (&wide)[count], float *to)
    {
        for (int i = 0; i < count; ++i)
            to[i] = wide[i].sum();
    }
    PHI1_INLINE float sum() const
    {
        const __m256 eight = _mm256_add_ps(low, high);
        const __m128 four =
            _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
        const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
    }
};

} // namespace

} // namespace phi1

#include "model/cpu/attention_kernels.inc"
#include "model/cpu/attention_map_kernels.inc"
#include "model/cpu/dense_kernels.inc"
#include "model/cpu/map_reduction_kernels.inc"

namespace phi1 {

namespace {

/// Σ over the four bytes of each output: bytes 0 and 2 of the weights with those of the
/// activations, then 1 and 3, as 16-bit numbers. (vpmaddubsw would saturate.)
PHI1_INLINE __m256i dotOfFour(__m256i sum, __m256i weights, __m256i even, __m256i odd)
{
    const __m256i w02 = _mm256_and_si256(weights, _mm256_set1_epi16(0x00FF));
    const __m256i w13 = _mm256_srli_epi16(weights, 8);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(w02, even));
    return _mm256_add_epi32(sum, _mm256_madd_epi16(w13, odd));
}

/// A panel of 64 outputs of `rows` rows.
template<int rows>
PHI1_TILE void int8Tile(const Int8Job &job, std::int64_t row, std::int64_t output)
{
    const std::int64_t blocks = job.blocks();
    constexpr int vectors = int8Panel / 8;
    const std::uint8_t *weight = job.weight + output * job.inputs;
    __m256 totals[rows][vectors];
#pragma GCC unroll 2
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 8
        for (int i = 0; i < vectors; ++i)
            totals[r][i] = _mm256_setzero_ps();
    for (std::int64_t block = 0; block < blocks; ++block) {
        const std::int64_t first = block * int8Block;
        const std::int64_t end = first + int8Block < job.inputs ? first + int8Block : job.inputs;
        __m256i sums[rows][vectors];
#pragma GCC unroll 2
        for (int r = 0; r < rows; ++r)
#pragma GCC unroll 8
            for (int i = 0; i < vectors; ++i)
                sums[r][i] = _mm256_set1_epi32(-128 * job.inSums[(row + r) * blocks + block]);
        for (std::int64_t k = first; k < end; k += 4) {
            __m256i even[rows], odd[rows];
#pragma GCC unroll 2
            for (int r = 0; r < rows; ++r) {
                std::int32_t four;
                std::memcpy(&four, job.in + (row + r) * job.inputs + k, sizeof four);
                const __m256i x = _mm256_set1_epi32(four);
                even[r] = _mm256_srai_epi16(_mm256_slli_epi16(x, 8), 8);
                odd[r] = _mm256_srai_epi16(x, 8);
            }
            const auto *w = reinterpret_cast<const __m256i *>(weight + k * int8Panel);
#pragma GCC unroll 8
            for (int i = 0; i < vectors; ++i) {
                const __m256i weights = _mm256_loadu_si256(w + i);
#pragma GCC unroll 2
                for (int r = 0; r < rows; ++r)
                    sums[r][i] = dotOfFour(sums[r][i], weights, even[r], odd[r]);
            }
        }
#pragma GCC unroll 2
        for (int r = 0; r < rows; ++r) {
            const __m256 scale = _mm256_set1_ps(job.inScales[(row + r) * blocks + block]);
#pragma GCC unroll 8
            for (int i = 0; i < vectors; ++i)
                totals[r][i] = _mm256_fmadd_ps(_mm256_cvtepi32_ps(sums[r][i]), scale, totals[r][i]);
        }
    }
    const std::int64_t left = job.outputs - output;
    const std::int64_t count = left < 8 * vectors ? left : 8 * vectors;
    for (int r = 0; r < rows; ++r) {
        float values[8 * vectors];
        for (int i = 0; i < vectors; ++i)
            _mm256_storeu_ps(values + 8 * i, totals[r][i]);
        float *out = job.out + (row + r) * job.outStride + output;
        for (std::int64_t n = 0; n < count; ++n) {
            const float value = __builtin_fmaf(values[n], job.weightScales[output + n],
                                               job.bias ? job.bias[output + n] : 0.0f);
            out[n] = job.accumulate ? out[n] + value : value;
        }
    }
}

/// Two rows' sums are more than there are registers, but reading the panels in the order in which
/// they lie is worth more.
void int8Avx2(const Int8Job &job)
{
    for (std::int64_t panel = 0; panel < job.outputs; panel += int8Panel) {
        std::int64_t row = 0;
        for (; row + 2 <= job.rows; row += 2)
            int8Tile<2>(job, row, panel);
        if (row < job.rows)
            int8Tile<1>(job, row, panel);
    }
}

} // namespace

const KernelTable avx2Kernels = {
    denseKernel<WidenedDot<StoredFloat32>, 12, 2, 3>,
    denseKernel<WidenedDot<StoredFloat16>, 12, 2, 3>,
    denseKernel<WidenedDot<StoredBFloat16>, 12, 2, 3>,
    denseKernel<WidenedDot<StoredBFloat16>, 12, 2, 3>,
    false,
    roundRowKernel,
    quantizeRowKernel,
    quantizeWeightsKernel,
    int8Avx2,
    layerNormKernel,
    geluKernel,
    attendKernel<WidenedCache<false>, 1>,
    attendKernel<WidenedCache<true>, 1>,
    {
        mapRowsKernel<WidenedCache<false>, 1>,
        mapRowsKernel<WidenedCache<true>, 1>,
        columnExtremesKernel,
        addColumnSumsKernel,
        addColumnEntropiesKernel,
        rowFiguresKernel,
    },
};

} // namespace phi1
