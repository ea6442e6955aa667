// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_matrix_view.h"

#include "views/attention_maps/head_matrix_view_p.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <algorithm>

namespace phi1 {

HeadMatrixView::HeadMatrixView(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<HeadMatrixViewPrivate>(this))
{
    installSpokenValue(this, QAccessible::Chart);
    setAccessibleName(tr("Attention map, rows look at columns"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        d->recolour();
        d->arrange();
        updateGeometry();
    });
}

HeadMatrixView::~HeadMatrixView() = default;

void HeadMatrixView::setTokens(const QVector<AttentionToken> &tokens)
{
    d->wantedTokens = tokens;
    // Those of a map that is still to come wait for it.
    if (!d->isShown() || tokens.size() == d->tokensShown())
        d->takeTokens();
}

void HeadMatrixView::setMaps(const QVector<MatrixMap> &maps)
{
    d->wanted = maps;
    // One crosshair for all: what is of other tokens has no place beside them.
    d->wanted.removeIf(
        [&](const MatrixMap &map) { return map.map.tokens() != maps.first().map.tokens(); });
    if (maps.isEmpty() || maps.first().map.isNull()) {
        clear(d->placeholder);
        return;
    }
    d->request();
}

void HeadMatrixView::clear(const QString &placeholder)
{
    d->maker.cancel();
    d->wanted.clear();
    d->maps.clear();
    d->pyramids.clear();
    d->placeholder = placeholder;
    d->hovered = {-1, -1};
    d->hoveredMap = -1;
    d->layout.setMaps(0, 0);
    d->arrange();
    d->speak();
}

void HeadMatrixView::setDimmed(bool dimmed)
{
    if (dimmed == d->dimmed)
        return;
    d->dimmed = dimmed;
    d->updateBase();
}

bool HeadMatrixView::isReady() const
{
    if (d->wanted.size() != d->maps.size())
        return false;
    for (qsizetype i = 0; i < d->maps.size(); ++i) {
        if (!d->maps[i].map.sharesWith(d->wanted[i].map) || d->pyramids[i]->pooling() != d->pooling)
            return false;
    }
    return true;
}

int HeadMatrixView::tokenCount() const
{
    return d->tokensShown();
}

void HeadMatrixView::setScale(const ColourScale &scale)
{
    if (scale == d->scale)
        return;
    d->scale = scale;
    d->recolour();
}

const ColourScale &HeadMatrixView::scale() const
{
    return d->scale;
}

void HeadMatrixView::setDifferenceScale(const ColourScale &scale)
{
    if (scale == d->differenceScale)
        return;
    d->differenceScale = scale;
    d->recolour();
}

const ColourScale &HeadMatrixView::differenceScale() const
{
    return d->differenceScale;
}

void HeadMatrixView::setPooling(MapPooling pooling)
{
    if (pooling == d->pooling)
        return;
    d->pooling = pooling;
    if (!d->wanted.isEmpty())
        d->request();
}

void HeadMatrixView::setSumsShown(bool shown)
{
    if (shown == d->sumsShown)
        return;
    d->sumsShown = shown;
    d->arrange();
}

void HeadMatrixView::setWithoutFirst(bool without)
{
    if (without == d->withoutFirst)
        return;
    d->withoutFirst = without;
    d->updateBase();
}

int HeadMatrixView::query() const
{
    return d->query;
}

int HeadMatrixView::key() const
{
    return d->key;
}

void HeadMatrixView::setCell(int query, int key)
{
    query = std::max(query, -1);
    key = std::max(key, -1);
    if (query == d->query && key == d->key)
        return;
    d->query = query;
    d->key = key;
    d->speak();
    update();
}

bool HeadMatrixView::isPinned() const
{
    return d->pinned;
}

void HeadMatrixView::setPinned(bool pinned)
{
    if (pinned == d->pinned)
        return;
    d->pinned = pinned;
    update();
}

double HeadMatrixView::zoom() const
{
    return d->layout.cell();
}

double HeadMatrixView::fittingZoom() const
{
    return d->layout.fittingCell();
}

void HeadMatrixView::fit()
{
    d->layout.fit();
    d->updateBase();
    emit zoomChanged(zoom());
}

void HeadMatrixView::zoomAt(const QPointF &place, double factor)
{
    if (!d->isShown())
        return;
    const double before = zoom();
    const int map = std::max(0, d->layout.mapAt(place));
    d->layout.zoomAt(d->layout.toPixels(place, map), factor);
    if (zoom() == before)
        return;
    d->updateBase();
    emit zoomChanged(zoom());
}

void HeadMatrixView::showCell(int query, int key)
{
    d->layout.show(query, key);
    d->updateBase();
}

QRect HeadMatrixView::matrixRect(int map) const
{
    return d->layout.covered(map);
}

QRectF HeadMatrixView::cellRect(int query, int key, int map) const
{
    return d->layout.cellRect(query, key, map);
}

const MapPyramid *HeadMatrixView::pyramid(int map) const
{
    return map >= 0 && map < d->pyramids.size() ? d->pyramids[map].get() : nullptr;
}

QSize HeadMatrixView::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(480), theme.px(460)};
}

QSize HeadMatrixView::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(220), theme.px(200)};
}

} // namespace phi1
