// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_text_view_p.h"

#include "views/attention_text/weight_paint.h"
#include "views/code/shown_bytes.h"
#include "views/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace phi1 {

void AttentionTextViewPrivate::ensureArcs()
{
    if (arcsKnown)
        return;
    arcsKnown = true;
    arcs.clear();
    chips.clear();
    if (anchor < 0 || strongest <= 0 || dimmed)
        return;
    QVector<ArcTarget> targets;
    for (const AttentionTarget &target : q->arcs()) {
        if (!std::isnan(target.weight))
            targets.append(
                {target.token, std::fabs(target.weight) / strongest, tokenArea(target.token)});
    }
    const double unit = Theme::instance().px(100) / 100.0;
    QRectF from = tokenArea(anchor);
    arcs = attentionArcs(from, targets, room(), unit);
    layOutChips();
    // What is out of sight is where its chip is.
    for (const Chip &chip : std::as_const(chips)) {
        const double x = QRectF(chip.area).center().x();
        if (chip.token == anchor)
            from.moveCenter({x, from.center().y()});
        for (ArcTarget &target : targets) {
            if (target.token == chip.token)
                target.area.moveCenter({x, target.area.center().y()});
        }
    }
    arcs = attentionArcs(from, targets, room(), unit);
}

QString AttentionTextViewPrivate::chipText(int token) const
{
    const QString shown = shownBytes(tokens[token].bytes, true, 16);
    if (token == anchor)
        return AttentionTextView::tr("%1, line %2").arg(shown).arg(tokens[token].line);
    return AttentionTextView::tr("%1 %2, line %3")
        .arg(shown, weightText(static_cast<double>(weights[token])))
        .arg(tokens[token].line);
}

void AttentionTextViewPrivate::layOutChips()
{
    const Theme &theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(Theme::Font::CodeSmall));
    const QRectF space = room().adjusted(theme.px(4), theme.px(4), -theme.px(8), -theme.px(4));
    const int height = theme.px(20);
    const int gap = theme.px(4);
    const QRectF anchorArea = tokenArea(anchor);
    for (const AttentionArc::End end : {AttentionArc::End::Above, AttentionArc::End::Below}) {
        const bool isAbove = end == AttentionArc::End::Above;
        // One row at each edge: the anchor, then the strongest, as many as there is room for. The
        // list of targets has them all.
        QVector<QPair<double, Chip>> row;
        double taken = 0;
        const auto add = [&](int token, double x) {
            Chip chip;
            chip.token = token;
            chip.end = end;
            chip.text = chipText(token);
            const double width = std::ceil(metrics.horizontalAdvance(chip.text)) + theme.px(26);
            if (taken + width > space.width())
                return;
            taken += width + gap;
            chip.area = QRect(0, 0, static_cast<int>(width), height);
            row.append({x, chip});
        };
        if (isAbove ? anchorArea.center().y() < room().top()
                    : anchorArea.center().y() > room().bottom())
            add(anchor, anchorArea.center().x());
        for (const AttentionArc &arc : std::as_const(arcs)) {
            if (arc.end == end)
                add(arc.token, arc.tip.x());
        }
        std::stable_sort(row.begin(), row.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        // Each where it points to, pushed on by its neighbours and back by the edge.
        double least = space.left();
        double rest = taken;
        for (auto &[x, chip] : row) {
            const double width = chip.area.width();
            const double begin =
                std::clamp(x - width / 2, least, std::max(least, space.right() - rest + gap));
            rest -= width + gap;
            least = begin + width + gap;
            chip.area.moveTo(static_cast<int>(begin),
                             static_cast<int>(isAbove ? space.top() : space.bottom() - height));
            chips.append(chip);
        }
    }
}

int AttentionTextViewPrivate::chipAt(const QPoint &position)
{
    ensureArcs();
    for (const Chip &chip : chips) {
        if (chip.area.contains(position))
            return chip.token;
    }
    return -1;
}

} // namespace phi1
