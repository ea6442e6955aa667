// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/code/token_layout.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// A line longer than this goes on in the next row even where nothing wraps: a row is shaped as a
/// whole, again whenever it grows.
constexpr int longestRow = 400;

} // namespace

TokenLayout::TokenLayout(const TokenText &text)
    : m_text(text)
{}

void TokenLayout::reset(const QFont &font, int rowHeight, double width, bool wraps)
{
    m_font = font;
    m_rowHeight = rowHeight;
    const QFontMetricsF metrics(font);
    m_cell = metrics.horizontalAdvance(u'0');
    m_ascent = std::round((rowHeight - metrics.height()) / 2 + metrics.ascent());
    m_width = width;
    m_wraps = wraps;
    m_contentWidth = 0;
    m_rows.clear();
    m_shapes.clear();
    m_even.clear();
    m_cells.clear();
    update({0, 0});
}

int TokenLayout::update(TextPosition changed)
{
    int from = 0;
    int line = 0;
    int start = 0;
    const bool wasEven = changed.line < m_even.size() && m_even[changed.line];
    measureLines(changed.line);
    if (!m_rows.isEmpty() && changed > TextPosition{0, 0}) {
        // A row ends where what follows found no room, so the row before may change too; all of
        // the line's where its characters are not as wide as each other any more.
        const bool isWhole = wasEven != m_even[changed.line];
        from = rowOf(isWhole ? TextPosition{changed.line, 0} : changed);
        if (!m_rows[from].isFirst)
            --from;
        line = m_rows[from].line;
        start = m_rows[from].start;
    }
    m_rows.resize(from);
    forgetShapes(from);
    for (; line < m_text.lines().size(); ++line) {
        breakLine(line, start);
        start = 0;
    }
    return from;
}

void TokenLayout::measureLines(int from)
{
    const QVector<TokenText::Line> &lines = m_text.lines();
    if (m_even.size() > from)
        m_even.resize(from);
    const QFontMetricsF metrics(m_font);
    for (auto line = static_cast<int>(m_even.size()); line < lines.size(); ++line) {
        bool even = true;
        if (!lines[line].isPlain) {
            for (const QChar c : lines[line].text) {
                if (c >= u' ' && c <= u'~')
                    continue;
                auto known = m_cells.constFind(c.unicode());
                if (known == m_cells.constEnd()) {
                    const bool isCell = !c.isSurrogate() && !c.isMark() && metrics.inFont(c) &&
                                        c.direction() != QChar::DirR &&
                                        c.direction() != QChar::DirAL &&
                                        std::fabs(metrics.horizontalAdvance(c) - m_cell) < 0.01;
                    known = m_cells.insert(c.unicode(), isCell);
                }
                even = *known;
                if (!even)
                    break;
            }
        }
        m_even.append(even);
    }
}

void TokenLayout::breakLine(int line, int start)
{
    const TokenText::Line &source = m_text.lines()[line];
    const bool even = isEven(line);
    const auto size = static_cast<int>(source.text.size());
    const int columns =
        m_wraps ? std::clamp(static_cast<int>(m_width / m_cell), 8, longestRow) : longestRow;
    while (true) {
        int length = std::min(size - start, columns);
        double width = length * m_cell;
        // What is short enough for characters of three cells fits without being measured.
        const bool surelyFits = m_wraps && 3 * (size - start) <= columns;
        if (!even && length > 0 && !surelyFits) {
            QTextLayout layout(source.text.mid(start, length), m_font);
            QTextOption option;
            option.setWrapMode(QTextOption::WrapAnywhere);
            option.setTextDirection(Qt::LeftToRight);
            layout.setTextOption(option);
            layout.beginLayout();
            QTextLine row = layout.createLine();
            row.setLineWidth(m_wraps ? std::max(m_width, 8 * m_cell) : 1e9);
            layout.endLayout();
            width = row.naturalTextWidth();
            length = std::max(1, row.textLength());
            // Where the row was cut short by the limit, a character may have been cut too.
            if (start + length < size && source.text[start + length].isLowSurrogate())
                length += length > 1 ? -1 : 1;
        } else if (m_wraps && start + length < size) {
            // Behind a space, if that leaves more than indentation.
            for (int at = start + length; at > start + length / 2; --at) {
                if (source.text[at - 1] == u' ') {
                    length = at - start;
                    break;
                }
            }
        }
        Row row;
        row.line = line;
        row.start = start;
        row.length = length;
        row.isFirst = start == 0;
        row.isLast = start + length >= size;
        m_rows.append(row);
        m_contentWidth = std::max(m_contentWidth, width);
        start += length;
        if (row.isLast)
            return;
    }
}

void TokenLayout::forgetShapes(int fromRow)
{
    if (fromRow <= 0) {
        m_shapes.clear();
        return;
    }
    for (auto it = m_shapes.begin(); it != m_shapes.end();) {
        if (it.key() >= fromRow)
            it = m_shapes.erase(it);
        else
            ++it;
    }
}

void TokenLayout::keepShapesOf(int first, int last)
{
    if (m_shapes.size() < 4 * (last - first + 64))
        return;
    for (auto it = m_shapes.begin(); it != m_shapes.end();) {
        if (it.key() < first || it.key() > last)
            it = m_shapes.erase(it);
        else
            ++it;
    }
}

int TokenLayout::rowOf(TextPosition position) const
{
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), position,
                                        [](const TextPosition &wanted, const Row &row) {
                                            return wanted < TextPosition{row.line, row.start};
                                        });
    return std::max(0, static_cast<int>(after - m_rows.begin()) - 1);
}

const TokenLayout::Shape &TokenLayout::shape(int row) const
{
    std::shared_ptr<Shape> &kept = m_shapes[row];
    if (kept)
        return *kept;
    kept = std::make_shared<Shape>();
    const Row &place = m_rows[row];
    QTextLayout &layout = kept->layout;
    const QString text = m_text.lines()[place.line].text.mid(place.start, place.length);
    layout.setText(text);
    layout.setFont(m_font);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight);
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
    if (m_formats) {
        QVector<QTextLayout::FormatRange> formats;
        for (QTextLayout::FormatRange range :
             m_formats(place.line, place.start, place.start + place.length)) {
            const int begin = std::max(range.start, place.start);
            const int end = std::min(range.start + range.length, place.start + place.length);
            if (begin >= end)
                continue;
            range.start = begin - place.start;
            range.length = end - begin;
            formats.append(range);
        }
        layout.setFormats(formats);
    }
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid()) {
        line.setLineWidth(1e9);
        line.setPosition({0, 0});
    }
    layout.endLayout();
    if (!isEven(place.line) && line.isValid()) {
        kept->goesBack = std::any_of(text.begin(), text.end(), [](QChar c) {
            return c.direction() == QChar::DirR || c.direction() == QChar::DirAL;
        });
        for (int column = 0; column <= place.length; ++column)
            kept->xs.append(line.cursorToX(column));
    }
    return *kept;
}

void TokenLayout::drawRow(QPainter &painter, int row, QPointF topLeft) const
{
    const QTextLayout &layout = shape(row).layout;
    if (layout.lineCount() == 0)
        return;
    layout.draw(&painter, topLeft + QPointF(0, m_ascent - layout.lineAt(0).ascent()));
}

double TokenLayout::xOf(int row, int column) const
{
    const Row &place = m_rows[row];
    const int inside = std::clamp(column - place.start, 0, place.length);
    if (isEven(place.line))
        return inside * m_cell;
    return shape(row).xs.value(inside, 0);
}

double TokenLayout::rowWidth(int row) const
{
    const Row &place = m_rows[row];
    if (isEven(place.line))
        return place.length * m_cell;
    const QTextLayout &layout = shape(row).layout;
    return layout.lineCount() == 0 ? 0 : layout.lineAt(0).naturalTextWidth();
}

QRectF TokenLayout::spanRect(int row, const TokenText::Span &span) const
{
    const Row &place = m_rows[row];
    if (span.length == 0) {
        // A line end has a cell of its own behind the last row of its line.
        if (!place.isLast || span.start < place.start)
            return {};
        return {rowWidth(row), 0, m_cell, static_cast<double>(m_rowHeight)};
    }
    const int begin = std::max<int>(span.start, place.start);
    const int end = std::min<int>(span.start + span.length, place.start + place.length);
    if (begin >= end)
        return {};
    double left = xOf(row, begin);
    double right = xOf(row, end);
    if (!isEven(place.line) && shape(row).goesBack) {
        // Writing from right to left goes backwards; a token may end anywhere between its ends.
        double least = std::min(left, right);
        double most = std::max(left, right);
        for (int column = begin + 1; column < std::min(end, begin + 64); ++column) {
            const double x = xOf(row, column);
            least = std::min(least, x);
            most = std::max(most, x);
        }
        left = least;
        right = most;
    }
    if (span.parts > 1) {
        const double width = (right - left) / span.parts;
        left += width * span.part;
        right = left + width;
    }
    // What joins the character before it, such as an accent, has no width of its own.
    if (right - left < 2) {
        left = std::max(0.0, right - m_cell / 4);
        right = left + m_cell / 4;
    }
    return {left, 0, right - left, static_cast<double>(m_rowHeight)};
}

int TokenLayout::spanAt(int row, double x) const
{
    const Row &place = m_rows[row];
    const TokenText::Line &line = m_text.lines()[place.line];
    int first = 0;
    int last = static_cast<int>(line.spans.size());
    if (isEven(place.line) && x >= 0) {
        // Straight to the span, however long the line.
        const int column = place.start + static_cast<int>(x / m_cell);
        const auto after = std::upper_bound(
            line.spans.begin(), line.spans.end(), column,
            [](int wanted, const TokenText::Span &span) { return wanted < span.start; });
        first = std::max(0, static_cast<int>(after - line.spans.begin()) - 2);
        last = std::min(last, first + 4);
    }
    for (int index = first; index < last; ++index) {
        const QRectF rect = spanRect(row, line.spans[index]);
        if (!rect.isNull() && x >= rect.left() && x < rect.right())
            return index;
    }
    return -1;
}

TextPosition TokenLayout::positionAt(int row, double x) const
{
    const Row &place = m_rows[row];
    if (isEven(place.line)) {
        const int column = static_cast<int>(std::lround(x / m_cell));
        return {place.line, place.start + std::clamp(column, 0, place.length)};
    }
    const QTextLayout &layout = shape(row).layout;
    const int inside = layout.lineCount() == 0
                           ? 0
                           : layout.lineAt(0).xToCursor(x, QTextLine::CursorBetweenCharacters);
    return {place.line, place.start + inside};
}

} // namespace phi1
