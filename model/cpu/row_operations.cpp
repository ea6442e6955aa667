// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/row_operations.h"

#include <cstring>

#include "model/cpu/kernel_table.h"
#include "model/cpu/number_formats.h"

namespace phi1 {

namespace {

template<typename Element, typename Widen>
void widen(const void *data, std::int64_t count, float *out, const Widen &toFloat)
{
    const auto *from = static_cast<const std::byte *>(data);
    for (std::int64_t i = 0; i < count; ++i) {
        Element element;
        std::memcpy(&element, from + i * static_cast<std::int64_t>(sizeof element), sizeof element);
        out[i] = toFloat(element);
    }
}

} // namespace

void layerNormRow(const float *in, const float *weight, const float *bias, float epsilon,
                  std::int64_t count, float *out, InstructionSet set)
{
    kernelTable(set).layerNorm(in, weight, bias, epsilon, count, out);
}

void geluRow(float *values, std::int64_t count, InstructionSet set)
{
    kernelTable(set).gelu(values, count);
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

void widenRow(const void *data, DType dtype, std::int64_t count, float *out)
{
    if (dtype == DType::F32)
        std::memcpy(out, data, static_cast<std::size_t>(count) * sizeof(float));
    else if (dtype == DType::F16)
        widen<std::uint16_t>(data, count, out, floatFromFloat16);
    else
        widen<std::uint16_t>(data, count, out, floatFromBFloat16);
}

} // namespace phi1
