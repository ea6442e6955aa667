// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QElapsedTimer>
#include <QHash>
#include <QPointF>
#include <QTimer>

#include "views/plots/chart.h"
#include "views/plots/chart_area.h"
#include "views/plots/paint_layer.h"
#include "views/plots/run_curves.h"
#include "views/theme/theme.h"

class QKeyEvent;
class QMouseEvent;
class QToolButton;
class QWheelEvent;

namespace phi1 {

/// What ChartArea consists of, spread over several files by what it does.
class ChartAreaPrivate
{
    Q_DECLARE_TR_FUNCTIONS(phi1::ChartArea)
public:
    explicit ChartAreaPrivate(ChartArea *area);
    ~ChartAreaPrivate();

    struct View { ///< for going back
        bool following = true;
        QCPRange x;
        QHash<QString, QCPRange> y; ///< by chart, where the user chose it
    };
    struct Cursor { ///< the crosshair
        bool visible = false;
        int chart = 0;
        int run = -1;
        std::size_t row = 0;
        double key = 0;
        QPointF pointer; ///< runs of the card are sorted by the distance to it
    };
    struct EndPoint { ///< where a run's line ends in a chart
        int run = -1;
        QPointF place; ///< in pixels
    };

    // chart_area_p.cpp: building
    void rebuildCharts();
    void restyle();
    void queueReplot();
    QColor color(Theme::Token token) const;
    QColor runColor(const PlottedRun &run) const;
    std::vector<double> runDash(const PlottedRun &run) const;
    int px(double length) const;
    QFont font(Theme::Font role) const;

    // chart_lines.cpp: what is drawn, and in which ranges
    void prepare(); ///< before each replot
    void buildLines(Chart &chart);
    void addRunLines(Chart &chart, int index, std::vector<CurveLine> &raws,
                     std::vector<CurveLine> &plans, std::vector<CurveLine> &validations,
                     std::vector<CurveLine> &mains);
    void addPlan(Chart &chart, int index, std::vector<CurveLine> &plans);
    void addGroups(Chart &chart, std::vector<CurveLine> &means, std::vector<CurveBand> &bands);
    void fitX();
    void fitY(Chart &chart);
    void shareY();
    double plannedEnd(const PlottedRun &run) const; ///< on the x axis; NaN: unknown
    /// With more runs than these raw lines and evaluations make one grey mud; only those of the
    /// selected and the hovered run are drawn then.
    static constexpr int runsWithRawLines = 16;
    bool drawsRaw(int run) const;
    void updateDrawnText();
    /// A run that grew may have moved its series; the crosshair reads them before the next replot.
    void refreshSeries(int run);

    // chart_layout.cpp: where it is drawn
    void arrange();
    void placeCells();
    void placeTicks();
    void placeButtons();
    QString xTitle() const;
    int endLabelRoom(const Chart &chart, int width) const;
    static constexpr int endLabelWidth = 120; ///< longer names are elided, at 13 px

    // chart_painting.cpp
    void paintPanels(QCPPainter *painter);
    void paintHead(QCPPainter *painter, const Chart &chart);
    QString caption(const Chart &chart) const;
    static QString limitText(double value);
    void paintMarks(QCPPainter *painter);
    void paintRunMarks(QCPPainter *painter, const Chart &chart, const PlottedRun &run);
    void paintNonFinite(QCPPainter *painter, const Chart &chart, const Chart::RunLine &line);
    void paintDiamonds(QCPPainter *painter, const Chart &chart, const Chart::RunLine &line);
    void paintClipped(QCPPainter *painter, const Chart &chart);
    void paintEnds(QCPPainter *painter, const Chart &chart);
    void paintEmpty(QCPPainter *painter, const Chart &chart);
    void paintLegend(QCPPainter *painter);

    // crosshair.cpp
    void paintOverlay(QCPPainter *painter);
    void paintCard(QCPPainter *painter);
    void moveCursor(int chart, const QPointF &pointer);
    void setCursorRow(int chart, int run, std::size_t row);
    void hideCursor();
    void announceCursor();
    QStringList cardRemarks() const;
    QString valueText(const Chart &chart, double value) const;

    // chart_input.cpp
    int chartAt(const QPointF &place) const; ///< by its cell; -1 between them
    enum class Part { Plot, XAxis, YAxis, Head };
    Part partAt(const Chart &chart, const QPointF &place) const;
    /// The run whose line is nearest within reach; -1 if there is none.
    int runAt(const Chart &chart, const QPointF &place, double reach) const;
    std::optional<QPointF> linePoint(const Chart &chart, const Chart::RunLine &line,
                                     std::size_t row) const;
    void mousePress(QMouseEvent *event);
    void mouseMove(QMouseEvent *event);
    void mouseRelease(QMouseEvent *event);
    void wheel(QWheelEvent *event);
    bool keyPress(QKeyEvent *event);
    bool wantsKey(const QKeyEvent *event) const;
    void stepCursor(int direction, bool single);
    void focusChart(int chart);
    void showMenu(int chart, const QPoint &globalPlace);

    // chart_zoom.cpp
    View view() const;
    void setView(const View &view);
    void remember(); ///< the present view, for Backspace
    void leaveFollowing();
    void zoomTo(int chart, std::optional<QCPRange> x, std::optional<QCPRange> y);
    void zoomAt(int chart, const QPointF &place, double factor, bool x, bool y);
    void pan(int chart, const QPointF &from, const QPointF &to, const View &start);
    static QCPRange scaled(const QCPRange &range, bool logarithmic, double factor, double center);
    static QCPRange moved(const QCPRange &range, bool logarithmic, double share);

    const Chart *chartOf(const QString &id) const;
    Chart *chartOf(const QString &id);
    int runOf(const QString &id) const;
    const Chart::RunLine *lineOf(const Chart &chart, int run) const;

    ChartArea *q;
    QCustomPlot *plot = nullptr;
    FreeLayout *layout = nullptr;
    std::vector<std::unique_ptr<Chart>> charts;
    std::vector<QRect> panels;
    QVector<PlottedRun> runs;
    std::map<QString, std::shared_ptr<RunCurves>> curves; ///< by run

    ChartLayout chartLayout = ChartLayout::FirstLeft;
    CurveAxis axis = CurveAxis::Step;
    Smoothing smoothing;
    bool clipOutliers = true;
    bool logX = false;
    bool sharedY = false;
    bool grouped = false;
    bool exporting = false; ///< light theme, legend and axis titles
    QHash<QString, bool> logYChoices;

    bool following = true;
    QCPRange xRange{0, 1};
    QHash<QString, QCPRange> restoredY; ///< of charts that do not exist yet
    QVector<View> history;
    QElapsedTimer sinceRemembered; ///< wheel steps in one go are one zoom

    QString hovered, selected;
    Cursor cursor;
    int focused = 0;
    QString drawnText;
    std::size_t smoothingBudget = 0; ///< rows that may still be smoothed before this replot

    enum class Drag { None, Undecided, Box, Pan, Note };
    Drag drag = Drag::None;
    int dragChart = -1;
    QPointF dragFrom, dragTo;
    View dragView;

    QTimer replotTimer;
    QElapsedTimer sinceReplot;
    QToolButton *followButton = nullptr;
};

} // namespace phi1
