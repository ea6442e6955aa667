// SPDX-License-Identifier: GPL-3.0-or-later
// Where things are in the view of a sample, and how the caret moves among them.
#include "views/sample_text/sample_text_view_p.h"

#include "views/theme/theme.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

bool isWordByte(char byte)
{
    const auto value = static_cast<quint8>(byte);
    return value >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_';
}

bool isBlank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

} // namespace

int SampleTextViewPrivate::padding() const
{
    return Theme::instance().px(6);
}

int SampleTextViewPrivate::rowHeight() const
{
    return std::max(1, Theme::instance().lineHeight(Theme::Font::Code));
}

int SampleTextViewPrivate::gutterWidth() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Caption));
    const auto digits = std::max<qsizetype>(2, QString::number(pieces.lineCount()).size());
    // Marks of lines that differ have a column of their own.
    const int marks = lineMarks.isEmpty() ? 0 : theme.px(12);
    return static_cast<int>(digits) * metrics.horizontalAdvance(u'0') + theme.px(22) + marks;
}

double SampleTextViewPrivate::left() const
{
    return gutterWidth() - q->horizontalScrollBar()->value();
}

int SampleTextViewPrivate::rowTop(TextRows::Place place) const
{
    const qint64 most = q->viewport()->height() / rowHeight() + 8;
    const qint64 steps =
        place < top ? -rows.distance(place, top, most) : rows.distance(top, place, most);
    return static_cast<int>(steps) * rowHeight() - topOffset;
}

TextRows::Place SampleTextViewPrivate::placeAtY(int y) const
{
    const double steps = std::floor(static_cast<double>(y + topOffset) / rowHeight());
    return rows.moved(top, static_cast<qint64>(steps));
}

qint64 SampleTextViewPrivate::byteAt(const QPoint &position) const
{
    return rows.byteAt(rows.row(placeAtY(position.y())), position.x() - left());
}

double SampleTextViewPrivate::xOf(const TextRows::Row &row, qint64 byte) const
{
    const ShownPiece &piece = *row.piece;
    const int column = piece.columnOf(byte);
    const double x = rows.xOf(row, byte);
    const qint64 begin = piece.byteOf(column);
    if (byte <= begin || column >= row.end || piece.bytes.isEmpty())
        return x;
    // A border of tokens within a character parts its width.
    const int next = piece.nextColumn(column);
    const qint64 bytes = std::max<qint64>(1, piece.byteOf(next) - begin);
    const double width = (piece.cellOf(next) - piece.cellOf(column)) * rows.font().cell();
    return x +
           width * static_cast<double>(std::min(byte - begin, bytes)) / static_cast<double>(bytes);
}

qint64 SampleTextViewPrivate::rowEndByte(const TextRows::Row &row) const
{
    return row.end >= row.piece->columns() ? row.piece->piece.next : row.endByte();
}

QRectF SampleTextViewPrivate::spanRect(const TextRows::Row &row, const TextSpan &span) const
{
    const qint64 begin = std::max(span.begin, row.beginByte());
    const qint64 end = std::min(span.end, rowEndByte(row));
    if (begin >= end)
        return {};
    const double from = begin >= row.endByte() ? row.width(rows.font()) : xOf(row, begin);
    double to = end >= row.endByte() ? row.width(rows.font()) : xOf(row, end);
    // A line end has a cell of its own.
    if (row.isLast && end > row.endByte())
        to += rows.font().cell();
    return {from, 0, std::max(0.0, to - from), static_cast<double>(rowHeight())};
}

QRect SampleTextViewPrivate::tokenRect(int token) const
{
    const SampleTokens *shown = tokens();
    if (!shown || token < 0 || token + 1 >= shown->begins.size())
        return {};
    const TextSpan span{shown->begins[token], shown->begins[token + 1]};
    TextRows::Place place = rows.placeOfByte(span.begin);
    const TextRows::Place last = rows.placeOfByte(std::max(span.begin, span.end - 1));
    if (place < top)
        place = std::min(top, last);
    const int y = rowTop(place);
    const QRectF area = spanRect(rows.row(place), span);
    if (area.isEmpty() || y + rowHeight() < 0 || y > q->viewport()->height())
        return {};
    return area.translated(left(), y).toAlignedRect();
}

void SampleTextViewPrivate::moveCaret(qint64 byte, bool select, bool show)
{
    byte = std::clamp<qint64>(byte, 0, pieces.text().size());
    const TextRows::Row row = rows.row(rows.placeOfByte(byte));
    // Never within a character.
    caret = byte >= row.piece->piece.end ? std::min(byte, row.piece->piece.end)
                                         : row.piece->byteOf(row.piece->columnOf(byte));
    if (!select)
        anchor = caret;
    caretX = -1;
    caretShown = true;
    if (show)
        reveal(caret, false);
    q->viewport()->update();
}

qint64 SampleTextViewPrivate::besideCaret(int count)
{
    const TextRows::Place place = rows.placeOfByte(caret);
    if (caretX < 0)
        caretX = rows.xOf(rows.row(place), caret);
    const TextRows::Place to = rows.moved(place, count);
    if (to == place)
        return count < 0 ? 0 : pieces.text().size();
    return rows.byteAt(rows.row(to), caretX);
}

qint64 SampleTextViewPrivate::nextByte(qint64 byte) const
{
    const ShownPiece &piece = *rows.row(rows.placeOfByte(byte)).piece;
    const int column = piece.columnOf(byte);
    if (column >= piece.columns())
        return std::max(piece.piece.next, piece.piece.end);
    return piece.byteOf(piece.nextColumn(column));
}

qint64 SampleTextViewPrivate::previousByte(qint64 byte) const
{
    if (byte <= 0)
        return 0;
    const ShownPiece &piece = *rows.row(rows.placeOfByte(byte)).piece;
    if (byte > piece.piece.begin)
        return piece.byteOf(piece.previousColumn(piece.columnOf(byte)));
    const ShownPiece &before = *rows.row(rows.placeOfByte(byte - 1)).piece;
    // Over a line end in one step, over the border of two parts of a long line not at all.
    if (before.piece.next > before.piece.end)
        return before.byteOf(before.columns());
    return before.byteOf(before.previousColumn(before.columns()));
}

qint64 SampleTextViewPrivate::wordEdge(qint64 byte, int direction) const
{
    const QByteArray &text = pieces.text();
    const qint64 size = text.size();
    if (direction > 0) {
        const bool inWord = byte < size && isWordByte(text[byte]);
        while (byte < size && isWordByte(text[byte]) == inWord && !isBlank(text[byte]))
            ++byte;
        while (byte < size && isBlank(text[byte]))
            ++byte;
        return byte;
    }
    while (byte > 0 && isBlank(text[byte - 1]))
        --byte;
    const bool inWord = byte > 0 && isWordByte(text[byte - 1]);
    while (byte > 0 && isWordByte(text[byte - 1]) == inWord && !isBlank(text[byte - 1]))
        --byte;
    return byte;
}

TextSpan SampleTextViewPrivate::wordAt(qint64 byte) const
{
    const QByteArray &text = pieces.text();
    TextSpan word{byte, byte};
    while (word.begin > 0 && isWordByte(text[word.begin - 1]))
        --word.begin;
    while (word.end < text.size() && isWordByte(text[word.end]))
        ++word.end;
    if (word.begin == word.end && word.end < text.size())
        word.end = nextByte(word.end);
    return word;
}

TextSpan SampleTextViewPrivate::lineAt(qint64 byte) const
{
    const QByteArray &text = pieces.text();
    const qint64 before = byte > 0 ? text.lastIndexOf('\n', byte - 1) : -1;
    const qint64 after = text.indexOf('\n', byte);
    return {before + 1, after < 0 ? text.size() : after + 1};
}

} // namespace phi1
