// SPDX-License-Identifier: Apache-2.0
#include "model/formats/dtype.h"

#include <array>
#include <cstring>

namespace phi1 {

namespace {

struct DTypeInfo {
    DType dtype;
    std::string_view name;
    std::size_t size;
};

constexpr std::array<DTypeInfo, 15> dtypes = {{{DType::F64, "F64", 8},
                                               {DType::F32, "F32", 4},
                                               {DType::F16, "F16", 2},
                                               {DType::BF16, "BF16", 2},
                                               {DType::I64, "I64", 8},
                                               {DType::I32, "I32", 4},
                                               {DType::I16, "I16", 2},
                                               {DType::I8, "I8", 1},
                                               {DType::U64, "U64", 8},
                                               {DType::U32, "U32", 4},
                                               {DType::U16, "U16", 2},
                                               {DType::U8, "U8", 1},
                                               {DType::Bool, "BOOL", 1},
                                               {DType::F8E4M3, "F8_E4M3", 1},
                                               {DType::F8E5M2, "F8_E5M2", 1}}};

/// Counts elements whose bits under `mask` are all set: for IEEE formats the exponent, which is
/// full in NaN and infinity alone.
template<typename Bits>
std::uint64_t countFull(std::span<const std::byte> bytes, Bits mask)
{
    std::uint64_t count = 0;
    for (std::size_t at = 0; at + sizeof(Bits) <= bytes.size(); at += sizeof(Bits)) {
        Bits value;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        count += (value & mask) == mask;
    }
    return count;
}

} // namespace

std::size_t dtypeSize(DType dtype)
{
    return dtypes[static_cast<std::size_t>(dtype)].size;
}

std::string_view dtypeName(DType dtype)
{
    return dtypes[static_cast<std::size_t>(dtype)].name;
}

std::optional<DType> dtypeFromName(std::string_view name)
{
    for (const DTypeInfo &info : dtypes) {
        if (info.name == name)
            return info.dtype;
    }
    return std::nullopt;
}

std::uint64_t countNonFinite(DType dtype, std::span<const std::byte> bytes)
{
    switch (dtype) {
    case DType::F64:
        return countFull<std::uint64_t>(bytes, 0x7ff0'0000'0000'0000u);
    case DType::F32:
        return countFull<std::uint32_t>(bytes, 0x7f80'0000u);
    case DType::F16:
        return countFull<std::uint16_t>(bytes, 0x7c00u);
    case DType::BF16:
        return countFull<std::uint16_t>(bytes, 0x7f80u);
    case DType::F8E5M2:
        return countFull<std::uint8_t>(bytes, 0x7cu);
    case DType::F8E4M3: // no infinity; NaN is all ones
        return countFull<std::uint8_t>(bytes, 0x7fu);
    default:
        return 0;
    }
}

} // namespace phi1
