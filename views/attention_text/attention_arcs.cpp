// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_arcs.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

AttentionArc::End endOf(const QRectF &area, const QRectF &room)
{
    if (area.center().y() < room.top())
        return AttentionArc::End::Above;
    return area.center().y() > room.bottom() ? AttentionArc::End::Below : AttentionArc::End::Token;
}

double within(double x, const QRectF &room, double margin)
{
    return std::clamp(x, room.left() + margin,
                      std::max(room.left() + margin, room.right() - margin));
}

} // namespace

QVector<AttentionArc> attentionArcs(const QRectF &anchor, const QVector<ArcTarget> &targets,
                                    const QRectF &room, double unit)
{
    QVector<AttentionArc> arcs;
    const AttentionArc::End begin = endOf(anchor, room);
    const double margin = 6 * unit;
    for (const ArcTarget &target : targets) {
        AttentionArc arc;
        arc.token = target.token;
        arc.width = (1 + 2.5 * std::clamp(target.strength, 0.0, 1.0)) * unit;
        arc.end = endOf(target.area, room);
        const double apart = std::fabs(anchor.top() - target.area.top());
        // Between lines that follow each other there is no room for an arc to bulge in: it goes
        // around the target's line as it goes over that of a target beside the anchor.
        const bool isNear = apart < 1.5 * anchor.height();
        const bool isSameRow = apart < 1;
        const bool isAbove = target.area.top() < anchor.top();
        const auto edge = [&](AttentionArc::End end, double y) {
            return end == AttentionArc::End::Above   ? room.top()
                   : end == AttentionArc::End::Below ? room.bottom()
                                                     : y;
        };
        const bool beginsAbove = isAbove || isSameRow;
        const bool endsAbove = isNear ? beginsAbove : !isAbove;
        const QPointF from(within(anchor.center().x(), room, margin),
                           edge(begin, beginsAbove ? anchor.top() : anchor.bottom()));
        arc.tip = QPointF(within(target.area.center().x(), room, margin),
                          edge(arc.end, endsAbove ? target.area.top() : target.area.bottom()));
        if (begin != AttentionArc::End::Token && begin == arc.end) {
            arcs.append(arc); // both out of sight on one side: only the chip tells of it
            continue;
        }
        arc.path.moveTo(from);
        if (isNear) {
            const double across = std::fabs(arc.tip.x() - from.x());
            const double height =
                std::clamp(across * 0.25, 5 * unit, std::max(5 * unit, anchor.height() * 0.8)) * 4 /
                3 * (beginsAbove ? -1 : 1);
            const double lean = across * 0.2 * (arc.tip.x() < from.x() ? -1 : 1);
            const double outermost =
                beginsAbove ? std::min(from.y(), arc.tip.y()) : std::max(from.y(), arc.tip.y());
            // A cubic rises by three quarters of what its control points do.
            const double bend =
                std::clamp(outermost + height, room.top() - (outermost - room.top()) / 3,
                           room.bottom() + (room.bottom() - outermost) / 3);
            arc.path.cubicTo(QPointF(from.x() + lean, bend), QPointF(arc.tip.x() - lean, bend),
                             arc.tip);
        } else {
            const double down = std::fabs(arc.tip.y() - from.y());
            // A cubic with both control points that far out bulges by three quarters of it.
            const double space = room.right() - margin - std::max(from.x(), arc.tip.x());
            const double out = std::clamp((48 + 0.35 * down / unit) * unit, 8 * unit,
                                          std::max(8 * unit, space / 0.75));
            const double lift = std::min(20 * unit, down / 3) * (isAbove ? -1 : 1);
            arc.path.cubicTo(from + QPointF(out, lift), arc.tip + QPointF(out, -lift), arc.tip);
        }
        arcs.append(arc);
    }
    return arcs;
}

} // namespace phi1
