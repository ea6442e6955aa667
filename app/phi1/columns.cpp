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

/// @param mark  byte that is marked; its glyph is in reverse on a terminal
std::vector<Line> wrap(std::string_view text, std::size_t cells,
                       std::optional<std::size_t> mark = {}, bool terminal = false)
{
    std::vector<Line> lines(1);
    const auto put = [&](std::string_view glyph) {
        if (lines.back().cells == cells)
            lines.emplace_back();
        lines.back().text += glyph;
        ++lines.back().cells;
    };
    const auto putMark = [&](std::string_view glyph) {
        if (!terminal) {
            put("▸");
            return;
        }
        put("\x1b[7m");
        lines.back().text += glyph;
        lines.back().text += "\x1b[0m";
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t bytes = codePointBytes(text, at);
        const std::string_view glyph = text.substr(at, bytes);
        const bool control =
            bytes == 1 && (static_cast<unsigned char>(glyph[0]) < 0x20 || glyph[0] == 0x7f);
        const bool marked = mark && *mark >= at && *mark < at + bytes;
        if (marked)
            putMark(control ? " " : glyph);
        at += bytes;
        if (glyph == "\n") {
            lines.emplace_back();
        } else if (glyph == "\t") {
            for (int i = 0; i < 4; ++i)
                put(" ");
        } else if (control) {
            for (const char c : printable(glyph))
                put(std::string_view(&c, 1));
        } else if (!marked || !terminal) {
            put(glyph);
        }
    }
    if (mark && *mark >= text.size())
        putMark(" ");
    return lines;
}

/// Breaks lines at blanks where one lies in the last third of a line.
std::vector<Line> wrapWords(std::string_view text, std::size_t cells)
{
    std::vector<Line> lines;
    for (Line &line : wrap(text, std::string::npos)) {
        std::string_view rest = line.text;
        while (rest.size() > cells) {
            std::size_t cut = rest.rfind(' ', cells);
            cut = cut == std::string_view::npos || cut < cells * 2 / 3 ? cells : cut;
            while (cut > 1 && (static_cast<unsigned char>(rest[cut]) & 0xc0) == 0x80)
                --cut; // not amid a character
            const std::vector<Line> part = wrap(rest.substr(0, cut), cells);
            lines.insert(lines.end(), part.begin(), part.end());
            rest.remove_prefix(rest[cut] == ' ' ? cut + 1 : cut);
        }
        const std::vector<Line> last = wrap(rest, cells);
        lines.insert(lines.end(), last.begin(), last.end());
    }
    return lines;
}

} // namespace

std::string renderColumns(const std::vector<TextColumn> &columns, std::size_t width, bool terminal)
{
    static constexpr std::string_view gap = " │ ";
    if (columns.empty())
        return {};
    const std::size_t taken = 3 * (columns.size() - 1);
    const std::size_t cells =
        std::max<std::size_t>(16, (std::max(width, taken) - taken) / columns.size());

    std::vector<std::vector<Line>> blocks;
    std::size_t height = 0;
    for (const TextColumn &column : columns) {
        std::vector<Line> lines = wrapWords(column.title, cells);
        if (!column.facts.empty()) {
            const std::vector<Line> facts = wrapWords(column.facts, cells);
            lines.insert(lines.end(), facts.begin(), facts.end());
        }
        Line rule;
        for (std::size_t i = 0; i < cells; ++i)
            rule.text += "─";
        rule.cells = cells;
        lines.push_back(rule);
        std::vector<Line> body = wrap(column.text, cells, column.mark, terminal);
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

std::string harmlessText(std::string_view text)
{
    std::string out;
    for (const char &c : text) {
        const bool control =
            (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        out += control ? printable(std::string_view(&c, 1)) : std::string(1, c);
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
