// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_session_p.h"

#include <algorithm>

#include "views/format/number_text.h"
#include "views/state/compare_records.h"

namespace phi1 {

namespace {

constexpr int countDelay = 200; // ms after the last key
constexpr int storeDelay = 400; // ms: several samples that end together are kept together
constexpr qsizetype longestPrompt = 4 << 20; // UTF-8 bytes; the engine takes bodies of 8 MiB

/// One sentence why a prompt cannot be completed, found without an engine.
QString problemOf(const QString &prompt)
{
    if (prompt.isEmpty())
        return CompareSession::tr("The prompt is empty; write something to continue");
    const auto lineOf = [&](qsizetype at) { return grouped(prompt.left(at).count(u'\n') + 1); };
    if (const auto at = prompt.indexOf(QChar(0)); at >= 0)
        return CompareSession::tr("The prompt holds a NUL character in line %1, which no text has; "
                                  "remove it")
            .arg(lineOf(at));
    for (qsizetype at = 0; at < prompt.size(); ++at) {
        const QChar each = prompt[at];
        const bool isPair =
            each.isHighSurrogate() && at + 1 < prompt.size() && prompt[at + 1].isLowSurrogate();
        if (isPair) {
            ++at;
        } else if (each.isSurrogate() || each == QChar::ReplacementCharacter) {
            return CompareSession::tr("The prompt holds bytes in line %1 that were not UTF-8 (%2 "
                                      "stands for them); paste the text again, or remove them")
                .arg(lineOf(at), QString(QChar(QChar::ReplacementCharacter)));
        }
    }
    if (prompt.toUtf8().size() > longestPrompt)
        return CompareSession::tr("The prompt has more than 4 MB, which no context holds; shorten "
                                  "it");
    return {};
}

} // namespace

CompareSession::Private::Private(CompareSession *session, WorkspaceSession &workspaceSession)
    : q(session)
    , workspace(workspaceSession)
    , engine(workspaceSession.engine())
    , records(new CompareStore(workspaceSession.workspace(), session))
    , catalogue(new CheckpointCatalogue(workspaceSession, session))
    , library(new PromptLibrary(*records, session))
    , history(new CompareHistory(*records, session))
    , grid(new CompareGrid(engine, *records, *catalogue, *library, session))
    , series(new CompareSeries(engine, *records, *catalogue, session))
    , distributions(new DistributionFinder(engine, session))
    , weights(new WeightsCheck(engine, session))
{
    countTimer.setSingleShot(true);
    countTimer.setInterval(countDelay);
    storeTimer.setSingleShot(true);
    storeTimer.setInterval(storeDelay);
    QObject::connect(&countTimer, &QTimer::timeout, q, [this] { countTokens(); });
    QObject::connect(&storeTimer, &QTimer::timeout, q, [this] { store(); });
    QObject::connect(catalogue, &CheckpointCatalogue::changed, q, [this] {
        for (PaneRunner *runner : runners) {
            const QString &path = runner->pane().facts.checkpoint.path;
            if (!path.isEmpty() && !reopened)
                runner->renewCheckpoint(catalogue->find(path));
        }
    });
    QObject::connect(catalogue, &CheckpointCatalogue::openFailed, q,
                     &CompareSession::errorOccurred);
    QObject::connect(library, &PromptLibrary::errorOccurred, q, &CompareSession::errorOccurred);
    QObject::connect(history, &CompareHistory::errorOccurred, q, &CompareSession::errorOccurred);
    QObject::connect(grid, &CompareGrid::errorOccurred, q, &CompareSession::errorOccurred);
    QObject::connect(series, &CompareSeries::errorOccurred, q, &CompareSession::errorOccurred);
    QObject::connect(records, &CompareStore::problemChanged, q,
                     &CompareSession::storeProblemChanged);
    QObject::connect(weights, &WeightsCheck::changed, q, &CompareSession::weightsChanged);
    QObject::connect(distributions, &DistributionFinder::changed, q,
                     &CompareSession::distributionChanged);
    QObject::connect(distributions, &DistributionFinder::coloured, q, [this](PaneRunner *runner) {
        if (const int index = indexOf(runner); index >= 0)
            emit q->tokensChanged(index);
    });
    QObject::connect(&engine, &EngineHub::modelChanged, q, [this](const QString &modelId) {
        const EngineModel *model = engine.model(modelId);
        for (PaneRunner *runner : runners) {
            if (model && runner->pane().facts.modelId == modelId) {
                runner->takeModel(*model);
                if (!runner->pane().completions.isEmpty())
                    scheduleStore(); // its fingerprint belongs to what is kept
            }
        }
    });
    QObject::connect(&engine.process(), &EngineProcess::stateChanged, q,
                     [this](EngineProcess::State state) { onEngineState(state); });
}

PaneRunner *CompareSession::Private::makeRunner()
{
    auto *runner = new PaneRunner(engine, q);
    QObject::connect(runner, &PaneRunner::changed, q, [this, runner] { onPaneChanged(runner); });
    QObject::connect(runner, &PaneRunner::tokensAppended, q, [this, runner](int first) {
        renewDivergence();
        emit q->tokensAppended(indexOf(runner), first);
    });
    QObject::connect(runner, &PaneRunner::loaded, q, [this] {
        weights->setPanes(paneFacts());
        countTimer.start(0);
    });
    QObject::connect(runner, &PaneRunner::completionEnded, q, [this] { scheduleStore(); });
    QObject::connect(runner, &PaneRunner::idle, q, [this] {
        renewDivergence();
        renewRunning();
        renewColours();
        if (!running && dirty)
            store();
    });
    return runner;
}

int CompareSession::Private::indexOf(const PaneRunner *runner) const
{
    const auto found = std::find(runners.begin(), runners.end(), runner);
    return found == runners.end() ? -1 : static_cast<int>(found - runners.begin());
}

QVector<PaneFacts> CompareSession::Private::paneFacts() const
{
    QVector<PaneFacts> all;
    for (const PaneRunner *runner : runners)
        all += runner->pane().facts;
    return all;
}

void CompareSession::Private::onPaneChanged(PaneRunner *runner)
{
    const int index = indexOf(runner);
    if (index < 0)
        return; // it is being made
    emit q->paneChanged(index);
    renewDivergence();
    renewRunning();
}

void CompareSession::Private::renewDivergence()
{
    QVector<const PaneCompletion *> shown;
    QString tokenizer;
    bool byToken = true;
    for (const PaneRunner *runner : runners) {
        const ComparePane &pane = runner->pane();
        shown += pane.currentCompletion();
        if (!shown.last() || pane.facts.tokenizer.isEmpty())
            continue;
        byToken = byToken && (tokenizer.isEmpty() || tokenizer == pane.facts.tokenizer);
        tokenizer = pane.facts.tokenizer;
    }
    const PaneDivergence now = divergenceOf(shown, byToken);
    if (now == divergence)
        return;
    divergence = now;
    emit q->divergenceChanged();
}

void CompareSession::Private::renewRunning()
{
    const bool now = std::any_of(runners.begin(), runners.end(), [](const PaneRunner *runner) {
        return runner->isBusy() && !runner->pane().completions.isEmpty();
    });
    if (now == running)
        return;
    running = now;
    emit q->runningChanged(now);
}

void CompareSession::Private::renewColours()
{
    distributions->stopColouring();
    const bool possible = colourFrom >= 0 && colourFrom < static_cast<int>(runners.size());
    for (PaneRunner *runner : runners) {
        if (!runner->pane().currentCompletion() || runner->isBusy())
            continue;
        PaneRunner *from = possible ? runners[static_cast<std::size_t>(colourFrom)] : nullptr;
        if (colourWanted && from && !from->isBusy())
            distributions->colour(runner, from);
    }
}

void CompareSession::Private::renewPrompt()
{
    PromptFacts now;
    now.problem = problemOf(prompt);
    now.context = facts.context;
    setFacts(now);
    countTimer.start();
}

/// The prompt in tokens of the first loaded pane, against the smallest context.
void CompareSession::Private::countTokens()
{
    const PaneRunner *first = nullptr;
    int context = 0;
    for (const PaneRunner *runner : runners) {
        if (!runner->isLoaded())
            continue;
        first = first ? first : runner;
        const int own = runner->pane().facts.context;
        context = context == 0 ? own : std::min(context, own);
    }
    if (question)
        engine.client().cancel(std::exchange(question, 0));
    if (!first || prompt.isEmpty() || !problemOf(prompt).isEmpty()) {
        PromptFacts now;
        now.problem = problemOf(prompt);
        now.context = context;
        now.tokens = prompt.isEmpty() ? 0 : -1;
        setFacts(now);
        return;
    }
    question = engine.client().tokenize(
        first->pane().facts.modelId, prompt, q,
        [this, context](const EngineResult<TokenizedText> &text) {
            question = 0;
            if (!text)
                return; // a run says what is wrong
            PromptFacts now;
            now.context = context;
            now.tokens = static_cast<int>(text->ids.size());
            if (context > 0 && now.tokens > context)
                now.problem = CompareSession::tr("The prompt has %1 tokens, the context holds %2; "
                                                 "shorten the prompt")
                                  .arg(grouped(now.tokens), grouped(context));
            setFacts(now);
        });
}

void CompareSession::Private::setFacts(const PromptFacts &now)
{
    if (now == facts)
        return;
    facts = now;
    emit q->promptFactsChanged();
}

void CompareSession::Private::onEngineState(EngineProcess::State state)
{
    if (state != EngineProcess::State::Died && state != EngineProcess::State::Starting)
        return;
    distributions->forget();
    weights->forget();
    const QString sentence = state == EngineProcess::State::Died
                                 ? engine.process().sentence()
                                 : CompareSession::tr("The engine was restarted");
    if (state == EngineProcess::State::Starting && engine.process().generation() < 2)
        return; // the first one: nothing was lost
    for (PaneRunner *runner : runners)
        runner->onEngineDied(sentence);
}

} // namespace phi1
