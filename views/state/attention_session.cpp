// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/attention_session.h"

#include <algorithm>

#include "views/format/number_text.h"
#include "views/state/attention_session_p.h"

namespace phi1 {

AttentionSession::AttentionSession(WorkspaceSession &workspace, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, workspace))
{}

AttentionSession::~AttentionSession()
{
    d->pool.waitForDone();
    d->engine.disconnect(this);
    d->engine.process().disconnect(this);
    // What asks the engine ends before what it writes into; the store last.
    for (AttentionTask *task : d->tasks) {
        task->disconnect(this);
        delete task;
    }
    if (d->random)
        d->random->disconnect(this);
    delete d->random;
    delete d->measurer;
    delete d->maps;
    delete d->thumbnails;
    delete d->ablation;
    delete d->lens;
    delete d->series;
    delete d->probes;
    delete d->prompts;
    delete d->history;
    delete d->library;
    delete d->records;
}

EngineHub &AttentionSession::engine() const
{
    return d->engine;
}

CheckpointCatalogue &AttentionSession::catalogue() const
{
    return *d->catalogue;
}

PromptLibrary &AttentionSession::library() const
{
    return *d->library;
}

CompareHistory &AttentionSession::history() const
{
    return *d->history;
}

AttentionPrompts &AttentionSession::prompts() const
{
    return *d->prompts;
}

AttentionSeries &AttentionSession::series() const
{
    return *d->series;
}

AttentionProbes &AttentionSession::probes() const
{
    return *d->probes;
}

AttentionAblation &AttentionSession::ablation() const
{
    return *d->ablation;
}

AttentionLens &AttentionSession::lens() const
{
    return *d->lens;
}

HeadScoreModel &AttentionSession::scores() const
{
    return *d->scores;
}

void AttentionSession::setCheckpoint(AttentionSide side, const QString &path)
{
    if (side == AttentionSide::Difference)
        return;
    AttentionTask &task = d->task(side);
    if (path == task.info().facts.checkpoint.path)
        return;
    d->forget(side);
    if (side == AttentionSide::First)
        d->dropRandom();
    const CheckpointChoice choice = path.isEmpty() ? CheckpointChoice() : d->catalogue->find(path);
    task.setCheckpoint(choice, task.info().facts.wantedDtype);
    if (side == AttentionSide::First)
        d->series->setShown(path);
    d->renewCaptures();
    emit stateChanged();
}

void AttentionSession::setDtype(AttentionSide side, PaneDtype dtype)
{
    if (side == AttentionSide::Difference)
        return;
    AttentionTask &task = d->task(side);
    if (dtype == task.info().facts.wantedDtype)
        return;
    d->forget(side);
    if (side == AttentionSide::First)
        d->dropRandom();
    task.setCheckpoint(task.info().facts.checkpoint, dtype);
    d->renewCaptures();
    emit stateChanged();
}

void AttentionSession::swapCheckpoints()
{
    const PaneFacts second = capture(AttentionSide::Second).facts;
    if (second.checkpoint.path.isEmpty())
        return;
    d->forget(AttentionSide::First);
    d->forget(AttentionSide::Second);
    d->dropRandom();
    // Captures stay where they are: the tasks change places.
    std::swap(d->tasks[0], d->tasks[1]);
    d->series->setShown(second.checkpoint.path);
    d->onTaskChanged(AttentionSide::First);
    d->onTaskChanged(AttentionSide::Second);
    if (!d->tasks[0]->tokens().isEmpty())
        d->onFirstStarted();
    emit stateChanged();
}

const AttentionCaptureInfo &AttentionSession::capture(AttentionSide side) const
{
    return d->task(side).info();
}

bool AttentionSession::hasSecond() const
{
    return d->hasSecond();
}

QString AttentionSession::differenceProblem() const
{
    return d->differenceProblem;
}

void AttentionSession::setPrompt(const AttentionPrompt &prompt)
{
    if (prompt == d->prompt)
        return;
    const bool isOtherText = prompt.text != d->prompt.text;
    d->prompt = prompt;
    if (isOtherText) {
        d->forget(AttentionSide::First);
        d->forget(AttentionSide::Second);
        d->tokens.clear();
        d->text.clear();
        d->selection.query = d->selection.key = -1;
        d->selection.pinned = false;
        d->promptProblem.clear();
        if (prompt.text.isEmpty())
            d->promptProblem = tr("The prompt is empty; write or choose a text");
        else if (const auto nul = prompt.text.indexOf(QChar(0)); nul >= 0)
            d->promptProblem = tr("The prompt holds a NUL character in line %1, which no text has; "
                                  "remove it")
                                   .arg(grouped(prompt.text.left(nul).count(u'\n') + 1));
        d->tasks[1]->setIds({});
        d->tasks[0]->setText(d->promptProblem.isEmpty() ? prompt.text : QString());
        d->renewCaptures();
        emit tokensChanged();
        emit selectionChanged(d->selection);
    }
    emit promptChanged();
    emit stateChanged();
}

const AttentionPrompt &AttentionSession::prompt() const
{
    return d->prompt;
}

QString AttentionSession::promptProblem() const
{
    return d->promptProblem;
}

const QVector<AttentionToken> &AttentionSession::tokens() const
{
    return d->tokens;
}

const QByteArray &AttentionSession::text() const
{
    return d->text;
}

int AttentionSession::tokenAt(int byte) const
{
    const auto found =
        std::upper_bound(d->tokens.begin(), d->tokens.end(), byte,
                         [](int value, const AttentionToken &token) { return value < token.end; });
    return byte < 0 || found == d->tokens.end() ? -1 : static_cast<int>(found - d->tokens.begin());
}

void AttentionSession::setWithoutFirst(bool without)
{
    if (std::exchange(d->withoutFirst, without) == without)
        return;
    d->forgetScores(false);
    d->thumbnails->setLook(d->pooling, without);
    d->maps->setWithoutFirst(without);
    d->measureNext();
    emit lookChanged();
    emit stateChanged();
}

bool AttentionSession::isWithoutFirst() const
{
    return d->withoutFirst;
}

void AttentionSession::setPooling(AttentionPooling pooling)
{
    if (std::exchange(d->pooling, pooling) == pooling)
        return;
    d->thumbnails->setLook(pooling, d->withoutFirst);
    emit lookChanged();
    emit stateChanged();
}

AttentionPooling AttentionSession::pooling() const
{
    return d->pooling;
}

void AttentionSession::setVisibleHeads(const QVector<HeadKey> &heads)
{
    d->thumbnails->setVisible(heads);
}

void AttentionSession::setThumbnailSides(const QVector<AttentionSide> &sides)
{
    if (sides == d->thumbnails->sides())
        return;
    d->thumbnails->setSides(sides);
    emit lookChanged();
    emit stateChanged();
}

const QVector<AttentionSide> &AttentionSession::thumbnailSides() const
{
    return d->thumbnails->sides();
}

void AttentionSession::setThumbnailCells(int cells)
{
    d->thumbnails->setCells(cells);
}

const HeadThumbnail *AttentionSession::thumbnail(AttentionSide side, HeadKey key) const
{
    return d->thumbnails->find(side, key);
}

int AttentionSession::thumbnailsReady(AttentionSide side) const
{
    return d->thumbnails->ready(side);
}

const AttentionSelection &AttentionSession::selection() const
{
    return d->selection;
}

void AttentionSession::selectHead(HeadKey key)
{
    key = d->nearest(key);
    if (key == d->selection.head)
        return;
    d->selection.head = key;
    d->renewShown();
    emit selectionChanged(d->selection);
    emit stateChanged();
}

void AttentionSession::setToken(int query, int key)
{
    const auto last = static_cast<int>(d->tokens.size()) - 1;
    query = query < 0 ? -1 : std::min(query, last);
    key = key < 0 ? -1 : std::min(key, last);
    if (query == d->selection.query && key == d->selection.key)
        return;
    d->selection.query = query;
    d->selection.key = key;
    d->lens->setPosition(query >= 0 ? query : last);
    d->ablation->setPosition(query);
    emit selectionChanged(d->selection);
}

void AttentionSession::setPinned(bool pinned)
{
    if (std::exchange(d->selection.pinned, pinned) != pinned)
        emit selectionChanged(d->selection);
}

void AttentionSession::setMarkedHeads(const QVector<HeadKey> &heads)
{
    QVector<HeadKey> sorted = heads;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted == d->marked)
        return;
    d->marked = sorted;
    d->renewShown();
    emit lookChanged();
    emit stateChanged();
}

const QVector<HeadKey> &AttentionSession::markedHeads() const
{
    return d->marked;
}

void AttentionSession::setMerge(HeadMerge merge)
{
    if (std::exchange(d->merge, merge) == merge)
        return;
    d->renewShown();
    emit lookChanged();
    emit stateChanged();
}

HeadMerge AttentionSession::merge() const
{
    return d->merge;
}

HeadMap AttentionSession::map(AttentionSide side) const
{
    return d->maps->map(side);
}

bool AttentionSession::isMapPending(AttentionSide side) const
{
    return d->maps->isPending(side);
}

QString AttentionSession::mapProblem(AttentionSide side) const
{
    return d->maps->problem(side);
}

HeadMap AttentionSession::cachedMap(AttentionSide side, HeadKey key) const
{
    return d->maps->cached(side, key);
}

QString AttentionSession::scoresFact() const
{
    const int count = d->scores->layers() * d->scores->heads();
    if (count == 0)
        return {};
    const QString heads = tr("%n heads", nullptr, count);
    if (d->randomPrompt.ids.isEmpty())
        return tr("%1, on the text").arg(heads);
    return tr("%1, on the text and on %2 repeated random tokens")
        .arg(heads, grouped(d->randomPrompt.ids.size()));
}

void AttentionSession::restartEngine()
{
    d->engine.restart();
}

} // namespace phi1
