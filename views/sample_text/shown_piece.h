// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/sample_text/cell_font.h"
#include "views/sample_text/text_pieces.h"

#include <QString>
#include <QVector>

namespace phi1 {

/// A piece of a text as it is shown, and where its characters (UTF-16) come from and stand: tabs as
/// spaces up to the next stop, bytes that are no text as ‹e2›, characters that act as ‹U+202E›.
struct ShownPiece {
    static constexpr int tabStop = 4;

    enum class Mark : quint8 { Tab, Escape };
    struct Marked {
        int begin = 0, end = 0; ///< columns
        Mark mark = Mark::Escape;
    };

    TextPiece piece;
    QString text;
    /// Of each column the byte of the piece it shows, and the piece's size at the end; empty if
    /// both are the same.
    QVector<quint16> bytes;
    /// Of each column the cell it begins in, and the number of cells at the end; empty if both are
    /// the same.
    QVector<quint16> cells;
    QVector<Marked> marks;
    bool endsInReturn = false; ///< a CR before the line end, which is not in `text`

    int columns() const { return static_cast<int>(text.size()); }
    int cellCount() const { return cells.isEmpty() ? columns() : cells.last(); }
    int cellOf(int column) const { return cells.isEmpty() ? column : cells[column]; }
    /// The column of a cell, the last one that begins there or before.
    int columnOfCell(int cell) const;
    qint64 byteOf(int column) const; ///< of the text
    /// The column where a byte of the text shows; that of its character for one inside it.
    int columnOf(qint64 byte) const;
    /// The next place between characters after a column, and before it.
    int nextColumn(int column) const;
    int previousColumn(int column) const;
};

ShownPiece showPiece(const QByteArray &text, const TextPiece &piece, const CellFont &font);

/// Where rows begin when the piece is broken after so many cells: behind a space, if that leaves
/// more than half of the row. The first one is 0.
QVector<int> breakRows(const ShownPiece &piece, int cells);
/// Their number for a plain piece, which needs no ShownPiece.
int countRows(const char *bytes, int size, int cells);

} // namespace phi1
