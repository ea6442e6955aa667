// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace phi1 {

/// As people sort: numbers by value ("9" before "10", "1e-4" before "0.001"), digits within texts
/// by the number they make ("run 2" before "run 10"), letters without their case. The same in every
/// locale, unlike QCollator, whose numeric mode does nothing in the C locale.
/// @return negative, 0, positive
int naturalCompare(const QString &left, const QString &right);

} // namespace phi1
