// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_grid_view.h"

#include "views/attention_maps/head_grid_view_p.h"
#include "views/theme/theme.h"
#include "views/widgets/hover_card.h"
#include "views/widgets/spoken_value.h"

#include <QScrollBar>

#include <algorithm>

namespace phi1 {

HeadGridView::HeadGridView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , d(std::make_unique<HeadGridViewPrivate>(this))
{
    installSpokenValue(this, QAccessible::Table);
    setAccessibleName(tr("All heads, layers by heads"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        d->recolour();
        d->arrange();
        updateGeometry();
    });
}

HeadGridView::~HeadGridView() = default;

void HeadGridView::setShape(int layers, int heads)
{
    d->layout.setShape(layers, heads);
    d->pictures.clear();
    d->highlighted.clear();
    d->chosen.clear();
    d->switchedOff.clear();
    d->caption.clear();
    d->current = {};
    d->setHovered({});
    d->arrange();
}

int HeadGridView::layers() const
{
    return d->layout.layers();
}

int HeadGridView::heads() const
{
    return d->layout.heads();
}

void HeadGridView::setThumbnailSource(ThumbnailSource source)
{
    d->thumbnails = std::move(source);
    d->forgetPictures();
}

void HeadGridView::setFactSource(FactSource source)
{
    d->facts = std::move(source);
    setSpokenValue(this, spokenHead(d->current));
}

void HeadGridView::setScale(const ColourScale &scale)
{
    if (scale == d->scale)
        return;
    d->scale = scale;
    d->recolour();
}

const ColourScale &HeadGridView::scale() const
{
    return d->scale;
}

void HeadGridView::refresh(const QVector<HeadKey> &heads)
{
    for (const HeadKey &head : heads) {
        d->pictures.remove(head);
        d->staleHeads.insert(head);
        if (head == d->hovered)
            d->fillCard();
    }
    viewport()->update();
}

void HeadGridView::refreshAll()
{
    d->forgetPictures();
}

void HeadGridView::setOrder(const QVector<HeadKey> &order, const QString &caption)
{
    d->layout.setOrder(order);
    d->caption = caption;
    d->arrange();
    d->showIndex(d->layout.indexOf(d->current));
}

void HeadGridView::setHighlighted(const QVector<HeadKey> &heads)
{
    d->highlighted = QSet<HeadKey>(heads.begin(), heads.end());
    d->updateLayer();
}

bool HeadGridView::isByPosition() const
{
    return d->layout.isByPosition();
}

void HeadGridView::setCellSize(int size)
{
    size = std::clamp(size, leastCell, mostCell);
    if (size == d->cellSize)
        return;
    d->cellSize = size;
    d->arrange();
    d->showIndex(d->layout.indexOf(d->current));
}

int HeadGridView::cellSize() const
{
    return d->cellSize;
}

int HeadGridView::fittingCellSize() const
{
    const Theme &theme = Theme::instance();
    GridLayout layout = d->layout;
    const QSize room = d->cellsRect().size() - QSize(theme.px(10), theme.px(10));
    for (int size = mostCell; size > leastCell; --size) {
        layout.setCell(theme.px(size), theme.px(2));
        layout.setWidth(room.width());
        if (layout.size().width() <= room.width() && layout.size().height() <= room.height())
            return size;
    }
    return leastCell;
}

HeadKey HeadGridView::currentHead() const
{
    return d->current;
}

void HeadGridView::setCurrentHead(HeadKey head)
{
    d->setCurrent(head, false);
}

QVector<HeadKey> HeadGridView::chosenHeads() const
{
    QVector<HeadKey> heads(d->chosen.begin(), d->chosen.end());
    std::sort(heads.begin(), heads.end());
    return heads;
}

void HeadGridView::setChosenHeads(const QVector<HeadKey> &heads)
{
    d->chosen = QSet<HeadKey>(heads.begin(), heads.end());
    setSpokenValue(this, spokenHead(d->current));
    viewport()->update();
}

void HeadGridView::setSwitchedOff(const QVector<HeadKey> &heads)
{
    d->switchedOff = QSet<HeadKey>(heads.begin(), heads.end());
    setSpokenValue(this, spokenHead(d->current));
    d->updateLayer();
}

QVector<HeadKey> HeadGridView::visibleHeads() const
{
    QVector<HeadKey> heads;
    if (!isVisible())
        return heads;
    const QRect seen(horizontalScrollBar()->value(), verticalScrollBar()->value(),
                     d->cellsRect().width(), d->cellsRect().height());
    for (const int index : d->layout.within(seen))
        heads.append(d->layout.head(index));
    return heads;
}

QRect HeadGridView::cellRect(HeadKey head) const
{
    const int index = d->layout.indexOf(head);
    return index < 0 ? QRect() : d->onViewport(index);
}

std::optional<HeadKey> HeadGridView::headAt(const QPoint &viewportPosition) const
{
    if (!d->cellsRect().contains(viewportPosition))
        return {};
    const int index = d->layout.indexAt(d->toContent(viewportPosition));
    if (index < 0)
        return {};
    return d->layout.head(index);
}

QString HeadGridView::spokenHead(HeadKey head) const
{
    if (!head.isValid())
        return {};
    QStringList parts{tr("layer %1, head %2").arg(head.layer).arg(head.head)};
    if (d->chosen.contains(head))
        parts << tr("chosen");
    if (d->switchedOff.contains(head))
        parts << tr("switched off");
    if (d->facts) {
        for (const auto &[name, value] : d->facts(head))
            parts << name + u' ' + value;
    }
    return parts.join(QStringLiteral(", "));
}

QSize HeadGridView::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const int pitch = theme.px(d->cellSize) + theme.px(2);
    return {d->left() + 32 * pitch + theme.px(10), d->top() + 24 * pitch + theme.px(10)};
}

void HeadGridView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    d->arrange();
}

void HeadGridView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    d->visibleTimer.start();
}

void HeadGridView::scrollContentsBy(int dx, int dy)
{
    Q_UNUSED(dx)
    Q_UNUSED(dy)
    d->card->dismiss();
    d->updateLayer();
}

} // namespace phi1
