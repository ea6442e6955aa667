// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace phi1 {

/// What a person says about a sample: 1 discard … 5 textbook; 0: nothing. Column "label" is a
/// Category with these names, its value one less than the label. `label:5` and `label:textbook`
/// mean the same in the text of a search.
inline constexpr std::array<std::string_view, 5> labelNames = {"discard", "weak", "usable", "good",
                                                               "textbook"};

} // namespace phi1
