// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

struct TextColumn {
    std::string title;
    std::string text;  ///< any text; control characters are shown as \xNN, tabs as four spaces
    std::string facts; ///< lines between title and rule; may be empty
    /// Byte of the text that is marked: in reverse on a terminal, elsewhere with "▸" before it.
    std::optional<std::size_t> mark;
};

/// The columns side by side, each wrapped at its share of `width` terminal cells, with a rule under
/// the titles. Ends with a line break. Every code point counts as one cell.
std::string renderColumns(const std::vector<TextColumn> &columns, std::size_t width,
                          bool terminal = false);

/// Text of a model on a terminal: control characters are shown, not obeyed.
std::string harmlessText(std::string_view text);

/// Cells of the terminal on this descriptor, `fallback` where it is none.
std::size_t terminalWidth(int descriptor, std::size_t fallback = 100);

} // namespace phi1
