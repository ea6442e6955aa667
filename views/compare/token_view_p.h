// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/code/python_lexer.h"
#include "views/code/token_layout.h"
#include "views/compare/token_view.h"

#include <QElapsedTimer>
#include <QPoint>
#include <QTimer>

namespace phi1 {

/// What a TokenView keeps, and how it paints.
class TokenViewPrivate final
{
public:
    explicit TokenViewPrivate(TokenView *view);

    // Text and layout
    void rebuildText();
    void resetLayout(); ///< font, width, wrapping
    void ensureLaid();  ///< what was appended since
    void scheduleRepaint();
    void flush();
    void updateScrollBars();
    QVector<QTextLayout::FormatRange> formats(int line, int from, int to);
    const QVector<PythonSpan> &pythonSpans(int line);
    void forgetStates(int fromLine);
    PythonState stateBefore(int line);
    bool isFollowing() const;
    void tellFollowing();

    // Places
    int gutterWidth() const;
    int topPadding() const;
    int rowTop(int row) const; ///< on the viewport
    int rowAtY(int y) const;   ///< clamped to the rows
    double left() const;       ///< of the text on the viewport
    QRect spanArea(int row, const TokenText::Span &span) const;
    QRect tokenArea(int token) const;
    int tokenAt(const QPoint &position) const;
    TextPosition positionAt(const QPoint &position) const;
    TextPosition tokenEnd(int token) const;
    int firstVisibleToken() const;
    int rowBeginning(int row, bool last) const; ///< first or last token of a row; -1 if it has none
    int lineNumber(int row) const;              ///< 0 = none is shown

    // Moving
    void setCurrent(int token, bool select, bool reveal = true);
    int tokenBeside(int rows) const; ///< the token that many rows away
    void clearSelection();
    void hover(int token);

    // Painting
    void paint(QPainter &painter, const QRect &exposed);
    void paintContent(QPainter &painter, const QRect &exposed);
    void paintRow(QPainter &painter, int row);
    void paintTints(QPainter &painter, int row) const;
    void paintSelection(QPainter &painter, int row) const;
    void paintWhitespace(QPainter &painter, int row) const;
    void paintMarks(QPainter &painter, int row) const;
    void paintGutter(QPainter &painter, int row) const;
    void paintLiveBlock(QPainter &painter) const;
    void paintPlaceholder(QPainter &painter) const;

    /// What assistive technology is told of a token: "token 4, list, probability 38.0 %".
    QString describe(int token) const;

    TokenView *q;
    QVector<ViewToken> tokens;
    TokenText text;
    TokenLayout layout{text};
    QString prompt;
    QString placeholder;
    QVector<PythonState> states; ///< at the beginning of lines
    struct {
        int line = -1;
        QString text;
        QVector<PythonSpan> spans;
    } highlighted; ///< the line that was highlighted last: long ones have many rows
    TextPosition changed;
    bool isChanged = false;
    bool promptShown = false;
    TokenView::Mode mode = TokenView::Mode::Tokens;
    TokenView::Tint tint = TokenView::Tint::Probability;
    bool wraps = true;
    bool whitespaceShown = false;
    bool live = false;
    bool dimmed = false;
    int difference = -1;
    int current = -1;
    int hovered = -1;
    int selectionStart = -1; ///< token that Shift and arrows select from
    TextPosition anchor;
    TextPosition head;
    QPoint pressed;
    bool isPressed = false;
    bool isDragging = false;
    bool follows = true;
    bool toldFollows = true;
    QTimer repaint;
    QElapsedTimer lastRepaint;
};

} // namespace phi1
