// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/shown_piece.h"

#include "views/code/utf8_characters.h"

#include <algorithm>

namespace phi1 {
namespace {

/// Writes a piece that is more than printable ASCII.
class Writer
{
public:
    Writer(ShownPiece &shown, const CellFont &font)
        : m_shown(shown)
        , m_font(font)
    {}

    void run(const quint8 *bytes, int count)
    {
        int at = 0;
        while (at < count) {
            const quint8 byte = bytes[at];
            if (byte >= 0x20 && byte < 0x7f) {
                add(QChar(static_cast<char16_t>(byte)), at, 1);
                ++at;
                continue;
            }
            const Utf8Character found = decodeUtf8(bytes + at, std::min(count - at, 4));
            if (found.kind != Utf8Character::Kind::Character) {
                escape(escapeOfByte(byte), at);
                ++at;
                continue;
            }
            if (found.character == U'\t')
                tab(at);
            else if (isEscapedCharacter(found.character))
                escape(escapeOfCharacter(found.character), at);
            else
                character(found.character, at);
            at += found.length;
        }
        m_shown.bytes.append(static_cast<quint16>(count));
        m_shown.cells.append(static_cast<quint16>(m_cell));
    }

private:
    void add(QChar unit, int byte, int cells)
    {
        m_shown.text += unit;
        m_shown.bytes.append(static_cast<quint16>(byte));
        m_shown.cells.append(static_cast<quint16>(m_cell));
        m_cell += cells;
    }

    void character(char32_t character, int byte)
    {
        const int cells = m_font.glyph(character).cells;
        if (QChar::requiresSurrogates(character)) {
            add(QChar(QChar::highSurrogate(character)), byte, 0);
            add(QChar(QChar::lowSurrogate(character)), byte, cells);
        } else {
            add(QChar(static_cast<char16_t>(character)), byte, cells);
        }
    }

    void tab(int byte)
    {
        const int begin = m_shown.columns();
        const int width = ShownPiece::tabStop - m_cell % ShownPiece::tabStop;
        for (int i = 0; i < width; ++i)
            add(u' ', byte, 1);
        m_shown.marks.append({begin, begin + width, ShownPiece::Mark::Tab});
    }

    void escape(const QString &shown, int byte)
    {
        const int begin = m_shown.columns();
        for (const QChar unit : shown)
            add(unit, byte, m_font.glyph(unit.unicode()).cells);
        m_shown.marks.append({begin, m_shown.columns(), ShownPiece::Mark::Escape});
    }

    ShownPiece &m_shown;
    const CellFont &m_font;
    int m_cell = 0;
};

/// Where the row that begins at `start` ends. @param at  the character of a column
template<typename CellOf, typename At>
int rowEnd(int start, int columns, int cells, CellOf cellOf, At at)
{
    // As many columns as fit; one at least, or rows would not end.
    int end = start;
    if (cellOf(columns) - cellOf(start) <= cells)
        return columns;
    int low = start + 1;
    int high = columns;
    while (low < high) { // the last column whose cells all fit
        const int middle = (low + high + 1) / 2;
        if (cellOf(middle) - cellOf(start) <= cells)
            low = middle;
        else
            high = middle - 1;
    }
    end = low;
    // The space that parts two words may stand in the margin.
    if (end < columns && at(end) == u' ')
        return end + 1;
    for (int place = end; place > start + (end - start) / 2; --place) {
        if (at(place - 1) == u' ')
            return place;
    }
    return end;
}

} // namespace

int ShownPiece::columnOfCell(int cell) const
{
    if (cells.isEmpty())
        return std::clamp(cell, 0, columns());
    const auto after = std::upper_bound(cells.begin(), cells.end(), cell);
    int column = std::max(0, static_cast<int>(after - cells.begin()) - 1);
    column = std::min(column, columns());
    while (column > 0 && column < columns() && bytes[column - 1] == bytes[column] &&
           text[column].isLowSurrogate())
        --column;
    return column;
}

qint64 ShownPiece::byteOf(int column) const
{
    return piece.begin + (bytes.isEmpty() ? column : bytes[column]);
}

int ShownPiece::columnOf(qint64 byte) const
{
    const qint64 inside = std::clamp<qint64>(byte - piece.begin, 0, piece.size());
    if (bytes.isEmpty())
        return static_cast<int>(std::min<qint64>(inside, columns()));
    const auto after = std::upper_bound(bytes.begin(), bytes.end(), static_cast<quint16>(inside));
    int column = std::max(0, static_cast<int>(after - bytes.begin()) - 1);
    while (column > 0 && bytes[column - 1] == bytes[column])
        --column;
    return column;
}

int ShownPiece::nextColumn(int column) const
{
    if (column >= columns())
        return columns();
    if (bytes.isEmpty())
        return column + 1;
    const quint16 byte = bytes[column];
    while (column < columns() && bytes[column] == byte)
        ++column;
    // Marks go with the character they stand on.
    while (column < columns() && text[column].isMark())
        ++column;
    return column;
}

int ShownPiece::previousColumn(int column) const
{
    if (column <= 0)
        return 0;
    --column;
    if (bytes.isEmpty())
        return column;
    while (column > 0 && (bytes[column - 1] == bytes[column] || text[column].isMark()))
        --column;
    return column;
}

ShownPiece showPiece(const QByteArray &text, const TextPiece &piece, const CellFont &font)
{
    ShownPiece shown;
    shown.piece = piece;
    const char *bytes = text.constData() + piece.begin;
    auto count = static_cast<int>(piece.size());
    if (piece.isPlain) {
        shown.text = QString::fromLatin1(bytes, count);
        return shown;
    }
    // Before a line end a CR is one with it; anywhere else it is a control character.
    if (piece.isLast && piece.next > piece.end && count > 0 && bytes[count - 1] == '\r') {
        shown.endsInReturn = true;
        --count;
    }
    Writer(shown, font).run(reinterpret_cast<const quint8 *>(bytes), count);
    return shown;
}

QVector<int> breakRows(const ShownPiece &piece, int cells)
{
    QVector<int> starts{0};
    const int columns = piece.columns();
    int start = 0;
    while (true) {
        int next = rowEnd(
            start, columns, cells, [&](int column) { return piece.cellOf(column); },
            [&](int column) { return piece.text[column].unicode(); });
        if (next >= columns)
            return starts;
        // What one byte or character is shown as stays in one row.
        while (!piece.bytes.isEmpty() && next > start + 1 &&
               piece.bytes[next - 1] == piece.bytes[next])
            --next;
        start = next;
        starts.append(start);
    }
}

int countRows(const char *bytes, int size, int cells)
{
    int rows = 1;
    int start = 0;
    while (size - start > cells) {
        start = rowEnd(
            start, size, cells, [](int column) { return column; },
            [bytes](int column) { return static_cast<char16_t>(bytes[column]); });
        if (start >= size)
            break;
        ++rows;
    }
    return rows;
}

} // namespace phi1
