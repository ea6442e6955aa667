// SPDX-License-Identifier: Apache-2.0
#include "model/inference/row_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <ATen/Parallel.h>

// One body for each kernel, compiled for three instruction sets by inlining it into functions with
// a target attribute; the best one is chosen when the program starts.
#define PHI1_INLINE [[gnu::always_inline]] inline

namespace phi1 {

namespace {

template<int lanes>
struct Vector {
    typedef float Type __attribute__((vector_size(lanes * sizeof(float))));
};

/// Writes `lanes` consecutive numbers of a matrix row, the rest of which is `left` numbers long;
/// missing ones are 0.
template<int lanes>
PHI1_INLINE void load(const float *from, std::int64_t left, typename Vector<lanes>::Type &to)
{
    if (left >= lanes) {
        std::memcpy(&to, from, sizeof(to));
    } else {
        to = typename Vector<lanes>::Type{};
        std::memcpy(&to, from, static_cast<std::size_t>(left) * sizeof(float));
    }
}

template<int lanes>
PHI1_INLINE void load(const std::uint16_t *from, std::int64_t left,
                      typename Vector<lanes>::Type &to)
{
    std::uint32_t wide[lanes];
    if (left >= lanes) {
        for (int i = 0; i < lanes; ++i)
            wide[i] = static_cast<std::uint32_t>(from[i]) << 16;
    } else {
        for (int i = 0; i < lanes; ++i)
            wide[i] = i < left ? static_cast<std::uint32_t>(from[i]) << 16 : 0;
    }
    std::memcpy(&to, wide, sizeof(to));
}

/// `tileRows` × `tileOutputs` dot products of length `inputs`. Every one has `lanes` partial sums
/// over k modulo lanes, added pairwise at the end, whatever the size of the tile.
template<int lanes, int tileRows, int tileOutputs, typename W>
PHI1_INLINE void dotTile(const float *in, std::int64_t inStride, const W *weight,
                         std::int64_t inputs, const float *bias, float *out, std::int64_t outStride,
                         bool accumulate)
{
    using V = typename Vector<lanes>::Type;
    V sums[tileRows][tileOutputs];
#pragma GCC unroll 8
    for (int r = 0; r < tileRows; ++r)
#pragma GCC unroll 8
        for (int n = 0; n < tileOutputs; ++n)
            sums[r][n] = V{};
    const std::int64_t whole = inputs - inputs % lanes;
    for (std::int64_t k = 0; k < whole; k += lanes) {
        V x[tileRows];
#pragma GCC unroll 8
        for (int r = 0; r < tileRows; ++r)
            load<lanes>(in + r * inStride + k, lanes, x[r]);
#pragma GCC unroll 8
        for (int n = 0; n < tileOutputs; ++n) {
            V w;
            load<lanes>(weight + n * inputs + k, lanes, w);
#pragma GCC unroll 8
            for (int r = 0; r < tileRows; ++r)
                sums[r][n] += x[r] * w;
        }
    }
    if (whole < inputs) {
        const std::int64_t left = inputs - whole;
#pragma GCC unroll 8
        for (int n = 0; n < tileOutputs; ++n) {
            V w;
            load<lanes>(weight + n * inputs + whole, left, w);
#pragma GCC unroll 8
            for (int r = 0; r < tileRows; ++r) {
                V x;
                load<lanes>(in + r * inStride + whole, left, x);
                sums[r][n] += x * w;
            }
        }
    }
#pragma GCC unroll 8
    for (int r = 0; r < tileRows; ++r) {
#pragma GCC unroll 8
        for (int n = 0; n < tileOutputs; ++n) {
            float parts[lanes];
            std::memcpy(parts, &sums[r][n], sizeof(parts));
            for (int width = lanes / 2; width > 0; width /= 2)
                for (int i = 0; i < width; ++i)
                    parts[i] += parts[i + width];
            float *to = out + r * outStride + n;
            *to = parts[0] + bias[n] + (accumulate ? *to : 0.0f);
        }
    }
}

struct Linear {
    const float *in;
    std::int64_t inStride;
    std::int64_t rows;
    const WeightMatrix &weight;
    const float *bias;
    float *out;
    std::int64_t outStride;
    bool accumulate;
};

/// Rows that stay in the cache while the weights stream past them.
std::int64_t rowsPerBlock(std::int64_t inputs)
{
    return std::max<std::int64_t>(48, 8192 / inputs);
}

/// Outputs [begin, end) of all rows.
template<int lanes, int tileRows, int tileOutputs, typename W>
PHI1_INLINE void linearRange(const Linear &job, std::int64_t begin, std::int64_t end)
{
    const std::int64_t inputs = job.weight.inputs;
    const std::int64_t block = rowsPerBlock(inputs);
    const W *weight = static_cast<const W *>(job.weight.data);
    for (std::int64_t firstRow = 0; firstRow < job.rows; firstRow += block) {
        const std::int64_t endRow = std::min(job.rows, firstRow + block);
        std::int64_t n = begin;
        for (; n + tileOutputs <= end; n += tileOutputs) {
            std::int64_t r = firstRow;
            for (; r + tileRows <= endRow; r += tileRows)
                dotTile<lanes, tileRows, tileOutputs>(
                    job.in + r * job.inStride, job.inStride, weight + n * inputs, inputs,
                    job.bias + n, job.out + r * job.outStride + n, job.outStride, job.accumulate);
            for (; r < endRow; ++r)
                dotTile<lanes, 1, tileOutputs>(
                    job.in + r * job.inStride, job.inStride, weight + n * inputs, inputs,
                    job.bias + n, job.out + r * job.outStride + n, job.outStride, job.accumulate);
        }
        for (; n < end; ++n)
            for (std::int64_t r = firstRow; r < endRow; ++r)
                dotTile<lanes, 1, 1>(job.in + r * job.inStride, job.inStride, weight + n * inputs,
                                     inputs, job.bias + n, job.out + r * job.outStride + n,
                                     job.outStride, job.accumulate);
    }
}

/// e^x with a relative error below 2e-7, 0 below -87; written so that compilers make vectors of it.
/// Source: the polynomial of Cephes' expf (S. Moshier).
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

PHI1_INLINE void geluBody(float *values, std::int64_t count)
{
    // (1 + tanh u) / 2 = 1 / (1 + e^-2u)
    for (std::int64_t i = 0; i < count; ++i) {
        const float x = values[i];
        const float u = 1.5957691216057308f * (x + 0.044715f * x * x * x);
        values[i] = x / (1.0f + fastExp(-u));
    }
}

PHI1_INLINE void attendBody(const float *query, const float *keys, std::int64_t keyStride,
                            const float *values, std::int64_t positions, std::int64_t dimension,
                            float scale, float *__restrict scores, float *__restrict out)
{
    for (std::int64_t p = 0; p < positions; ++p)
        scores[p] = 0;
    // Four dimensions, later four positions, to each pass over the sums.
    std::int64_t d = 0;
    for (; d + 4 <= dimension; d += 4) {
        const float q0 = query[d] * scale, q1 = query[d + 1] * scale;
        const float q2 = query[d + 2] * scale, q3 = query[d + 3] * scale;
        const float *k0 = keys + d * keyStride, *k1 = k0 + keyStride;
        const float *k2 = k1 + keyStride, *k3 = k2 + keyStride;
        for (std::int64_t p = 0; p < positions; ++p)
            scores[p] += (q0 * k0[p] + q1 * k1[p]) + (q2 * k2[p] + q3 * k3[p]);
    }
    for (; d < dimension; ++d)
        for (std::int64_t p = 0; p < positions; ++p)
            scores[p] += query[d] * scale * keys[d * keyStride + p];

    // Lane i takes the positions i modulo 16.
    constexpr int lanes = 16;
    const std::int64_t whole = positions - positions % lanes;
    float parts[lanes];
    for (float &part : parts)
        part = scores[0];
    for (std::int64_t p = 0; p < whole; p += lanes)
        for (int i = 0; i < lanes; ++i)
            parts[i] = scores[p + i] > parts[i] ? scores[p + i] : parts[i];
    float highest = scores[0];
    for (std::int64_t p = whole; p < positions; ++p)
        highest = scores[p] > highest ? scores[p] : highest;
    for (const float part : parts)
        highest = part > highest ? part : highest;
    for (std::int64_t p = 0; p < positions; ++p)
        scores[p] = fastExp(scores[p] - highest);
    for (float &part : parts)
        part = 0;
    for (std::int64_t p = 0; p < whole; p += lanes)
        for (int i = 0; i < lanes; ++i)
            parts[i] += scores[p + i];
    float total = 0;
    for (std::int64_t p = whole; p < positions; ++p)
        total += scores[p];
    for (const float part : parts)
        total += part;

    for (std::int64_t i = 0; i < dimension; ++i)
        out[i] = 0;
    const float share = 1.0f / total;
    std::int64_t p = 0;
    for (; p + 4 <= positions; p += 4) {
        const float w0 = scores[p] * share, w1 = scores[p + 1] * share;
        const float w2 = scores[p + 2] * share, w3 = scores[p + 3] * share;
        const float *v0 = values + p * dimension, *v1 = v0 + dimension;
        const float *v2 = v1 + dimension, *v3 = v2 + dimension;
        for (std::int64_t i = 0; i < dimension; ++i)
            out[i] += (w0 * v0[i] + w1 * v1[i]) + (w2 * v2[i] + w3 * v3[i]);
    }
    for (; p < positions; ++p)
        for (std::int64_t i = 0; i < dimension; ++i)
            out[i] += scores[p] * share * values[p * dimension + i];
}

struct Kernels {
    void (*linear)(const Linear &, std::int64_t, std::int64_t);
    void (*gelu)(float *, std::int64_t);
    void (*attend)(const float *, const float *, std::int64_t, const float *, std::int64_t,
                   std::int64_t, float, float *, float *);
};

// The sizes of the tiles fill the vector registers of each instruction set.
#define PHI1_KERNELS(name, targets, lanes, tileRows, tileOutputs)                                  \
    targets void name##Linear(const Linear &job, std::int64_t begin, std::int64_t end)             \
    {                                                                                              \
        if (job.weight.isBFloat16)                                                                 \
            linearRange<lanes, tileRows, tileOutputs, std::uint16_t>(job, begin, end);             \
        else                                                                                       \
            linearRange<lanes, tileRows, tileOutputs, float>(job, begin, end);                     \
    }                                                                                              \
    targets void name##Gelu(float *values, std::int64_t count)                                     \
    {                                                                                              \
        geluBody(values, count);                                                                   \
    }                                                                                              \
    targets void name##Attend(const float *query, const float *keys, std::int64_t keyStride,       \
                              const float *values, std::int64_t positions, std::int64_t dimension, \
                              float scale, float *scores, float *out)                              \
    {                                                                                              \
        attendBody(query, keys, keyStride, values, positions, dimension, scale, scores, out);      \
    }                                                                                              \
    constexpr Kernels name = {name##Linear, name##Gelu, name##Attend};

PHI1_KERNELS(plain, , 4, 3, 4)
#if defined(__x86_64__)
PHI1_KERNELS(avx2, [[gnu::target("avx2,fma")]], 8, 3, 4)
PHI1_KERNELS(avx512, [[gnu::target("avx512f,avx512bw,avx512vl,avx2,fma")]], 16, 4, 5)
#endif

const Kernels &kernels()
{
    static const Kernels &chosen = []() -> const Kernels & {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512vl"))
            return avx512;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            return avx2;
#endif
        return plain;
    }();
    return chosen;
}

} // namespace

void linearRows(const float *in, std::int64_t inStride, std::int64_t rows,
                const WeightMatrix &weight, const float *bias, float *out, std::int64_t outStride,
                bool accumulate)
{
    const Linear job = {in, inStride, rows, weight, bias, out, outStride, accumulate};
    // Below half a million multiplications (20 µs) a second thread costs more than it brings.
    const std::int64_t perOutput = std::max<std::int64_t>(1, rows * weight.inputs);
    const std::int64_t grain = std::max<std::int64_t>(16, 524288 / perOutput);
    at::parallel_for(0, weight.outputs, grain, [&](std::int64_t begin, std::int64_t end) {
        kernels().linear(job, begin, end);
    });
}

void layerNormRow(const float *in, const float *weight, const float *bias, float epsilon,
                  std::int64_t count, float *out)
{
    double sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += in[i];
    const double mean = sum / static_cast<double>(count);
    double squares = 0;
    for (std::int64_t i = 0; i < count; ++i)
        squares += (in[i] - mean) * (in[i] - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(count) + epsilon);
    const auto centre = static_cast<float>(mean);
    const auto factor = static_cast<float>(1.0 / deviation);
    for (std::int64_t i = 0; i < count; ++i)
        out[i] = (in[i] - centre) * factor * weight[i] + bias[i];
}

void geluRow(float *values, std::int64_t count)
{
    kernels().gelu(values, count);
}

void rotateHead(float *head, const float *cosines, const float *sines, std::int64_t half)
{
    for (std::int64_t i = 0; i < half; ++i) {
        const float a = head[i];
        const float b = head[i + half];
        head[i] = a * cosines[i] - b * sines[i];
        head[i + half] = b * cosines[i] + a * sines[i];
    }
}

void attendRow(const float *query, const float *keys, std::int64_t keyStride, const float *values,
               std::int64_t positions, std::int64_t dimension, float scale, float *scores,
               float *out)
{
    kernels().attend(query, keys, keyStride, values, positions, dimension, scale, scores, out);
}

} // namespace phi1
