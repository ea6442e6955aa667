// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QColor>
#include <QImage>

namespace phi1 {

/// Draws curves, which never go back in x, column by column: what a line covers of a pixel column
/// is one piece, however many points made it. So a curve costs its columns and not its points, and
/// a line that goes up and down a thousand times in a column is painted there once. Coordinates are
/// device pixels from the top left of the image.
class ColumnRaster
{
public:
    /// Begins an empty, transparent image.
    void resize(int width, int height);
    int width() const { return m_width; }
    int height() const { return m_height; }

    void beginCurve();
    void addPoint(double x, double y); ///< x is not smaller than that of the point before
    void interrupt();                  ///< the next point begins a new piece

    /// Paints what was added since beginCurve().
    /// @param width   of the line, in device pixels
    /// @param dash    lengths on and off in turn; empty: solid
    void stroke(const QColor &color, double width, const std::vector<double> &dash = {});
    /// Paints the pixels that the line touches, whole: one pixel wide, not smoothed.
    void strokeThin(const QColor &color);
    /// Whether the line goes up and down so much that only its extent can be seen.
    bool isDense() const;

    /// The image so far; the next beginCurve() paints on.
    const QImage &image();

private:
    struct Column {
        int x;
        float low, high;   ///< smallest and largest y
        float left, right; ///< y where the line enters and leaves it
        bool first;        ///< of a piece
    };

    void open(int x, double y, bool first);
    void extend(double y);
    void blend(int x, double low, double high);
    void cover(int x, int row, unsigned coverage);
    void coverRows(int x, int first, int last);
    void strokeColumn(std::size_t index, double radius);

    int m_width = 0, m_height = 0;
    std::vector<quint32> m_pixels; ///< column by column, premultiplied
    QImage m_image;
    bool m_stale = true;
    std::vector<Column> m_columns;
    bool m_started = false;
    double m_lastX = 0, m_lastY = 0;
    quint32 m_source = 0;
    unsigned m_sourceAlpha = 0;
};

} // namespace phi1
