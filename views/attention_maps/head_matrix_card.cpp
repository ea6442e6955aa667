// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_matrix_view_p.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// What a share adds to the entropy of its row, bits.
double surpriseOf(double share)
{
    return share > 0 ? -share * std::log2(share) : share == 0 ? 0 : std::nan("");
}

QString signedNumber(double value)
{
    const QString text = significant(value, 3);
    return value > 0 ? u'+' + text : text;
}

} // namespace

ValueCard HeadMatrixViewPrivate::card() const
{
    ValueCard card;
    const QPoint at = cell();
    if (!isShown() || (at.x() < 0 && at.y() < 0))
        return card;
    const auto place = [this](int token) {
        return token < tokens.size() ? HeadMatrixView::tr("at %1, line %2")
                                           .arg(grouped(token), grouped(tokens[token].line))
                                     : HeadMatrixView::tr("at %1").arg(grouped(token));
    };
    if (at.x() >= 0 && at.y() >= 0 && at.x() > at.y()) {
        card.headlines.append(
            {QStringLiteral("–"), HeadMatrixView::tr("a token does not look ahead"), {}});
    } else if (at.x() >= 0 && at.y() >= 0) {
        const bool isDark = Theme::instance().isDark();
        for (int map = 0; map < maps.size(); ++map) {
            const HeadMap &numbers = pyramids[map]->map();
            const double value = static_cast<double>(numbers.value(at.y(), at.x()));
            ValueCard::Headline line;
            line.value = numbers.isDifference() ? signedNumber(value) : significant(value, 3);
            if (std::isnan(value))
                line.value = QStringLiteral("NaN");
            if (maps.size() > 1)
                line.rest = maps[map].title;
            else if (numbers.isDifference())
                line.rest = HeadMatrixView::tr("difference");
            else if (withoutFirst)
                line.rest = HeadMatrixView::tr("of this row without the first token");
            else
                line.rest = HeadMatrixView::tr("of this row");
            if (maps.size() > 1 && !std::isnan(value)) {
                const double drawn = pooling == MapPooling::Entropy ? surpriseOf(value) : value;
                line.swatch =
                    (numbers.isDifference() ? differenceScale : scale).colour(drawn, isDark);
            }
            card.headlines.append(line);
        }
    }
    if (at.y() >= 0)
        card.lines.append({HeadMatrixView::tr("from"), labelOf(at.y()), place(at.y())});
    if (at.x() >= 0)
        card.lines.append({HeadMatrixView::tr("looks at"), labelOf(at.x()), place(at.x())});
    if (pooling == MapPooling::Entropy && at.y() >= 0) {
        double bits = 0;
        for (const float share : pyramids[std::max(0, hoveredMap)]->map().row(at.y()))
            bits += surpriseOf(static_cast<double>(share));
        card.lines.append({HeadMatrixView::tr("entropy"), significant(bits, 3),
                           HeadMatrixView::tr("bits in this row")});
    }
    if (sumsShown && at.x() >= 0)
        card.lines.append(
            {HeadMatrixView::tr("all rows"),
             significant(
                 static_cast<double>(pyramids[std::max(0, hoveredMap)]->map().columnSum(at.x())),
                 3),
             HeadMatrixView::tr("in this column")});
    return card;
}

QPoint HeadMatrixViewPrivate::cardPlace(const QSize &card) const
{
    const Theme &theme = Theme::instance();
    const QPoint at = cell();
    const int last = layout.maps() - 1;
    const int shown = std::clamp(hoveredMap, 0, last);
    const int away = theme.px(12);
    const auto hidesTheCell = [&](const QRect &place) {
        for (int map = 0; map <= last; ++map) {
            const QRect rect = layout.cellRect(at.y(), at.x(), map).toAlignedRect();
            if (at.x() >= 0 && at.y() >= 0 &&
                rect.adjusted(-away, -away, away, away).intersects(place))
                return true;
        }
        return false;
    };
    QPoint best = layout.covered(shown).topLeft();
    qint64 fewest = -1;
    // Whether it is the best so far and covers no weight at all: then there is no more to look for.
    const auto isFree = [&](const QPoint &corner) {
        const QRect place(corner, card);
        if (hidesTheCell(place))
            return false;
        const qint64 weights = layout.weightsUnder(place);
        if (fewest < 0 || weights < fewest) {
            fewest = weights;
            best = corner;
        }
        return weights == 0;
    };
    const int strip = sumsShown ? theme.px(28) : 0;
    for (const int map : {shown, last, 0}) {
        const QRect covered = layout.covered(map);
        const int end = map == last ? q->width() : layout.area(map).right() + 1;
        // Over what the tokens cannot see, near to the corner if it is small there.
        for (const int inset : {theme.px(12), theme.px(4)}) {
            for (const int right : {covered.right() + 1, sumsShown ? covered.right() + 1 : end}) {
                const QPoint corner(right - inset - card.width(), covered.top() + inset);
                if (corner.x() >= covered.left() && isFree(corner))
                    return corner;
            }
        }
        const QPoint beside(covered.right() + 1 + strip + away, covered.top());
        if (beside.x() + card.width() <= end && isFree(beside))
            return beside;
        const int labelRoom = q->height() - layout.area(map).bottom() - 1;
        const QPoint below(std::min(covered.left(), q->width() - card.width()),
                           covered.bottom() + 1 + labelRoom + theme.px(4));
        if (below.x() >= 0 && below.y() + card.height() <= q->height() && isFree(below))
            return below;
    }
    // Magnified, all there is to see may be weights: another corner, not to hide the cell.
    const QRect covered = layout.covered(shown).adjusted(away, away, -away, -away);
    const int bottom = covered.bottom() + 1 - card.height();
    const int right = covered.right() + 1 - card.width();
    for (const QPoint &corner : {QPoint(right, covered.top()), covered.topLeft(),
                                 QPoint(right, bottom), QPoint(covered.left(), bottom)}) {
        if (isFree(corner))
            return corner;
    }
    return best;
}

} // namespace phi1
