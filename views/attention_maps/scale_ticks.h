// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/attention_maps/colour_scale.h"

#include <QString>
#include <QVector>

namespace phi1 {

/// A number beside a colour bar.
struct ScaleTick {
    double position = 0; ///< 0 to 1 along the colours
    double value = 0;
    QString text;
};

/// Four to six where the scale allows it: round numbers of a linear one, decades of a logarithmic
/// one (with 2 and 5 if there are fewer than two), quarters of the numbers of a quantile one.
QVector<ScaleTick> scaleTicks(const ColourScale &scale);

} // namespace phi1
