// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/diff_rows.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/comparison/diff.h"
#include "views/compare/line_alignment.h"

namespace phi1 {
namespace {

struct ColumnBytes {
    std::string all;
    std::vector<std::size_t> starts;     ///< of the tokens
    std::vector<std::string_view> lines; ///< with their ends
    std::vector<std::size_t> lineStarts;
};

void read(const DiffColumn &column, ColumnBytes &bytes)
{
    for (const ViewToken &token : column.tokens) {
        if (token.flags.testFlag(TokenFlag::EndOfText))
            continue; // its name is no part of the text
        bytes.starts.push_back(bytes.all.size());
        bytes.all.append(token.bytes.constData(), static_cast<std::size_t>(token.bytes.size()));
    }
    bytes.lines = splitLines(bytes.all);
    std::size_t at = 0;
    for (const std::string_view line : bytes.lines) {
        bytes.lineStarts.push_back(at);
        at += line.size();
    }
}

/// A line without its end: what is compared and shown.
std::string_view content(std::string_view line)
{
    return line.ends_with('\n') ? line.substr(0, line.size() - 1) : line;
}

/// The units of a line: words, or the parts of its tokens.
std::vector<std::string_view> unitsOf(const ColumnBytes &column, std::size_t line,
                                      DiffView::Unit unit)
{
    const std::string_view text = content(column.lines[line]);
    if (unit == DiffView::Unit::Words)
        return splitWords(text);
    std::vector<std::string_view> units;
    const std::size_t begin = column.lineStarts[line];
    std::size_t at = 0;
    auto next = std::upper_bound(column.starts.begin(), column.starts.end(), begin);
    while (at < text.size()) {
        const std::size_t stop =
            next == column.starts.end() ? text.size() : std::min(text.size(), *next++ - begin);
        if (stop > at)
            units.push_back(text.substr(at, stop - at));
        at = std::max(at, stop);
    }
    return units;
}

/// Marks what two lines that stand side by side do not share.
void markLine(const ColumnBytes &a, std::size_t lineA, std::vector<bool> &changedA,
              const ColumnBytes &b, std::size_t lineB, std::vector<bool> &changedB,
              DiffView::Unit unit)
{
    if (content(a.lines[lineA]) == content(b.lines[lineB]))
        return;
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    const auto numbered = [&numbers](const std::vector<std::string_view> &units) {
        std::vector<std::uint32_t> result;
        for (const std::string_view text : units)
            result.push_back(
                numbers.emplace(text, static_cast<std::uint32_t>(numbers.size())).first->second);
        return result;
    };
    const std::vector<std::string_view> unitsA = unitsOf(a, lineA, unit);
    const std::vector<std::string_view> unitsB = unitsOf(b, lineB, unit);
    const auto mark = [](const ColumnBytes &column, const std::vector<std::string_view> &units,
                         std::int64_t begin, std::int64_t end, std::vector<bool> &changed) {
        for (auto at = begin; at < end; ++at) {
            const std::string_view text = units[static_cast<std::size_t>(at)];
            const auto start = static_cast<std::size_t>(text.data() - column.all.data());
            std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(start), text.size(), true);
        }
    };
    for (const EditRun &run : diffUnits(numbered(unitsA), numbered(unitsB))) {
        if (run.kind == EditRun::Kind::Delete)
            mark(a, unitsA, run.beginA, run.endA, changedA);
        else if (run.kind == EditRun::Kind::Insert)
            mark(b, unitsB, run.beginB, run.endB, changedB);
    }
}

void markWhole(const ColumnBytes &column, std::size_t line, std::vector<bool> &changed)
{
    std::fill_n(changed.begin() + static_cast<std::ptrdiff_t>(column.lineStarts[line]),
                column.lines[line].size(), true);
}

/// Lines of a text of which some bytes are changed.
DiffText marked(const std::string &all, const std::vector<bool> &changed)
{
    DiffText result;
    QVector<ViewToken> stretches;
    std::size_t at = 0;
    while (at < all.size()) {
        std::size_t stop = at + 1;
        while (stop < all.size() && changed[stop] == changed[at])
            ++stop;
        ViewToken stretch;
        stretch.bytes = QByteArray(all.data() + at, static_cast<qsizetype>(stop - at));
        stretches.append(stretch);
        result.isChanged.append(changed[at]);
        at = stop;
    }
    result.text = std::make_shared<TokenText>();
    result.text->append(stretches, 0);
    return result;
}

/// Puts lines on rows: those that belong together on one, what is between them side by side.
class RowMaker
{
public:
    RowMaker(std::size_t columns, QVector<DiffRow> &rows)
        : m_next(columns, 0)
        , m_rows(rows)
    {}

    /// Lines of the columns up to these; -1 leaves a column alone.
    void catchUp(const std::vector<int> &until)
    {
        int height = 0;
        for (std::size_t column = 0; column < m_next.size(); ++column)
            height = std::max(height, until[column] - m_next[column]);
        for (int row = 0; row < height; ++row) {
            std::vector<int> lines;
            for (std::size_t column = 0; column < m_next.size(); ++column)
                lines.push_back(m_next[column] < until[column] ? m_next[column]++ : -1);
            add(lines, false);
        }
    }

    void addTogether(const std::vector<int> &lines, bool isEqual)
    {
        catchUp(lines);
        for (std::size_t column = 0; column < lines.size(); ++column) {
            if (lines[column] >= 0)
                m_next[column] = lines[column] + 1;
        }
        add(lines, isEqual);
    }

private:
    void add(const std::vector<int> &lines, bool isEqual)
    {
        DiffRow row;
        row.lines = QVector<int>(lines.begin(), lines.end());
        row.isEqual = isEqual;
        m_rows.append(row);
    }

    std::vector<int> m_next;
    QVector<DiffRow> &m_rows;
};

} // namespace

bool DiffText::isLineChanged(int line) const
{
    const QVector<TokenText::Span> &spans = text->lines()[line].spans;
    return std::any_of(spans.begin(), spans.end(), [this](const TokenText::Span &span) {
        return span.token >= 0 && isChanged[span.token];
    });
}

DiffRows alignColumns(const QVector<DiffColumn> &columns, DiffView::Unit unit)
{
    DiffRows result;
    const auto count = static_cast<std::size_t>(columns.size());
    if (count == 0)
        return result;
    std::vector<ColumnBytes> texts(count);
    std::vector<std::vector<bool>> changed;
    for (std::size_t column = 0; column < count; ++column) {
        read(columns[static_cast<qsizetype>(column)], texts[column]);
        changed.emplace_back(texts[column].all.size(), false);
    }
    const ColumnBytes &first = texts[0];
    std::vector<std::vector<int>> matches(count);
    std::vector<bool> firstMatched(first.lines.size(), false);
    for (std::size_t column = 1; column < count; ++column) {
        const ColumnBytes &other = texts[column];
        std::vector<std::string_view> a;
        std::vector<std::string_view> b;
        std::transform(first.lines.begin(), first.lines.end(), std::back_inserter(a), content);
        std::transform(other.lines.begin(), other.lines.end(), std::back_inserter(b), content);
        matches[column] = alignLines(a, b);
        std::vector<bool> otherMatched(b.size(), false);
        for (std::size_t line = 0; line < a.size(); ++line) {
            const int match = matches[column][line];
            if (match < 0)
                continue;
            firstMatched[line] = true;
            otherMatched[static_cast<std::size_t>(match)] = true;
            markLine(first, line, changed[0], other, static_cast<std::size_t>(match),
                     changed[column], unit);
        }
        for (std::size_t line = 0; line < b.size(); ++line) {
            if (!otherMatched[line])
                markWhole(other, line, changed[column]);
        }
    }
    for (std::size_t line = 0; count > 1 && line < first.lines.size(); ++line) {
        if (!firstMatched[line])
            markWhole(first, line, changed[0]);
    }
    for (std::size_t column = 0; column < count; ++column)
        result.columns.append(marked(texts[column].all, changed[column]));

    RowMaker maker(count, result.rows);
    for (std::size_t line = 0; line < first.lines.size(); ++line) {
        if (count > 1 && !firstMatched[line])
            continue; // beside what the others have instead
        std::vector<int> lines{static_cast<int>(line)};
        bool isEqual = true;
        for (std::size_t column = 1; column < count; ++column) {
            lines.push_back(matches[column][line]);
            isEqual = isEqual && lines.back() >= 0 &&
                      content(first.lines[line]) ==
                          content(texts[column].lines[static_cast<std::size_t>(lines.back())]);
        }
        maker.addTogether(lines, isEqual);
    }
    std::vector<int> ends;
    for (const ColumnBytes &text : texts)
        ends.push_back(static_cast<int>(text.lines.size()));
    maker.catchUp(ends);

    bool before = true;
    for (const DiffRow &row : std::as_const(result.rows)) {
        result.equalLines += row.isEqual ? 1 : 0;
        result.differences += before && !row.isEqual ? 1 : 0;
        before = row.isEqual;
    }
    return result;
}

} // namespace phi1
