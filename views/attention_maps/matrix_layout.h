// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRect>
#include <QSize>
#include <QVector>

namespace phi1 {

/// Where the maps of a HeadMatrixView lie, and which part of them is in sight. Lengths of the maps
/// in device pixels, those of the widget in its own.
class MatrixLayout final
{
public:
    struct Measures {
        int left = 0, bottom = 0;       ///< room for labels
        int titleHeight = 0;            ///< above each map
        int sumsSide = 0;               ///< of both strips with sums, with the gap
        int gap = 0;                    ///< between maps
        double largestCell = 64;        ///< to which it can be magnified, pixels of the widget
        double largestFittingCell = 40; ///< short texts are not blown up
    };

    void setWidget(const QSize &size, double pixelRatio, const Measures &measures);
    void setMaps(int maps, int tokens);

    int maps() const { return m_maps; }
    int tokens() const { return m_tokens; }
    double pixelRatio() const { return m_ratio; }
    /// Where map i is drawn, whether it fills it or not.
    QRect area(int map) const;
    QSize areaPixels() const; ///< the same for all, device pixels
    /// What of the area the cells cover.
    QRect covered(int map) const;

    double cell() const { return m_cell; }      ///< device pixels
    QPointF origin() const { return m_origin; } ///< of cell (0, 0) in the area, device pixels
    double fittingCell() const;
    double largestCell() const;
    bool isFitted() const { return m_fitted; }

    void fit();
    void zoomAt(const QPointF &place, double factor); ///< place in the area, device pixels
    void moveBy(const QPointF &pixels);
    void show(int query, int key); ///< the least move; -1 leaves an axis alone

    int mapAt(const QPointF &place) const; ///< -1 = none; place in the widget
    QPointF toPixels(const QPointF &place, int map) const;
    /// Columns x and rows y of the map at a place of the area; may lie outside of the map.
    QPoint cellAt(const QPointF &pixels) const;
    /// Cells whose upper left corner is in the same pixel; one cell when magnified.
    QRect cellsAt(const QPointF &pixels) const;
    QRectF cellRect(int query, int key, int map) const; ///< in the widget
    /// How many cells of all maps that may have a weight (keys up to the query) it touches.
    qint64 weightsUnder(const QRect &place) const;

private:
    void clamp();

    Measures m_measures;
    QSize m_size;
    double m_ratio = 1;
    int m_maps = 0, m_tokens = 0;
    double m_cell = 1;
    QPointF m_origin;
    bool m_fitted = true;
};

} // namespace phi1
