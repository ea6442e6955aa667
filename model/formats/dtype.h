// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace phi1 {

/// Element types of safetensors files. Values are little-endian.
enum class DType {
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
    F8E4M3,
    F8E5M2
};

/// Bytes of one element.
std::size_t dtypeSize(DType dtype);
/// The name in a safetensors header: "F32", "BF16", "BOOL", "F8_E4M3".
std::string_view dtypeName(DType dtype);
std::optional<DType> dtypeFromName(std::string_view name);

/// How many elements are NaN or infinite; 0 for integers. `bytes` need no alignment.
std::uint64_t countNonFinite(DType dtype, std::span<const std::byte> bytes);

} // namespace phi1
