// SPDX-License-Identifier: Apache-2.0
// The oracle of all other kernels, and what runs where there are none.
#include "model/cpu/row_kernels.inc"

namespace phi1 {

namespace {

/// 16 floats as plain C++.
struct Wide {
    float v[16];

    template<typename Function>
    static PHI1_INLINE Wide each(const Function &function)
    {
        Wide wide;
        for (int i = 0; i < 16; ++i)
            wide.v[i] = function(i);
        return wide;
    }
    template<typename Element>
    static PHI1_INLINE Element element(const void *from, std::int64_t i)
    {
        Element value;
        std::memcpy(&value, static_cast<const char *>(from) + i * sizeof(Element), sizeof value);
        return value;
    }
    static PHI1_INLINE Wide broadcast(float x)
    {
        return each([x](int) { return x; });
    }
    static PHI1_INLINE Wide load(const void *from)
    {
        return each([from](int i) { return element<float>(from, i); });
    }
    static PHI1_INLINE Wide loadFloat16(const void *from)
    {
        return each([from](int i) { return floatFromFloat16(element<std::uint16_t>(from, i)); });
    }
    static PHI1_INLINE Wide loadBFloat16(const void *from)
    {
        return each([from](int i) { return floatFromBFloat16(element<std::uint16_t>(from, i)); });
    }
    /// The first or second bfloat16 of 16 pairs.
    static PHI1_INLINE Wide loadOfPairs(const void *from, bool second)
    {
        return each([from, second](int i) {
            return floatFromBFloat16(element<std::uint16_t>(from, 2 * i + (second ? 1 : 0)));
        });
    }
    static PHI1_INLINE Wide fma(const Wide &a, const Wide &b, const Wide &c)
    {
        return each([&](int i) { return __builtin_fmaf(a.v[i], b.v[i], c.v[i]); });
    }
    static PHI1_INLINE Wide mul(const Wide &a, const Wide &b)
    {
        return each([&](int i) { return a.v[i] * b.v[i]; });
    }
    static PHI1_INLINE Wide add(const Wide &a, const Wide &b)
    {
        return each([&](int i) { return a.v[i] + b.v[i]; });
    }
    static PHI1_INLINE Wide max(const Wide &a, const Wide &b)
    {
        return each([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
    }
    static PHI1_INLINE Wide exponential(const Wide &x)
    {
        return each([&](int i) { return fastExp(x.v[i]); });
    }
    /// The one farther from 0; the second where one is NaN.
    static PHI1_INLINE Wide farther(const Wide &a, const Wide &b)
    {
        return each([&](int i) {
            return __builtin_fabsf(a.v[i]) > __builtin_fabsf(b.v[i]) ? a.v[i] : b.v[i];
        });
    }
    static PHI1_INLINE Wide log2(const Wide &x)
    {
        return each([&](int i) { return fastLog2(x.v[i]); });
    }
    static PHI1_INLINE Wide roundToBFloat16(const Wide &x)
    {
        return each([&](int i) { return floatFromBFloat16(bfloat16FromFloat(x.v[i])); });
    }
    PHI1_INLINE void store(float *to) const { std::memcpy(to, v, sizeof v); }
    static PHI1_INLINE void keep(Wide &) {} // the registers are too few
    template<int count>
    static PHI1_INLINE void sums(const Wide (&wide)[count], float *to)
    {
        for (int i = 0; i < count; ++i)
            to[i] = wide[i].sum();
    }
    PHI1_INLINE float sum() const
    {
        Wide parts = *this;
        for (int width = 8; width > 0; width /= 2)
            for (int i = 0; i < width; ++i)
                parts.v[i] += parts.v[i + width];
        return parts.v[0];
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

void int8Scalar(const Int8Job &job)
{
    for (std::int64_t row = 0; row < job.rows; ++row) {
        const std::int8_t *in = job.in + row * job.inputs;
        for (std::int64_t n = 0; n < job.outputs; ++n) {
            const std::uint8_t *panel = job.weight + n / int8Panel * int8Panel * job.inputs;
            float sum = 0;
            for (std::int64_t block = 0; block < job.blocks(); ++block) {
                const std::int64_t first = block * int8Block;
                const std::int64_t end =
                    first + int8Block < job.inputs ? first + int8Block : job.inputs;
                std::int32_t products = -128 * job.inSums[row * job.blocks() + block];
                for (std::int64_t k = first; k < end; ++k)
                    products += in[k] * panel[(k / 4 * int8Panel + n % int8Panel) * 4 + k % 4];
                sum = __builtin_fmaf(static_cast<float>(products),
                                     job.inScales[row * job.blocks() + block], sum);
            }
            float *out = job.out + row * job.outStride + n;
            const float value =
                __builtin_fmaf(sum, job.weightScales[n], job.bias ? job.bias[n] : 0.0f);
            *out = job.accumulate ? *out + value : value;
        }
    }
}

} // namespace

const KernelTable scalarKernels = {
    denseKernel<WidenedDot<StoredFloat32>, 1, 1, 2>,
    denseKernel<WidenedDot<StoredFloat16>, 1, 1, 2>,
    denseKernel<WidenedDot<StoredBFloat16>, 1, 1, 2>,
    denseKernel<WidenedDot<StoredBFloat16>, 1, 1, 2>,
    false,
    roundRowKernel,
    quantizeRowKernel,
    quantizeWeightsKernel,
    int8Scalar,
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
