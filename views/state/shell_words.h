// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace phi1 {

/// The words as one line for a POSIX shell, quoted where need be.
QString shellLine(const QStringList &words);

} // namespace phi1
