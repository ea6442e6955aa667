// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <sstream>
#include <string>
#include <string_view>

namespace phi1 {

namespace detail {
inline void append(std::ostringstream &out, const std::filesystem::path &path)
{
    out << path.string();
}
template<typename T>
void append(std::ostringstream &out, const T &value)
{
    out << value;
}
} // namespace detail

/// Joins its arguments as text: `concat("layer ", 3, " of ", path)`. Paths come without quotes.
template<typename... Parts>
std::string concat(const Parts &...parts)
{
    std::ostringstream out;
    (detail::append(out, parts), ...);
    return out.str();
}

/// The known name with the smallest edit distance to `name`, empty if none is close enough to be a
/// slip of the pen.
std::string nearestName(std::string_view name, std::span<const std::string> known);

/// "1.4 GiB", "512 KiB", "17 bytes".
std::string formatBytes(std::uint64_t bytes);

/// "2 h 03 min", "4 min 10 s", "12.3 s".
std::string formatDuration(double seconds);

/// `text` with everything that could move a terminal's cursor or forge a line shown as \xNN, cut
/// after `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 200);

/// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool isUtf8(std::string_view text);

} // namespace phi1
