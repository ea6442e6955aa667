// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "model/cpu/wide_avx512.inc"

#include "model/cpu/attention_kernels.inc"
#include "model/cpu/attention_map_kernels.inc"
#include "model/cpu/dense_kernels.inc"

namespace phi1 {

namespace {

/// Adds two products to each of 16 sums. (With the intrinsic GCC 12 copies the sums from register
/// to register.)
PHI1_INLINE void addPairs(__m512 &sum, __m512i a, __m512i b)
{
    asm("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
}

/// One step of a dot product: 32 inputs, two of them in each of 16 partial sums.
struct PairDot {
    using Activation = std::uint16_t;
    using Element = std::uint16_t;
    using ActivationVector = __m512i;
    using WeightVector = __m512i;
    static constexpr std::int64_t step = 32;
    static PHI1_INLINE __m512i activations(const void *from) { return _mm512_loadu_si512(from); }
    static PHI1_INLINE __m512i weights(const void *from) { return _mm512_loadu_si512(from); }
    static PHI1_INLINE void keep(__m512i &w) { asm("" : "+v"(w)); }
    static PHI1_INLINE void add(Wide &sum, __m512i x, __m512i w) { addPairs(sum.v, x, w); }
};

/// Keys of two dimensions, values of two positions at a time.
struct PairCache {
    using Number = std::uint16_t;
    static constexpr std::int64_t elementBytes = 2;

    static PHI1_INLINE Number number(float value) { return bfloat16FromFloat(value); }
    static PHI1_INLINE Wide numbers(Wide values, Number (&to)[16])
    {
        const Wide rounded = Wide::roundToBFloat16(values);
        const __m512i upper = _mm512_srli_epi32(_mm512_castps_si512(rounded.v), 16);
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), _mm512_cvtepi32_epi16(upper));
        return rounded;
    }

    static PHI1_INLINE __m512i pair(const Number *from)
    {
        std::int32_t two;
        std::memcpy(&two, from, sizeof two);
        return _mm512_set1_epi32(two);
    }

    template<int rows>
    static PHI1_INLINE void scores(const Number *const *queries, const std::byte *keys,
                                   std::int64_t dimension, Wide (&sums)[rows][pageLanes])
    {
        for (std::int64_t d = 0; d < dimension; d += 2) {
            __m512i k[pageLanes];
#pragma GCC unroll 4
            for (std::int64_t i = 0; i < pageLanes; ++i)
                k[i] = _mm512_load_si512(keys + (d / 2 * pageLanes + i) * 64);
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                const __m512i q = pair(queries[r] + d);
#pragma GCC unroll 4
                for (std::int64_t i = 0; i < pageLanes; ++i)
                    addPairs(sums[r][i].v, q, k[i]);
            }
        }
    }

    template<int rows, int vectors>
    static PHI1_INLINE void mix(const Number *const *weights, const std::byte *values,
                                std::int64_t dimension, std::int64_t positions,
                                Wide (&sums)[rows][vectors])
    {
        for (std::int64_t p = 0; p < positions; p += 2) {
            __m512i v[vectors];
#pragma GCC unroll 4
            for (int i = 0; i < vectors; ++i)
                v[i] = _mm512_load_si512(values + (p / 2 * dimension * 4 + i * 64));
#pragma GCC unroll 8
            for (int r = 0; r < rows; ++r) {
                const __m512i w = pair(weights[r] + p);
#pragma GCC unroll 4
                for (int i = 0; i < vectors; ++i)
                    addPairs(sums[r][i].v, w, v[i]);
            }
        }
    }
};

} // namespace

void denseAvx512Bf16(const DenseJob &job)
{
    denseKernel<PairDot, 48, 3, 8>(job);
}

void roundAvx512Bf16(const float *in, std::int64_t count, void *out)
{
    auto *to = static_cast<std::uint16_t *>(out);
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = bfloat16FromFloat(in[i]);
}

void mapRowsAvx512Bf16(const CacheLayout &layout, const AttentionRows &job, float *scratch)
{
    mapRowsKernel<PairCache, 6>(layout, job, scratch);
}

void attendAvx512Bf16(const CacheLayout &layout, const CacheAttention &job, float *scratch)
{
    attendKernel<PairCache, 6>(layout, job, scratch);
}

} // namespace phi1
