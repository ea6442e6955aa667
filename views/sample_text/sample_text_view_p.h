// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/sample_text/row_shapes.h"
#include "views/sample_text/sample_text_view.h"
#include "views/sample_text/text_highlighter.h"
#include "views/sample_text/text_pieces.h"
#include "views/sample_text/text_rows.h"

#include <QPoint>
#include <QPointer>
#include <QTimer>

class QPainter;

namespace phi1 {

class FindBar;
class HoverCard;
class TextFooter;

/// What a SampleTextView keeps, and how it paints.
class SampleTextViewPrivate final
{
public:
    explicit SampleTextViewPrivate(SampleTextView *view);

    // Text and layout
    void showText(const QByteArray &bytes);
    void chooseLanguage();
    void resetFont();
    void relayout(); ///< width, wrapping
    void work();     ///< what is too long for one frame, a bit at a time
    void scheduleWork();
    void updateScrollBars();
    void updateMargins();
    void restyle(); ///< colours of the text changed
    QVector<QTextLayout::FormatRange> formats(const TextRows::Row &row, int from, int to);
    void addRoles(const TextRows::Row &row, int from, int to,
                  QVector<QTextLayout::FormatRange> &ranges);
    void addTokenInks(const TextRows::Row &row, int from, int to,
                      QVector<QTextLayout::FormatRange> &ranges) const;

    // Scrolling: the top is a row, so that it stays while others are still counted.
    void scrollBy(qint64 pixels);
    void scrollTo(int value);
    void setTop(TextRows::Place place, int offset);
    void syncBar();
    void reveal(qint64 byte, bool centred);
    void revealAcross(qint64 byte);

    // Places
    int padding() const;
    int rowHeight() const;
    int gutterWidth() const;
    double left() const;                     ///< of the text on the viewport
    int rowTop(TextRows::Place place) const; ///< on the viewport; far away if out of sight
    TextRows::Place placeAtY(int y) const;
    qint64 byteAt(const QPoint &position) const;             ///< nearest gap
    double xOf(const TextRows::Row &row, qint64 byte) const; ///< also within a character
    QRectF spanRect(const TextRows::Row &row, const TextSpan &span) const; ///< from its corner
    qint64 rowEndByte(const TextRows::Row &row) const;                     ///< with its line end

    // Tokens and their values
    bool isTinting() const;
    const SampleTokens *tokens() const; ///< that are shown; null: none
    int tokenAt(qint64 byte) const;     ///< -1: none
    float valueOf(int token) const;     ///< that tints; NaN: none
    ColourScale scale() const;
    void hover(int token, const QRect &area);
    QWidget *makeCard(int token) const;
    QRect tokenRect(int token) const; ///< on the viewport, of its first row in sight
    QString describe(int token) const;

    // Hits
    const QVector<TextSpan> &shownHits() const { return isFinding ? found : hits; }
    void setCurrentHit(int index, bool show);
    void find(const QString &needle);
    bool findMore(double milliseconds);

    // Caret and selection
    void moveCaret(qint64 byte, bool select, bool show = true);
    qint64 besideCaret(int rows);
    qint64 nextByte(qint64 byte) const;
    qint64 previousByte(qint64 byte) const;
    qint64 wordEdge(qint64 byte, int direction) const;
    TextSpan wordAt(qint64 byte) const;
    TextSpan lineAt(qint64 byte) const;
    void dragTo(const QPoint &position);

    // Painting
    void paint(QPainter &painter, const QRect &exposed);
    void paintRow(QPainter &painter, TextRows::Place place, const TextRows::Row &row, int top,
                  const QRect &exposed);
    void paintGround(QPainter &painter, TextRows::Place place, const TextRows::Row &row, int top);
    void paintTints(QPainter &painter, const TextRows::Row &row, int top) const;
    void paintBorders(QPainter &painter, const TextRows::Row &row, int top) const;
    void paintSelection(QPainter &painter, const TextRows::Row &row, int top) const;
    void paintHits(QPainter &painter, const TextRows::Row &row, int top) const;
    void paintLineEnd(QPainter &painter, const TextRows::Row &row, int top) const;
    void paintCaret(QPainter &painter, const TextRows::Row &row, int top) const;
    void paintGutter(QPainter &painter, const TextRows::Row &row, int top) const;
    SampleTextView::LineMark markOf(qint64 line) const;

    SampleTextView *q;
    TextPieces pieces;
    TextRows rows{pieces};
    RowShapes shapes;
    TextHighlighter highlighter{pieces};
    SampleTextView::Language language = SampleTextView::Language::Automatic;
    QString placeholder;
    bool wraps = true;
    bool whitespaceShown = false;
    bool tokensShown = false;
    bool dimmed = false;
    SampleTextView::Tint tint = SampleTextView::Tint::Off;
    SampleTokens tokenMap;
    SampleLossMap lossMap;
    QVector<SampleTextView::LineMark> lineMarks;

    TextRows::Place top;
    int topOffset = 0;     ///< pixels of the top row above the viewport; negative: space above it
    qint64 anchorByte = 0; ///< what stays at the top when rows are broken anew
    int barUnit = 1;       ///< pixels of a step of the scroll bar
    int barValue = 0;      ///< as it was seen last
    bool barIsSyncing = false;

    QVector<TextSpan> hits;
    QVector<TextSpan> found;
    QByteArray needle;
    qint64 searchedTo = -1; ///< bytes; -1: nothing is being searched for
    bool isFinding = false;
    int currentHit = -1;

    qint64 caret = 0;
    qint64 anchor = 0;
    double caretX = -1; ///< where up and down keep to; -1: at the caret
    int hoveredToken = -1;
    bool isPressed = false;
    bool caretShown = false;
    int clicks = 0;
    QTimer idle;
    QTimer dragScroll;
    QPoint dragPosition;
    HoverCard *card;
    TextFooter *footer;
    FindBar *findBar = nullptr;
};

} // namespace phi1
