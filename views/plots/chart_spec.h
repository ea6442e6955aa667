// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QColor>
#include <QString>
#include <QVector>

#include "core/runs/learning_rate.h"
#include "views/plots/run_note.h"

namespace phi1 {

class CurveData;

/// What one chart of a ChartArea shows.
struct ChartSpec {
    enum Kind {
        Loss,         ///< validation is drawn with it, and the markers of the run
        LearningRate, ///< the planned schedule is drawn dotted behind it; never smoothed
        Plain,
        Bytes, ///< ticks as 250 MB
        Share  ///< 0 … 1, ticks as 40 %
    };
    QString id;
    QString title;  ///< translated; head of the chart and name of its y axis in exports
    QString column; ///< of CurveData; "validation" draws the evaluations alone
    QString unit;   ///< translated; may be empty
    bool smoothable = true;
    bool logY = false; ///< at first; the user's choice is kept in saveState()
    Kind kind = Plain;
};

/// One run as the charts see it. `data` belongs to the caller and has to live until the next
/// setRuns(); the charts read it in the GUI thread only.
struct PlottedRun {
    QString id;
    QString name;
    int colourSlot = 0; ///< 0-based; from the 10th on a dash pattern is added
    QColor colour;      ///< invalid: the theme's colour of the slot
    const CurveData *data = nullptr;
    std::optional<LearningRateSchedule> plan;
    QString group; ///< runs of one group share a mean line and a band while grouped
    bool isBaseline = false;
    QVector<RunNote> notes;
};

/// How the charts of one area share its space.
enum class ChartLayout {
    FirstLeft, ///< the first chart takes 62 % at the left, the others are stacked at the right
    Columns,   ///< three columns, row by row (wide windows)
    Stacked    ///< all below each other, one x axis (narrow windows)
};

/// Formats ChartArea::exportTo() writes.
enum class ChartFormat { Png, Svg, Pdf };

} // namespace phi1
