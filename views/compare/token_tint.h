// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

namespace phi1 {

/// Which of the five tints of Theme::surpriseTints a value has: 0 = none, 4 = the strongest. NaN
/// has none. Probabilities: none from 0.9 on, then 0.5, 0.2, 0.05 and below; divergences in nats:
/// none below 0.05, then below 0.2, 0.5, 1 and above.
int probabilityTint(float logProbability);
int divergenceTint(float nats);

QColor tintColor(int tint); ///< of the present theme; invalid for 0

/// The limits as a sentence, for the legend's tool tip.
QString probabilityTintText();
QString divergenceTintText();

} // namespace phi1
