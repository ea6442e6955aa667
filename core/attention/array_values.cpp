// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/attention/array_file.h"

namespace phi1 {

namespace {

template<typename T>
T valueAt(std::span<const std::byte> bytes, std::size_t index)
{
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    return value;
}

template<typename T>
ArrayView viewOf(ArrayType type, std::span<const T> values, std::vector<std::int64_t> shape)
{
    return {type, std::move(shape), std::as_bytes(values)};
}

} // namespace

std::size_t bytesOf(ArrayType type)
{
    switch (type) {
    case ArrayType::U8:
        return 1;
    case ArrayType::F16:
    case ArrayType::BF16:
        return 2;
    case ArrayType::I32:
    case ArrayType::F32:
        return 4;
    case ArrayType::I64:
        return 8;
    }
    return 0;
}

std::string_view nameOf(ArrayType type)
{
    switch (type) {
    case ArrayType::U8:
        return "U8";
    case ArrayType::I32:
        return "I32";
    case ArrayType::I64:
        return "I64";
    case ArrayType::F16:
        return "F16";
    case ArrayType::BF16:
        return "BF16";
    case ArrayType::F32:
        return "F32";
    }
    return "";
}

std::uint16_t halfOf(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u)
        return sign | 0x7e00u; // NaN
    if (magnitude >= 0x477ff000u)
        return sign | 0x7c00u; // 65520 and more round to infinity
    if (magnitude < 0x38800000u) {
        // Below 2^-14: adding 0.5 leaves the multiples of 2^-24 in the low bits, rounded by the
        // processor to nearest even.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<std::uint16_t>(sign |
                                          (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000u));
    }
    const std::uint32_t rounded = magnitude + 0xfffu + (magnitude >> 13 & 1u);
    return static_cast<std::uint16_t>(sign | (rounded - 0x38000000u) >> 13);
}

float floatOfHalf(std::uint16_t half)
{
    const std::uint32_t sign = (half & 0x8000u) << 16;
    const std::uint32_t exponent = half >> 10 & 0x1fu;
    const std::uint32_t mantissa = half & 0x3ffu;
    if (exponent == 0) {
        const float value = static_cast<float>(mantissa) * 0x1p-24F;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
    }
    const std::uint32_t wide = exponent == 31 ? 255u : exponent + 112u;
    return std::bit_cast<float>(sign | wide << 23 | mantissa << 13);
}

std::int64_t ArrayView::elements() const
{
    return static_cast<std::int64_t>(bytes.size() / bytesOf(type));
}

std::vector<float> ArrayView::floats() const
{
    std::vector<float> values(static_cast<std::size_t>(elements()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        switch (type) {
        case ArrayType::U8:
            values[i] = static_cast<float>(valueAt<std::uint8_t>(bytes, i));
            break;
        case ArrayType::I32:
            values[i] = static_cast<float>(valueAt<std::int32_t>(bytes, i));
            break;
        case ArrayType::I64:
            values[i] = static_cast<float>(valueAt<std::int64_t>(bytes, i));
            break;
        case ArrayType::F16:
            values[i] = floatOfHalf(valueAt<std::uint16_t>(bytes, i));
            break;
        case ArrayType::BF16:
            values[i] = std::bit_cast<float>(std::uint32_t(valueAt<std::uint16_t>(bytes, i)) << 16);
            break;
        case ArrayType::F32:
            values[i] = valueAt<float>(bytes, i);
            break;
        }
    }
    return values;
}

std::vector<std::int32_t> ArrayView::integers() const
{
    using Limits = std::numeric_limits<std::int32_t>;
    std::vector<std::int32_t> values(static_cast<std::size_t>(elements()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (type == ArrayType::I64)
            values[i] = static_cast<std::int32_t>(std::clamp<std::int64_t>(
                valueAt<std::int64_t>(bytes, i), Limits::min(), Limits::max()));
        else if (type == ArrayType::I32)
            values[i] = valueAt<std::int32_t>(bytes, i);
        else if (type == ArrayType::U8)
            values[i] = valueAt<std::uint8_t>(bytes, i);
    }
    return values;
}

ArrayView arrayOf(std::span<const float> values, std::vector<std::int64_t> shape)
{
    return viewOf(ArrayType::F32, values, std::move(shape));
}

ArrayView arrayOf(std::span<const std::int32_t> values, std::vector<std::int64_t> shape)
{
    return viewOf(ArrayType::I32, values, std::move(shape));
}

ArrayView arrayOf(std::span<const std::uint8_t> values, std::vector<std::int64_t> shape)
{
    return viewOf(ArrayType::U8, values, std::move(shape));
}

ArrayView halfArrayOf(std::span<const std::uint16_t> halves, std::vector<std::int64_t> shape)
{
    return viewOf(ArrayType::F16, halves, std::move(shape));
}

} // namespace phi1
