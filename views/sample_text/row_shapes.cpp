// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/row_shapes.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// Longer rows are shaped in parts of so many columns.
constexpr int partColumns = 256;

bool isJoinedAt(const QString &text, int column, const CellFont &font)
{
    const QChar unit = text[column];
    // Below Hebrew nothing joins.
    return unit.unicode() >= 0x0590 && !unit.isSurrogate() && font.glyph(unit.unicode()).isJoined;
}

/// Ranges that keep what is no exact cell wide in its cells, by the space behind it.
void addSpacing(const QString &text, int begin, int end, const CellFont &font,
                QVector<QTextLayout::FormatRange> &formats)
{
    for (int column = begin; column < end; ++column) {
        const QChar unit = text[column];
        if (unit.unicode() < 0x7f)
            continue;
        char32_t character = unit.unicode();
        int length = 1;
        if (unit.isHighSurrogate() && column + 1 < end && text[column + 1].isLowSurrogate()) {
            character = QChar::surrogateToUcs4(unit, text[column + 1]);
            length = 2;
        }
        const CellFont::Glyph &glyph = font.glyph(character);
        if (!glyph.isExact && glyph.cells > 0) {
            QTextLayout::FormatRange range;
            range.start = column - begin;
            range.length = length;
            range.format.setFontLetterSpacingType(QFont::AbsoluteSpacing);
            range.format.setFontLetterSpacing(glyph.spacing);
            // Of a run of characters alike one range, which is shaped as a whole.
            QTextLayout::FormatRange *last = formats.isEmpty() ? nullptr : &formats.last();
            if (last && last->start + last->length == range.start && last->format == range.format)
                last->length += length;
            else
                formats.append(range);
        }
        column += length - 1;
    }
}

} // namespace

void RowShapes::setWhitespace(bool shown, const QColor &colour)
{
    m_whitespace = shown;
    m_whitespaceColour = colour;
    forget();
}

QString RowShapes::visibleText(const ShownPiece &piece, int begin, int end,
                               QVector<QTextLayout::FormatRange> &formats) const
{
    QString text = piece.text.mid(begin, end - begin);
    if (!m_whitespace)
        return text;
    QTextLayout::FormatRange mark;
    mark.format.setForeground(m_whitespaceColour);
    mark.format.setFontWeight(QFont::Normal);
    mark.format.setFontItalic(false);
    for (int column = 0; column < text.size(); ++column) {
        if (text[column] != u' ')
            continue;
        text[column] = u'·';
        mark.start = begin + column;
        mark.length = 1;
        if (!formats.isEmpty() && formats.last().format == mark.format &&
            formats.last().start + formats.last().length == mark.start)
            ++formats.last().length;
        else
            formats.append(mark);
    }
    for (const ShownPiece::Marked &tab : piece.marks) {
        if (tab.mark != ShownPiece::Mark::Tab)
            continue;
        for (int column = std::max(tab.begin, begin); column < std::min(tab.end, end); ++column)
            text[column - begin] = column == tab.begin ? u'→' : u' ';
    }
    return text;
}

std::shared_ptr<RowShapes::Shape> RowShapes::shape(const TextRows::Row &row, const CellFont &font,
                                                   int begin, int end) const
{
    auto shape = std::make_shared<Shape>();
    const ShownPiece &piece = *row.piece;
    QVector<QTextLayout::FormatRange> formats;
    if (m_formats)
        formats = m_formats(row, begin, end);
    const QString text = visibleText(piece, begin, end, formats);
    const double left = piece.cellOf(row.begin) * font.cell();
    int from = begin;
    while (from < end) {
        // What joins is shaped for itself: its width is not a number of cells, and what comes
        // behind stands in its own.
        const bool joined = isJoinedAt(text, from - begin, font);
        int to = from + 1;
        if (piece.cells.isEmpty())
            to = end;
        else
            while (to < end && isJoinedAt(text, to - begin, font) == joined)
                ++to;
        Part part;
        part.x = piece.cellOf(from) * font.cell() - left;
        part.layout = std::make_unique<QTextLayout>(text.mid(from - begin, to - from), font.font());
        QTextOption option;
        option.setWrapMode(QTextOption::NoWrap);
        option.setTextDirection(Qt::LeftToRight);
        part.layout->setTextOption(option);
        part.layout->setCacheEnabled(true);
        QVector<QTextLayout::FormatRange> ranges;
        for (QTextLayout::FormatRange range : formats) {
            const int first = std::max(range.start, from);
            const int last = std::min(range.start + range.length, to);
            if (first >= last)
                continue;
            range.start = first - from;
            range.length = last - first;
            ranges.append(range);
        }
        if (!piece.cells.isEmpty() && !joined)
            addSpacing(part.layout->text(), 0, to - from, font, ranges);
        part.layout->setFormats(ranges);
        part.layout->beginLayout();
        QTextLine line = part.layout->createLine();
        if (line.isValid()) {
            line.setLineWidth(1e6);
            line.setPosition({0, 0});
        }
        part.layout->endLayout();
        shape->push_back(std::move(part));
        from = to;
    }
    return shape;
}

void RowShapes::draw(QPainter &painter, const TextRows::Row &row, const CellFont &font,
                     QPointF topLeft, int rowHeight, double from, double to)
{
    const ShownPiece &piece = *row.piece;
    if (row.begin >= row.end)
        return;
    const double baseline = std::round((rowHeight - font.height()) / 2 + font.ascent());
    const int firstCell = piece.cellOf(row.begin);
    const auto columnAt = [&](double x) {
        const double cell = firstCell + std::clamp(x / font.cell(), 0.0, 1e6);
        return std::clamp(piece.columnOfCell(static_cast<int>(cell)), row.begin, row.end);
    };
    const bool isLong = row.end - row.begin > 2 * partColumns;
    int begin = row.begin;
    int end = row.end;
    if (isLong) {
        begin += (columnAt(from) - row.begin) / partColumns * partColumns;
        end = std::min(row.end, columnAt(to) + 1);
    }
    while (begin < end) {
        int until = isLong ? std::min(begin + partColumns, row.end) : row.end;
        std::shared_ptr<Shape> &kept = m_shapes[{piece.piece.begin, begin, until}];
        if (!kept)
            kept = shape(row, font, begin, until);
        for (const Part &part : *kept) {
            if (part.layout->lineCount() == 0)
                continue;
            part.layout->draw(
                &painter, topLeft + QPointF(part.x, baseline - part.layout->lineAt(0).ascent()));
        }
        begin = until;
    }
}

void RowShapes::trim(int rows)
{
    if (m_shapes.size() > 8 * rows + 256)
        m_shapes.clear();
}

} // namespace phi1
