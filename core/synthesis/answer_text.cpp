// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/answer_text.h"

#include <algorithm>

namespace phi1 {

namespace {

/// Length of the run of fence signs that begins the line, 0 if it is no fence.
std::size_t fenceLength(std::string_view line, char &sign)
{
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos || begin > 3 || (line[begin] != '`' && line[begin] != '~'))
        return 0;
    sign = line[begin];
    std::size_t end = begin;
    while (end < line.size() && line[end] == sign)
        ++end;
    return end - begin >= 3 ? end - begin : 0;
}

} // namespace

std::optional<std::string_view> firstCodeBlock(std::string_view text)
{
    std::size_t begin = std::string_view::npos; // of the inside
    std::size_t opened = 0;
    char openedSign = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t lineEnd = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, lineEnd - at);
        char sign = 0;
        const std::size_t length = fenceLength(line, sign);
        if (begin == std::string_view::npos && length > 0) {
            begin = std::min(lineEnd + 1, text.size());
            opened = length;
            openedSign = sign;
        } else if (begin != std::string_view::npos && length >= opened && sign == openedSign &&
                   line.find_last_not_of(" \t\r") == line.find_last_of(sign)) {
            return text.substr(begin, at - begin);
        }
        at = lineEnd + 1;
    }
    return std::nullopt;
}

std::string headingOf(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || text[begin] != '#')
        return {};
    std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
    const std::size_t inner = line.find_first_not_of('#');
    if (inner == std::string_view::npos || line[inner] != ' ' || inner > 6)
        return {};
    line.remove_prefix(inner);
    const std::size_t first = line.find_first_not_of(" \t");
    const std::size_t last = line.find_last_not_of(" \t\r#");
    return first == std::string_view::npos || last == std::string_view::npos || last < first
               ? std::string()
               : std::string(line.substr(first, last - first + 1));
}

} // namespace phi1
