// SPDX-License-Identifier: Apache-2.0
#include "core/quality/facts/fenced_blocks.h"

#include <algorithm>

namespace phi1 {

namespace {

struct Fence {
    char sign = 0; ///< 0: the line is none
    std::size_t length = 0, indentation = 0;
    std::string_view information;
};

Fence fenceOf(std::string_view line)
{
    Fence fence;
    fence.indentation = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view rest = line.substr(fence.indentation);
    if (rest.empty() || (rest[0] != '`' && rest[0] != '~'))
        return {};
    fence.length = std::min(rest.find_first_not_of(rest[0]), rest.size());
    fence.information = rest.substr(fence.length);
    if (fence.length < 3 ||
        (rest[0] == '`' && fence.information.find('`') != std::string_view::npos))
        return {};
    fence.sign = rest[0];
    return fence;
}

std::string nameOf(std::string_view information)
{
    // `{python}`, `{.python}` and `{doctest}` are what notebooks and documentation tools write.
    const std::size_t begin = information.find_first_not_of(" \t{.");
    if (begin == std::string_view::npos)
        return {};
    std::string_view word = information.substr(begin);
    word = word.substr(0, word.find_first_of(" \t\r,}:"));
    std::string name(word);
    for (char &c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return name;
}

} // namespace

std::vector<FencedBlock> fencedBlocks(std::string_view text)
{
    std::vector<FencedBlock> blocks;
    Fence open;
    bool isOpen = false, isBlankSoFar = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        const std::string_view whole = text.substr(at, std::min(end + 1, text.size()) - at);
        at = end + 1;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const Fence fence = fenceOf(line);
        if (!isOpen && fence.sign != 0) {
            open = fence;
            isOpen = true;
            blocks.push_back({nameOf(fence.information), {}, isBlankSoFar});
        } else if (isOpen && fence.sign == open.sign && fence.length >= open.length &&
                   fence.information.find_first_not_of(" \t") == std::string_view::npos) {
            isOpen = false;
        } else if (isOpen) {
            const std::size_t blanks = std::min(whole.find_first_not_of(' '), whole.size());
            blocks.back().content.append(whole.substr(std::min(blanks, open.indentation)));
        }
        if (line.find_first_not_of(" \t") != std::string_view::npos)
            isBlankSoFar = false;
    }
    return blocks;
}

} // namespace phi1
