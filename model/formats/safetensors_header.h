// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "model/formats/dtype.h"

namespace phi1 {

/// What a safetensors file says about one tensor, checked against the file.
struct SafetensorsEntry {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0; ///< in the file, not in the data section
    std::uint64_t end = 0;
};

struct SafetensorsHeader {
    std::vector<SafetensorsEntry> entries; ///< by offset
    std::map<std::string, std::string> metadata;
};

/// Limits that no real checkpoint comes near; they keep a hostile header from costing more than its
/// own size.
inline constexpr std::uint64_t maximalHeaderBytes = 100'000'000;
inline constexpr std::size_t maximalTensors = 100'000;
inline constexpr std::size_t maximalDimensions = 8;
inline constexpr std::size_t maximalNameBytes = 4096;

/// Reads the header of a safetensors file and checks all that the format promises: header at most
/// 100 MB, inside the file and starting with '{'; names unique; a known dtype; shape times element
/// size equal to the length of the range, without overflow; ranges that cover the data section
/// without holes, overlaps or bytes left over; string metadata. Source: huggingface/safetensors,
/// README "Format" and tensor.rs.
/// @param file  the whole file
/// @param what  names it in errors
/// @return Corrupt with what was found and expected; Incompatible for a dtype this program does not
/// know.
Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> file,
                                                 std::string_view what);

} // namespace phi1
