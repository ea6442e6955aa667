// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Files of resources/, compiled in: the program runs without the source tree.

namespace phi1 {

std::string_view exercisePrompts();
std::string_view instructionPrompts();
std::string_view libraryPrompts();
std::string_view chatPrompts();
std::string_view attentionPrompts();
std::string_view demonstrationPrompts();

/// resources/themes/tokens.json
std::string_view themeColours();

} // namespace phi1
