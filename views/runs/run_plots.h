// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSet>
#include <QTimer>
#include <QVariantMap>
#include <QWidget>

#include "views/plots/chart_spec.h"
#include "views/widgets/page_width.h"

namespace phi1 {

class ChartArea;
class PlotBar;
class RunFilterProxy;
struct PageContext;
struct RunInfo;

/// The charts of the runs whose eye is open, with the bar above them: decides which curves are
/// loaded and followed, and which charts there is room for.
class RunPlots final : public QWidget
{
    Q_OBJECT
public:
    RunPlots(PageContext &context, RunFilterProxy *proxy, QWidget *parent = nullptr);

    ChartArea *charts() const { return m_charts; }
    PlotBar *bar() const { return m_bar; }

    void setSelectedRun(const QString &runId);
    void setPageWidth(PageWidth width);
    /// The runs changed: rows, eyes, colours, names, filter or groups. Looked at in a moment, once
    /// for however many changes.
    void refresh();
    /// Curves that are drawn, and those whose eye is open but that are too many.
    int drawnRuns() const { return static_cast<int>(m_drawn.size()); }
    int leftOut() const { return m_leftOut; }
    void readAgain(const QString &runId);
    QString problem(const QString &runId) const { return m_problems.value(runId); }

    void toggleLogY();
    void zoomBack();
    void showStep(const QString &runId, qint64 step);
    /// Asks for a file, then writes the charts as "png", "svg" or "pdf".
    void savePicture(const QString &suffix);
    /// Asks for a file, then writes the numbers of the runs that are drawn as CSV.
    void saveTable(bool visibleOnly);

    QVariantMap saveState() const;
    void restoreState(const QVariantMap &state);

    /// Curves that are drawn at once until somebody asks for all: hundreds of open eyes must not
    /// make the window wait.
    static constexpr int mostRuns = 20;

signals:
    void runHovered(const QString &runId);
    void runSelected(const QString &runId);
    void crosshairMoved(const QString &runId, qint64 step);
    void stepActivated(const QString &runId, qint64 step);
    void noteRequested(const QString &runId, qint64 step);
    void drawnRunsChanged();
    void stateChanged();
    void reported(const QString &text); ///< a short result: "Saved loss.png"
    void failed(const QString &sentence);

private:
    void connectBar();
    void connectCharts();
    void connectSession();
    void refreshNow();
    void applyCharts();
    void setCurves();
    void want(const QSet<QString> &runs);
    PlottedRun plotted(const RunInfo &run) const;
    QStringList shownRuns() const;
    /// What of a run decides how it is drawn.
    QString lookOf(const RunInfo &run) const;
    void showDrawnText();

    PageContext &m_context;
    RunFilterProxy *m_proxy;
    PlotBar *m_bar;
    ChartArea *m_charts;
    PageWidth m_width = PageWidth::Normal;
    QString m_selected;
    QStringList m_drawn;
    QString m_looks; ///< of what was handed to the charts
    int m_leftOut = 0;
    bool m_drawsAll = false;
    QTimer m_refreshing;
    QSet<QString> m_wanted;
    QHash<QString, QString> m_problems;
    QStringList m_hiddenCharts; ///< by hand
    QStringList m_extraCharts;  ///< by hand
};

} // namespace phi1
