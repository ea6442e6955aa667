// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_matrix_view_p.h"

#include "views/code/shown_bytes.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QFontMetrics>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int longestLabel = 24; // characters
constexpr int labelRoomPx = 64;
constexpr int labelGapPx = 6;

} // namespace

HeadMatrixViewPrivate::HeadMatrixViewPrivate(HeadMatrixView *view)
    : q(view)
{
    QObject::connect(&maker, &PyramidMaker::made, q,
                     [this](const PyramidMaker::Pyramids &made) { show(made); });
}

void HeadMatrixViewPrivate::request()
{
    QVector<HeadMap> numbers;
    for (const MatrixMap &map : wanted)
        numbers.append(map.map);
    maker.cancel();
    if (PyramidMaker::isSmall(numbers))
        show(PyramidMaker::makeAll(numbers, pooling, pyramids));
    else
        maker.request(numbers, pooling, pyramids);
}

void HeadMatrixViewPrivate::show(const PyramidMaker::Pyramids &made)
{
    maps = wanted;
    pyramids = made;
    const int count = tokensShown();
    if (hovered.x() >= count || hovered.y() >= count)
        hovered = {-1, -1};
    if (hoveredMap >= maps.size())
        hoveredMap = -1;
    layout.setMaps(static_cast<int>(maps.size()), count);
    takeTokens();
    arrange();
    speak();
    emit q->ready();
}

void HeadMatrixViewPrivate::takeTokens()
{
    if (tokens == wantedTokens)
        return;
    tokens = wantedTokens;
    labels.clear();
    for (const AttentionToken &token : std::as_const(tokens))
        labels.append(shownBytes(token.bytes, true, longestLabel));
    arrange();
}

int HeadMatrixViewPrivate::tokensShown() const
{
    return pyramids.isEmpty() ? 0 : pyramids.first()->tokens();
}

QString HeadMatrixViewPrivate::labelOf(int token) const
{
    return token >= 0 && token < labels.size() ? labels[token] : QString::number(token);
}

void HeadMatrixViewPrivate::arrange()
{
    const Theme &theme = Theme::instance();
    QFont font = theme.font(Theme::Font::CodeSmall);
    font.setPixelSize(theme.px(11));
    const QFontMetrics metrics(font);
    // Code has one width, so the longest label is the one with the most characters.
    QString longest;
    for (const QString &label : std::as_const(labels)) {
        if (label.size() > longest.size())
            longest = label;
    }
    labelLength = std::min(metrics.horizontalAdvance(longest) + 1, theme.px(labelRoomPx));
    MatrixLayout::Measures measures;
    measures.left = labelLength + theme.px(labelGapPx);
    measures.bottom = labelLength + theme.px(labelGapPx);
    measures.titleHeight = maps.size() > 1 ? theme.px(22) : theme.px(5); // half a label
    measures.sumsSide = sumsShown ? theme.px(28) : 1;
    measures.gap = theme.px(12);
    measures.largestCell = theme.px(64);
    measures.largestFittingCell = theme.px(40);
    const double before = layout.cell();
    layout.setWidget(q->size(), q->devicePixelRatioF(), measures);
    updateBase();
    if (layout.cell() != before)
        emit q->zoomChanged(layout.cell());
}

void HeadMatrixViewPrivate::updateBase()
{
    baseStale = true;
    q->update();
}

void HeadMatrixViewPrivate::recolour()
{
    coloursStale = true;
    updateBase();
}

QPoint HeadMatrixViewPrivate::cell() const
{
    if (!pinned && (hovered.x() >= 0 || hovered.y() >= 0))
        return hovered;
    return chosen();
}

QPoint HeadMatrixViewPrivate::chosen() const
{
    // All views share the cell, and their maps may come at different times.
    const auto within = [this](int token) {
        return token >= 0 && token < tokensShown() ? token : -1;
    };
    return {within(key), within(query)};
}

QPoint HeadMatrixViewPrivate::strongestAt(const QPointF &pixels, int map) const
{
    const QRect cells = layout.cellsAt(pixels);
    QPoint strongest = cells.topLeft();
    MapCode largest = map_code::zero;
    const HeadMap &numbers = pyramids[map]->map();
    for (int row = cells.top(); row <= cells.bottom(); ++row) {
        for (int column = cells.left(); column <= std::min(cells.right(), row); ++column) {
            const MapCode code = map_code::of(numbers.value(row, column));
            if (code > largest) {
                largest = code;
                strongest = {column, row};
            }
        }
    }
    const int last = layout.tokens() - 1;
    return {std::clamp(strongest.x(), 0, last), std::clamp(strongest.y(), 0, last)};
}

void HeadMatrixViewPrivate::hover(const QPointF &place)
{
    if (!isShown() || pinned)
        return;
    QPoint found(-1, -1);
    const int map = layout.mapAt(place);
    if (map >= 0) {
        found = strongestAt(layout.toPixels(place, map), map);
    } else {
        // On the labels: the token alone.
        const QRect first = layout.covered(0);
        const QPoint at = layout.cellAt(layout.toPixels(place, 0));
        if (place.x() < first.left() && place.y() >= first.top() && place.y() <= first.bottom())
            found.setY(at.y());
        for (int i = 0; i < layout.maps(); ++i) {
            const QRect covered = layout.covered(i);
            if (place.y() > covered.bottom() && place.x() >= covered.left() &&
                place.x() <= covered.right())
                found.setX(layout.cellAt(layout.toPixels(place, i)).x());
        }
        found = {std::min(found.x(), layout.tokens() - 1),
                 std::min(found.y(), layout.tokens() - 1)};
    }
    if (found == hovered && map == hoveredMap)
        return;
    const bool changed = found != hovered;
    hovered = found;
    hoveredMap = map;
    q->update();
    if (changed)
        emit q->cellHovered(hovered.y(), hovered.x());
}

void HeadMatrixViewPrivate::leave()
{
    hoveredMap = -1;
    if (hovered == QPoint(-1, -1))
        return;
    hovered = {-1, -1};
    q->update();
    emit q->cellHovered(-1, -1);
}

void HeadMatrixViewPrivate::choose(int newQuery, int newKey)
{
    if (newQuery == query && newKey == key)
        return;
    query = newQuery;
    key = newKey;
    speak();
    q->update();
    emit q->cellChosen(query, key);
}

void HeadMatrixViewPrivate::moveCell(int queries, int keys)
{
    if (!isShown())
        return;
    const int last = layout.tokens() - 1;
    const QPoint from = cell();
    const int toQuery = std::clamp(std::max(from.y(), 0) + (from.y() < 0 ? 0 : queries), 0, last);
    const int toKey = std::clamp(std::max(from.x(), 0) + (from.x() < 0 ? 0 : keys), 0, last);
    // The keys have the word now, until the pointer moves again.
    hovered = {-1, -1};
    layout.show(toQuery, toKey);
    updateBase();
    choose(toQuery, toKey);
}

void HeadMatrixViewPrivate::speak()
{
    setSpokenValue(q, isShown() ? card().spoken() : placeholder);
}

} // namespace phi1
