// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QColor>
#include <QImage>

namespace phi1 {

/// What a line covers of each pixel column. A line that never goes back in x covers one piece of
/// a column, however many points made it: a curve costs its columns and not its points.
/// Coordinates are device pixels from the top left of the raster.
class ColumnCurve
{
public:
    struct Column {
        int x;
        float low, high;   ///< smallest and largest y
        float left, right; ///< y where the line enters and leaves it
        bool first;        ///< of a piece
    };

    void begin(int width);             ///< forgets everything; columns from 0 to width - 1 count
    void addPoint(double x, double y); ///< x is not smaller than that of the point before
    void interrupt();                  ///< the next point begins a new piece
    const std::vector<Column> &columns() const { return m_columns; }
    bool isDense() const; ///< goes up and down so much that only its extent is seen

private:
    void open(int x, double y, bool first);
    void extend(double y);

    std::vector<Column> m_columns;
    int m_width = 0;
    bool m_started = false;
    double m_lastX = 0, m_lastY = 0;
};

/// Paints such curves, also where they go up and down a thousand times in a column, which a general
/// painter takes a second for.
class ColumnRaster
{
public:
    void resize(int width, int height); ///< begins an empty, transparent image
    int width() const { return m_width; }
    int height() const { return m_height; }

    /// @param width   of the line, in device pixels
    /// @param dash    lengths on and off in turn; empty: solid
    void stroke(const ColumnCurve &curve, const QColor &color, double width,
                const std::vector<double> &dash = {});
    /// The pixels that the line touches, whole: one pixel wide, not smoothed.
    void strokeThin(const ColumnCurve &curve, const QColor &color);

    /// The image so far.
    const QImage &image();

private:
    void blend(int x, double low, double high);
    void cover(int x, int row, unsigned coverage);
    void coverRows(int x, int first, int last);
    void strokeColumn(const std::vector<ColumnCurve::Column> &columns, std::size_t index,
                      double radius);

    int m_width = 0, m_height = 0;
    std::vector<quint32> m_pixels; ///< column by column, premultiplied
    QImage m_image;
    bool m_stale = true;
    quint32 m_source = 0;
    unsigned m_sourceAlpha = 0;
};

} // namespace phi1
