// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// Takes fields off the front of a fastText file: little-endian numbers without padding. A field
/// that the file does not hold is Corrupt, naming file, field and offset; nothing is allocated
/// before the bytes it is for were found to be there.
class FieldReader
{
public:
    FieldReader(std::filesystem::path file, std::span<const std::byte> bytes)
        : m_file(std::move(file))
        , m_bytes(bytes)
    {}

    std::uint64_t left() const { return m_bytes.size() - m_at; }

    template<typename T>
    Result<T> number(std::string_view field)
    {
        static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
        if (left() < sizeof(T))
            return missing(1, sizeof(T), field);
        T value{};
        std::memcpy(&value, m_bytes.data() + m_at, sizeof value);
        m_at += sizeof value;
        return value;
    }

    template<typename T>
    Result<std::vector<T>> numbers(std::uint64_t count, std::string_view field)
    {
        static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
        if (count > left() / sizeof(T))
            return missing(count, sizeof(T), field);
        std::vector<T> values(count);
        if (count != 0)
            std::memcpy(values.data(), m_bytes.data() + m_at, count * sizeof(T));
        m_at += count * sizeof(T);
        return values;
    }

    /// C++ writes a bool as one byte; only 0 and 1 are one.
    Result<bool> flag(std::string_view field);
    /// Up to a NUL, which is taken too.
    Result<std::string_view> text(std::string_view field);

    tl::unexpected<Error> corrupt(const std::string &what) const;
    tl::unexpected<Error> incompatible(const std::string &what) const;

private:
    tl::unexpected<Error> missing(std::uint64_t count, std::size_t size,
                                  std::string_view field) const;

    std::filesystem::path m_file;
    std::span<const std::byte> m_bytes;
    std::size_t m_at = 0;
};

} // namespace phi1
