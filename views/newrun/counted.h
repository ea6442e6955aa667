// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "views/format/number_text.h"

namespace phi1 {

/// The one sentence or the other, so that a count reads right even where no catalogue of plurals
/// is loaded. @param many  has %1 for the number
inline QString counted(qint64 number, const QString &one, const QString &many)
{
    return number == 1 ? one : many.arg(grouped(number));
}

} // namespace phi1
