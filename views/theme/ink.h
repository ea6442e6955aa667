// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace phi1 {

/// The darker or the lighter of the two inks, whichever reads better on a colour of a map.
QColor inkOn(const QColor &ground);

} // namespace phi1
