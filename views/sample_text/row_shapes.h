// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/sample_text/text_rows.h"

#include <QHash>
#include <QTextLayout>

#include <functional>
#include <memory>
#include <vector>

class QPainter;

namespace phi1 {

/// Shapes rows when they are first drawn and keeps them; of long rows only the parts in sight.
class RowShapes final
{
public:
    /// Colours and weights of a piece's columns, sorted and apart; parts without one are in the
    /// painter's colour.
    using Formats = std::function<QVector<QTextLayout::FormatRange>(const TextRows::Row &row,
                                                                    int from, int to)>;

    void setFormats(Formats formats) { m_formats = std::move(formats); }
    void setWhitespace(bool shown, const QColor &colour); ///< spaces as ·, tabs as →
    void forget() { m_shapes.clear(); }

    /// Draws a row between x = from and x = to, which count from its beginning.
    void draw(QPainter &painter, const TextRows::Row &row, const CellFont &font, QPointF topLeft,
              int rowHeight, double from, double to);
    /// Frees what has not been drawn for long; call after a frame of so many rows.
    void trim(int rows);

private:
    struct Part {
        std::unique_ptr<QTextLayout> layout;
        double x = 0; ///< pixels from the row's beginning
    };
    struct Key {
        qint64 byte = 0; ///< of the piece
        int begin = 0, end = 0;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed)
        {
            return qHashMulti(seed, key.byte, key.begin, key.end);
        }
    };
    using Shape = std::vector<Part>;

    std::shared_ptr<Shape> shape(const TextRows::Row &row, const CellFont &font, int begin,
                                 int end) const;
    QString visibleText(const ShownPiece &piece, int begin, int end,
                        QVector<QTextLayout::FormatRange> &formats) const;

    Formats m_formats;
    QColor m_whitespaceColour;
    bool m_whitespace = false;
    QHash<Key, std::shared_ptr<Shape>> m_shapes;
};

} // namespace phi1
