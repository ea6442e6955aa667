// SPDX-License-Identifier: GPL-3.0-or-later
// A second checkpoint; the checkpoints of a run, and what it writes about itself while it trains.
#include "views/attention/attention_page_p.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <QDirIterator>
#include <QMenu>
#include <QSignalBlocker>

#include "views/attention/attention_bar.h"
#include "views/attention/attention_layout.h"
#include "views/attention/choice_button.h"
#include "views/attention/compare_strip.h"
#include "views/attention/grid_panel.h"
#include "views/attention/scores_panel.h"
#include "views/attention/series_strip.h"
#include "views/attention_maps/head_grid_view.h"
#include "views/attention_text/score_curves.h"
#include "views/attention_text/score_table.h"
#include "views/format/number_text.h"
#include "views/state/attention_probes.h"
#include "views/state/attention_series.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/head_score_model.h"
#include "views/state/workspace_session.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

/// What a run wrote about its heads while it trained.
bool hasProbes(const QString &runFolder)
{
    return QDirIterator(runFolder + u"/attention"_s, {u"step-*.safetensors"_s}, QDir::Files)
        .hasNext();
}

} // namespace

void AttentionPage::Private::connectModes()
{
    connect(m_compareStrip, &CompareStrip::checkpointRequested, this, [this] {
        openChooser(AttentionSide::Second, m_compareStrip->checkpoint()->globalArea());
    });
    connect(m_compareStrip, &CompareStrip::swapRequested, session.get(),
            &AttentionSession::swapCheckpoints);
    connect(m_compareStrip, &CompareStrip::closeRequested, this, [this] { setComparing(false); });
    connect(m_compareStrip, &CompareStrip::rankToggled, this, [this](bool ranked) {
        if (m_setting)
            return;
        const int change = attentionScoreIndex(u"change"_s);
        m_grid->setSortedScore(ranked ? change : -1);
        if (ranked)
            m_scores->table()->sortByScore(change);
    });
    connect(m_seriesStrip, &SeriesStrip::closeRequested, this, &Private::closeSeries);
    connect(m_seriesStrip, &SeriesStrip::stopRequested, &session->series(), &AttentionSeries::stop);
    connect(m_seriesStrip, &SeriesStrip::goOnRequested, this,
            [this] { startSeries(session->series().runId()); });
    connect(m_seriesStrip, &SeriesStrip::sourceChanged, this, &Private::showProbes);
    connect(m_seriesStrip, &SeriesStrip::probePromptChosen, &session->probes(),
            &AttentionProbes::setPrompt);
    connect(m_seriesStrip->slider(), &CheckpointSlider::currentChanged, this, &Private::chooseStop);
    connect(&m_stopTimer, &QTimer::timeout, this, [this] {
        const QVector<AttentionSeriesPoint> &points = session->series().points();
        const int index = session->series().selected();
        if (index >= 0 && index < points.size())
            session->setCheckpoint(AttentionSide::First, points[index].checkpoint.path);
    });
    AttentionSeries &series = session->series();
    connect(&series, &AttentionSeries::reset, this, &Private::showSeries);
    connect(&series, &AttentionSeries::pointChanged, this, [this] {
        showSeries();
        if (!m_curveTimer.isActive())
            m_curveTimer.start();
    });
    connect(&series, &AttentionSeries::selectedChanged, this, [this](int point) {
        if (!showsProbes())
            m_scores->curves()->setShownStep(point);
    });
    connect(&series, &AttentionSeries::runningChanged, this, &Private::showSeries);
    const auto complain = [this](const QString &sentence) {
        context.toasts.show(sentence, {}, {}, ToastHost::Kind::Error);
    };
    connect(&series, &AttentionSeries::errorOccurred, this, complain);
    AttentionProbes &probes = session->probes();
    connect(&probes, &AttentionProbes::stepsChanged, this, &Private::showProbes);
    connect(&probes, &AttentionProbes::shownChanged, this, &Private::showProbes);
    connect(&probes, &AttentionProbes::errorOccurred, this, complain);
    connect(&m_curveTimer, &QTimer::timeout, this, &Private::showCurves);
    ScoreCurves *curves = m_scores->curves();
    connect(curves, &ScoreCurves::headSelected, this, &Private::selectHead);
    connect(curves, &ScoreCurves::stepSelected, this,
            [this](int index) { m_seriesStrip->slider()->setCurrentIndex(index); });
    connect(m_scores, &ScoresPanel::curveScoreChanged, this, [this] {
        showCurves();
        emit page.stateChanged();
    });
}

void AttentionPage::Private::setComparing(bool comparing)
{
    if (comparing == m_comparing)
        return;
    m_comparing = comparing;
    m_compareStrip->setVisible(comparing);
    if (!comparing) {
        session->setCheckpoint(AttentionSide::Second, {});
        if (m_grid->sortedScore() == attentionScoreIndex(u"change"_s))
            m_grid->setSortedScore(-1);
    }
    showNotices();
    showBar();
    showComparison();
    showMaps();
}

void AttentionPage::Private::openCompare()
{
    setComparing(true);
    // The strip has its place only after the layouts ran.
    QTimer::singleShot(0, this, [this] {
        openChooser(AttentionSide::Second, m_compareStrip->checkpoint()->globalArea());
    });
}

void AttentionPage::Private::showComparison()
{
    if (!m_comparing)
        return;
    const AttentionCaptureInfo &info = session->capture(AttentionSide::Second);
    showChoice(m_compareStrip->checkpoint(), info);
    m_compareStrip->setRanked(m_grid->sortedScore() == attentionScoreIndex(u"change"_s));
    const QString problem = session->differenceProblem();
    if (!problem.isEmpty()) {
        m_compareStrip->setFact(problem, true);
        return;
    }
    switch (info.state) {
    case AttentionState::Empty:
        m_compareStrip->setFact({});
        break;
    case AttentionState::Loading:
        m_compareStrip->setFact(tr("loading"));
        break;
    case AttentionState::Capturing:
        m_compareStrip->setFact(tr("capturing, %1").arg(percent(info.progress, 0)));
        break;
    case AttentionState::Failed:
        m_compareStrip->setFact(info.sentence, true);
        break;
    case AttentionState::Ready:
        m_compareStrip->setFact(
            qIsNaN(info.seconds) ? QString() : tr("captured in %1").arg(duration(info.seconds)));
        break;
    }
}

void AttentionPage::Private::fillSeriesMenu(QMenu *menu)
{
    QStringList runs = session->catalogue().runsWithSeries();
    const QString own = session->capture(AttentionSide::First).facts.checkpoint.runId;
    // A run that trains may have probes before it has checkpoints; one that ended may have nothing
    // else.
    for (const RunInfo &run : context.session.runs()->runs())
        if (!runs.contains(run.id) && (isLive(run.state) || hasProbes(run.id)))
            runs.append(run.id);
    if (runs.removeAll(own) > 0)
        runs.prepend(own);
    for (const QString &run : runs) {
        const RunInfo *info = context.session.runs()->find(run);
        const qsizetype checkpoints = session->catalogue().ofRun(run).size();
        const QString text = checkpoints > 1
                                 ? tr("%1 (%n checkpoints)", nullptr, static_cast<int>(checkpoints))
                                 : tr("%1 (probes)");
        QAction *action = menu->addAction(text.arg(info ? info->title : run), this,
                                          [this, run] { startSeries(run); });
        action->setCheckable(run == own);
        action->setChecked(run == own);
    }
    if (runs.isEmpty())
        menu->addAction(tr("No run of this workspace has two checkpoints, or probes"))
            ->setEnabled(false);
}

void AttentionPage::Private::startSeries(const QString &runId)
{
    if (runId.isEmpty())
        return;
    m_touched = true;
    const RunInfo *run = context.session.runs()->find(runId);
    m_alongRun = true;
    m_seriesStrip->setRun(run ? run->title : runId,
                          run ? std::max(0, run->annotation.colourSlot) : 0);
    m_seriesStrip->show();
    m_scores->setCurvesPossible(true);
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    const QVector<CheckpointChoice> checkpoints = session->catalogue().ofRun(runId);
    session->probes().follow(runId);
    m_seriesStrip->setSource(checkpoints.size() < 2 ? SeriesStrip::Source::Probes
                                                    : SeriesStrip::Source::Checkpoints);
    if (!checkpoints.isEmpty())
        session->series().start(runId, session->prompt(), info.facts.wantedDtype,
                                session->isWithoutFirst());
    m_scores->showCurves(true);
    showSeries();
    showCurves();
    showNotices();
}

void AttentionPage::Private::closeSeries()
{
    if (!m_alongRun)
        return;
    const bool probes = showsProbes();
    m_alongRun = false;
    m_stopTimer.stop();
    session->series().close();
    session->probes().follow({});
    m_seriesStrip->hide();
    m_scores->setCurvesPossible(false);
    if (probes)
        showProbes();
    showNotices();
    updateActions();
}

void AttentionPage::Private::showSeries()
{
    if (!m_alongRun || m_seriesStrip->source() == SeriesStrip::Source::Probes)
        return;
    const AttentionSeries &series = session->series();
    QVector<CheckpointStop> stops;
    int failed = 0;
    for (const AttentionSeriesPoint &point : series.points()) {
        CheckpointStop stop;
        stop.step = point.checkpoint.step;
        stop.path = point.checkpoint.path;
        switch (point.state) {
        case AttentionSeriesPoint::State::Missing:
        case AttentionSeriesPoint::State::Waiting:
            stop.state = CheckpointStop::State::Waiting;
            break;
        case AttentionSeriesPoint::State::Loading:
        case AttentionSeriesPoint::State::Measuring:
            stop.state = CheckpointStop::State::Running;
            break;
        case AttentionSeriesPoint::State::Done:
            stop.state = CheckpointStop::State::Done;
            break;
        case AttentionSeriesPoint::State::Failed:
            stop.state = CheckpointStop::State::Failed;
            stop.problem = point.sentence;
            ++failed;
            break;
        }
        stops.append(stop);
    }
    {
        const QSignalBlocker blocker(m_seriesStrip->slider());
        m_seriesStrip->slider()->setStops(stops);
        if (series.selected() >= 0)
            m_seriesStrip->slider()->setCurrentIndex(series.selected());
    }
    const QString of = grouped(stops.size());
    m_seriesStrip->setFact(
        failed > 0
            ? tr("%1 of %2 measured, %3 failed").arg(grouped(series.done()), of, grouped(failed))
            : tr("%1 of %2 measured").arg(grouped(series.done()), of));
    m_seriesStrip->setRunning(series.isRunning(), series.done() + failed < stops.size());
    m_seriesStrip->setSourcesPossible(!stops.isEmpty(), !session->probes().isEmpty());
    updateActions();
}

void AttentionPage::Private::showCurves()
{
    if (!m_alongRun)
        return;
    const int score = m_scores->curveScore();
    ScoreCurves *curves = m_scores->curves();
    curves->setScore(attentionScores()[score]);
    QVector<double> steps;
    int layers = 0, heads = 0;
    if (showsProbes()) {
        for (const qint64 step : session->probes().steps())
            steps.append(static_cast<double>(step));
        layers = session->probes().layers();
        heads = session->probes().heads();
    } else {
        steps = session->series().steps();
        layers = session->series().layers();
        heads = session->series().heads();
    }
    QVector<float> values;
    values.reserve(qsizetype(layers) * heads * steps.size());
    for (int layer = 0; layer < layers; ++layer)
        for (int head = 0; head < heads; ++head) {
            const HeadKey key{layer, head};
            const QVector<double> curve = showsProbes() ? session->probes().values(key, score)
                                                        : session->series().values(key, score);
            for (qsizetype i = 0; i < steps.size(); ++i)
                values.append(i < curve.size() ? static_cast<float>(curve[i])
                                               : static_cast<float>(unknownFigure));
        }
    curves->setPlaceholder(layers == 0 ? tr("The first checkpoint is being measured.") : QString());
    curves->setCurves(steps, layers, heads, values);
    curves->setSelectedHead(shownSelection().head);
    curves->setMarkedHeads(session->markedHeads());
    curves->setShownStep(showsProbes() ? session->probes().selected()
                                       : session->series().selected());
}

void AttentionPage::Private::chooseStop(int index)
{
    if (index < 0)
        return;
    if (m_seriesStrip->source() == SeriesStrip::Source::Probes) {
        session->probes().select(index);
        return;
    }
    session->series().select(index);
    m_stopTimer.start();
}

void AttentionPage::Private::stepAlong(int direction)
{
    if (m_alongRun) {
        CheckpointSlider *slider = m_seriesStrip->slider();
        slider->setCurrentIndex(slider->currentIndex() + direction);
        return;
    }
    const CheckpointChoice &choice = session->capture(AttentionSide::First).facts.checkpoint;
    const QVector<CheckpointChoice> run = session->catalogue().ofRun(choice.runId);
    for (qsizetype i = 0; i < run.size(); ++i)
        if (run[i].path == choice.path && i + direction >= 0 && i + direction < run.size()) {
            session->setCheckpoint(AttentionSide::First, run[i + direction].path);
            return;
        }
}

bool AttentionPage::Private::showsProbes() const
{
    return m_alongRun && m_seriesStrip->source() == SeriesStrip::Source::Probes &&
           !session->probes().isEmpty();
}

void AttentionPage::Private::showProbes()
{
    AttentionProbes &probes = session->probes();
    if (m_alongRun)
        m_seriesStrip->setSourcesPossible(!session->series().points().isEmpty(), !probes.isEmpty());
    const bool shows = showsProbes();
    m_scores->table()->setScores(shows ? m_probeScores : &session->scores());
    if (shows) {
        if (m_probeScores->layers() != probes.layers() || m_probeScores->heads() != probes.heads())
            m_probeScores->reset(probes.layers(), probes.heads());
        QVector<int> all;
        for (int score = 0; score < attentionScores().size(); ++score)
            all.append(score);
        m_probeScores->clearScores(all);
        m_probeScores->take(probes.scores());
        QVector<CheckpointStop> stops;
        for (const qint64 step : probes.steps())
            stops.append({step, QString::number(step), CheckpointStop::State::Done, {}});
        {
            const QSignalBlocker blocker(m_seriesStrip->slider());
            m_seriesStrip->slider()->setStops(stops);
            if (probes.selected() >= 0)
                m_seriesStrip->slider()->setCurrentIndex(probes.selected());
        }
        QStringList titles;
        for (const ProbePrompt &prompt : probes.prompts())
            titles << prompt.title;
        m_seriesStrip->setProbePrompts(titles, probes.prompt());
        const RunInfo *run = context.session.runs()->find(probes.runFolder());
        m_seriesStrip->setFact(
            run && isLive(run->state)
                ? tr("%n probes, training goes on", nullptr, static_cast<int>(stops.size()))
                : tr("%n probes", nullptr, static_cast<int>(stops.size())));
        m_seriesStrip->setRunning(false, false);
    } else {
        showSeries();
    }
    showTokens();
    const auto tokens = static_cast<int>(shownTokens().size());
    if (shows && (m_probeQuery < 0 || m_probeQuery >= tokens || m_probeKey >= tokens))
        std::tie(m_probeQuery, m_probeKey) = std::pair(tokens - 1, -1);
    showCapture();
    showScores();
    showSelection();
    m_grid->grid()->refreshAll();
    m_curveTimer.start();
}

} // namespace phi1
