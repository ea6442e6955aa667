// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/map_picture.h"

#include <QFont>
#include <QRectF>

#include <functional>

class QPainter;

namespace phi1 {

/// A page of a picture for a paper while it is painted, in the light theme. Lengths in its own
/// units: points of a PDF, pixels of an SVG; a PNG has `pixelsPerUnit`.
class PictureSheet final
{
public:
    PictureSheet(QPainter &painter, const PictureLook &look, const QSizeF &page,
                 double pixelsPerUnit, bool isVector);

    QPainter &painter() const { return m_painter; }
    const QSizeF &page() const { return m_page; }
    bool isVector() const { return m_isVector; }

    static QFont font(double size, bool bold = false, bool code = false);
    static double headerHeight(const PictureLook &look);
    void paintHeader() const;
    static double barWidth();
    void paintBar(const QRectF &room, const ColourScale &scale, const QString &title) const;
    /// An image at its place: drawn pixel by pixel into a PNG, of `natural` pixels in the others.
    void paintImage(const QRectF &place, const QSize &natural,
                    const std::function<QImage(const QSize &)> &draw) const;

    static constexpr double margin = 14;

private:
    QPainter &m_painter;
    const PictureLook &m_look;
    QSizeF m_page;
    double m_pixelsPerUnit;
    bool m_isVector;
};

using SheetPainter = std::function<void(const PictureSheet &)>;

/// @param natural  size of the page, in its units, when the look asks for none
QImage sheetImage(const PictureLook &look, const QSizeF &natural, const SheetPainter &paint);
Result<void> writeSheet(const PictureLook &look, const QSizeF &natural, const SheetPainter &paint,
                        const QString &path, PictureFormat format);

} // namespace phi1
