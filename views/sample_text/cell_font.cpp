// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/cell_font.h"

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

bool joins(char32_t character)
{
    if (character < 0x0590)
        return false;
    const QChar::Direction direction = QChar::direction(character);
    if (direction == QChar::DirR || direction == QChar::DirAL || direction == QChar::DirAN)
        return true;
    // The scripts of India and its neighbours, Thai to Khmer, Mongolian.
    return (character >= 0x0900 && character <= 0x109f) ||
           (character >= 0x1780 && character <= 0x18af) ||
           (character >= 0x1a00 && character <= 0x1cff) ||
           (character >= 0xa800 && character <= 0xabff);
}

} // namespace

CellFont::CellFont(const QFont &font)
    : m_font(font)
    , m_metrics(font)
    , m_cell(m_metrics.horizontalAdvance(u'0'))
{}

const CellFont::Glyph &CellFont::glyph(char32_t character) const
{
    const auto known = m_glyphs.constFind(character);
    if (known != m_glyphs.constEnd())
        return *known;
    Glyph glyph;
    if (joins(character)) {
        glyph.isJoined = true;
        glyph.isExact = false;
        glyph.cells = QChar::category(character) == QChar::Mark_NonSpacing ? 0 : 1;
    } else if (QChar::category(character) == QChar::Mark_NonSpacing ||
               QChar::category(character) == QChar::Mark_Enclosing) {
        glyph.cells = 0;
    } else {
        const double advance = m_metrics.horizontalAdvance(QString::fromUcs4(&character, 1));
        const double cells = std::ceil(advance / m_cell - 0.05);
        glyph.cells = static_cast<quint8>(std::clamp(cells, 1.0, 4.0));
        glyph.spacing = glyph.cells * m_cell - advance;
        glyph.isExact = std::fabs(glyph.spacing) < 0.01;
    }
    return *m_glyphs.insert(character, glyph);
}

} // namespace phi1
