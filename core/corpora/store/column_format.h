// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/column.h"

/// Files of a column.
///
/// KEY.col: u64 magic "phi1col\n", u32 version (1), u32 size of the header (a multiple of 16), u32
/// ColumnType, u32 length of the JSON, u64 generation; {"key":…,"facts":…}; zeros up to the size of
/// the header; then the values, little-endian: the file's length says how many there are, so that
/// appending them is all that a flush does.
///
/// KEY.GENERATION.names (categories): u32 length and bytes of each name, appended before the first
/// value that uses it. Bound to its KEY.col by the generation, since both cannot be replaced at
/// once.
namespace phi1::columnFormat {

inline constexpr std::uint32_t version = 1;

struct Header {
    ColumnType type = ColumnType::Number;
    std::uint64_t generation = 0;
    std::string key;
    Json facts = Json::object();
    std::size_t bytes = 0; ///< of the header: where the values begin
};

std::size_t widthOf(ColumnType type);
std::string_view nameOf(ColumnType type);
std::string headerBytes(const Header &header);
/// Of the beginning of a file; Corrupt or Incompatible, naming `file`.
Result<Header> readHeader(std::string_view beginning, const std::filesystem::path &file);
/// As many bytes as a header may have.
inline constexpr std::size_t largestHeader = 1u << 20;

std::filesystem::path namesFile(const std::filesystem::path &column, std::uint64_t generation);

struct Names {
    std::vector<std::string> names;
    std::size_t bytes = 0; ///< of the whole ones; less than the file's where the last was torn
};
/// No file: no names.
Result<Names> readNames(const std::filesystem::path &file);

} // namespace phi1::columnFormat
