// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QVector>

namespace phi1 {

/// A line of a text, or a part of one that is too long to be handled as a whole.
struct TextPiece {
    qint64 begin = 0;
    qint64 end = 0;                     ///< without the line end
    qint64 next = 0;                    ///< where the next piece begins
    qint64 line = 0;                    ///< from 0
    bool isFirst = true, isLast = true; ///< of its line
    bool isPlain = true;                ///< printable ASCII alone: a byte is a character is a cell

    qint64 size() const { return end - begin; }
};

/// A text of any size as pieces, found in blocks of some hundred: only where the blocks begin is
/// kept, so that 100 MB of empty lines cost no more than the text. Looks through the text in
/// portions, because that takes longer than a frame where it is large.
class TextPieces final
{
public:
    static constexpr int longest = 4096;        ///< bytes of a piece
    static constexpr int piecesPerBlock = 128;  ///< and fewer where they are long
    static constexpr qint64 blockBytes = 65536; ///< a block ends with the piece that reaches it

    void setText(const QByteArray &text);
    const QByteArray &text() const { return m_text; }

    /// Looks through another portion of about so many bytes.
    void indexMore(qint64 bytes);
    bool isComplete() const { return m_complete; }
    qint64 indexedBytes() const { return m_indexed; }
    qint64 lineCount() const { return m_lines; }         ///< of what was looked through; at least 1
    qint64 longLineCount() const { return m_longLines; } ///< that are more than one piece

    int blockCount() const { return static_cast<int>(m_blocks.size()); } ///< at least 1
    qint64 blockBegin(int block) const { return m_blocks[block].begin; }
    qint64 blockEnd(int block) const; ///< where the next one begins
    int pieceCount(int block) const { return m_blocks[block].pieces; }
    /// The block of a byte, of the last one for the end of the text and beyond.
    int blockOf(qint64 byte) const;
    int blockOfLine(qint64 line) const;
    QVector<TextPiece> pieces(int block) const;

private:
    struct Block {
        qint64 begin = 0;
        qint64 line = 0;
        qint32 pieces = 0;
        bool beginsLine = true; ///< or goes on with a long one
    };
    TextPiece pieceAt(qint64 begin, qint64 line, bool isFirst) const;

    QByteArray m_text;
    QVector<Block> m_blocks;
    qint64 m_indexed = 0;
    qint64 m_lines = 1;
    qint64 m_longLines = 0;
    bool m_complete = true;
    mutable QHash<int, QVector<TextPiece>> m_recent;
};

} // namespace phi1
