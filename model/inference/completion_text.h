// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

/// The growing text of one completion: finds stop strings wherever token borders lie, and says how
/// much may be shown. What it finds is a function of the bytes, not of how they were cut into
/// tokens: the stop string that ends first wins, the longest of those that end together.
class CompletionText
{
public:
    /// @param stops  none may be empty
    explicit CompletionText(std::span<const std::string> stops);

    /// Adds the bytes of the next token, up to the end of the first stop string. @return whether
    /// one was found: it is then cut off, and nothing more may be appended
    bool append(std::string_view bytes);

    /// Text not handed out before, without what may turn out to begin a stop string or lacks bytes
    /// of a character.
    /// @param last  nothing follows: hand out the rest as well
    std::string takeReady(bool last);

    const std::string &text() const { return m_text; }
    const std::string &foundStop() const { return m_found; } ///< empty until append() found one

private:
    /// Bytes at the start of the text that no later byte can take back.
    std::size_t settled() const;

    std::vector<std::string> m_stops;
    std::string m_text;
    std::string m_found;
    std::size_t m_shown = 0;
};

/// Length of `text` without an unfinished UTF-8 character at its end; bytes that can begin none
/// stay.
std::size_t withoutUnfinishedCharacter(std::string_view text);

} // namespace phi1
