// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace phi1 {

static_assert(std::endian::native == std::endian::little,
              "the cache is written as memory holds it");

/// Puts numbers and texts behind each other, little-endian.
class CacheWriter
{
public:
    template<typename T>
    void number(T value)
    {
        static_assert(std::is_arithmetic_v<T>);
        m_bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    void text(std::string_view text)
    {
        number(static_cast<std::uint32_t>(text.size()));
        m_bytes.append(text);
    }
    void numbers(std::span<const double> values)
    {
        number(static_cast<std::uint64_t>(values.size()));
        m_bytes.append(reinterpret_cast<const char *>(values.data()), values.size_bytes());
    }
    std::string &bytes() { return m_bytes; }

private:
    std::string m_bytes;
};

/// Takes them apart again. Believes no length: what would reach beyond the end reads as zero or
/// empty, and ok() is false from then on.
class CacheReader
{
public:
    explicit CacheReader(std::string_view bytes)
        : m_rest(bytes)
    {}

    template<typename T>
    T number()
    {
        T value{};
        const std::string_view bytes = take(sizeof value);
        if (bytes.size() == sizeof value)
            std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string_view text() { return take(number<std::uint32_t>()); }
    /// The bytes of a list of doubles, not aligned.
    std::string_view numbers()
    {
        const auto count = number<std::uint64_t>();
        if (count > m_rest.size() / sizeof(double)) {
            m_ok = false;
            return {};
        }
        return take(count * sizeof(double));
    }
    std::string_view take(std::uint64_t size)
    {
        if (!m_ok || size > m_rest.size()) {
            m_ok = false;
            return {};
        }
        const std::string_view taken = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return taken;
    }

    bool ok() const { return m_ok; }
    std::size_t left() const { return m_rest.size(); }

private:
    std::string_view m_rest;
    bool m_ok = true;
};

} // namespace phi1
