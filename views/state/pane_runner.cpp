// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/pane_runner.h"

#include <algorithm>

#include <QDateTime>
#include <QPointer>

#include "views/format/number_text.h"
#include "views/state/compare_records.h"
#include "views/state/engine_hub.h"

namespace phi1 {

namespace {

constexpr int topTokens = 10;

bool hasEnded(const PaneCompletion &completion)
{
    return completion.state != PaneCompletionState::Waiting &&
           completion.state != PaneCompletionState::Writing;
}

} // namespace

PaneRunner::PaneRunner(EngineHub &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{}

PaneRunner::~PaneRunner()
{
    delete m_stream;
}

void PaneRunner::setState(PaneState state, const QString &sentence)
{
    const bool wasBusy = isBusy();
    m_pane.state = state;
    m_pane.sentence = sentence;
    emit changed();
    if (wasBusy && !isBusy())
        emit idle();
}

void PaneRunner::release()
{
    ++m_serial;
    delete m_stream;
    if (std::exchange(m_holds, false))
        m_engine.releaseModel(m_pane.facts.checkpoint.path, m_pane.facts.wantedDtype, this);
}

/// @param checkpoint  a copy: it may be the pane's own
void PaneRunner::setCheckpoint(CheckpointChoice checkpoint, PaneDtype dtype)
{
    release();
    m_pane.facts = {};
    m_pane.facts.checkpoint = std::move(checkpoint);
    m_pane.facts.wantedDtype = dtype;
    m_pane.completions.clear();
    m_pane.current = -1;
    m_promptIds.clear();
    setState(m_pane.facts.checkpoint.path.isEmpty() ? PaneState::Empty : PaneState::Unloaded);
    emit loaded();
}

void PaneRunner::renewCheckpoint(const CheckpointChoice &checkpoint)
{
    if (checkpoint.path != m_pane.facts.checkpoint.path || checkpoint == m_pane.facts.checkpoint)
        return;
    m_pane.facts.checkpoint = checkpoint;
    emit changed();
}

void PaneRunner::show(const ComparePane &pane)
{
    release();
    m_pane = pane;
    m_promptIds.clear();
    m_nextId = 0;
    for (const PaneCompletion &each : std::as_const(m_pane.completions))
        m_nextId = std::max(m_nextId, each.id + 1);
    emit changed();
    emit loaded();
}

void PaneRunner::takeModel(const EngineModel &model)
{
    phi1::takeModel(m_pane.facts, model);
    emit changed();
    emit loaded();
}

/// Calls back once the model is there; a failure is told in the pane.
void PaneRunner::withModel(std::function<void()> then)
{
    if (isLoaded()) {
        then();
        return;
    }
    const quint64 serial = m_serial;
    const PaneFacts asked = m_pane.facts;
    setState(PaneState::Loading);
    m_engine.acquireModel(
        asked.checkpoint.path, asked.wantedDtype, this,
        [this, serial, asked, then = std::move(then)](const EngineResult<EngineModel> &model) {
            if (serial != m_serial) { // something else is wanted by now
                if (model)
                    m_engine.releaseModel(asked.checkpoint.path, asked.wantedDtype, this);
                return;
            }
            if (!model) {
                setState(PaneState::Failed, model.error().sentence);
                return;
            }
            m_holds = true;
            takeModel(*model);
            then();
        });
}

void PaneRunner::load()
{
    if (m_pane.facts.checkpoint.path.isEmpty() || isLoaded() || isBusy())
        return;
    ++m_serial;
    withModel([this] {
        setState(m_pane.completions.isEmpty() ? PaneState::Ready : PaneState::Finished);
    });
}

PaneCompletion *PaneRunner::completion(int id)
{
    return writableCompletion(m_pane, id);
}

int PaneRunner::newCompletion(int sample, const CompareSampling &sampling)
{
    PaneCompletion added;
    added.id = m_nextId++;
    added.sample = sample;
    added.seed = sampling.seed;
    added.startedAt = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1e3;
    m_pane.completions += added;
    return added.id;
}

void PaneRunner::run(const QString &prompt, const CompareSampling &sampling)
{
    delete m_stream;
    ++m_serial;
    m_pane.completions.clear();
    m_nextId = 0;
    Job job{prompt, sampling, {}, {}};
    for (int sample = 0; sample < sampling.samples; ++sample)
        job.completions += newCompletion(sample, sampling);
    m_pane.current = job.completions.first();
    begin(job);
}

void PaneRunner::branch(const QString &prompt, const CompareSampling &sampling, int token,
                        qint32 forcedId)
{
    const PaneCompletion *parent = m_pane.currentCompletion();
    if (!parent || token < 0 || token > parent->tokens.size() || isBusy())
        return;
    const PaneCompletion from = *parent;
    CompareSampling once = sampling;
    once.samples = 1;
    once.seed = from.seed;
    Job job{prompt, once, {newCompletion(from.sample, once)}, {}};
    PaneCompletion &added = m_pane.completions.last();
    added.parent = from.id;
    added.branchIndex = token;
    added.forcedId = forcedId;
    QByteArray before;
    for (int i = 0; i < token; ++i) {
        ViewToken shared = from.tokens[i];
        shared.flags = TokenFlag::Shared;
        job.forced += shared.id;
        before += shared.bytes;
        added.tokens += shared;
    }
    job.forced += forcedId;
    added.text = QString::fromUtf8(before);
    m_pane.current = added.id;
    begin(job);
}

void PaneRunner::begin(const Job &job)
{
    m_lostEngine = false;
    m_engineSentence.clear();
    const quint64 serial = m_serial;
    setState(isLoaded() ? PaneState::Waiting : PaneState::Loading);
    withModel([this, serial, job] {
        if (serial == m_serial)
            tokenize(job);
    });
}

void PaneRunner::tokenize(const Job &job)
{
    setState(PaneState::Waiting);
    if (!m_promptIds.isEmpty() && m_promptText == job.prompt)
        return stream(job);
    m_engine.client().tokenize(
        m_pane.facts.modelId, job.prompt, this,
        [this, serial = m_serial, job](const EngineResult<TokenizedText> &text) {
            if (serial != m_serial)
                return;
            if (!text)
                return fail(job, text.error());
            m_promptText = job.prompt;
            m_promptIds = text->ids;
            stream(job);
        });
}

void PaneRunner::stream(const Job &job)
{
    const int context = m_pane.facts.context;
    if (m_promptIds.isEmpty())
        return fail(job, {EngineError::Kind::Refused,
                          tr("The prompt is empty; write something to continue")});
    if (context > 0 && m_promptIds.size() > context)
        return fail(job, {EngineError::Kind::Refused,
                          tr("The prompt has %1 tokens, the context of this checkpoint holds %2; "
                             "shorten the prompt")
                              .arg(grouped(m_promptIds.size()), grouped(context))});
    CompletionRequest request;
    request.model = m_pane.facts.modelId;
    request.prompt = m_promptIds;
    request.sampling = job.sampling;
    request.forced = job.forced;
    request.topTokens = topTokens;
    for (const int id : job.completions)
        completion(id)->promptTokens = static_cast<int>(m_promptIds.size());
    m_clock.start();
    m_firstAt = -1;
    m_stream = m_engine.client().complete(request, this);
    // The stream is this job's: a later job deletes it first.
    connect(m_stream, &CompletionStream::tokensArrived, this,
            [this, job](const QVector<TokenBatch> &batches) { onTokens(job, batches); });
    connect(m_stream, &CompletionStream::sampleEnded, this,
            [this, job](const SampleEnd &end) { onEnd(job, end); });
    connect(m_stream, &CompletionStream::finished, this, [this, job] { onOver(job, nullptr); });
    connect(m_stream, &CompletionStream::failed, this,
            [this, job](const EngineError &error) { onOver(job, &error); });
}

void PaneRunner::onTokens(const Job &job, const QVector<TokenBatch> &batches)
{
    if (m_firstAt < 0)
        m_firstAt = m_clock.elapsed();
    const double seconds = static_cast<double>(m_clock.elapsed() - m_firstAt) / 1e3;
    int firstShown = -1;
    for (const TokenBatch &batch : batches) {
        PaneCompletion *written = batch.sample < job.completions.size()
                                      ? completion(job.completions[batch.sample])
                                      : nullptr;
        if (!written)
            continue;
        const int first = appendBatch(*written, batch);
        // By this window's clock until the engine says better.
        written->firstTokenSeconds = static_cast<double>(m_firstAt) / 1e3;
        if (seconds > 0.0)
            written->tokensPerSecond = written->arrived / seconds;
        written->meanProbability = meanProbabilityOf(*written);
        if (written->id == m_pane.current)
            firstShown = first;
    }
    if (m_pane.state != PaneState::Writing)
        setState(PaneState::Writing);
    if (firstShown >= 0)
        emit tokensAppended(firstShown);
}

void PaneRunner::onEnd(const Job &job, const SampleEnd &end)
{
    PaneCompletion *written =
        end.sample < job.completions.size() ? completion(job.completions[end.sample]) : nullptr;
    if (!written)
        return;
    endCompletion(*written, end);
    // What the engine says at the end of the request is newer than what it said at loading.
    if (end.figures.memoryBytes > 0)
        m_pane.facts.memoryBytes = end.figures.memoryBytes;
    if (!end.figures.fingerprint.isEmpty())
        m_pane.facts.fingerprint = end.figures.fingerprint;
    emit changed();
    emit completionEnded();
}

void PaneRunner::onOver(const Job &job, const EngineError *error)
{
    m_stream = nullptr; // deletes itself
    if (error)
        return fail(job, *error);
    bool wasCancelled = false;
    for (const int id : job.completions) {
        PaneCompletion *written = completion(id);
        if (written && !hasEnded(*written))
            breakCompletion(*written, {EngineError::Kind::Protocol,
                                       tr("The engine said nothing of how this ended")});
        wasCancelled |= written && written->state == PaneCompletionState::Cancelled;
    }
    setState(wasCancelled ? PaneState::Stopped : PaneState::Finished);
}

void PaneRunner::fail(const Job &job, const EngineError &error)
{
    // That the connection broke says less than how the engine ended.
    m_lostEngine = error.kind == EngineError::Kind::Unreachable;
    EngineError told = error;
    if (m_lostEngine && !m_engineSentence.isEmpty())
        told.sentence = m_engineSentence;
    for (const int id : job.completions) {
        if (PaneCompletion *written = completion(id))
            breakCompletion(*written, told);
    }
    emit completionEnded();
    if (error.kind == EngineError::Kind::Cancelled)
        setState(PaneState::Stopped);
    else
        setState(PaneState::Failed, told.sentence);
}

void PaneRunner::stop()
{
    if (!isBusy())
        return;
    if (m_stream) {
        m_stream->cancel(); // then failed(Cancelled), with what came before
        return;
    }
    const bool wasLoading = m_pane.state == PaneState::Loading;
    ++m_serial;
    for (PaneCompletion &each : m_pane.completions)
        breakCompletion(each, {EngineError::Kind::Cancelled, {}});
    if (m_pane.completions.isEmpty())
        setState(wasLoading ? PaneState::Unloaded : PaneState::Ready);
    else
        setState(PaneState::Stopped);
}

void PaneRunner::onEngineDied(const QString &sentence)
{
    const bool wasLoaded = isLoaded();
    if (std::exchange(m_holds, false))
        m_engine.releaseModel(m_pane.facts.checkpoint.path, m_pane.facts.wantedDtype, this);
    m_pane.facts.modelId.clear();
    m_pane.facts.memoryBytes = 0;
    m_engineSentence = sentence;
    if (m_stream) {
        emit changed(); // it tells its end itself, behind what came before
    } else if (m_lostEngine && m_pane.state == PaneState::Failed) {
        for (PaneCompletion &each : m_pane.completions) {
            if (each.state == PaneCompletionState::Failed)
                each.sentence = sentence;
        }
        emit completionEnded();
        setState(PaneState::Failed, sentence);
    } else if (isBusy()) {
        ++m_serial;
        for (PaneCompletion &each : m_pane.completions)
            breakCompletion(each, {EngineError::Kind::Unreachable, sentence});
        emit completionEnded();
        setState(PaneState::Failed, sentence);
    } else if (wasLoaded && m_pane.completions.isEmpty()) {
        setState(PaneState::Unloaded, sentence);
    } else if (wasLoaded) {
        emit changed();
    }
    if (wasLoaded)
        emit loaded();
}

void PaneRunner::showCompletion(int id)
{
    if (id == m_pane.current || !m_pane.find(id))
        return;
    m_pane.current = id;
    emit changed();
}

void PaneRunner::removeBranch(int id)
{
    const PaneCompletion *removed = m_pane.find(id);
    if (!removed || removed->parent < 0 || isBusy())
        return;
    const int parent = removed->parent;
    QVector<int> gone{id};
    // Children come after their parents.
    m_pane.completions.erase(std::remove_if(m_pane.completions.begin(), m_pane.completions.end(),
                                            [&](const PaneCompletion &each) {
                                                if (each.id != id && !gone.contains(each.parent))
                                                    return false;
                                                gone += each.id;
                                                return true;
                                            }),
                             m_pane.completions.end());
    if (gone.contains(m_pane.current))
        m_pane.current = parent;
    emit changed();
    emit completionEnded(); // so that it is kept as it is now
}

} // namespace phi1
