// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/code/token_text.h"

#include "views/code/utf8_characters.h"

#include <algorithm>
#include <array>

namespace phi1 {
namespace {

bool isPlainAscii(char byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

} // namespace

TokenText::TokenText()
{
    clear();
}

void TokenText::clear()
{
    m_lines.clear();
    m_lines.append(Line());
    m_firstSpans.clear();
    m_pending.clear();
    m_tailShown = false;
    m_completionLine = 0;
    m_promptColumns = 0;
}

void TokenText::appendPrompt(const QString &text)
{
    feed(text.toUtf8(), -1);
    drain(true);
    m_completionLine = static_cast<int>(m_lines.size()) - 1;
    m_promptColumns = static_cast<int>(m_lines.last().text.size());
}

TextPosition TokenText::append(const QVector<ViewToken> &tokens, int first)
{
    const TextPosition changed = m_tailShown ? m_tail : end();
    dropTail();
    m_firstSpans.reserve(tokens.size());
    for (int token = first; token < tokens.size(); ++token) {
        m_firstSpans.append(SpanAt{-1, -1});
        const ViewToken &shown = tokens[token];
        if (shown.flags.testFlag(TokenFlag::EndOfText)) {
            drain(true);
            const Pending whole{0, token};
            const QString name = QString::fromUtf8(shown.bytes);
            emitEscape(name.isEmpty() ? QStringLiteral("‹›") : name, 0, &whole, 1, Mark::Special);
        } else if (shown.bytes.isEmpty()) {
            const Pending whole{0, token};
            drain(true);
            emitEscape(QStringLiteral("‹›"), 0, &whole, 1);
        } else {
            feed(shown.bytes, token);
        }
    }
    if (!m_pending.isEmpty()) {
        // Shown as it stands; the rest of the character may still come.
        m_tail = end();
        m_tailSpans = static_cast<int>(m_lines.last().spans.size());
        m_tailShown = true;
        const QVector<Pending> kept = m_pending;
        drain(true);
        m_pending = kept;
    }
    return changed;
}

void TokenText::dropTail()
{
    if (!m_tailShown)
        return;
    // Escapes of bytes never end a line, so that they all stand in the last one.
    Line &line = m_lines.last();
    line.text.truncate(m_tail.column);
    line.spans.resize(m_tailSpans);
    for (const Pending &byte : m_pending) {
        if (byte.token >= 0 && m_firstSpans[byte.token].line == m_tail.line &&
            m_firstSpans[byte.token].span >= m_tailSpans)
            m_firstSpans[byte.token] = SpanAt{-1, -1};
    }
    m_tailShown = false;
}

void TokenText::feed(const QByteArray &bytes, qint32 token)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        if (m_pending.isEmpty() && isPlainAscii(bytes[at])) {
            qsizetype stop = at + 1;
            while (stop < bytes.size() && isPlainAscii(bytes[stop]))
                ++stop;
            emitPlain(QString::fromLatin1(bytes.constData() + at, stop - at), token);
            at = stop;
            continue;
        }
        m_pending.append(Pending{static_cast<quint8>(bytes[at]), token});
        ++at;
        drain(false);
    }
}

void TokenText::drain(bool atEnd)
{
    int done = 0;
    const int count = static_cast<int>(m_pending.size());
    while (done < count) {
        const Pending *bytes = m_pending.constData() + done;
        std::array<quint8, 4> values{};
        const int held = std::min(count - done, 4);
        for (int i = 0; i < held; ++i)
            values[i] = bytes[i].byte;
        const Utf8Character found = decodeUtf8(values.data(), held);
        if (found.kind == Utf8Character::Kind::Incomplete && !atEnd)
            break;
        if (found.kind == Utf8Character::Kind::Character) {
            emitCharacter(found.character, bytes, found.length);
            done += found.length;
        } else {
            emitEscape(escapeOfByte(bytes[0].byte), QChar::ReplacementCharacter, bytes, 1);
            ++done;
        }
    }
    m_pending.remove(0, done);
}

void TokenText::emitCharacter(char32_t character, const Pending *bytes, int count)
{
    Line &line = m_lines.last();
    const int start = static_cast<int>(line.text.size());
    if (character == U'\n') {
        addSpan(bytes[0].token, start, 0, Mark::Newline, character);
        m_lines.append(Line());
        return;
    }
    if (character == U'\t') {
        const int width = tabStop - start % tabStop;
        line.text += QString(width, u' ');
        addSpan(bytes[0].token, start, width, Mark::Tab, character);
        return;
    }
    if (isEscapedCharacter(character)) {
        emitEscape(escapeOfCharacter(character), character, bytes, count);
        return;
    }
    if (character >= 0x20 && character < 0x7f) {
        const QChar c(static_cast<char16_t>(character));
        emitPlain(QStringView(&c, 1), bytes[0].token);
        return;
    }
    QString text;
    if (QChar::requiresSurrogates(character)) {
        text += QChar(QChar::highSurrogate(character));
        text += QChar(QChar::lowSurrogate(character));
    } else {
        text += QChar(static_cast<char16_t>(character));
    }
    if (bytes[0].token == bytes[count - 1].token) {
        line.isPlain = false;
        emitPlain(text, bytes[0].token);
        return;
    }
    line.isPlain = false;
    line.text += text;
    int parts = 1;
    for (int i = 1; i < count; ++i)
        parts += bytes[i].token != bytes[i - 1].token ? 1 : 0;
    int part = 0;
    for (int i = 0; i < count; ++i) {
        if (i > 0 && bytes[i].token == bytes[i - 1].token)
            continue;
        addSpan(bytes[i].token, start, static_cast<int>(text.size()), Mark::Text, character, part++,
                parts);
    }
}

void TokenText::emitEscape(const QString &shown, char32_t source, const Pending *bytes, int count,
                           Mark mark)
{
    Line &line = m_lines.last();
    const int start = static_cast<int>(line.text.size());
    line.text += shown;
    line.isPlain = false;
    int parts = 1;
    for (int i = 1; i < count; ++i)
        parts += bytes[i].token != bytes[i - 1].token ? 1 : 0;
    int part = 0;
    for (int i = 0; i < count; ++i) {
        if (i > 0 && bytes[i].token == bytes[i - 1].token)
            continue;
        addSpan(bytes[i].token, start, static_cast<int>(shown.size()), mark, source, part++, parts);
    }
}

void TokenText::emitPlain(QStringView text, qint32 token)
{
    Line &line = m_lines.last();
    const int start = static_cast<int>(line.text.size());
    line.text += text;
    if (!line.spans.isEmpty()) {
        Span &last = line.spans.last();
        if (last.token == token && last.mark == Mark::Text && last.parts == 1) {
            last.length += static_cast<int>(text.size());
            return;
        }
    }
    addSpan(token, start, static_cast<int>(text.size()), Mark::Text);
}

void TokenText::addSpan(qint32 token, int start, int length, Mark mark, char32_t source, int part,
                        int parts)
{
    Line &line = m_lines.last();
    if (token >= 0 && m_firstSpans[token].line < 0)
        m_firstSpans[token] = {static_cast<int>(m_lines.size()) - 1,
                               static_cast<int>(line.spans.size())};
    Span span;
    span.token = token;
    span.start = start;
    span.length = length;
    span.mark = mark;
    span.source = source;
    span.part = static_cast<quint8>(part);
    span.parts = static_cast<quint8>(parts);
    line.spans.append(span);
}

TextPosition TokenText::position(int token) const
{
    if (token >= tokenCount() || token < 0)
        return end();
    const SpanAt at = m_firstSpans[token];
    if (at.line < 0)
        return end();
    return {at.line, m_lines[at.line].spans[at.span].start};
}

TextPosition TokenText::end() const
{
    return {static_cast<int>(m_lines.size()) - 1, static_cast<int>(m_lines.last().text.size())};
}

int TokenText::offsetOf(TextPosition place) const
{
    int offset = place.column;
    for (int line = 0; line < place.line && line < m_lines.size(); ++line)
        offset += static_cast<int>(m_lines[line].text.size()) + 1;
    return offset;
}

TextPosition TokenText::placeOf(int offset) const
{
    for (int line = 0; line < m_lines.size(); ++line) {
        const auto size = static_cast<int>(m_lines[line].text.size());
        if (offset <= size)
            return {line, std::max(0, offset)};
        offset -= size + 1;
    }
    return end();
}

const TokenText::Span *TokenText::spanAt(TextPosition place) const
{
    const Span *found = nullptr;
    for (const Span &span : m_lines[place.line].spans) {
        if (span.start > place.column)
            break;
        found = &span;
    }
    return found;
}

QString TokenText::shownText(int startOffset, int endOffset) const
{
    QString all;
    for (int line = 0; line < m_lines.size() && all.size() < endOffset; ++line) {
        if (line > 0)
            all += u'\n';
        all += m_lines[line].text;
    }
    return all.mid(startOffset, endOffset - startOffset);
}

QString TokenText::source(TextPosition from, TextPosition to) const
{
    QString result;
    for (int number = from.line; number <= std::min<int>(to.line, m_lines.size() - 1); ++number) {
        const Line &line = m_lines[number];
        const int first = number == from.line ? from.column : 0;
        const int last =
            number == to.line ? to.column : static_cast<int>(line.text.size()) + 1; // its end too
        for (const Span &span : line.spans) {
            const int begin = std::max<int>(first, span.start);
            const int stop = std::min<int>(last, span.start + std::max(1, span.length));
            if (begin >= stop || span.part > 0)
                continue;
            if (span.mark == Mark::Text)
                result += QStringView(line.text).mid(begin, stop - begin);
            else if (span.mark == Mark::Special)
                result += QStringView(line.text).mid(span.start, span.length);
            else if (span.mark == Mark::Escape && span.source == 0 && span.length == 2)
                continue; // a token without bytes
            else if (QChar::requiresSurrogates(span.source))
                result += QString::fromUcs4(&span.source, 1);
            else
                result += span.source == 0 ? QChar(QChar::ReplacementCharacter)
                                           : QChar(static_cast<char16_t>(span.source));
        }
    }
    return result;
}

} // namespace phi1
