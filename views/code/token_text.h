// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/state/compare_types.h"

#include <QString>
#include <QVector>

namespace phi1 {

/// A place in a TokenText, in characters of its shown lines.
struct TextPosition {
    int line = 0;
    int column = 0;
    auto operator<=>(const TextPosition &) const = default;
};

/// What the tokens of a completion look like as lines of text: characters joined from the bytes of
/// several tokens, bytes that make no character as ‹e2›, control characters and those that steer
/// the direction of writing as ‹U+202E›, tabs as spaces up to the next stop. Grows by appending in
/// time linear in what is appended.
class TokenText final
{
public:
    enum class Mark : quint8 { Text, Escape, Tab, Newline, Special };

    /// The part of a line that belongs to one token. Spans of a line ascend and cover it. Those of
    /// a character that several tokens share have the same place and differ in `part`.
    struct Span {
        qint32 token = -1; ///< -1 = of the prompt
        qint32 start = 0;  ///< in characters of the line
        qint32 length = 0; ///< 0 for a line end
        quint8 part = 0;
        quint8 parts = 1;
        Mark mark = Mark::Text;
        char32_t source = 0; ///< what an escape stands for; U+FFFD for a byte that is no text
    };
    struct Line {
        QString text;
        QVector<Span> spans;
        bool isPlain = true; ///< printable ASCII alone: every character has the same width
    };

    static constexpr int tabStop = 4;

    TokenText();
    void clear();
    /// Text before the completion. Call on an empty text.
    void appendPrompt(const QString &text);
    /// @return the first place that is not as before: an unfinished character may have become
    ///         another one
    TextPosition append(const QVector<ViewToken> &tokens, int first);

    const QVector<Line> &lines() const { return m_lines; }
    int tokenCount() const { return static_cast<int>(m_firstSpans.size()); }
    /// Line and index of the span a token begins with.
    struct SpanAt {
        int line = 0;
        int span = 0;
    };
    SpanAt firstSpan(int token) const { return m_firstSpans[token]; }
    TextPosition position(int token) const; ///< where it begins; the end for one past the last
    TextPosition end() const;
    int completionLine() const { return m_completionLine; } ///< the line the completion begins in
    int promptColumns() const { return m_promptColumns; }   ///< of that line, before it

    /// Places as offsets into the shown lines joined by line ends, as assistive technology counts.
    int offsetOf(TextPosition place) const;
    TextPosition placeOf(int offset) const;
    /// The span at a place; null on an empty line.
    const Span *spanAt(TextPosition place) const;
    QString shownText(int startOffset, int endOffset) const;

    /// The text between two places as it was written; bytes that are no text and NUL as U+FFFD.
    QString source(TextPosition from, TextPosition to) const;

private:
    struct Pending {
        quint8 byte = 0;
        qint32 token = -1;
    };

    void feed(const QByteArray &bytes, qint32 token);
    void drain(bool atEnd);
    void emitCharacter(char32_t character, const Pending *bytes, int count);
    void emitEscape(const QString &shown, char32_t source, const Pending *bytes, int count,
                    Mark mark = Mark::Escape);
    void emitPlain(QStringView text, qint32 token);
    void addSpan(qint32 token, int start, int length, Mark mark, char32_t source = 0, int part = 0,
                 int parts = 1);
    void dropTail();

    QVector<Line> m_lines;
    QVector<SpanAt> m_firstSpans; ///< line -1 while a token has none
    QVector<Pending> m_pending;   ///< the beginning of a character, shown as escapes meanwhile
    TextPosition m_tail;          ///< where those escapes begin
    int m_tailSpans = 0;          ///< spans of that line before them
    int m_completionLine = 0;
    int m_promptColumns = 0;
    bool m_tailShown = false;
};

} // namespace phi1
