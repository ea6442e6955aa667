// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QHash>

namespace phi1 {

/// A font of one width whose characters stand in cells, also those that other fonts lend: so that
/// where a character stands follows from counting, and nothing has to be shaped to know it.
class CellFont final
{
public:
    struct Glyph {
        quint8 cells = 1;      ///< 0 for marks on the character before
        bool isExact = true;   ///< as wide as its cells
        bool isJoined = false; ///< of a script whose letters join or run from right to left
        double spacing = 0;    ///< pixels behind it that make it as wide as its cells
    };

    CellFont() = default;
    explicit CellFont(const QFont &font);

    const QFont &font() const { return m_font; }
    double cell() const { return m_cell; } ///< width in pixels
    double ascent() const { return m_metrics.ascent(); }
    double height() const { return m_metrics.height(); }
    const Glyph &glyph(char32_t character) const;

private:
    QFont m_font;
    QFontMetricsF m_metrics{QFont()};
    double m_cell = 8;
    mutable QHash<char32_t, Glyph> m_glyphs;
};

} // namespace phi1
