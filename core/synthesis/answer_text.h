// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace phi1 {

/// The inside of the first fenced block (``` or ~~~, of any language, Markdown's rules for the
/// length of fences), byte for byte with its last line break; nothing if there is none or it never
/// ends.
std::optional<std::string_view> firstCodeBlock(std::string_view text);

/// The text of the first Markdown heading if the text begins with one.
std::string headingOf(std::string_view text);

} // namespace phi1
