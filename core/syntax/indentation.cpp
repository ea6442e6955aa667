// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/indentation.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// Columns of a line's first token with tabs of eight and of one: lines agree only if both do.
struct Columns {
    int eight = 0, one = 0;
};

Columns columnsOf(std::string_view blanks)
{
    Columns columns;
    for (const char c : blanks) {
        if (c == ' ') {
            ++columns.eight;
            ++columns.one;
        } else if (c == '\t') {
            columns.eight = (columns.eight / 8 + 1) * 8;
            ++columns.one;
        } else if (c == '\f') {
            columns = {};
        }
    }
    return columns;
}

/// Where the last line break that ends a statement lies between two tokens, npos if none does.
std::size_t lineBreakIn(std::string_view text, std::size_t begin, std::size_t end)
{
    std::size_t found = std::string_view::npos;
    for (std::size_t at = begin; at < end; ++at) {
        if (text[at] == '#')
            at = std::min(text.find('\n', at), end);
        if (at < end && text[at] == '\n')
            found = at;
        else if (at < end && text[at] == '\\') // joins this line and the next
            at += text.substr(at + 1).starts_with("\r\n") ? 2 : 1;
    }
    return found;
}

class Lines
{
public:
    explicit Lines(std::string_view text)
        : m_text(text)
    {
        if (text.starts_with("\xef\xbb\xbf"))
            m_lineStart = m_end = 3;
    }

    std::string add(std::size_t begin, std::size_t end)
    {
        std::string problem;
        if (const std::size_t at = lineBreakIn(m_text, m_end, begin);
            at != std::string_view::npos && m_depth == 0) {
            m_lineStart = at + 1;
            m_isFirst = true;
        }
        if (m_isFirst && m_depth == 0)
            problem = beginLine(begin);
        m_isFirst = false;
        const std::string_view token = m_text.substr(begin, end - begin);
        if (token == "(" || token == "[" || token == "{")
            ++m_depth;
        else if (token == ")" || token == "]" || token == "}")
            --m_depth;
        m_opensBlock = m_depth == 0 && token == ":";
        m_end = end;
        return problem;
    }

    std::string finish() const
    {
        return m_opensBlock ? concat("the block that line ", lineOf(m_end), " begins is empty")
                            : std::string();
    }

private:
    std::size_t lineOf(std::size_t byte) const
    {
        return static_cast<std::size_t>(std::count(
                   m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(byte), '\n')) +
               1;
    }

    std::string beginLine(std::size_t begin)
    {
        const Columns columns = columnsOf(m_text.substr(m_lineStart, begin - m_lineStart));
        const auto compare = [](int a, int b) { return a < b ? -1 : a > b ? 1 : 0; };
        const bool opened = m_opensBlock;
        m_opensBlock = false;
        int deeper = compare(columns.eight, m_open.back().eight);
        if (deeper != compare(columns.one, m_open.back().one))
            return concat("line ", lineOf(begin), " mixes tabs and blanks");
        if (deeper > 0) {
            m_open.push_back(columns);
            return opened ? std::string()
                          : concat("line ", lineOf(begin),
                                   " is indented, but nothing before it begins a block");
        }
        if (opened)
            return concat("line ", lineOf(begin),
                          " is not indented, but the line before it begins a block");
        while (deeper < 0 && m_open.size() > 1) {
            m_open.pop_back();
            deeper = compare(columns.eight, m_open.back().eight);
            if (deeper == 0 && columns.one != m_open.back().one)
                return concat("line ", lineOf(begin), " mixes tabs and blanks");
        }
        return deeper == 0 ? std::string()
                           : concat("line ", lineOf(begin), " is indented like no block around it");
    }

    std::string_view m_text;
    std::vector<Columns> m_open = {Columns{}}; ///< of the blocks around
    std::size_t m_lineStart = 0;               ///< of the statement's first line
    std::size_t m_end = 0;                     ///< of the last token
    int m_depth = 0;                           ///< of brackets
    bool m_isFirst = true;                     ///< the next token begins a statement's line
    bool m_opensBlock = false;                 ///< the last token is the colon before a block
};

} // namespace

std::string indentationProblem(const SyntaxTree &tree, std::string_view text)
{
    Lines lines(text);
    std::size_t stringEnd = 0;
    for (const SyntaxNode &node : tree.nodes()) {
        const bool isString = node.isNamed && node.type == "string";
        if (node.begin < stringEnd || node.begin == node.end || (node.firstChild >= 0 && !isString))
            continue;
        if (node.isNamed && (node.type == "comment" || node.type == "line_continuation"))
            continue;
        if (isString)
            stringEnd = node.end;
        if (std::string problem = lines.add(node.begin, node.end); !problem.empty())
            return problem;
    }
    return lines.finish();
}

} // namespace phi1
