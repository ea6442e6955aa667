// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_session.h"

#include <algorithm>

#include <QDateTime>

#include "views/state/compare_records.h"
#include "views/state/compare_session_p.h"

namespace phi1 {

CompareSession::CompareSession(WorkspaceSession &workspace, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, workspace))
{
    d->blind = new CompareBlind(*this, *d->records, this);
    connect(d->blind, &CompareBlind::revealedChanged, this, &CompareSession::weightsChanged);
    for (int i = 0; i < fewestPanes; ++i)
        d->runners.push_back(d->makeRunner());
    d->renewPrompt();
    d->weights->setPanes({});
}

CompareSession::~CompareSession()
{
    d->pool.waitForDone();
    if (d->dirty)
        d->store();
    // Members of this may be told of the end of others.
    for (PaneRunner *runner : d->runners)
        runner->disconnect(this);
    d->engine.disconnect(this);
    d->engine.process().disconnect(this);
    // Their streams end before what they write into; the store last, with what they left.
    qDeleteAll(d->runners);
    delete d->grid;
    delete d->series;
    delete d->blind;
    delete d->distributions;
    delete d->records;
}

EngineHub &CompareSession::engine() const
{
    return d->engine;
}

CheckpointCatalogue &CompareSession::catalogue() const
{
    return *d->catalogue;
}

PromptLibrary &CompareSession::library() const
{
    return *d->library;
}

CompareHistory &CompareSession::history() const
{
    return *d->history;
}

CompareGrid &CompareSession::grid() const
{
    return *d->grid;
}

CompareSeries &CompareSession::series() const
{
    return *d->series;
}

CompareBlind &CompareSession::blind() const
{
    return *d->blind;
}

int CompareSession::paneCount() const
{
    return static_cast<int>(d->runners.size());
}

const ComparePane &CompareSession::pane(int index) const
{
    return d->runners[static_cast<std::size_t>(index)]->pane();
}

void CompareSession::addPane()
{
    if (paneCount() >= mostPanes)
        return;
    d->runners.push_back(d->makeRunner());
    d->runners.back()->pane().sampling = d->sampling;
    d->touched();
    emit panesChanged();
    d->renewDivergence();
    emit stateChanged();
}

void CompareSession::removePane(int index)
{
    if (paneCount() <= fewestPanes || index < 0 || index >= paneCount())
        return;
    d->touched();
    PaneRunner *runner = d->runners[static_cast<std::size_t>(index)];
    d->runners.erase(d->runners.begin() + index);
    if (index < d->runSampling.size())
        d->runSampling.removeAt(index);
    runner->disconnect(this);
    delete runner;
    emit panesChanged();
    d->renewRunning();
    d->renewDivergence();
    d->weights->setPanes(d->paneFacts());
    emit stateChanged();
}

void CompareSession::swapPanes(int a, int b)
{
    if (a == b || std::min(a, b) < 0 || std::max(a, b) >= paneCount())
        return;
    std::swap(d->runners[static_cast<std::size_t>(a)], d->runners[static_cast<std::size_t>(b)]);
    if (std::max(a, b) < d->runSampling.size())
        std::swap(d->runSampling[a], d->runSampling[b]);
    emit panesChanged();
    d->renewDivergence();
    d->weights->setPanes(d->paneFacts());
    d->scheduleStore();
    emit stateChanged();
}

void CompareSession::setCheckpoint(int index, const QString &path)
{
    PaneRunner &runner = *d->runners[static_cast<std::size_t>(index)];
    const CheckpointChoice choice = path.isEmpty() ? CheckpointChoice() : d->catalogue->find(path);
    if (choice.path == runner.pane().facts.checkpoint.path)
        return;
    d->touched();
    runner.setCheckpoint(choice, runner.pane().facts.wantedDtype);
    runner.load();
    emit stateChanged();
}

void CompareSession::setDtype(int index, PaneDtype dtype)
{
    PaneRunner &runner = *d->runners[static_cast<std::size_t>(index)];
    if (dtype == runner.pane().facts.wantedDtype)
        return;
    d->touched();
    runner.setCheckpoint(runner.pane().facts.checkpoint, dtype);
    runner.load();
    emit stateChanged();
}

void CompareSession::loadPanes()
{
    for (PaneRunner *runner : d->runners)
        runner->load();
}

QString CompareSession::prompt() const
{
    return d->prompt;
}

QString CompareSession::promptEntry() const
{
    return d->entry;
}

QString CompareSession::title() const
{
    return d->title;
}

void CompareSession::setPrompt(const QString &text)
{
    if (text == d->prompt)
        return;
    d->prompt = text;
    d->entry.clear();
    d->title.clear();
    emit promptChanged();
    d->renewPrompt();
    emit stateChanged();
}

void CompareSession::usePrompt(const QString &entryId)
{
    const PromptItem *item = d->library->find(entryId);
    if (!item || (d->entry == entryId && d->prompt == item->text))
        return;
    d->prompt = item->text;
    d->entry = item->id;
    d->title = item->title;
    emit promptChanged();
    d->renewPrompt();
    emit stateChanged();
}

PromptFacts CompareSession::promptFacts() const
{
    return d->facts;
}

const CompareSampling &CompareSession::sampling() const
{
    return d->sampling;
}

void CompareSession::setSampling(const CompareSampling &sampling)
{
    if (sampling == d->sampling)
        return;
    d->sampling = sampling;
    emit samplingChanged();
    emit stateChanged();
}

bool CompareSession::isSamplingPerPane() const
{
    return d->perPane;
}

void CompareSession::setSamplingPerPane(bool perPane)
{
    if (perPane == d->perPane)
        return;
    d->perPane = perPane;
    if (perPane) {
        for (PaneRunner *runner : d->runners)
            runner->pane().sampling = d->sampling;
    }
    emit samplingChanged();
    emit stateChanged();
}

void CompareSession::setPaneSampling(int index, const CompareSampling &sampling)
{
    ComparePane &pane = d->runners[static_cast<std::size_t>(index)]->pane();
    if (sampling == pane.sampling)
        return;
    pane.sampling = sampling;
    emit samplingChanged();
    emit paneChanged(index);
    emit stateChanged();
}

const CompareSampling &CompareSession::effectiveSampling(int index) const
{
    return d->perPane ? pane(index).sampling : d->sampling;
}

bool CompareSession::isRunning() const
{
    return d->running;
}

void CompareSession::showCompletion(int index, int completion)
{
    d->runners[static_cast<std::size_t>(index)]->showCompletion(completion);
    d->scheduleStore();
}

QVector<SampleGroup> CompareSession::sampleGroups(int index) const
{
    return groupsOf(pane(index).completions);
}

PaneDivergence CompareSession::divergence() const
{
    return d->divergence;
}

quint64 CompareSession::requestDistribution(int index, int token)
{
    return d->distributions->ask(d->runners, index, token);
}

void CompareSession::cancelDistribution()
{
    d->distributions->cancel();
}

void CompareSession::setDivergenceWanted(bool wanted, int from)
{
    const bool isSame = wanted == d->colourWanted && (!wanted || from == d->colourFrom);
    d->colourWanted = wanted;
    d->colourFrom = from;
    if (!isSame)
        d->renewColours();
}

QString CompareSession::weightsWarning() const
{
    // Blind, neither names nor places may be told.
    return d->weights->warning().isEmpty() || !d->blind->hides()
               ? d->weights->warning()
               : tr("Two panes hold the same weights; which ones is said when the names are shown");
}

QVector<int> CompareSession::warnedPanes() const
{
    return d->blind->hides() ? QVector<int>() : d->weights->warnedPanes();
}

QString CompareSession::weightsFact() const
{
    return d->weights->fact();
}

qint64 CompareSession::recordId() const
{
    return d->knownId;
}

bool CompareSession::isReopened() const
{
    return d->reopened;
}

QString CompareSession::storeProblem() const
{
    return d->records->problem();
}

void CompareSession::restartEngine()
{
    d->engine.restart();
    loadPanes();
}

} // namespace phi1
