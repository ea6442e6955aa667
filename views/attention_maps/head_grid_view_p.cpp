// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/head_grid_view_p.h"

#include "views/attention_maps/head_card.h"
#include "views/attention_maps/thumbnail_image.h"
#include "views/theme/theme.h"
#include "views/widgets/hover_card.h"
#include "views/widgets/spoken_value.h"

#include <QScrollBar>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int leftPx = 34;
constexpr int topPx = 18;
constexpr int marginPx = 10; // right and below
constexpr int gapPx = 2;

} // namespace

HeadGridViewPrivate::HeadGridViewPrivate(HeadGridView *view)
    : q(view)
    , card(new HoverCard(view))
    , cardContent(new HeadCard)
{
    card->setContent(cardContent);
    visibleTimer.setSingleShot(true);
    visibleTimer.setInterval(0);
    QObject::connect(&visibleTimer, &QTimer::timeout, q, [this] { announceVisible(); });
}

int HeadGridViewPrivate::left() const
{
    return Theme::instance().px(leftPx);
}

int HeadGridViewPrivate::top() const
{
    return Theme::instance().px(topPx);
}

QRect HeadGridViewPrivate::cellsRect() const
{
    return q->viewport()->rect().adjusted(left(), top(), 0, 0);
}

QPoint HeadGridViewPrivate::toContent(const QPoint &place) const
{
    return place - cellsRect().topLeft() +
           QPoint(q->horizontalScrollBar()->value(), q->verticalScrollBar()->value());
}

QRect HeadGridViewPrivate::onViewport(int index) const
{
    return layout.rect(index).translated(
        cellsRect().topLeft() -
        QPoint(q->horizontalScrollBar()->value(), q->verticalScrollBar()->value()));
}

void HeadGridViewPrivate::arrange()
{
    const Theme &theme = Theme::instance();
    layout.setCell(theme.px(cellSize), theme.px(gapPx));
    const QSize room = cellsRect().size() - QSize(theme.px(marginPx), theme.px(marginPx));
    layout.setWidth(room.width());
    const QSize content = layout.size();
    const auto range = [&](QScrollBar *bar, int length, int seen) {
        bar->setSingleStep(layout.pitch());
        bar->setPageStep(std::max(1, seen));
        bar->setRange(0, std::max(0, length - seen));
    };
    range(q->verticalScrollBar(), content.height(), room.height());
    range(q->horizontalScrollBar(), content.width(), room.width());
    updateLayer();
}

void HeadGridViewPrivate::updateLayer()
{
    layerStale = true;
    visibleTimer.start();
    q->viewport()->update();
}

void HeadGridViewPrivate::forgetPictures()
{
    pictures.clear();
    updateLayer();
}

void HeadGridViewPrivate::recolour()
{
    ++colourVersion;
    colours.clear();
    tables.clear();
    layerStale = true;
    q->viewport()->update();
}

void HeadGridViewPrivate::announceVisible()
{
    const QVector<HeadKey> heads = q->visibleHeads();
    if (heads == announced)
        return;
    announced = heads;
    emit q->visibleHeadsChanged(heads);
}

void HeadGridViewPrivate::setCurrent(HeadKey head, bool announce)
{
    if (head == current)
        return;
    current = head;
    showIndex(layout.indexOf(head));
    setSpokenValue(q, q->spokenHead(head));
    q->viewport()->update();
    if (announce)
        emit q->currentHeadChanged(head);
}

void HeadGridViewPrivate::showIndex(int index)
{
    if (index < 0)
        return;
    const QRect rect = layout.rect(index);
    const auto show = [](QScrollBar *bar, int from, int length) {
        bar->setValue(std::clamp(bar->value(), from + length - bar->pageStep(), from));
    };
    show(q->verticalScrollBar(), rect.top(), rect.height());
    show(q->horizontalScrollBar(), rect.left(), rect.width());
}

void HeadGridViewPrivate::walk(int index)
{
    if (layout.count() == 0)
        return;
    setCurrent(layout.head(std::clamp(index, 0, layout.count() - 1)), true);
}

void HeadGridViewPrivate::toggleChosen(HeadKey head)
{
    if (!head.isValid())
        return;
    if (!chosen.remove(head))
        chosen.insert(head);
    setSpokenValue(q, q->spokenHead(current));
    q->viewport()->update();
    emit q->chosenHeadsChanged(q->chosenHeads());
}

void HeadGridViewPrivate::setHovered(HeadKey head)
{
    if (head == hovered)
        return;
    hovered = head;
    q->viewport()->update();
    if (hovered.isValid()) {
        fillCard();
        const QRect rect = onViewport(layout.indexOf(hovered));
        card->showBeside(QRect(q->viewport()->mapToGlobal(rect.topLeft()), rect.size()));
    } else {
        card->release();
    }
    emit q->headHovered(hovered);
}

void HeadGridViewPrivate::fillCard()
{
    const HeadThumbnail thumbnail = picture(hovered).thumbnail;
    cardContent->setName(
        HeadGridView::tr("Layer %1, head %2").arg(hovered.layer).arg(hovered.head));
    QStringList notes;
    if (switchedOff.contains(hovered))
        notes << HeadGridView::tr("switched off");
    if (thumbnail.isEmpty())
        notes << HeadGridView::tr("not computed yet");
    else if (thumbnail.hasNan)
        notes << HeadGridView::tr("some weights are not numbers (NaN)");
    cardContent->setNote(notes.join(QStringLiteral(", ")));
    QImage image;
    if (!thumbnail.isEmpty()) {
        const double ratio = q->devicePixelRatioF();
        image = thumbnailImage(thumbnail, static_cast<int>(HeadCard::pictureSide() * ratio));
        image.setColorTable(tableOf(thumbnail));
        image.setDevicePixelRatio(ratio);
    }
    cardContent->setPicture(image);
    cardContent->setFacts(facts ? facts(hovered) : QVector<QPair<QString, QString>>());
}

void HeadGridViewPrivate::changeSize(int size)
{
    const int before = cellSize;
    q->setCellSize(size);
    if (cellSize != before)
        emit q->cellSizeChanged(cellSize);
}

HeadGridViewPrivate::Picture &HeadGridViewPrivate::picture(HeadKey head)
{
    auto found = pictures.find(head);
    if (found == pictures.end()) {
        Picture picture;
        if (thumbnails)
            picture.thumbnail = thumbnails(head).value_or(HeadThumbnail());
        found = pictures.insert(head, picture);
    }
    return *found;
}

QVector<QRgb> HeadGridViewPrivate::tableOf(const HeadThumbnail &thumbnail)
{
    const bool isDark = Theme::instance().isDark();
    if (colours.isEmpty())
        colours = scale.table(isDark);
    if (thumbnail.isDifference)
        return thumbnailTable(thumbnail, scale, colours, isDark);
    auto found = tables.find(thumbnail.scale);
    if (found == tables.end())
        found = tables.insert(thumbnail.scale, thumbnailTable(thumbnail, scale, colours, isDark));
    return *found;
}

void HeadGridViewPrivate::colour(Picture &picture)
{
    const double ratio = q->devicePixelRatioF();
    const int side = static_cast<int>(layout.side() * ratio);
    if (picture.image.width() != side) {
        picture.image = thumbnailImage(picture.thumbnail, side);
        picture.colours = -1;
    }
    picture.image.setDevicePixelRatio(ratio);
    if (picture.colours != colourVersion) {
        picture.image.setColorTable(tableOf(picture.thumbnail));
        picture.colours = colourVersion;
    }
}

} // namespace phi1
