// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/page_width.h"

#include "views/theme/theme.h"

namespace phi1 {

PageWidth pageWidth(int pixels)
{
    const double widths = pixels / Theme::instance().fontPixelSize();
    if (widths < 100)
        return PageWidth::Narrow;
    return widths > 170 ? PageWidth::Wide : PageWidth::Normal;
}

} // namespace phi1
