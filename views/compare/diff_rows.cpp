// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/diff_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/comparison/diff.h"

namespace phi1 {
namespace {

struct ColumnBytes {
    std::string all;
    std::vector<TokenRecord> tokens;
    std::vector<std::int64_t> starts; ///< of the tokens, and the end
};

ColumnBytes bytesOf(const DiffColumn &column)
{
    ColumnBytes result;
    for (const ViewToken &token : column.tokens) {
        if (token.flags.testFlag(TokenFlag::EndOfText))
            continue; // its name is no part of the text
        TokenRecord record;
        record.id = token.id;
        record.bytes = token.bytes.toStdString();
        result.starts.push_back(static_cast<std::int64_t>(result.all.size()));
        result.all += record.bytes;
        result.tokens.push_back(std::move(record));
    }
    result.starts.push_back(static_cast<std::int64_t>(result.all.size()));
    return result;
}

/// Runs in bytes of both sides, whatever the unit.
std::vector<EditRun> compare(const ColumnBytes &first, const ColumnBytes &other,
                             DiffView::Unit unit)
{
    if (unit == DiffView::Unit::Words)
        return diffWords(first.all, other.all);
    std::vector<EditRun> runs = diffTokens(first.tokens, other.tokens);
    for (EditRun &run : runs) {
        run.beginA = first.starts[static_cast<std::size_t>(run.beginA)];
        run.endA = first.starts[static_cast<std::size_t>(run.endA)];
        run.beginB = other.starts[static_cast<std::size_t>(run.beginB)];
        run.endB = other.starts[static_cast<std::size_t>(run.endB)];
    }
    return runs;
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

int lineAt(const std::string &all, std::size_t from, std::size_t to, int line)
{
    return line + static_cast<int>(std::count(all.begin() + static_cast<std::ptrdiff_t>(from),
                                              all.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
}

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
    if (columns.isEmpty())
        return result;
    std::vector<ColumnBytes> texts;
    for (const DiffColumn &column : columns)
        texts.push_back(bytesOf(column));
    const std::size_t count = texts.size();
    const std::string &first = texts[0].all;

    std::vector<std::vector<bool>> changed;
    for (const ColumnBytes &text : texts)
        changed.emplace_back(text.all.size(), false);
    // Behind which byte of each column the line end of the first one lies; -1 = it has none such.
    std::vector<std::vector<std::int64_t>> ends(count, std::vector<std::int64_t>(first.size(), -1));
    for (std::size_t at = 0; at < first.size(); ++at) {
        if (first[at] == '\n')
            ends[0][at] = static_cast<std::int64_t>(at) + 1;
    }
    for (std::size_t column = 1; column < count; ++column) {
        for (const EditRun &run : compare(texts[0], texts[column], unit)) {
            for (auto at = run.beginA; at < run.endA; ++at) {
                const auto place = static_cast<std::size_t>(at);
                if (run.kind == EditRun::Kind::Delete)
                    changed[0][place] = true;
                else if (run.kind == EditRun::Kind::Equal && first[place] == '\n')
                    ends[column][place] = run.beginB + (at - run.beginA) + 1;
            }
            if (run.kind == EditRun::Kind::Insert) {
                for (auto at = run.beginB; at < run.endB; ++at)
                    changed[column][static_cast<std::size_t>(at)] = true;
            }
        }
    }
    for (std::size_t column = 0; column < count; ++column)
        result.columns.append(marked(texts[column].all, changed[column]));

    std::vector<std::size_t> begin(count, 0);
    std::vector<int> line(count, 0);
    const auto flush = [&](const std::vector<std::size_t> &end, bool isLast) {
        std::vector<int> next(count);
        int height = 0;
        for (std::size_t column = 0; column < count; ++column) {
            next[column] = lineAt(texts[column].all, begin[column], end[column], line[column]);
            // The last line has no end of its own; where it is empty it is none.
            if (isLast && end[column] > 0 && texts[column].all[end[column] - 1] != '\n')
                ++next[column];
            height = std::max(height, next[column] - line[column]);
        }
        for (int row = 0; row < height; ++row) {
            DiffRow shown;
            shown.isEqual = true;
            for (std::size_t column = 0; column < count; ++column) {
                const int number = line[column] + row < next[column] ? line[column] + row : -1;
                shown.lines.append(number);
                if (number < 0 ||
                    result.columns[static_cast<qsizetype>(column)].isLineChanged(number))
                    shown.isEqual = false;
            }
            result.rows.append(shown);
        }
        begin = end;
        line = next;
    };
    for (std::size_t at = 0; at < first.size(); ++at) {
        const bool matched = std::all_of(ends.begin(), ends.end(),
                                         [at](const auto &column) { return column[at] >= 0; });
        if (!matched)
            continue;
        std::vector<std::size_t> end;
        for (const auto &column : ends)
            end.push_back(static_cast<std::size_t>(column[at]));
        flush(end, false);
    }
    std::vector<std::size_t> all;
    for (const ColumnBytes &text : texts)
        all.push_back(text.all.size());
    flush(all, true);

    bool before = true;
    for (const DiffRow &row : std::as_const(result.rows)) {
        result.equalLines += row.isEqual ? 1 : 0;
        result.differences += before && !row.isEqual ? 1 : 0;
        before = row.isEqual;
    }
    return result;
}

} // namespace phi1
