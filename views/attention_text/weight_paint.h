// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/ink.h"

#include <QString>

class QPainter;
class QRectF;

namespace phi1 {

/// What is no number: the surface with hatching.
void paintHatch(QPainter &painter, const QRectF &area);
/// "0.466", "-0.031", "4.1e-4", "NaN": three decimals, and never a 0 that is none.
QString weightText(double weight);

} // namespace phi1
