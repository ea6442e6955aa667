// SPDX-License-Identifier: Apache-2.0
#include "model/text/utf8.h"

namespace phi1 {

Utf8Character firstUtf8Character(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    // The second byte's range is what rules out overlong forms, surrogates and values beyond
    // U+10FFFF.
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xbf;
    char32_t value = 0;
    if (lead >= 0xc2 && lead <= 0xdf) {
        length = 2;
        value = lead & 0x1f;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        length = 3;
        value = lead & 0x0f;
        low = lead == 0xe0 ? 0xa0 : 0x80;
        high = lead == 0xed ? 0x9f : 0xbf;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        length = 4;
        value = lead & 0x07;
        low = lead == 0xf0 ? 0x90 : 0x80;
        high = lead == 0xf4 ? 0x8f : 0xbf;
    } else {
        return {Utf8Character::malformed, 1};
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (i == text.size() || byte(i) < low || byte(i) > high)
            return {Utf8Character::malformed, i};
        value = (value << 6) | (byte(i) & 0x3fu);
        low = 0x80;
        high = 0xbf;
    }
    return {value, length};
}

std::string replaceMalformedUtf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Utf8Character character = firstUtf8Character(text);
        if (character.value == Utf8Character::malformed)
            out += "\xef\xbf\xbd";
        else
            out.append(text.substr(0, character.bytes));
        text.remove_prefix(character.bytes);
    }
    return out;
}

void appendUtf8(char32_t value, std::string &out)
{
    const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (value < 0x80) {
        add(value);
    } else if (value < 0x800) {
        add(0xc0 | (value >> 6));
        add(0x80 | (value & 0x3f));
    } else if (value < 0x10000) {
        add(0xe0 | (value >> 12));
        add(0x80 | ((value >> 6) & 0x3f));
        add(0x80 | (value & 0x3f));
    } else {
        add(0xf0 | (value >> 18));
        add(0x80 | ((value >> 12) & 0x3f));
        add(0x80 | ((value >> 6) & 0x3f));
        add(0x80 | (value & 0x3f));
    }
}

} // namespace phi1
