// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace phi1 {

/// One character at the head of a text, or one malformed part.
struct Utf8Character {
    static constexpr char32_t malformed = 0xffffffff;
    char32_t value = malformed;
    std::size_t bytes = 1; ///< of a malformed part: the longest prefix of a character that is there
                           ///< (Unicode 3.9, U+FFFD)
};

/// The first character of a text that is not empty. Strict: no overlong forms, no surrogates, at
/// most U+10FFFF.
Utf8Character firstUtf8Character(std::string_view text);

/// The text with each malformed part replaced by U+FFFD, as Rust's from_utf8_lossy and Python's
/// "replace" do.
std::string replaceMalformedUtf8(std::string_view text);

void appendUtf8(char32_t value, std::string &out);

} // namespace phi1
