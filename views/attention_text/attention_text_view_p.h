// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_text/attention_arcs.h"
#include "views/attention_text/attention_text_view.h"
#include "views/code/python_lexer.h"
#include "views/code/token_layout.h"

namespace phi1 {

/// What an AttentionTextView keeps, and how it paints.
class AttentionTextViewPrivate final
{
public:
    explicit AttentionTextViewPrivate(AttentionTextView *view);

    /// A way to a target that is out of sight: which one it is and how much it weighs.
    struct Chip {
        int token = -1; ///< the anchor itself, if that is out of sight
        QString text;
        QRect area; ///< on the viewport
        AttentionArc::End end = AttentionArc::End::Above;
    };

    // Text and layout
    void rebuildText();
    void resetLayout();
    void updateScrollBars();
    QVector<QTextLayout::FormatRange> formats(int line, int from, int to) const;

    // Weights
    int selectedAnchor() const; ///< query or key, or what the given weights belong to
    int otherEnd() const;       ///< of the selected cell
    void setHovered(int token);
    void refresh(); ///< the anchor or its numbers changed
    bool isTinted(int token) const;
    bool isReached(int token) const;
    QColor tintOf(int token) const;

    // Places
    int gutterWidth() const;
    int topPadding() const;
    int rowTop(int row) const;
    int rowAtY(int y) const;
    double left() const;
    /// Areas of a token on the viewport, one for each row it is in, also those out of sight.
    QVector<QRectF> tokenAreas(int token) const;
    QRectF tokenArea(int token) const; ///< its first one, preferably with characters
    int tokenAt(const QPoint &position) const;
    int chipAt(const QPoint &position);
    int rowBeginning(int row, bool last) const;
    int firstVisibleToken() const;
    int tokenBeside(int token, int rows) const;
    QRectF room() const; ///< of the text on the viewport

    // Arcs
    void ensureArcs();
    void layOutChips();
    QString chipText(int token) const;

    // Acting
    void select(int token, bool reveal); ///< as the anchor
    void selectOther(int token);
    void goToNextTarget();
    void announce();

    // Painting
    void paint(QPainter &painter, const QRect &exposed);
    void paintTints(QPainter &painter, int row) const;
    void paintWhitespace(QPainter &painter, int row) const;
    void paintFrames(QPainter &painter) const;
    void paintGutter(QPainter &painter, int row) const;
    void paintArcs(QPainter &painter) const;
    void paintChips(QPainter &painter) const;
    void paintPlaceholder(QPainter &painter) const;
    QColor inkOf(int token, const QColor &otherwise) const;

    AttentionTextView *q;
    QVector<AttentionToken> tokens;
    TokenText text;
    TokenLayout layout{text};
    QVector<QVector<PythonSpan>> spans; ///< by line
    HeadMap map;
    QVector<float> given; ///< weights that are shown in place of the map's
    int givenAnchor = -1;
    ColourScale scale;
    LookDirection direction = LookDirection::LooksAt;
    int query = -1, key = -1;
    int hovered = -1;
    int hoveredChip = -1; ///< its token
    int anchor = -1;
    QVector<float> weights;
    float strongest = 0; ///< magnitude among them
    QVector<AttentionArc> arcs;
    QVector<Chip> chips;
    QString placeholder;
    int arcCount = 3;
    bool pinned = false;
    bool dimmed = false;
    bool arcsKnown = false;
};

} // namespace phi1
