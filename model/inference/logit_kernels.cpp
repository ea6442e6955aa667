// SPDX-License-Identifier: Apache-2.0
#include "model/inference/logit_kernels.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace phi1 {

namespace {

constexpr float never = -std::numeric_limits<float>::infinity();
/// Chains of a sum or maximum: the width of the widest vector.
constexpr std::size_t lanes = 16;

/// exp(x) for x <= 0, 0 below -87. Cody and Waite's reduction and the polynomial of Cephes' expf
/// (S. Moshier).
[[gnu::always_inline]] inline float exponential(float x)
{
    const float bounded = x < -87.0f ? -87.0f : x;
    // Adding and taking away 1.5 * 2^23 rounds to the nearest integer.
    constexpr float rounding = 12582912.0f;
    const float n = (bounded * 1.44269504088896341f + rounding) - rounding;
    const float r = (bounded - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    const float mantissa = p * r * r + r + 1.0f;
    // n is NaN only where x is; its bits do not matter then.
    const float whole = n < 0.0f ? n : 0.0f;
    const auto exponent = static_cast<std::uint32_t>(static_cast<std::int32_t>(whole) + 127) << 23;
    const float result = mantissa * std::bit_cast<float>(exponent);
    return x < -87.0f ? 0.0f : result;
}

[[gnu::always_inline]] inline void maximaBody(const float *logits, std::size_t count, float *maxima)
{
    for (std::size_t at = 0; at < count; at += logitBlock) {
        const std::size_t size = std::min(logitBlock, count - at);
        const float *block = logits + at;
        float lane[lanes];
        std::fill_n(lane, lanes, never);
        std::size_t i = 0;
        for (; i + lanes <= size; i += lanes)
            for (std::size_t l = 0; l < lanes; ++l)
                lane[l] = block[i + l] > lane[l] ? block[i + l] : lane[l];
        for (std::size_t l = 0; i + l < size; ++l)
            lane[l] = block[i + l] > lane[l] ? block[i + l] : lane[l];
        float highest = never;
        for (const float value : lane)
            highest = value > highest ? value : highest;
        *maxima++ = highest;
    }
}

template<bool store>
[[gnu::always_inline]] inline void exponentialsBody(const float *logits, std::size_t count,
                                                    float highest, float scale, float *sums,
                                                    float *weights)
{
    for (std::size_t at = 0; at < count; at += logitBlock) {
        const std::size_t size = std::min(logitBlock, count - at);
        const float *block = logits + at;
        float lane[lanes] = {};
        std::size_t i = 0;
        for (; i + lanes <= size; i += lanes) {
            for (std::size_t l = 0; l < lanes; ++l) {
                const float weight = exponential((block[i + l] - highest) * scale);
                if constexpr (store)
                    weights[at + i + l] = weight;
                lane[l] += weight;
            }
        }
        for (std::size_t l = 0; i + l < size; ++l) {
            const float weight = exponential((block[i + l] - highest) * scale);
            if constexpr (store)
                weights[at + i + l] = weight;
            lane[l] += weight;
        }
        for (std::size_t width = lanes / 2; width > 0; width /= 2)
            for (std::size_t l = 0; l < width; ++l)
                lane[l] += lane[l + width];
        *sums++ = lane[0];
    }
}

[[gnu::always_inline]] inline void exponentialsEither(const float *logits, std::size_t count,
                                                      float highest, float scale, float *sums,
                                                      float *weights)
{
    if (weights == nullptr)
        exponentialsBody<false>(logits, count, highest, scale, sums, weights);
    else
        exponentialsBody<true>(logits, count, highest, scale, sums, weights);
}

struct Kernels {
    void (*maxima)(const float *, std::size_t, float *);
    void (*exponentials)(const float *, std::size_t, float, float, float *, float *);
};

void maximaBaseline(const float *logits, std::size_t count, float *maxima)
{
    maximaBody(logits, count, maxima);
}
void exponentialsBaseline(const float *logits, std::size_t count, float highest, float scale,
                          float *sums, float *weights)
{
    exponentialsEither(logits, count, highest, scale, sums, weights);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void maximaAvx2(const float *logits, std::size_t count, float *maxima)
{
    maximaBody(logits, count, maxima);
}
[[gnu::target("avx2")]] void exponentialsAvx2(const float *logits, std::size_t count, float highest,
                                              float scale, float *sums, float *weights)
{
    exponentialsEither(logits, count, highest, scale, sums, weights);
}
[[gnu::target("avx512f,avx512dq,avx512vl,prefer-vector-width=512")]] void
maximaAvx512(const float *logits, std::size_t count, float *maxima)
{
    maximaBody(logits, count, maxima);
}
[[gnu::target("avx512f,avx512dq,avx512vl,prefer-vector-width=512")]] void
exponentialsAvx512(const float *logits, std::size_t count, float highest, float scale, float *sums,
                   float *weights)
{
    exponentialsEither(logits, count, highest, scale, sums, weights);
}
#endif

Kernels bestKernels()
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return {maximaAvx512, exponentialsAvx512};
    if (__builtin_cpu_supports("avx2"))
        return {maximaAvx2, exponentialsAvx2};
#endif
    return {maximaBaseline, exponentialsBaseline};
}

const Kernels &kernels()
{
    static const Kernels best = bestKernels();
    return best;
}

} // namespace

void blockMaxima(const float *logits, std::size_t count, float *maxima)
{
    kernels().maxima(logits, count, maxima);
}

void blockExponentials(const float *logits, std::size_t count, float highest, float scale,
                       float *sums, float *weights)
{
    kernels().exponentials(logits, count, highest, scale, sums, weights);
}

} // namespace phi1
