// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/code/token_text.h"

#include <QFont>
#include <QHash>
#include <QRectF>
#include <QTextLayout>

#include <functional>
#include <memory>

namespace phi1 {

/// Lines of a TokenText broken into rows of one height. Rows are found without shaping where all
/// characters of a line are as wide in a font of one width; a row is shaped when it is first asked
/// for and kept until it changes.
class TokenLayout final
{
public:
    struct Row {
        int line = 0;
        int start = 0; ///< in characters of the line
        int length = 0;
        bool isFirst = true; ///< of its line
        bool isLast = true;
    };
    /// Colours and weights of a line's characters.
    using Formats = std::function<QVector<QTextLayout::FormatRange>(int line, int from, int to)>;

    explicit TokenLayout(const TokenText &text);

    /// Starts anew with this font; width in pixels is where rows end if they are to wrap.
    void reset(const QFont &font, int rowHeight, double width, bool wraps);
    void setFormats(Formats formats) { m_formats = std::move(formats); }
    /// The text is another one from this place on.
    /// @return the first row that is
    int update(TextPosition changed);
    void forgetShapes(int fromRow = 0);
    void keepShapesOf(int first, int last); ///< may forget those of other rows

    const QVector<Row> &rows() const { return m_rows; }
    int rowHeight() const { return m_rowHeight; }
    double cellWidth() const { return m_cell; }
    double contentWidth() const { return m_contentWidth; }
    int rowOf(TextPosition position) const;
    int firstRowOf(int line) const { return rowOf({line, 0}); }

    void drawRow(QPainter &painter, int row, QPointF topLeft) const;
    double rowWidth(int row) const;
    /// The area of a span in a row, from the row's top left corner; null if it is not in that row.
    QRectF spanRect(int row, const TokenText::Span &span) const;
    /// The span under x; -1 = right of the row's text.
    int spanAt(int row, double x) const;
    TextPosition positionAt(int row, double x) const; ///< nearest gap between characters
    double xOf(int row, int column) const;

private:
    /// A row as it is drawn, and where its characters begin.
    struct Shape {
        QTextLayout layout;
        QVector<double> xs;    ///< empty where all are as wide
        bool goesBack = false; ///< some of it is written from right to left
    };

    void breakLine(int line, int start);
    void measureLines(int from);
    const Shape &shape(int row) const;
    bool isEven(int line) const { return m_even[line]; }

    const TokenText &m_text;
    Formats m_formats;
    QVector<Row> m_rows;
    QVector<bool> m_even; ///< of each line: all its characters are one cell wide
    mutable QHash<int, std::shared_ptr<Shape>> m_shapes;
    QHash<char16_t, bool> m_cells; ///< characters beyond ASCII that are one cell wide, or not
    QFont m_font;
    int m_rowHeight = 18;
    double m_ascent = 0; ///< of the baseline below a row's top
    double m_cell = 8;
    double m_width = 0;
    double m_contentWidth = 0;
    bool m_wraps = false;
};

} // namespace phi1
