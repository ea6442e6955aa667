// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "views/state/samples_types.h"

class QPainter;
class QRect;

namespace phi1 {

/// How a row of the list looks now.
struct SampleRowLook {
    QString figure; ///< what samples are sorted by; empty: not shown
    bool selected = false;
    bool hovered = false;
    bool focused = false; ///< by the keyboard
    bool dimmed = false;
};

void paintSampleRow(QPainter &painter, const QRect &rect, const SampleEntry &entry,
                    const SampleRowLook &look);
/// Where a row will be once it is read.
void paintSampleSkeleton(QPainter &painter, const QRect &rect, bool selected);
/// "textbook · beginner · 612 tokens"
QString sampleFacts(const SampleEntry &entry);
/// The whole row, as it is read out.
QString spokenSample(const SampleEntry &entry, const QString &figure);

} // namespace phi1
