// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/text_pieces.h"

#include <algorithm>
#include <cstring>

namespace phi1 {
namespace {

constexpr int recentBlocks = 64;

bool isPrintable(const char *bytes, qint64 count)
{
    // Without a branch in the loop the compiler looks at many bytes at once.
    quint8 odd = 0;
    for (qint64 i = 0; i < count; ++i)
        odd |= static_cast<quint8>(static_cast<quint8>(static_cast<quint8>(bytes[i]) - 0x20) >
                                   0x7e - 0x20);
    return odd == 0;
}

bool continuesCharacter(char byte)
{
    return (static_cast<quint8>(byte) & 0xc0U) == 0x80;
}

} // namespace

void TextPieces::setText(const QByteArray &text)
{
    m_text = text;
    m_blocks = {Block()};
    m_indexed = 0;
    m_lines = 1;
    m_longLines = 0;
    m_complete = false;
    m_recent.clear();
}

TextPiece TextPieces::pieceAt(qint64 begin, qint64 line, bool isFirst) const
{
    const char *bytes = m_text.constData();
    const qint64 size = m_text.size();
    TextPiece piece;
    piece.begin = begin;
    piece.line = line;
    piece.isFirst = isFirst;
    // One byte more than fits: a line that just fits has its end there.
    const qint64 reach = std::min<qint64>(size - begin, longest + 1);
    const void *found = reach > 0 ? std::memchr(bytes + begin, '\n', reach) : nullptr;
    if (found) {
        piece.end = static_cast<const char *>(found) - bytes;
        piece.next = piece.end + 1;
    } else if (reach <= longest) {
        piece.end = piece.next = size;
    } else {
        qint64 cut = begin + longest;
        for (int back = 0; back < 3 && continuesCharacter(bytes[cut]); ++back)
            --cut;
        piece.end = piece.next = cut;
        piece.isLast = false;
    }
    return piece;
}

void TextPieces::indexMore(qint64 bytes)
{
    const qint64 until = m_indexed + bytes;
    Block *block = &m_blocks.last();
    bool beginsLine = block->beginsLine;
    if (block->pieces > 0)
        return; // complete
    qint64 line = block->line;
    qint64 at = block->begin;
    while (!m_complete) {
        const TextPiece piece = pieceAt(at, line, beginsLine);
        ++block->pieces;
        m_longLines += beginsLine && !piece.isLast ? 1 : 0;
        at = piece.next;
        beginsLine = piece.isLast;
        if (piece.isLast)
            ++line;
        // A text that ends in a line end has an empty line behind it, as editors show it.
        if (at >= m_text.size() && !(piece.next > piece.end)) {
            m_complete = true;
            break;
        }
        if (block->pieces < piecesPerBlock && at - block->begin < blockBytes)
            continue;
        m_blocks.append(Block{at, line, 0, beginsLine});
        block = &m_blocks.last();
        if (at >= until)
            break;
    }
    m_indexed = at;
    m_lines = std::max<qint64>(1, line);
}

qint64 TextPieces::blockEnd(int block) const
{
    return block + 1 < m_blocks.size() ? m_blocks[block + 1].begin : m_indexed;
}

int TextPieces::blockOf(qint64 byte) const
{
    const auto after =
        std::upper_bound(m_blocks.begin(), m_blocks.end(), byte,
                         [](qint64 wanted, const Block &block) { return wanted < block.begin; });
    int block = std::max(0, static_cast<int>(after - m_blocks.begin()) - 1);
    // The last one may wait to be looked through.
    while (block > 0 && m_blocks[block].pieces == 0)
        --block;
    return block;
}

int TextPieces::blockOfLine(qint64 line) const
{
    const auto after =
        std::upper_bound(m_blocks.begin(), m_blocks.end(), line,
                         [](qint64 wanted, const Block &block) { return wanted < block.line; });
    int block = std::max(0, static_cast<int>(after - m_blocks.begin()) - 1);
    // Of the blocks that a long line fills, the one it begins in.
    while (block > 0 && m_blocks[block].line == line && !m_blocks[block].beginsLine)
        --block;
    return block;
}

QVector<TextPiece> TextPieces::pieces(int block) const
{
    const auto known = m_recent.constFind(block);
    if (known != m_recent.constEnd())
        return *known;
    if (m_recent.size() >= recentBlocks)
        m_recent.clear();
    const Block &place = m_blocks[block];
    QVector<TextPiece> pieces;
    pieces.reserve(place.pieces);
    qint64 at = place.begin;
    qint64 line = place.line;
    bool beginsLine = place.beginsLine;
    for (int i = 0; i < place.pieces; ++i) {
        TextPiece piece = pieceAt(at, line, beginsLine);
        piece.isPlain = isPrintable(m_text.constData() + piece.begin, piece.size());
        at = piece.next;
        beginsLine = piece.isLast;
        if (piece.isLast)
            ++line;
        pieces.append(piece);
    }
    m_recent.insert(block, pieces);
    return pieces;
}

} // namespace phi1
