// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/lenient_json.h"

#include <array>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Private use, of two planes: multiples of 256, in UTF-8 four bytes each. With them the high
/// surrogate that an escape of one begins with.
struct Block {
    std::uint32_t first;
    std::string_view escape;
};
constexpr std::array<Block, 4> blocks = {{
    {0x10fe00, "dbff"},
    {0x10fa00, "dbfe"},
    {0xffe00, "dbbf"},
    {0xffa00, "dbbe"},
}};

std::string encoded(std::uint32_t code)
{
    return {static_cast<char>(0xf0 | (code >> 18)), static_cast<char>(0x80 | ((code >> 12) & 63)),
            static_cast<char>(0x80 | ((code >> 6) & 63)), static_cast<char>(0x80 | (code & 63))};
}

/// Of the well-formed character at the beginning; 0 if there is none.
std::size_t characterLength(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    std::size_t length = 1;
    if (lead >= 0xf0)
        length = 4;
    else if (lead >= 0xe0)
        length = 3;
    else if (lead >= 0xc0)
        length = 2;
    return length <= text.size() && isUtf8(text.substr(0, length)) ? length : 0;
}

bool uses(std::string_view line, const Block &block)
{
    // The first two bytes are those of 4096 code points: more than needed, but never too few.
    if (line.find(encoded(block.first).substr(0, 2)) != std::string_view::npos)
        return true;
    for (std::size_t at = line.find("\\u"); at != std::string_view::npos;
         at = line.find("\\u", at + 2)) {
        std::string digits(line.substr(at + 2, 4));
        for (char &c : digits)
            c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        if (digits == block.escape)
            return true;
    }
    return false;
}

} // namespace

std::optional<ByteDisguise> ByteDisguise::of(std::string_view line)
{
    for (const Block &block : blocks) {
        if (uses(line, block))
            continue;
        ByteDisguise disguise;
        disguise.m_block = block.first;
        disguise.m_line.reserve(line.size() + line.size() / 8);
        while (!line.empty()) {
            const auto byte = static_cast<unsigned char>(line.front());
            const std::size_t length = byte < 0x80 ? 1 : characterLength(line);
            if (length == 0)
                disguise.m_line += encoded(block.first + byte);
            else
                disguise.m_line += line.substr(0, length);
            line.remove_prefix(length == 0 ? 1 : length);
        }
        return disguise;
    }
    return std::nullopt;
}

std::string ByteDisguise::undo(std::string_view text) const
{
    const std::string first = encoded(m_block);
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const bool disguised = text.size() >= 4 && text[0] == first[0] && text[1] == first[1] &&
                               (static_cast<unsigned char>(text[2]) & 0x3c) ==
                                   (static_cast<unsigned char>(first[2]) & 0x3c);
        if (disguised) {
            result += static_cast<char>(((static_cast<unsigned char>(text[2]) & 3) << 6) |
                                        (static_cast<unsigned char>(text[3]) & 63));
            text.remove_prefix(4);
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

} // namespace phi1
