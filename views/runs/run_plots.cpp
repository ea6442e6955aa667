// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_plots.h"

#include <algorithm>

#include <QColor>
#include <QFileDialog>
#include <QVBoxLayout>

#include "core/curves/curve_data.h"
#include "core/runs/run_config.h"
#include "views/plots/chart_area.h"
#include "views/runs/plot_bar.h"
#include "views/runs/run_delegates.h"
#include "views/shell/page_context.h"
#include "views/shell/settings.h"
#include "views/state/run_filter_proxy.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"

namespace phi1 {

namespace {

QList<ChartSpec> allCharts()
{
    const QString tokensPerSecond = RunPlots::tr("tokens/s");
    return {
        {QStringLiteral("loss"),
         RunPlots::tr("Loss"),
         QStringLiteral("loss"),
         {},
         true,
         false,
         ChartSpec::Loss},
        {QStringLiteral("learning_rate"),
         RunPlots::tr("Learning rate"),
         QStringLiteral("learning_rate"),
         {},
         false,
         false,
         ChartSpec::LearningRate},
        {QStringLiteral("gradient_norm"),
         RunPlots::tr("Gradient norm"),
         QStringLiteral("gradient_norm"),
         {},
         false,
         true,
         ChartSpec::Plain},
        {QStringLiteral("throughput"), RunPlots::tr("Throughput"),
         QStringLiteral("tokens_per_second"), tokensPerSecond, false, false, ChartSpec::Plain},
        {QStringLiteral("validation"),
         RunPlots::tr("Validation loss"),
         QStringLiteral("validation"),
         {},
         false,
         false,
         ChartSpec::Plain},
        {QStringLiteral("memory"),
         RunPlots::tr("Memory"),
         QStringLiteral("memory_bytes"),
         {},
         false,
         false,
         ChartSpec::Bytes},
        {QStringLiteral("mfu"),
         RunPlots::tr("MFU"),
         QStringLiteral("mfu"),
         {},
         false,
         false,
         ChartSpec::Share},
    };
}

/// How many charts of allCharts() there is room for.
qsizetype defaultCharts(PageWidth width)
{
    switch (width) {
    case PageWidth::Narrow:
        return 3;
    case PageWidth::Normal:
        return 4;
    case PageWidth::Wide:
        return 7;
    }
    return 4;
}

} // namespace

RunPlots::RunPlots(PageContext &context, RunFilterProxy *proxy, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_proxy(proxy)
    , m_bar(new PlotBar(this))
    , m_charts(new ChartArea(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_charts, 1);
    m_refreshing.setSingleShot(true);
    m_refreshing.setInterval(30);
    connect(&m_refreshing, &QTimer::timeout, this, &RunPlots::refreshNow);
    connectBar();
    connectCharts();
    connectSession();
    Smoothing smoothing;
    smoothing.strength = m_context.settings.smoothing();
    m_bar->setSmoothing(smoothing);
    m_charts->setSmoothing(smoothing);
    m_bar->setClipsOutliers(m_context.settings.clipOutliers());
    m_charts->setClipOutliers(m_context.settings.clipOutliers());
    applyCharts();
}

void RunPlots::connectBar()
{
    connect(m_bar, &PlotBar::axisChanged, this, [this](CurveAxis axis) {
        m_charts->setAxis(axis);
        emit stateChanged();
    });
    connect(m_bar, &PlotBar::smoothingChanged, this, [this](const Smoothing &smoothing) {
        m_charts->setSmoothing(smoothing);
        emit stateChanged();
    });
    connect(m_bar, &PlotBar::clippingChanged, this, [this](bool clips) {
        m_charts->setClipOutliers(clips);
        emit stateChanged();
    });
    connect(m_bar, &PlotBar::logYChanged, this, [this](bool on) {
        m_charts->setLogY(QStringLiteral("loss"), on);
        m_charts->setLogY(QStringLiteral("validation"), on);
        emit stateChanged();
    });
    connect(m_bar, &PlotBar::logXChanged, this, [this](bool on) {
        m_charts->setLogX(on);
        emit stateChanged();
    });
    connect(m_bar, &PlotBar::sharedRangesChanged, this, [this](bool on) {
        m_charts->setSharedYRanges(on);
        emit stateChanged();
    });
    connect(m_bar, &PlotBar::fitRequested, m_charts, &ChartArea::fit);
    connect(m_bar, &PlotBar::pictureExportRequested, this, &RunPlots::savePicture);
    connect(m_bar, &PlotBar::tableExportRequested, this, &RunPlots::saveTable);
    connect(m_bar, &PlotBar::drawnTextClicked, this, [this] {
        m_drawsAll = true;
        refresh();
    });
    connect(m_bar, &PlotBar::copyRequested, this, [this] {
        m_charts->copyImage();
        emit reported(tr("Copied the charts as a picture"));
    });
    for (const ChartSpec &spec : allCharts())
        m_bar->addChart(spec.id, spec.title);
    connect(m_bar, &PlotBar::chartToggled, this, [this](const QString &chart, bool shown) {
        (shown ? m_hiddenCharts : m_extraCharts).removeAll(chart);
        QStringList &byHand = shown ? m_extraCharts : m_hiddenCharts;
        if (!byHand.contains(chart))
            byHand << chart;
        applyCharts();
        emit stateChanged();
    });
}

void RunPlots::connectCharts()
{
    connect(m_charts, &ChartArea::runHovered, this, &RunPlots::runHovered);
    connect(m_charts, &ChartArea::runSelected, this, &RunPlots::runSelected);
    connect(m_charts, &ChartArea::crosshairMoved, this, &RunPlots::crosshairMoved);
    connect(m_charts, &ChartArea::stepActivated, this, &RunPlots::stepActivated);
    connect(m_charts, &ChartArea::noteRequested, this, &RunPlots::noteRequested);
    connect(m_charts, &ChartArea::drawnTextChanged, this, &RunPlots::showDrawnText);
    connect(m_charts, &ChartArea::exportRequested, this,
            [this] { savePicture(QStringLiteral("png")); });
    connect(m_charts, &ChartArea::followingChanged, this, &RunPlots::stateChanged);
    connect(m_charts, &ChartArea::logYChanged, this, [this](const QString &chart, bool on) {
        if (chart == QStringLiteral("loss")) {
            const QSignalBlocker blocker(m_bar);
            m_bar->setLogY(on);
        }
        emit stateChanged();
    });
}

void RunPlots::connectSession()
{
    WorkspaceSession &session = m_context.session;
    connect(&session, &WorkspaceSession::curveLoaded, this, [this](const QString &runId) {
        m_problems.remove(runId);
        m_looks.clear();
        if (m_drawn.contains(runId))
            setCurves();
    });
    connect(&session, &WorkspaceSession::curveAppended, m_charts, &ChartArea::runAppended);
    connect(&session, &WorkspaceSession::curveFailed, this,
            [this](const QString &runId, const QString &sentence) {
                m_problems.insert(runId, sentence);
                emit drawnRunsChanged();
            });
    connect(&session, &WorkspaceSession::notesChanged, this, [this] {
        m_looks.clear();
        refresh();
    });
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        m_looks.clear();
        refresh();
    });
}

void RunPlots::applyCharts()
{
    QList<ChartSpec> charts;
    const QList<ChartSpec> all = allCharts();
    QStringList shown;
    for (qsizetype i = 0; i < all.size(); ++i) {
        const bool fits = i < defaultCharts(m_width);
        if ((fits && !m_hiddenCharts.contains(all[i].id)) || m_extraCharts.contains(all[i].id))
            charts << all[i];
    }
    if (charts.isEmpty())
        charts << all.first();
    for (const ChartSpec &chart : charts)
        shown << chart.id;
    m_bar->setShownCharts(shown);
    m_charts->setCharts(charts);
    m_charts->setLayout(m_width == PageWidth::Wide ? ChartLayout::Columns : ChartLayout::FirstLeft);
}

void RunPlots::setPageWidth(PageWidth width)
{
    if (width == m_width)
        return;
    m_width = width;
    applyCharts();
}

void RunPlots::setSelectedRun(const QString &runId)
{
    if (runId == m_selected)
        return;
    m_selected = runId;
    m_charts->setSelectedRun(runId);
    refreshNow(); // the inspector waits for its numbers
}

QStringList RunPlots::shownRuns() const
{
    QStringList shown;
    const RunTableModel *runs = m_context.session.runs();
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const RunInfo *run = runs->find(m_proxy->runId(row));
        if (run && run->annotation.shown && run->state != RunState::Queued)
            shown << run->id;
    }
    return shown;
}

QString RunPlots::lookOf(const RunInfo &run) const
{
    QString look = run.id + u'|' + run.title + u'|' + runColour(run).name() +
                   QString::number(runDashSlot(run)) + u'|' + QString::number(run.steps) +
                   (run.annotation.baseline ? u'b' : u' ') + (run.config ? u'c' : u' ');
    if (!m_proxy->groupKey().isEmpty()) {
        const RunTableModel *runs = m_context.session.runs();
        look += runs->groupOf(runs->rowOf(run.id), m_proxy->groupKey());
    }
    return look + (m_context.session.curve(run.id) ? u'd' : u' ');
}

void RunPlots::refresh()
{
    if (!m_refreshing.isActive())
        m_refreshing.start();
}

void RunPlots::refreshNow()
{
    QStringList shown = shownRuns();
    m_leftOut = 0;
    if (!m_drawsAll && shown.size() > mostRuns) {
        m_leftOut = static_cast<int>(shown.size()) - mostRuns;
        if (shown.removeOne(m_selected))
            shown.prepend(m_selected);
        shown = shown.mid(0, mostRuns);
    }
    // The order of the table may change while live; that of the lines need not.
    std::sort(shown.begin(), shown.end());
    QString looks = m_proxy->groupKey();
    for (const QString &id : std::as_const(shown))
        looks += u'\n' + lookOf(*m_context.session.runs()->find(id));
    const bool sameRuns = shown == m_drawn;
    if (looks == m_looks && sameRuns && (m_selected.isEmpty() || m_wanted.contains(m_selected)))
        return;
    m_drawn = shown;
    setCurves();
    QSet<QString> wanted(shown.begin(), shown.end());
    if (!m_selected.isEmpty())
        wanted.insert(m_selected); // its inspector reads it
    want(wanted);
    m_looks = looks;
    if (!sameRuns)
        emit drawnRunsChanged();
}

void RunPlots::want(const QSet<QString> &runs)
{
    // Those that are not wanted any more have left the charts already: their numbers go.
    for (const QString &id : std::as_const(m_wanted))
        if (!runs.contains(id))
            m_context.session.wantCurve(id, false);
    for (const QString &id : runs)
        if (!m_wanted.contains(id))
            m_context.session.wantCurve(id, true);
    m_wanted = runs;
}

void RunPlots::readAgain(const QString &runId)
{
    if (m_context.session.curve(runId) || !m_wanted.contains(runId))
        return; // the charts hold its numbers
    m_problems.remove(runId);
    m_context.session.wantCurve(runId, false);
    m_context.session.wantCurve(runId, true);
    emit drawnRunsChanged();
}

void RunPlots::setCurves()
{
    QVector<PlottedRun> plotted;
    for (const QString &id : std::as_const(m_drawn)) {
        const RunInfo *run = m_context.session.runs()->find(id);
        if (run && m_context.session.curve(id))
            plotted << this->plotted(*run);
    }
    m_charts->setGrouped(!m_proxy->groupKey().isEmpty());
    m_charts->setRuns(plotted);
    m_charts->setSelectedRun(m_selected);
    showDrawnText();
}

PlottedRun RunPlots::plotted(const RunInfo &run) const
{
    PlottedRun plotted;
    plotted.id = run.id;
    plotted.name = run.title;
    plotted.colourSlot = runDashSlot(run);
    plotted.colour = runColour(run);
    plotted.data = m_context.session.curve(run.id);
    if (run.config) {
        LearningRateSchedule plan = learningRateSchedule(run.config->record.config);
        if (run.steps > 0)
            plan.steps = run.steps; // a resume may have changed it
        plotted.plan = plan;
    }
    if (!m_proxy->groupKey().isEmpty()) {
        const RunTableModel *runs = m_context.session.runs();
        plotted.group = runs->groupOf(runs->rowOf(run.id), m_proxy->groupKey());
    }
    plotted.isBaseline = run.annotation.baseline;
    plotted.notes = m_context.session.notes(run.id);
    return plotted;
}

void RunPlots::showDrawnText()
{
    QString text = m_charts->drawnText();
    if (m_leftOut > 0)
        text = tr("%1 of %2 runs drawn, click for all").arg(mostRuns).arg(mostRuns + m_leftOut);
    m_bar->setDrawnText(text);
}

void RunPlots::toggleLogY()
{
    const QString focused = m_charts->focusedChart();
    const QString chart = focused.isEmpty() ? QStringLiteral("loss") : focused;
    if (chart == QStringLiteral("loss"))
        m_bar->setLogY(!m_bar->isLogY());
    else
        m_charts->setLogY(chart, !m_charts->isLogY(chart));
}

void RunPlots::zoomBack()
{
    if (!m_charts->zoomBack())
        emit reported(tr("No earlier zoom"));
}

void RunPlots::showStep(const QString &runId, qint64 step)
{
    m_charts->moveCrosshair(runId, step);
}

void RunPlots::savePicture(const QString &suffix)
{
    auto *dialog = new QFileDialog(this, tr("Save the charts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->setNameFilter(QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    dialog->selectFile(QStringLiteral("runs.%1").arg(suffix));
    connect(dialog, &QFileDialog::fileSelected, this, [this, suffix](const QString &path) {
        const ChartFormat format = suffix == QStringLiteral("svg")   ? ChartFormat::Svg
                                   : suffix == QStringLiteral("pdf") ? ChartFormat::Pdf
                                                                     : ChartFormat::Png;
        if (const auto saved = m_charts->exportTo(path, format))
            emit reported(tr("Saved %1").arg(path));
        else
            emit failed(QString::fromStdString(saved.error().message));
    });
    dialog->open();
}

void RunPlots::saveTable(bool visibleOnly)
{
    auto *dialog = new QFileDialog(this, tr("Save the numbers"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->setNameFilter(tr("CSV (*.csv)"));
    dialog->selectFile(QStringLiteral("runs.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, visibleOnly](const QString &path) {
        if (const auto saved = m_charts->exportCsv(path, visibleOnly))
            emit reported(tr("Saved %1").arg(path));
        else
            emit failed(QString::fromStdString(saved.error().message));
    });
    dialog->open();
}

QVariantMap RunPlots::saveState() const
{
    return {{QStringLiteral("charts"), m_charts->saveState()},
            {QStringLiteral("hidden"), m_hiddenCharts},
            {QStringLiteral("extra"), m_extraCharts},
            {QStringLiteral("axis"), static_cast<int>(m_bar->axis())},
            {QStringLiteral("smoothing"), m_bar->smoothing().strength},
            {QStringLiteral("smoothingKind"), static_cast<int>(m_bar->smoothing().kind)},
            {QStringLiteral("clip"), m_bar->clipsOutliers()},
            {QStringLiteral("logX"), m_bar->isLogX()},
            {QStringLiteral("shared"), m_bar->sharesRanges()}};
}

void RunPlots::restoreState(const QVariantMap &state)
{
    if (state.isEmpty())
        return;
    m_hiddenCharts = state.value(QStringLiteral("hidden")).toStringList();
    m_extraCharts = state.value(QStringLiteral("extra")).toStringList();
    applyCharts();
    m_charts->restoreState(state.value(QStringLiteral("charts")).toByteArray());
    const int axis = state.value(QStringLiteral("axis"), 0).toInt();
    m_bar->setAxis(static_cast<CurveAxis>(std::clamp(axis, 0, 3)));
    m_charts->setAxis(m_bar->axis());
    Smoothing smoothing = m_bar->smoothing();
    smoothing.strength = state.value(QStringLiteral("smoothing"), smoothing.strength).toDouble();
    const int kind = state.value(QStringLiteral("smoothingKind"), 0).toInt();
    smoothing.kind = static_cast<SmoothingKind>(std::clamp(kind, 0, 3));
    m_bar->setSmoothing(smoothing);
    m_charts->setSmoothing(m_bar->smoothing());
    m_bar->setClipsOutliers(state.value(QStringLiteral("clip"), true).toBool());
    m_bar->setLogX(state.value(QStringLiteral("logX"), false).toBool());
    m_bar->setSharesRanges(state.value(QStringLiteral("shared"), false).toBool());
    m_bar->setLogY(m_charts->isLogY(QStringLiteral("loss")));
}

} // namespace phi1
