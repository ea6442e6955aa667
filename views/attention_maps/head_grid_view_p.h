// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/grid_layout.h"
#include "views/attention_maps/head_grid_view.h"

#include <QHash>
#include <QImage>
#include <QSet>
#include <QTimer>

class QPainter;

namespace phi1 {

class HeadCard;
class HoverCard;

class HeadGridViewPrivate
{
public:
    explicit HeadGridViewPrivate(HeadGridView *view);

    HeadGridView *q;
    GridLayout layout;
    HeadGridView::ThumbnailSource thumbnails;
    HeadGridView::FactSource facts;
    ColourScale scale = ColourScale::weights();
    QString caption;
    QSet<HeadKey> highlighted; ///< empty = all
    QSet<HeadKey> chosen, switchedOff;
    HeadKey current, hovered;
    int cellSize = 17;

    /// Pictures at the present size, of heads that were seen.
    struct Picture {
        HeadThumbnail thumbnail; ///< empty: not computed yet
        QImage image;
        int colours = -1; ///< which it has: `colourVersion` when it got them
    };
    QHash<HeadKey, Picture> pictures;
    int colourVersion = 0;
    QVector<QRgb> colours;              ///< of the scale; empty: to be made
    QHash<float, QVector<QRgb>> tables; ///< of weights and entropies, by their scale

    QImage layer; ///< the cells of the viewport, without marks
    bool layerStale = true;
    QSet<HeadKey> staleHeads; ///< of an otherwise good layer

    HoverCard *card;
    HeadCard *cardContent;
    QTimer visibleTimer;
    QVector<HeadKey> announced;

    int left() const;        ///< room for the numbers of layers
    int top() const;         ///< room for the numbers of heads
    QRect cellsRect() const; ///< of the viewport, without those
    QPoint toContent(const QPoint &place) const;
    QRect onViewport(int index) const;
    void arrange();
    void updateLayer();
    void forgetPictures();
    void recolour();
    void announceVisible();

    void setCurrent(HeadKey head, bool announce);
    void showIndex(int index);
    void walk(int index);
    void toggleChosen(HeadKey head);
    void setHovered(HeadKey head);
    void fillCard();
    void changeSize(int size);

    Picture &picture(HeadKey head);
    void colour(Picture &picture);
    QVector<QRgb> tableOf(const HeadThumbnail &thumbnail);
    void paintLayer();
    void paintCell(QPainter &painter, int index);
    void paintMarks(QPainter &painter) const;
    void paintNumbers(QPainter &painter) const;
    void paintFrame(QPainter &painter, const QRect &rect, const QColor &colour, int width,
                    int out) const;
};

} // namespace phi1
