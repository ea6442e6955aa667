// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace phi1 {

/// How much room there is, in widths of the interface font: below 100 of them narrow, above 170
/// wide.
enum class PageWidth { Narrow, Normal, Wide };

/// @param pixels  width of the window without its rail
PageWidth pageWidth(int pixels);

} // namespace phi1
