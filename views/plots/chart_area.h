// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QList>
#include <QVector>
#include <QWidget>

#include "core/base/result.h"
#include "core/curves/curve_data.h"
#include "core/curves/smoothing.h"
#include "views/plots/chart_spec.h"

namespace phi1 {

class ChartAreaPrivate;

/// Charts of several runs over one x axis: one crosshair, one zoom history, aligned margins.
/// Every point counts: the lines keep first, last, smallest and largest value of each pixel column.
/// Mouse: drag zooms a box, wheel zooms at the pointer (over an axis only that axis), middle or
/// Ctrl-drag pans, double-click fits, Shift+click asks for a note, click selects a run.
/// Keys: F fit, Backspace previous zoom, ← → crosshair, L log y of the focused chart, Ctrl+C copy.
class ChartArea : public QWidget
{
    Q_OBJECT
public:
    explicit ChartArea(QWidget *parent = nullptr);
    ~ChartArea() override;

    void setCharts(const QList<ChartSpec> &charts);
    QList<ChartSpec> charts() const;
    using QWidget::setLayout;
    void setLayout(ChartLayout layout);
    ChartLayout chartLayout() const;

    /// Replaces all runs; smoothed lines of runs that stay are kept.
    void setRuns(const QVector<PlottedRun> &runs);
    /// The run's CurveData has grown or was cut: one queued replot, at most 30 a second.
    void runAppended(const QString &id);

    void setAxis(CurveAxis axis);
    CurveAxis axis() const;
    void setSmoothing(const Smoothing &smoothing);
    Smoothing smoothing() const;
    void setClipOutliers(bool clip);
    bool clipsOutliers() const;
    void setLogY(const QString &chart, bool logarithmic);
    bool isLogY(const QString &chart) const;
    void setLogX(bool logarithmic);
    bool isLogX() const;
    /// Charts of the same column and unit get one y range.
    void setSharedYRanges(bool shared);
    void setGrouped(bool grouped);

    void fit();      ///< everything visible, and follows from now on
    bool zoomBack(); ///< false when there is no earlier zoom
    void setFollowing(bool following);
    bool isFollowing() const;

    void setHoveredRun(const QString &id);
    void setSelectedRun(const QString &id);
    /// Puts the crosshair where the run was at a step.
    void moveCrosshair(const QString &runId, qint64 step);
    /// Run and step under the crosshair; step -1 without one.
    QString crosshairRun() const;
    qint64 crosshairStep() const;
    QString focusedChart() const;
    /// Where the lines of a chart are drawn, in pixels of this widget; empty without such a chart.
    QRect plotRect(const QString &chart) const;
    /// Last values of the runs, and those under the crosshair, in words.
    QString description() const;
    /// What a chart shows at present: from left to right, and from bottom to top.
    QRectF visibleRange(const QString &chart) const;
    /// Draws now instead of with the next frame.
    void replotNow();

    /// Writes all charts in the light theme with legend and axis titles. PNG in twice the size.
    Result<void> exportTo(const QString &path, ChartFormat format) const;
    /// Writes the raw numbers, one row per point, plain ASCII, such that they read back bit-equal.
    Result<void> exportCsv(const QString &path, bool visibleOnly) const;
    /// PNG as exportTo() draws it, on the clipboard.
    void copyImage() const;

    QByteArray saveState() const; ///< zoom, logs, axis, smoothing
    void restoreState(const QByteArray &state);

    /// "all 81 920 points drawn", "2 100 of 10 M points drawn, extremes kept"; empty without runs.
    QString drawnText() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void runHovered(const QString &id); ///< empty: none
    void runSelected(const QString &id);
    void crosshairMoved(const QString &runId, qint64 step);
    void stepActivated(const QString &runId, qint64 step); ///< Enter at the crosshair
    void noteRequested(const QString &runId, qint64 step);
    void exportRequested(); ///< from the menu of a chart
    void drawnTextChanged();
    void followingChanged(bool following);
    void logYChanged(const QString &chart, bool logarithmic);

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    friend class ChartAreaPrivate;
    friend class ChartExport;
    std::unique_ptr<ChartAreaPrivate> d;
};

} // namespace phi1
