// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/diff.h"

namespace phi1 {

namespace {

enum class Kind { Word, Blank, Break, Other };

Kind kindOf(char c)
{
    if (c == '\n')
        return Kind::Break;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v')
        return Kind::Blank;
    // Letters beyond ASCII are taken as letters: their bytes stay together.
    const bool isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 128;
    return isWord ? Kind::Word : Kind::Other;
}

} // namespace

std::vector<std::string_view> splitWords(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const Kind kind = kindOf(text[begin]);
        std::size_t end = begin + 1;
        if (kind == Kind::Word || kind == Kind::Blank) {
            while (end < text.size() && kindOf(text[end]) == kind)
                ++end;
        }
        words.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

std::vector<std::string_view> splitLines(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t lineBreak = text.find('\n');
        const std::size_t size = lineBreak == std::string_view::npos ? text.size() : lineBreak + 1;
        lines.push_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

} // namespace phi1
