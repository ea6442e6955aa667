// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/text_rows.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int recentBlocks = 32;
constexpr qint64 recentColumns = 1 << 21; ///< of the pieces that are kept as they are shown

} // namespace

double TextRows::Row::width(const CellFont &font) const
{
    return (piece->cellOf(end) - piece->cellOf(begin)) * font.cell();
}

TextRows::TextRows(const TextPieces &pieces)
    : m_pieces(pieces)
{}

void TextRows::setText()
{
    m_blocks.clear();
    m_counted.clear();
    m_shown.clear();
    m_shownColumns = 0;
    m_sums.clear();
    m_uncounted = 0;
    m_widest = 0;
    m_next = 0;
    grow();
}

void TextRows::setFont(const CellFont &font)
{
    m_font = font;
    setText(); // widths of what is no ASCII depend on the font
}

void TextRows::setColumns(int cells)
{
    if (cells == m_columns)
        return;
    m_columns = cells;
    m_counted.clear();
    for (Shown &shown : m_shown)
        shown.starts.clear();
    m_next = 0;
    m_uncounted = 0;
    for (int block = 0; block < m_blocks.size(); ++block)
        estimate(block);
    m_sums.clear();
}

void TextRows::grow()
{
    const int known = std::max(0, static_cast<int>(m_blocks.size()) - 1);
    // The last block of before may have got its pieces only now.
    if (!m_blocks.isEmpty() && !m_blocks.last().isCounted)
        --m_uncounted;
    m_blocks.resize(known);
    m_counted.remove(known);
    m_blocks.resize(m_pieces.blockCount());
    for (int block = known; block < m_blocks.size(); ++block)
        estimate(block);
    m_next = std::min(m_next, known);
    m_sums.clear();
}

void TextRows::estimate(int block) const
{
    Block &place = m_blocks[block];
    const int pieces = m_pieces.pieceCount(block);
    place.isCounted =
        (place.widest >= 0 || pieces == 0) && (m_columns == 0 || place.widest <= m_columns);
    place.rows = pieces;
    if (place.isCounted)
        return;
    if (m_columns > 0)
        place.rows +=
            static_cast<int>((m_pieces.blockEnd(block) - m_pieces.blockBegin(block)) / m_columns);
    ++m_uncounted;
}

bool TextRows::countMore(double milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    bool changed = false;
    while (m_uncounted > 0) {
        while (m_next < m_blocks.size() && m_blocks[m_next].isCounted)
            ++m_next;
        if (m_next >= m_blocks.size())
            break;
        count(m_next);
        m_counted.remove(m_next); // nobody has asked for it
        changed = true;
        if (static_cast<double>(timer.nsecsElapsed()) > milliseconds * 1e6)
            break;
    }
    return changed;
}

const TextRows::BlockRows &TextRows::count(int block) const
{
    const auto known = m_counted.constFind(block);
    if (known != m_counted.constEnd())
        return *known;
    BlockRows rows;
    rows.pieces = m_pieces.pieces(block);
    rows.firsts.reserve(rows.pieces.size() + 1);
    int number = 0;
    int widest = 0;
    const char *bytes = m_pieces.text().constData();
    for (const TextPiece &piece : rows.pieces) {
        rows.firsts.append(number);
        if (piece.isPlain) {
            const auto size = static_cast<int>(piece.size());
            widest = std::max(widest, size);
            number += m_columns == 0 || size <= m_columns
                          ? 1
                          : countRows(bytes + piece.begin, size, m_columns);
            continue;
        }
        const std::shared_ptr<const ShownPiece> shown = this->shown(piece);
        widest = std::max(widest, shown->cellCount());
        number += static_cast<int>(starts(shown).size());
    }
    rows.firsts.append(number);
    Block &place = m_blocks[block];
    if (!place.isCounted)
        --m_uncounted;
    if (place.rows != number)
        m_sums.clear();
    place.isCounted = true;
    place.rows = number;
    place.widest = widest;
    m_widest = std::max(m_widest, widest);
    if (m_counted.size() >= recentBlocks)
        m_counted.clear();
    return *m_counted.insert(block, rows);
}

std::shared_ptr<const ShownPiece> TextRows::shown(const TextPiece &piece) const
{
    const auto known = m_shown.constFind(piece.begin);
    if (known != m_shown.constEnd())
        return known->piece;
    auto made = std::make_shared<const ShownPiece>(showPiece(m_pieces.text(), piece, m_font));
    m_shownColumns += made->columns() + 64;
    if (m_shownColumns > recentColumns) {
        m_shown.clear();
        m_shownColumns = made->columns() + 64;
    }
    m_shown.insert(piece.begin, {made, {}});
    return made;
}

const QVector<int> &TextRows::starts(const std::shared_ptr<const ShownPiece> &piece) const
{
    static const QVector<int> whole{0};
    if (m_columns == 0 || piece->cellCount() <= m_columns)
        return whole;
    Shown &known = m_shown[piece->piece.begin];
    if (!known.piece)
        known.piece = piece;
    if (known.starts.isEmpty())
        known.starts = breakRows(*piece, m_columns);
    return known.starts;
}

void TextRows::sumUp() const
{
    if (!m_sums.isEmpty())
        return;
    m_sums.resize(m_blocks.size() + 1);
    qint64 sum = 0;
    for (int block = 0; block < m_blocks.size(); ++block) {
        m_sums[block] = sum;
        sum += m_blocks[block].rows;
    }
    m_sums[m_blocks.size()] = sum;
}

qint64 TextRows::rowCount() const
{
    sumUp();
    return m_sums.last();
}

qint64 TextRows::numberOf(Place place) const
{
    sumUp();
    return m_sums[place.block] + place.row;
}

TextRows::Place TextRows::placeOf(qint64 number) const
{
    sumUp();
    number = std::clamp<qint64>(number, 0, std::max<qint64>(0, m_sums.last() - 1));
    const auto after = std::upper_bound(m_sums.begin(), m_sums.end() - 1, number);
    const int block = std::max(0, static_cast<int>(after - m_sums.begin()) - 1);
    const auto row = static_cast<int>(number - m_sums[block]);
    return clamped({block, row});
}

TextRows::Place TextRows::clamped(Place place) const
{
    if (m_blocks.isEmpty() || m_pieces.pieceCount(0) == 0)
        return {};
    place.block = std::clamp(place.block, 0, static_cast<int>(m_blocks.size()) - 1);
    while (place.block > 0 && m_pieces.pieceCount(place.block) == 0)
        --place.block;
    place.row = std::clamp(place.row, 0, count(place.block).firsts.last() - 1);
    return place;
}

TextRows::Place TextRows::last() const
{
    return clamped({static_cast<int>(m_blocks.size()) - 1, 1 << 30});
}

TextRows::Place TextRows::moved(Place place, qint64 rows) const
{
    place = clamped(place);
    while (rows < 0) {
        if (place.row + rows >= 0) {
            place.row += static_cast<int>(rows);
            return place;
        }
        if (place.block == 0)
            return {};
        rows += place.row + 1;
        --place.block;
        place.row = count(place.block).firsts.last() - 1;
    }
    while (rows > 0) {
        const qint64 left = count(place.block).firsts.last() - 1 - place.row;
        if (rows <= left) {
            place.row += static_cast<int>(rows);
            return place;
        }
        if (place.block + 1 >= m_blocks.size() || m_pieces.pieceCount(place.block + 1) == 0) {
            place.row += static_cast<int>(left);
            return place;
        }
        rows -= left + 1;
        ++place.block;
        place.row = 0;
    }
    return place;
}

qint64 TextRows::distance(Place from, Place to, qint64 most) const
{
    if (to < from)
        return -distance(to, from, most);
    qint64 rows = to.row - from.row;
    for (int block = from.block; block < to.block && rows < most; ++block)
        rows += count(block).firsts.last();
    return std::min(rows, most);
}

TextRows::Row TextRows::row(Place place) const
{
    Row row;
    place = clamped(place);
    if (m_blocks.isEmpty() || m_pieces.pieceCount(place.block) == 0) {
        row.piece = std::make_shared<const ShownPiece>();
        return row;
    }
    const BlockRows &rows = count(place.block);
    const auto after = std::upper_bound(rows.firsts.begin(), rows.firsts.end() - 1, place.row);
    row.index = std::max(0, static_cast<int>(after - rows.firsts.begin()) - 1);
    const int inside = place.row - rows.firsts[row.index];
    const TextPiece piece = rows.pieces[row.index];
    row.piece = shown(piece);
    const QVector<int> &starts = this->starts(row.piece);
    const int index = std::min(inside, static_cast<int>(starts.size()) - 1);
    row.begin = starts[index];
    row.end = index + 1 < starts.size() ? starts[index + 1] : row.piece->columns();
    row.isFirst = index == 0 && piece.isFirst;
    row.isLast = index + 1 == starts.size() && piece.isLast;
    return row;
}

TextRows::Place TextRows::placeOfByte(qint64 byte) const
{
    if (m_blocks.isEmpty() || m_pieces.pieceCount(0) == 0)
        return {};
    const int block = m_pieces.blockOf(byte);
    const BlockRows &rows = count(block);
    const auto after = std::upper_bound(
        rows.pieces.begin(), rows.pieces.end(), byte,
        [](qint64 wanted, const TextPiece &piece) { return wanted < piece.begin; });
    const int index = std::max(0, static_cast<int>(after - rows.pieces.begin()) - 1);
    const int first = rows.firsts[index];
    if (rows.firsts[index + 1] - first == 1)
        return {block, first};
    const std::shared_ptr<const ShownPiece> piece = shown(rows.pieces[index]);
    const QVector<int> &starts = this->starts(piece);
    const auto start = std::upper_bound(starts.begin(), starts.end(), piece->columnOf(byte));
    return {block, first + std::max(0, static_cast<int>(start - starts.begin()) - 1)};
}

double TextRows::xOf(const Row &row, qint64 byte) const
{
    const int column = std::clamp(row.piece->columnOf(byte), row.begin, row.end);
    return (row.piece->cellOf(column) - row.piece->cellOf(row.begin)) * m_font.cell();
}

qint64 TextRows::byteAt(const Row &row, double x) const
{
    const double cell = row.piece->cellOf(row.begin) + x / m_font.cell();
    int column = std::clamp(row.piece->columnOfCell(static_cast<int>(std::max(0.0, cell))),
                            row.begin, row.end);
    if (column < row.end) {
        // Of a character that takes several cells, such as a tab, the nearer side.
        const int begin = row.piece->columnOf(row.piece->byteOf(column));
        const int next = row.piece->nextColumn(begin);
        const double middle = (row.piece->cellOf(begin) + row.piece->cellOf(next)) / 2.0;
        column = cell >= middle ? next : begin;
    }
    return row.piece->byteOf(std::clamp(column, row.begin, row.end));
}

qint64 TextRows::byteUnder(const Row &row, double x) const
{
    if (x < 0 || x >= row.width(m_font))
        return -1;
    const auto cell = static_cast<int>(row.piece->cellOf(row.begin) + x / m_font.cell());
    return row.piece->byteOf(std::clamp(row.piece->columnOfCell(cell), row.begin, row.end));
}

} // namespace phi1
