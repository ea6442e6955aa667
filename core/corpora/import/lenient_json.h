// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phi1 {

/// Carries bytes that are no UTF-8 through a parser that refuses them: each becomes a code point
/// that the line does not use, and after parsing becomes the byte again.
class ByteDisguise
{
public:
    /// `line` with its stray bytes disguised; nothing if the line uses all code points that could
    /// be taken.
    static std::optional<ByteDisguise> of(std::string_view line);

    const std::string &line() const { return m_line; }
    /// Of a string out of the parsed line.
    std::string undo(std::string_view text) const;

private:
    std::string m_line;
    std::uint32_t m_block = 0; ///< 256 code points from here on; the byte is the last eight bits
};

} // namespace phi1
