// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"
#include "views/attention_maps/map_pyramid.h"
#include "views/state/attention_types.h"
#include "views/state/head_map.h"

#include <QPointF>
#include <QVector>
#include <QWidget>

#include <memory>

namespace phi1 {

class HeadMatrixViewPrivate;

/// One of the maps that a HeadMatrixView shows.
struct MatrixMap {
    HeadMap map;
    QString title; ///< above it if there are several: "base, step 6 000"
};

/// The whole map of a head, rows look at columns. Crisp at every zoom: cells when magnified, the
/// maximum of each pixel's block when reduced. Up to three maps of the same tokens side by side
/// share zoom and crosshair.
///
/// Mouse: the wheel zooms at the pointer, drag pans, click chooses a cell, double click shows all.
/// Keys: + and − zoom, 0 shows all, Shift+arrows move query and key (Ctrl+Shift by ten), PgUp and
/// PgDn the query by a page, Esc lets the cell go.
class HeadMatrixView final : public QWidget
{
    Q_OBJECT
public:
    explicit HeadMatrixView(QWidget *parent = nullptr);
    ~HeadMatrixView() override;

    void setTokens(const QVector<AttentionToken> &tokens); ///< labels of both axes
    /// The maps are prepared on a thread; until then those before stay, see isReady(). Zoom and
    /// place stay if the number of tokens does. Differences have the colours of differences. Maps
    /// of another number of tokens than the first are left out.
    void setMaps(const QVector<MatrixMap> &maps);
    void clear(const QString &placeholder = {}); ///< what to say instead
    void setDimmed(bool dimmed);                 ///< what is there is not what was asked for
    bool isReady() const;                        ///< what was set last is what is shown
    int tokenCount() const;

    void setScale(const ColourScale &scale); ///< of weights
    const ColourScale &scale() const;
    void setDifferenceScale(const ColourScale &scale);
    const ColourScale &differenceScale() const;
    void setPooling(MapPooling pooling); ///< of reduced cells
    void setSumsShown(bool shown);       ///< strips with the sums of rows and columns
    void setWithoutFirst(bool without);  ///< as the maps are: column 0 is drawn as outside

    /// The cell all views share; -1 = none. Either may be alone. What is beyond the map is kept for
    /// a longer one and not shown.
    int query() const;
    int key() const;
    void setCell(int query, int key);
    bool isPinned() const;
    void setPinned(bool pinned); ///< the crosshair stays there whatever is hovered

    /// Device pixels of one cell's side; below 1 cells share pixels.
    double zoom() const;
    double fittingZoom() const;
    void fit();
    void zoomAt(const QPointF &place, double factor); ///< place in the widget
    void showCell(int query, int key);                ///< pans if it is out of sight
    QRect matrixRect(int map = 0) const;              ///< where it is drawn, in the widget
    QRectF cellRect(int query, int key, int map = 0) const;

    /// Figures for the page: of the map's own numbers, without those outside.
    const MapPyramid *pyramid(int map = 0) const; ///< null while nothing is ready

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void cellHovered(int query, int key); ///< -1, -1 when the pointer left
    void cellChosen(int query, int key);  ///< click or keys; -1, -1 by Esc
    void pinnedChanged(bool pinned);      ///< a click on the chosen cell
    void zoomChanged(double zoom);
    void ready(); ///< what was set by setMaps() is shown

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    friend class HeadMatrixViewPrivate;
    std::unique_ptr<HeadMatrixViewPrivate> d;
};

} // namespace phi1
