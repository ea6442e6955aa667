// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QList>

namespace phi1::test {

/// What the fake engine takes for the tokens of a completion: words with the blank before them,
/// line breaks alone.
inline QList<QByteArray> fakeTokens(const QByteArray &text)
{
    QList<QByteArray> tokens;
    for (const char byte : text) {
        if (tokens.isEmpty() || byte == ' ' || byte == '\n' || tokens.last() == "\n")
            tokens += QByteArray();
        tokens.last() += byte;
    }
    return tokens;
}

/// The id of a piece: equal pieces have equal ids, above those of the bytes of a prompt. Pieces of
/// up to three bytes can be had back from it.
inline int fakeTokenId(const QByteArray &piece)
{
    if (piece.size() <= 3) {
        int id = 1;
        for (const char byte : piece)
            id = id * 256 + static_cast<unsigned char>(byte);
        return id;
    }
    return (1 << 28) + static_cast<int>(qChecksum(piece) + piece.size() * 65536);
}

inline QByteArray fakeTokenBytes(int id)
{
    if (id >= (1 << 28))
        return "?";
    QByteArray bytes;
    for (; id > 1; id /= 256)
        bytes.prepend(static_cast<char>(id % 256));
    return bytes;
}

} // namespace phi1::test
