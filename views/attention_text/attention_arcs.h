// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QVector>

namespace phi1 {

/// Where an arc ends.
struct ArcTarget {
    int token = -1;
    double strength = 0; ///< 0 to 1, of the strongest
    QRectF area;         ///< of the token, where it would be if nothing were clipped
};

struct AttentionArc {
    enum class End {
        Token, ///< at the token
        Above, ///< the token is out of sight above, the arc ends at the upper edge
        Below,
    };
    int token = -1;
    QPainterPath path;
    QPointF tip; ///< where it ends
    double width = 1;
    End end = End::Token;
};

/// Arcs from a token to its targets: above the text between tokens of one row, otherwise bulging to
/// the right as far as there is room, wider the stronger. Those whose target is out of sight end at
/// the edge. Nothing leads to a target from an anchor that is itself out of sight on the same side.
/// @param room  the part of the viewport that shows text
/// @param unit  pixels of a length of 1 for a 13 px font
QVector<AttentionArc> attentionArcs(const QRectF &anchor, const QVector<ArcTarget> &targets,
                                    const QRectF &room, double unit);

} // namespace phi1
