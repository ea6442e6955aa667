// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "views/plots/plot_library.h"

#include <QRect>
#include <QString>

#include "core/curves/series.h"
#include "views/plots/chart_spec.h"
#include "views/plots/curve_plottable.h"

class QToolButton;

namespace phi1 {

/// Puts ticks where they were computed beforehand, since the margins depend on their labels.
class FixedTicker : public QCPAxisTicker
{
public:
    QVector<double> places;
    QVector<QString> labels;

    void generate(const QCPRange &range, const QLocale &locale, QChar formatChar, int precision,
                  QVector<double> &ticks, QVector<double> *subTicks,
                  QVector<QString> *tickLabels) override;
};

/// Where one chart of an area lies and what it shows at the moment. Owned by the chart area; axis
/// rect and plottable belong to the QCustomPlot.
struct Chart {
    ChartSpec spec;
    bool logY = false;
    QCPAxisRect *rect = nullptr;
    QCPAxis *x = nullptr;
    QCPAxis *y = nullptr;
    QSharedPointer<FixedTicker> xTicker, yTicker;
    CurvePlottable *curves = nullptr;
    QToolButton *menu = nullptr;

    int panel = 0;      ///< index of the panel it stands in
    bool showsX = true; ///< tick labels at the bottom
    QRect cell;         ///< with its head
    QRect head;         ///< title and caption

    std::optional<QCPRange> zoomedY; ///< chosen by the user; otherwise fitted
    QCPRange fittedY{0, 1};
    bool hasData = false;
    std::size_t clipped = 0; ///< points outside of fittedY since outliers are clipped
    double clipLimit = 0;
    bool clippedBelow = false;
    /// Series made for this chart: planned learning rates, means.
    std::vector<std::unique_ptr<Series>> made;
    /// Ends of lines, NaN markers and the like are painted from these.
    struct RunLine {
        int run = -1;
        const Series *keys = nullptr;
        const Series *raw = nullptr;   ///< null in a chart of evaluations alone
        const Series *shown = nullptr; ///< smoothed, or raw
        bool smoothed = false;
    };
    std::vector<RunLine> runLines;
};

} // namespace phi1
