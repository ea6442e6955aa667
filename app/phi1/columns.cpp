// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/columns.h"

#include <algorithm>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

struct Line {
    std::string text;
    std::size_t cells = 0;
};

std::size_t codePointBytes(std::string_view text, std::size_t at)
{
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        ++end;
    return end - at;
}

std::vector<Line> wrap(std::string_view text, std::size_t cells)
{
    std::vector<Line> lines(1);
    const auto put = [&](std::string_view glyph) {
        if (lines.back().cells == cells)
            lines.emplace_back();
        lines.back().text += glyph;
        ++lines.back().cells;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t bytes = codePointBytes(text, at);
        const std::string_view glyph = text.substr(at, bytes);
        at += bytes;
        if (glyph == "\n") {
            lines.emplace_back();
        } else if (glyph == "\t") {
            for (int i = 0; i < 4; ++i)
                put(" ");
        } else if (bytes == 1 &&
                   (static_cast<unsigned char>(glyph[0]) < 0x20 || glyph[0] == 0x7f)) {
            for (const char c : printable(glyph))
                put(std::string_view(&c, 1));
        } else {
            put(glyph);
        }
    }
    return lines;
}

} // namespace

std::string renderColumns(const std::vector<Column> &columns, std::size_t width)
{
    static constexpr std::string_view gap = " │ ";
    if (columns.empty())
        return {};
    const std::size_t taken = 3 * (columns.size() - 1);
    const std::size_t cells =
        std::max<std::size_t>(16, (std::max(width, taken) - taken) / columns.size());

    std::vector<std::vector<Line>> blocks;
    std::size_t height = 0;
    for (const Column &column : columns) {
        std::vector<Line> lines = wrap(column.title, cells);
        Line rule;
        for (std::size_t i = 0; i < cells; ++i)
            rule.text += "─";
        rule.cells = cells;
        lines.push_back(rule);
        std::vector<Line> body = wrap(column.text, cells);
        lines.insert(lines.end(), body.begin(), body.end());
        height = std::max(height, lines.size());
        blocks.push_back(std::move(lines));
    }

    std::string out;
    for (std::size_t row = 0; row < height; ++row) {
        std::string line;
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const Line cell = row < blocks[i].size() ? blocks[i][row] : Line{};
            if (i > 0)
                line += gap;
            line += cell.text;
            line.append(cells - cell.cells, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line;
        out += '\n';
    }
    return out;
}

std::size_t terminalWidth(int descriptor, std::size_t fallback)
{
    winsize size = {};
    if (::isatty(descriptor) == 1 && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return fallback;
}

} // namespace phi1
