// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_session_p.h"

#include <algorithm>

#include <QDateTime>
#include <QRandomGenerator>

#include "core/comparison/export.h"
#include "core/comparison/groups.h"
#include "views/state/compare_records.h"

namespace phi1 {

namespace {

/// Short enough to be read out and typed again.
quint64 randomSeed()
{
    return QRandomGenerator::global()->bounded(1u, 1000000000u);
}

QString firstLine(const QString &prompt)
{
    constexpr qsizetype longest = 80;
    return prompt.trimmed().section(u'\n', 0, 0).left(longest);
}

} // namespace

QString CompareSession::runProblem() const
{
    if (!d->facts.problem.isEmpty())
        return d->facts.problem;
    bool any = false;
    for (int i = 0; i < paneCount(); ++i) {
        if (pane(i).facts.checkpoint.path.isEmpty())
            continue;
        any = true;
        if (const QString problem = samplingProblem(effectiveSampling(i)); !problem.isEmpty())
            return problem;
    }
    return any ? QString() : tr("No pane holds a checkpoint; choose one in its head");
}

ComparisonRecord ComparisonSnapshot::record() const
{
    ComparisonRecord made = head;
    for (const auto &[pane, sampling] : panes)
        made.panes.push_back(recordOf(pane, sampling));
    return made;
}

void CompareSession::run()
{
    QVector<int> all;
    for (int i = 0; i < paneCount(); ++i)
        all += i;
    d->begin(all, false);
}

void CompareSession::regenerate()
{
    QVector<int> all;
    for (int i = 0; i < paneCount(); ++i)
        all += i;
    d->begin(all, true);
}

void CompareSession::runPane(int index)
{
    d->begin({index}, false);
}

/// Whether anything depends on the seed.
static bool draws(const CompareSampling &sampling)
{
    return sampling.temperature > 0.0;
}

void CompareSession::Private::begin(const QVector<int> &panes, bool otherSeed)
{
    if (!q->runProblem().isEmpty())
        return;
    // One pane alone joins the comparison that is there, if that is of the same prompt.
    const bool joins = panes.size() < static_cast<qsizetype>(runners.size()) && !reopened &&
                       runPrompt == prompt && createdAt > 0.0;
    touched();
    if (!joins) {
        id = std::make_shared<std::int64_t>(0);
        knownId = 0;
        createdAt = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1e3;
    }
    reopened = false;
    runPrompt = prompt;
    runEntry = entry;
    runTitle = title.isEmpty() ? firstLine(prompt) : title;
    runSampling.resize(static_cast<qsizetype>(runners.size()));
    distributions->cancel();
    distributions->stopColouring();
    blind->shuffle();
    isBlind = blind->isActive();

    const quint64 fresh = randomSeed(); // one for all panes: their draws are comparable
    for (const int index : panes) {
        PaneRunner &runner = *runners[static_cast<std::size_t>(index)];
        if (runner.pane().facts.checkpoint.path.isEmpty())
            continue;
        CompareSampling used = q->effectiveSampling(index);
        if (used.newSeedEachRun || (otherSeed && draws(used)))
            used.seed = fresh;
        runSampling[index] = used;
        runner.run(prompt, used);
    }
    renewDivergence();
    renewRunning();
}

void CompareSession::stop()
{
    for (PaneRunner *runner : d->runners)
        runner->stop();
}

void CompareSession::stopPane(int index)
{
    d->runners[static_cast<std::size_t>(index)]->stop();
}

void CompareSession::branch(int index, int token, qint32 forcedId)
{
    PaneRunner &runner = *d->runners[static_cast<std::size_t>(index)];
    if (runner.isBusy() || !runner.pane().currentCompletion() || d->runPrompt.isEmpty())
        return;
    // Of a picture of the past, too: it goes on with what the record says.
    const CompareSampling sampling =
        index < d->runSampling.size() ? d->runSampling[index] : effectiveSampling(index);
    runner.branch(d->runPrompt, sampling, token, forcedId);
    d->renewDivergence();
    d->renewRunning();
}

void CompareSession::branchEverywhere(int index, int token, qint32 forcedId)
{
    const PaneCompletion *from = pane(index).currentCompletion();
    if (!from || token < 0 || token > from->tokens.size())
        return;
    const QVector<ViewToken> before = from->tokens.first(token);
    for (int i = 0; i < paneCount(); ++i) {
        const PaneCompletion *other = pane(i).currentCompletion();
        if (other && pane(i).facts.tokenizer == pane(index).facts.tokenizer &&
            other->tokens.size() >= token &&
            std::equal(before.cbegin(), before.cend(), other->tokens.cbegin(),
                       [](const ViewToken &a, const ViewToken &b) { return a.id == b.id; }))
            branch(i, token, forcedId);
    }
}

void CompareSession::removeBranch(int index, int completion)
{
    d->runners[static_cast<std::size_t>(index)]->removeBranch(completion);
}

/// What is shown will not be the stored comparison any more: that is written first.
void CompareSession::Private::touched()
{
    if (dirty)
        store();
    ++reopening; // an answer to an earlier reopen() would take this away
}

ComparisonSnapshot CompareSession::Private::snapshot() const
{
    ComparisonSnapshot shown;
    shown.head.id = *id;
    shown.head.title = runTitle.toStdString();
    shown.head.prompt = runPrompt.toStdString();
    shown.head.promptEntry = runEntry.toStdString();
    shown.head.createdAt = createdAt;
    shown.head.warning = weights->warning().toStdString();
    shown.head.blind = isBlind;
    for (std::size_t i = 0; i < runners.size(); ++i) {
        const ComparePane &pane = runners[i]->pane();
        if (pane.facts.checkpoint.path.isEmpty())
            continue;
        const auto index = static_cast<qsizetype>(i);
        shown.panes +=
            {pane, index < runSampling.size() ? runSampling[index] : q->effectiveSampling(int(i))};
    }
    return shown;
}

void CompareSession::Private::scheduleStore()
{
    if (createdAt <= 0.0)
        return; // nothing was run
    dirty = true;
    if (!storeTimer.isActive())
        storeTimer.start();
}

void CompareSession::Private::store()
{
    storeTimer.stop();
    dirty = false;
    ComparisonSnapshot shown = snapshot();
    if (std::all_of(shown.panes.cbegin(), shown.panes.cend(),
                    [](const auto &each) { return each.first.completions.isEmpty(); }))
        return;
    const bool complete = std::none_of(runners.begin(), runners.end(),
                                       [](const PaneRunner *each) { return each->isBusy(); });
    struct Stored {
        qint64 id;
        bool identical;
    };
    records->change<Stored>(
        q,
        [shown, slot = id](ComparisonStore &opened) -> Result<Stored> {
            ComparisonRecord record = shown.record();
            record.id = *slot;
            PHI1_ASSIGN(*slot, opened.save(record));
            return Stored{*slot, outputsAreIdentical(record)};
        },
        [this, slot = id, complete, prompted = runEntry,
         several = shown.panes.size() > 1](const Result<Stored> &stored) {
            if (!stored) {
                emit q->errorOccurred(QString::fromStdString(stored.error().message));
                return;
            }
            if (complete && several)
                library->setOutcome(prompted, stored->identical ? PromptItem::Outcome::Identical
                                                                : PromptItem::Outcome::Differs);
            history->reload();
            if (slot != id)
                return; // another comparison is shown by now
            knownId = stored->id;
            emit q->recordStored(knownId);
        });
}

void CompareSession::reopen(qint64 recordId)
{
    d->touched();
    const quint64 request = d->reopening;
    d->records->read<ComparisonRecord>(
        this, [recordId](ComparisonStore &store) { return store.load(recordId); },
        [this, request](const Result<ComparisonRecord> &record) {
            if (request != d->reopening)
                return;
            if (record)
                d->take(*record);
            else
                emit errorOccurred(QString::fromStdString(record.error().message));
        });
}

void CompareSession::Private::take(const ComparisonRecord &record)
{
    for (PaneRunner *runner : runners)
        runner->stop();
    distributions->cancel();
    distributions->stopColouring();
    const auto count = std::clamp<std::size_t>(record.panes.size(), fewestPanes, mostPanes);
    while (runners.size() > count) {
        runners.back()->disconnect(q);
        delete runners.back();
        runners.pop_back();
    }
    while (runners.size() < count)
        runners.push_back(makeRunner());
    reopened = true;
    id = std::make_shared<std::int64_t>(record.id);
    knownId = record.id;
    createdAt = record.createdAt;
    isBlind = record.blind;
    runPrompt = prompt = QString::fromStdString(record.prompt);
    runEntry = entry = QString::fromStdString(record.promptEntry);
    runTitle = title = QString::fromStdString(record.title);
    runSampling.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const ComparePane pane = i < record.panes.size() ? paneOf(record.panes[i]) : ComparePane();
        runSampling += pane.sampling;
        runners[i]->show(pane);
    }
    perPane = std::any_of(runSampling.cbegin(), runSampling.cend(),
                          [&](const CompareSampling &each) { return each != runSampling[0]; });
    if (!record.panes.empty())
        sampling = runSampling.first();
    blind->forgetReveal();
    dirty = false;
    storeTimer.stop();
    emit q->panesChanged();
    emit q->promptChanged();
    emit q->samplingChanged();
    renewPrompt();
    renewDivergence();
    renewRunning();
    weights->setPanes(paneFacts());
    renewColours();
    emit q->reopened(record.id);
    emit q->stateChanged();
}

template<typename Record>
static std::string exportAs(CompareSession::ExportFormat format, const Record &record)
{
    switch (format) {
    case CompareSession::ExportFormat::Markdown:
        return exportMarkdown(record);
    case CompareSession::ExportFormat::JsonText:
        return exportJson(record);
    case CompareSession::ExportFormat::Html:
        return exportHtml(record);
    }
    return {};
}

quint64 CompareSession::requestExport(ExportFormat format)
{
    // Not through the store's thread: what is shown can be had when nothing can be kept.
    const quint64 request = ++d->lastExport;
    d->pool.start([this, request, format, shown = d->snapshot()] {
        const QByteArray text = QByteArray::fromStdString(exportAs(format, shown.record()));
        QMetaObject::invokeMethod(
            this, [this, request, text] { emit exported(request, text); }, Qt::QueuedConnection);
    });
    return request;
}

quint64 CompareSession::requestGridExport(ExportFormat format)
{
    const quint64 request = ++d->lastExport;
    d->records->read<std::string>(
        this,
        [format, id = d->grid->id()](ComparisonStore &store) -> Result<std::string> {
            PHI1_ASSIGN(const SetRunRecord run, store.loadSetRun(id));
            return exportAs(format, run);
        },
        [this, request](const Result<std::string> &text) {
            if (text)
                emit exported(request, QByteArray::fromStdString(*text));
            else
                emit errorOccurred(QString::fromStdString(text.error().message));
        });
    return request;
}

quint64 CompareSession::requestVoteExport(ExportFormat format)
{
    const quint64 request = ++d->lastExport;
    d->records->read<std::string>(
        this,
        [format](ComparisonStore &store) -> Result<std::string> {
            PHI1_ASSIGN(const std::vector<Vote> votes, store.votes());
            return exportAs(format, std::span<const Vote>(votes));
        },
        [this, request](const Result<std::string> &text) {
            if (text)
                emit exported(request, QByteArray::fromStdString(*text));
            else
                emit errorOccurred(QString::fromStdString(text.error().message));
        });
    return request;
}

} // namespace phi1
