// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/sample_text/shown_piece.h"

#include <QHash>
#include <QVector>

#include <memory>

namespace phi1 {

/// The rows that the pieces of a text make at a width. Rows are counted block by block: those of
/// blocks that nobody has asked for yet are estimated, and counted bit by bit.
class TextRows final
{
public:
    /// A row as a place in a block, which stays what it is while others are counted.
    struct Place {
        int block = 0;
        int row = 0; ///< of the block
        auto operator<=>(const Place &) const = default;
    };
    struct Row {
        std::shared_ptr<const ShownPiece> piece;
        int index = 0;          ///< of the piece, in its block
        int begin = 0, end = 0; ///< columns
        bool isFirst = true;    ///< of its line
        bool isLast = true;     ///< of its line
        qint64 beginByte() const { return piece->byteOf(begin); }
        qint64 endByte() const { return piece->byteOf(end); }
        double width(const CellFont &font) const; ///< pixels
    };

    explicit TextRows(const TextPieces &pieces);

    void setText(); ///< the pieces are of another text
    void setFont(const CellFont &font);
    const CellFont &font() const { return m_font; }
    void setColumns(int cells); ///< 0: nothing wraps but what is too long for a piece
    void grow();                ///< the pieces have more blocks than before

    /// Counts blocks that are estimated, for about so many milliseconds. @return whether any was
    bool countMore(double milliseconds);
    bool isCounted() const { return m_uncounted == 0; }

    qint64 rowCount() const;                     ///< partly estimated
    int widestCells() const { return m_widest; } ///< of the pieces counted so far
    qint64 numberOf(Place place) const;          ///< from 0, as far as is known
    Place placeOf(qint64 number) const;
    Place clamped(Place place) const; ///< a row there is; counts its block
    Place first() const { return {}; }
    Place last() const;
    /// The row so many further; the first or last one beyond the ends.
    Place moved(Place place, qint64 rows) const;
    /// How many rows `to` is below `from`; no more than `most` are looked at.
    qint64 distance(Place from, Place to, qint64 most) const;

    Row row(Place place) const;
    Place placeOfByte(qint64 byte) const;
    double xOf(const Row &row, qint64 byte) const;    ///< pixels from the row's beginning
    qint64 byteAt(const Row &row, double x) const;    ///< nearest gap between characters
    qint64 byteUnder(const Row &row, double x) const; ///< whose character is there; -1: none

private:
    struct Block {
        int rows = 1;
        int widest = -1; ///< cells of its widest piece; -1: not looked at
        bool isCounted = false;
    };
    struct BlockRows {
        QVector<TextPiece> pieces;
        QVector<int> firsts; ///< row each piece begins with, and their number
    };

    const BlockRows &count(int block) const;
    void estimate(int block) const;
    void sumUp() const;
    std::shared_ptr<const ShownPiece> shown(const TextPiece &piece) const;
    const QVector<int> &starts(const std::shared_ptr<const ShownPiece> &piece) const;

    const TextPieces &m_pieces;
    CellFont m_font;
    int m_columns = 0;
    mutable QVector<Block> m_blocks;
    mutable QVector<qint64> m_sums; ///< rows before each block; empty: to be summed up
    mutable int m_uncounted = 0;
    mutable int m_widest = 0;
    int m_next = 0; ///< block countMore() goes on with
    mutable QHash<int, BlockRows> m_counted;
    struct Shown {
        std::shared_ptr<const ShownPiece> piece;
        QVector<int> starts; ///< empty: not broken yet
    };
    mutable QHash<qint64, Shown> m_shown; ///< by the byte their piece begins with
    mutable qint64 m_shownColumns = 0;
};

} // namespace phi1
