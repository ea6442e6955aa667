// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/chart_area.h"

#include <cmath>

#include <QContextMenuEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolButton>
#include <QWheelEvent>

#include "views/plots/accessible_chart_area.h"
#include "views/plots/chart_area_p.h"

namespace phi1 {

using namespace Qt::StringLiterals;

ChartArea::ChartArea(QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<ChartAreaPrivate>(this))
{
    AccessibleChartArea::install();
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Charts"));
    d->restyle();
}

ChartArea::~ChartArea() = default;

void ChartArea::setCharts(const QList<ChartSpec> &charts)
{
    // Old axis rects go before the list that holds their charts does.
    QHash<QString, std::optional<QCPRange>> zoomed;
    for (const auto &chart : d->charts) {
        zoomed[chart->spec.id] = chart->zoomedY;
        delete chart->menu;
        d->plot->removePlottable(chart->curves);
        d->layout->remove(chart->rect);
    }
    d->charts.clear();
    for (const ChartSpec &spec : charts) {
        auto chart = std::make_unique<Chart>();
        chart->spec = spec;
        chart->zoomedY = zoomed.value(spec.id);
        d->charts.push_back(std::move(chart));
    }
    d->rebuildCharts();
}

QList<ChartSpec> ChartArea::charts() const
{
    QList<ChartSpec> specs;
    for (const auto &chart : d->charts)
        specs.append(chart->spec);
    return specs;
}

void ChartArea::setLayout(ChartLayout layout)
{
    if (d->chartLayout == layout)
        return;
    d->chartLayout = layout;
    d->hideCursor();
    d->queueReplot();
}

ChartLayout ChartArea::chartLayout() const
{
    return d->chartLayout;
}

void ChartArea::setRuns(const QVector<PlottedRun> &runs)
{
    const QString cursorRun = crosshairRun();
    std::map<QString, std::shared_ptr<RunCurves>> curves;
    for (const PlottedRun &run : runs) {
        std::shared_ptr<RunCurves> &known = curves[run.id];
        if (const auto old = d->curves.find(run.id); old != d->curves.end())
            known = old->second;
        else
            known = std::make_shared<RunCurves>();
        known->setData(run.data);
    }
    // The lines point into data that may be gone.
    for (const auto &chart : d->charts) {
        chart->curves->setLines({});
        chart->curves->setBands({});
        chart->runLines.clear();
    }
    d->curves = std::move(curves);
    d->runs = runs;
    d->cursor.run = cursorRun.isEmpty() ? -1 : d->runOf(cursorRun);
    if (d->cursor.run < 0)
        d->hideCursor();
    d->queueReplot();
}

void ChartArea::runAppended(const QString &id)
{
    const int run = d->runOf(id);
    if (run < 0)
        return;
    d->refreshSeries(run);
    d->queueReplot();
}

void ChartArea::setAxis(CurveAxis axis)
{
    if (d->axis == axis)
        return;
    d->axis = axis;
    d->history.clear(); // ranges of another axis
    d->hideCursor();
    fit();
    d->history.clear();
}

CurveAxis ChartArea::axis() const
{
    return d->axis;
}

void ChartArea::setSmoothing(const Smoothing &smoothing)
{
    Smoothing wanted = smoothing;
    wanted.strength = std::isfinite(wanted.strength) ? std::clamp(wanted.strength, 0.0, 0.99) : 0;
    if (d->smoothing == wanted)
        return;
    d->smoothing = wanted;
    d->queueReplot();
}

Smoothing ChartArea::smoothing() const
{
    return d->smoothing;
}

void ChartArea::setClipOutliers(bool clip)
{
    if (d->clipOutliers == clip)
        return;
    d->clipOutliers = clip;
    d->queueReplot();
}

bool ChartArea::clipsOutliers() const
{
    return d->clipOutliers;
}

void ChartArea::setLogY(const QString &chart, bool logarithmic)
{
    d->logYChoices[chart] = logarithmic; // also for a chart that is not shown at the moment
    Chart *target = d->chartOf(chart);
    if (!target || target->logY == logarithmic)
        return;
    target->logY = logarithmic;
    if (target->zoomedY && logarithmic && target->zoomedY->lower <= 0)
        target->zoomedY.reset();
    d->queueReplot();
    emit logYChanged(chart, logarithmic);
}

bool ChartArea::isLogY(const QString &chart) const
{
    const Chart *target = d->chartOf(chart);
    return target ? target->logY : d->logYChoices.value(chart);
}

void ChartArea::setLogX(bool logarithmic)
{
    if (d->logX == logarithmic)
        return;
    d->logX = logarithmic;
    if (logarithmic && !d->following && d->xRange.lower <= 0)
        fit();
    d->queueReplot();
}

bool ChartArea::isLogX() const
{
    return d->logX;
}

void ChartArea::setSharedYRanges(bool shared)
{
    if (d->sharedY == shared)
        return;
    d->sharedY = shared;
    d->queueReplot();
}

void ChartArea::setGrouped(bool grouped)
{
    if (d->grouped == grouped)
        return;
    d->grouped = grouped;
    d->queueReplot();
}

void ChartArea::fit()
{
    const bool zoomed =
        !d->following || std::any_of(d->charts.begin(), d->charts.end(),
                                     [](const auto &chart) { return chart->zoomedY.has_value(); });
    if (zoomed)
        d->remember();
    ChartAreaPrivate::View view;
    view.x = d->xRange;
    d->setView(view);
}

bool ChartArea::zoomBack()
{
    if (d->history.isEmpty())
        return false;
    d->setView(d->history.takeLast());
    d->sinceRemembered.invalidate();
    return true;
}

void ChartArea::setFollowing(bool following)
{
    if (following == d->following)
        return;
    if (following)
        fit();
    else {
        d->leaveFollowing();
        d->queueReplot();
    }
}

bool ChartArea::isFollowing() const
{
    return d->following;
}

void ChartArea::setHoveredRun(const QString &id)
{
    if (d->hovered == id)
        return;
    d->hovered = id;
    d->queueReplot();
}

void ChartArea::setSelectedRun(const QString &id)
{
    if (d->selected == id)
        return;
    d->selected = id;
    d->queueReplot();
}

void ChartArea::moveCrosshair(const QString &runId, qint64 step)
{
    const int run = d->runOf(runId);
    if (run < 0 || !d->runs[run].data || d->charts.empty() || d->runs[run].data->rows() == 0)
        return;
    const auto steps = d->runs[run].data->axis(CurveAxis::Step).values();
    const auto place = std::lower_bound(steps.begin(), steps.end(), static_cast<double>(step));
    const std::size_t row =
        std::min(static_cast<std::size_t>(place - steps.begin()), steps.size() - 1);
    d->setCursorRow(d->focused, run, row);
}

QString ChartArea::crosshairRun() const
{
    return d->cursor.visible && d->cursor.run >= 0 && d->cursor.run < d->runs.size()
               ? d->runs[d->cursor.run].id
               : QString();
}

qint64 ChartArea::crosshairStep() const
{
    if (!d->cursor.visible || d->cursor.run < 0 || d->cursor.run >= d->runs.size())
        return -1;
    const CurveData *numbers = d->runs[d->cursor.run].data;
    if (!numbers)
        return -1;
    const Chart &chart = *d->charts[static_cast<std::size_t>(d->cursor.chart)];
    if (chart.spec.column == u"validation") {
        const auto &evaluations = numbers->evaluations();
        return !evaluations.empty() && d->cursor.row < evaluations.front().step.size()
                   ? static_cast<qint64>(evaluations.front().step[d->cursor.row])
                   : -1;
    }
    return d->cursor.row < numbers->rows()
               ? static_cast<qint64>(numbers->axis(CurveAxis::Step)[d->cursor.row])
               : -1;
}

QString ChartArea::focusedChart() const
{
    return d->charts.empty() ? QString() : d->charts[static_cast<std::size_t>(d->focused)]->spec.id;
}

QRect ChartArea::plotRect(const QString &chart) const
{
    const Chart *target = d->chartOf(chart);
    return target ? target->rect->rect() : QRect();
}

QRectF ChartArea::visibleRange(const QString &chart) const
{
    const Chart *target = d->chartOf(chart);
    if (!target)
        return {};
    const QCPRange x = target->x->range();
    const QCPRange y = target->y->range();
    return {x.lower, y.lower, x.size(), y.size()};
}

void ChartArea::replotNow()
{
    d->replotTimer.stop();
    d->sinceReplot.start();
    d->plot->replot(QCustomPlot::rpImmediateRefresh);
}

QString ChartArea::drawnText() const
{
    return d->drawnText;
}

QSize ChartArea::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(960), theme.px(360)};
}

QSize ChartArea::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(320), theme.px(160)};
}

QByteArray ChartArea::saveState() const
{
    QJsonObject state;
    state[u"version"_s] = 1;
    state[u"axis"_s] = static_cast<int>(d->axis);
    state[u"logX"_s] = d->logX;
    state[u"clip"_s] = d->clipOutliers;
    state[u"smoothingKind"_s] = static_cast<int>(d->smoothing.kind);
    state[u"smoothing"_s] = d->smoothing.strength;
    state[u"sharedY"_s] = d->sharedY;
    state[u"grouped"_s] = d->grouped;
    state[u"following"_s] = d->following;
    state[u"x"_s] = QJsonArray{d->xRange.lower, d->xRange.upper};
    QJsonObject logs;
    for (auto choice = d->logYChoices.cbegin(); choice != d->logYChoices.cend(); ++choice)
        logs[choice.key()] = choice.value();
    state[u"logY"_s] = logs;
    QJsonObject zooms;
    for (const auto &chart : d->charts)
        if (chart->zoomedY)
            zooms[chart->spec.id] = QJsonArray{chart->zoomedY->lower, chart->zoomedY->upper};
    state[u"y"_s] = zooms;
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void ChartArea::restoreState(const QByteArray &bytes)
{
    const QJsonObject state = QJsonDocument::fromJson(bytes).object();
    if (state[u"version"_s].toInt() != 1)
        return; // nothing, damaged, or of a newer program: begins fitted
    const auto range = [](const QJsonValue &value) -> std::optional<QCPRange> {
        const QJsonArray pair = value.toArray();
        if (pair.size() != 2 || !pair[0].isDouble() || !pair[1].isDouble() ||
            !(pair[1].toDouble() > pair[0].toDouble()))
            return std::nullopt;
        return QCPRange(pair[0].toDouble(), pair[1].toDouble());
    };
    const int axis = state[u"axis"_s].toInt();
    if (axis >= 0 && axis <= static_cast<int>(CurveAxis::Clock))
        d->axis = static_cast<CurveAxis>(axis);
    d->logX = state[u"logX"_s].toBool();
    d->clipOutliers = state[u"clip"_s].toBool(true);
    Smoothing smoothing;
    const int kind = state[u"smoothingKind"_s].toInt();
    if (kind >= 0 && kind <= static_cast<int>(SmoothingKind::Gaussian))
        smoothing.kind = static_cast<SmoothingKind>(kind);
    smoothing.strength = state[u"smoothing"_s].toDouble(smoothing.strength);
    setSmoothing(smoothing);
    d->sharedY = state[u"sharedY"_s].toBool();
    d->grouped = state[u"grouped"_s].toBool();
    const QJsonObject logs = state[u"logY"_s].toObject();
    for (auto log = logs.begin(); log != logs.end(); ++log)
        setLogY(log.key(), log.value().toBool());
    const std::optional<QCPRange> x = range(state[u"x"_s]);
    ChartAreaPrivate::View view;
    view.following = state[u"following"_s].toBool(true) || !x || (d->logX && x->lower <= 0);
    view.x = x.value_or(d->xRange);
    const QJsonObject zooms = state[u"y"_s].toObject();
    for (auto zoom = zooms.begin(); zoom != zooms.end(); ++zoom)
        if (const std::optional<QCPRange> y = range(zoom.value()))
            view.y[zoom.key()] = *y;
    if (view.following)
        view.y.clear();
    d->setView(view);
    d->restoredY = view.y;
    d->history.clear();
}

bool ChartArea::event(QEvent *event)
{
    // Keys that mean something here do not reach the page's shortcuts.
    if (event->type() == QEvent::ShortcutOverride && d->wantsKey(static_cast<QKeyEvent *>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ChartArea::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange)
        d->queueReplot();
}

void ChartArea::contextMenuEvent(QContextMenuEvent *event)
{
    if (event->reason() == QContextMenuEvent::Mouse) {
        d->showMenu(d->chartAt(event->pos()), event->globalPos());
        return;
    }
    if (!d->charts.empty())
        d->showMenu(d->focused,
                    mapToGlobal(d->charts[static_cast<std::size_t>(d->focused)]->head.center()));
}

void ChartArea::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    d->queueReplot();
}

void ChartArea::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    d->queueReplot();
}

void ChartArea::keyPressEvent(QKeyEvent *event)
{
    if (!d->keyPress(event))
        QWidget::keyPressEvent(event);
}

void ChartArea::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    if (d->drag != ChartAreaPrivate::Drag::None)
        return;
    d->hideCursor();
    if (!d->hovered.isEmpty()) {
        setHoveredRun(QString());
        emit runHovered(QString());
    }
}

void ChartArea::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && d->chartAt(event->position()) >= 0)
        fit();
}

void ChartArea::mouseMoveEvent(QMouseEvent *event)
{
    d->mouseMove(event);
}

void ChartArea::mousePressEvent(QMouseEvent *event)
{
    d->mousePress(event);
}

void ChartArea::mouseReleaseEvent(QMouseEvent *event)
{
    d->mouseRelease(event);
}

void ChartArea::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->plot->resize(size());
}

void ChartArea::wheelEvent(QWheelEvent *event)
{
    d->wheel(event);
}

} // namespace phi1
