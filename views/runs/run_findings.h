// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "views/state/run_info.h"

namespace phi1 {

class CurveData;

/// Something about a run that its inspector points out.
struct RunFinding {
    enum class Weight { Info, Warning, Error };
    enum class Link { None, ShowStep, CheckAgain, ReadAgain };
    QString key; ///< the same finding keeps it, so that a closed one stays closed
    Weight weight = Weight::Warning;
    QString bold;
    QString plain;
    Link link = Link::None;
    QString linkText;
    qint64 step = -1; ///< that the link shows
};

/// What there is to say, the gravest first. `curve` may be null.
QVector<RunFinding> runFindings(const RunInfo &run, const CurveData *curve);

} // namespace phi1
