// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

/// A fenced block of Markdown.
struct FencedBlock {
    std::string name;        ///< the first word after the fence, in lower case: "python"
    std::string content;     ///< its lines, without the indentation of the fence
    bool beginsText = false; ///< nothing but blanks is before it
};

/// Blocks between fences of three or more ` or ~, in the order of the text. As CommonMark 0.30 has
/// them (4.5), but a fence may be indented by more than three blanks, as it is in lists. One that
/// is not closed reaches to the end of the text.
std::vector<FencedBlock> fencedBlocks(std::string_view text);

} // namespace phi1
