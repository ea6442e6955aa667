// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace phi1 {

/// A note that was pinned to a step of a run's curve.
struct RunNote {
    qint64 id = 0;
    qint64 step = 0;
    QString text;

    bool operator==(const RunNote &) const = default;
};

} // namespace phi1
