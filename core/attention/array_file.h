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

namespace phi1 {

/// Element types of array files, little-endian.
enum class ArrayType { U8, I32, I64, F16, BF16, F32 };

std::size_t bytesOf(ArrayType type);     ///< of one element
std::string_view nameOf(ArrayType type); ///< "F32", as safetensors has it
std::uint16_t halfOf(float value);       ///< IEEE binary16, rounded to nearest even
float floatOfHalf(std::uint16_t half);

/// An array that lies in somebody else's memory.
struct ArrayView {
    ArrayType type = ArrayType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes; ///< exactly shape times type; not necessarily aligned

    std::int64_t elements() const;
    std::vector<float> floats() const;          ///< any type, converted
    std::vector<std::int32_t> integers() const; ///< U8, I32; I64 outside of 32 bits saturates
};

struct ArrayFile {
    std::map<std::string, ArrayView, std::less<>> arrays; ///< views into the bytes that were read
    std::map<std::string, std::string, std::less<>> metadata;

    /// The array of this name, type and shape; -1 in `shape` stands for any size. Corrupt with what
    /// was found and expected.
    Result<ArrayView> array(std::string_view name, ArrayType type,
                            std::span<const std::int64_t> shape) const;
};

/// Reads the bytes of a safetensors file, which may come from a stranger: every length is checked
/// against the file, nothing larger than the file is allocated. Refused beyond 64 MiB of header,
/// 10,000 arrays or 8 dimensions.
/// @param what  names it in errors
/// @return Corrupt with what was found and expected; Incompatible for another element type
/// Source: huggingface/safetensors, README "Format".
Result<ArrayFile> readSafetensors(std::span<const std::byte> file, std::string_view what);
Result<ArrayFile> readSafetensors(std::string_view file, std::string_view what);

/// The bytes of a safetensors file with these arrays, by name; a pure function of its arguments.
/// std::invalid_argument for an array whose bytes do not fit its shape.
std::string safetensorsBytes(const std::map<std::string, ArrayView, std::less<>> &arrays,
                             const std::map<std::string, std::string, std::less<>> &metadata = {});

/// The bytes of a .npy file, version 1.0 (NumPy's format.py); BF16 becomes F32, which NumPy lacks.
std::string npyBytes(const ArrayView &array);

/// A view of numbers in memory. @param shape  as many elements as `values`
ArrayView arrayOf(std::span<const float> values, std::vector<std::int64_t> shape);
ArrayView arrayOf(std::span<const std::int32_t> values, std::vector<std::int64_t> shape);
ArrayView arrayOf(std::span<const std::uint8_t> values, std::vector<std::int64_t> shape);
ArrayView halfArrayOf(std::span<const std::uint16_t> halves, std::vector<std::int64_t> shape);

} // namespace phi1
