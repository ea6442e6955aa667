// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace phi1 {

/// What the bytes at a place of a text are.
struct Utf8Character {
    enum class Kind {
        Character,
        Incomplete, ///< may become one when more bytes come
        Invalid,    ///< the first byte is none of a character
    };
    Kind kind = Kind::Invalid;
    int length = 1; ///< in bytes
    char32_t character = 0;
};

/// The character that begins with the first of these bytes (Unicode 15, table 3-7).
Utf8Character decodeUtf8(const quint8 *bytes, int count);

/// Characters that act instead of being seen, or that no font may have a say in.
bool isEscapedCharacter(char32_t character);
QString escapeOfCharacter(char32_t character); ///< "‹1b›", "‹U+202E›"
QString escapeOfByte(quint8 byte);             ///< "‹e2›"

} // namespace phi1
