// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/axis_labels.h"
#include "views/attention_maps/head_matrix_view.h"
#include "views/attention_maps/map_code.h"
#include "views/attention_maps/matrix_layout.h"
#include "views/attention_maps/pyramid_maker.h"
#include "views/attention_maps/value_card.h"

#include <QFont>
#include <QImage>
#include <QStringList>

class QPainter;

namespace phi1 {

class HeadMatrixViewPrivate
{
public:
    explicit HeadMatrixViewPrivate(HeadMatrixView *view);

    HeadMatrixView *q;
    PyramidMaker maker;
    QVector<MatrixMap> wanted; ///< set last
    QVector<MatrixMap> maps;   ///< shown
    PyramidMaker::Pyramids pyramids;
    QVector<AttentionToken> tokens, wantedTokens;
    QStringList labels; ///< of the tokens, as they are shown
    QString placeholder;
    ColourScale scale = ColourScale::weights();
    ColourScale differenceScale = ColourScale::difference();
    MapPooling pooling = MapPooling::Maximum;
    bool dimmed = false;
    bool sumsShown = false;
    bool withoutFirst = false;

    MatrixLayout layout;
    QFont labelFont;
    int labelHeight = 0; ///< of a line of labels, along the axis
    int labelLength = 0; ///< room for the longest, across the axis

    int query = -1, key = -1; ///< chosen
    bool pinned = false;
    QPoint hovered{-1, -1}; ///< key, query
    int hoveredMap = -1;
    QPointF pressed;
    bool isPressed = false, isPanning = false;

    // What does not change with the pointer, painted once.
    QImage base;
    bool baseStale = true;
    std::vector<QRgb> colours, differenceColours;
    bool coloursStale = true;

    bool isShown() const { return tokensShown() > 0; }
    int tokensShown() const;
    void request();
    void show(const PyramidMaker::Pyramids &made);
    void arrange();    ///< after a change of size, fonts, maps or tokens
    void updateBase(); ///< the next paint event paints all anew
    void recolour();
    void takeTokens();
    QString labelOf(int token) const;

    /// The cell the crosshair is on: (key, query), -1 = none, also where it is beyond the map.
    QPoint cell() const;
    QPoint chosen() const; ///< the same of the chosen cell
    void hover(const QPointF &place);
    void leave();
    void choose(int newQuery, int newKey);
    void moveCell(int queries, int keys);
    /// The strongest cell of the pixel: the one whose colour is seen there.
    QPoint strongestAt(const QPointF &pixels, int map) const;
    void speak();

    void paintBase();
    void paintMap(int map);
    void paintLabels(QPainter &painter) const;
    void paintSums(QPainter &painter, int map) const;
    void paintCrosshair(QPainter &painter) const;
    void paintCrosshairLabels(QPainter &painter) const;
    ValueCard card() const;
    /// Upper left corner for a card: where it covers no weights, else as few as it can; never
    /// over the cell it speaks of if that can be helped.
    QPoint cardPlace(const QSize &card) const;
    AxisPlace columnPlace() const; ///< in pixels of the widget, from the area's left
    AxisPlace rowPlace() const;
    void paintColumnLabel(QPainter &painter, int token, int map) const;
    void paintRowLabel(QPainter &painter, int token) const;
};

} // namespace phi1
