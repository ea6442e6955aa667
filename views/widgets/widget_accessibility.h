// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace phi1 {

/// Tells assistive technology what the painted widgets are and which value they show: a bar its
/// percentage, a choice its option. Names and descriptions are those of the widgets. Call before
/// the first of them is made; again does nothing.
void installWidgetAccessibility();

} // namespace phi1
