// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/compare_blind.h"

#include <algorithm>
#include <numeric>

#include <QDateTime>
#include <QRandomGenerator>

#include "core/comparison/vote.h"
#include "views/state/compare_session_p.h"

namespace phi1 {

struct CompareBlind::Private {
    Private(CompareSession &owner, CompareStore &records)
        : session(owner)
        , store(records)
    {}

    CompareSession &session;
    CompareStore &store;
    bool active = false, revealed = true, hasVoted = false;
    quint64 seed = 0;
    QVector<int> order;
    std::vector<Vote> stored;
    QVector<VoteItem> shown;
    QVector<qint64> given; ///< ids of this session, in order
};

CompareBlind::CompareBlind(CompareSession &session, CompareStore &store, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(session, store))
{
    connect(&session, &CompareSession::panesChanged, this, [this] {
        if (d->order.size() != d->session.paneCount())
            shuffle();
        else
            emit orderChanged();
    });
    reload();
}

CompareBlind::~CompareBlind() = default;

bool CompareBlind::isActive() const
{
    return d->active;
}

bool CompareBlind::isRevealed() const
{
    return !d->active || d->revealed;
}

QVector<int> CompareBlind::order() const
{
    if (d->active && d->order.size() == d->session.paneCount())
        return d->order;
    QVector<int> plain(d->session.paneCount());
    std::iota(plain.begin(), plain.end(), 0);
    return plain;
}

int CompareBlind::paneAt(int place) const
{
    return order().value(place, -1);
}

int CompareBlind::placeOf(int pane) const
{
    return static_cast<int>(order().indexOf(pane));
}

QString CompareBlind::placeName(int place) const
{
    if (d->session.paneCount() == 2)
        return place == 0 ? tr("Left") : tr("Right");
    switch (place) {
    case 0:
        return tr("First");
    case 1:
        return tr("Second");
    case 2:
        return tr("Third");
    default:
        return tr("Fourth");
    }
}

quint64 CompareBlind::seed() const
{
    return d->seed;
}

void CompareBlind::setActive(bool active)
{
    if (active == d->active)
        return;
    d->active = active;
    d->revealed = !active;
    if (active)
        shuffle();
    emit activeChanged(active);
    emit orderChanged();
    emit revealedChanged(isRevealed());
}

void CompareBlind::shuffle()
{
    d->hasVoted = false;
    if (!d->active)
        return;
    d->seed = QRandomGenerator::system()->generate();
    QRandomGenerator generator(static_cast<quint32>(d->seed));
    d->order.resize(d->session.paneCount());
    std::iota(d->order.begin(), d->order.end(), 0);
    for (qsizetype last = d->order.size() - 1; last > 0; --last)
        std::swap(d->order[last], d->order[generator.bounded(static_cast<int>(last + 1))]);
    const bool wasRevealed = std::exchange(d->revealed, false);
    emit orderChanged();
    if (wasRevealed)
        emit revealedChanged(false);
}

void CompareBlind::forgetReveal()
{
    // A comparison of the past is no blind one: what it shows was seen.
    setActive(false);
    d->hasVoted = false;
}

QString CompareBlind::voteProblem() const
{
    if (!d->active)
        return tr("Votes count in blind mode only");
    if (d->revealed)
        return tr("The names were shown: run again to vote");
    if (d->hasVoted)
        return tr("This comparison has a vote: run another prompt, or undo the vote");
    if (d->session.isRunning())
        return tr("The completions are still being written");
    int written = 0;
    for (int i = 0; i < d->session.paneCount(); ++i) {
        const PaneCompletion *shown = d->session.pane(i).currentCompletion();
        written += shown && !shown->tokens.isEmpty() ? 1 : 0;
    }
    return written < d->session.paneCount() ? tr("Not every pane has written something")
                                            : QString();
}

void CompareBlind::vote(int place)
{
    if (!voteProblem().isEmpty() || place >= d->session.paneCount())
        return;
    Vote given;
    for (int i = 0; i < d->session.paneCount(); ++i) {
        const PaneFacts &facts = d->session.pane(i).facts;
        const QString stage = stageText(facts.checkpoint.stage, facts.checkpoint.step);
        const QString name = stage.isEmpty() ? facts.checkpoint.name
                                             : QString(facts.checkpoint.name % u", " % stage);
        given.candidates.push_back({name.toStdString(), facts.fingerprint.toStdString()});
    }
    for (const int pane : order())
        given.order.push_back(pane);
    given.winner = place < 0 ? -1 : paneAt(place);
    given.promptTitle = d->session.d->runTitle.toStdString();
    given.time = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1e3;
    d->hasVoted = true;
    d->store.change<std::int64_t>(
        this,
        // The comparison was handed to the same thread before, so it has its id by then.
        [vote = std::make_shared<Vote>(given), slot = d->session.d->id](ComparisonStore &store) {
            vote->comparison = *slot;
            auto id = store.saveVote(*vote);
            if (id)
                vote->id = *id;
            return id;
        },
        [this](const Result<std::int64_t> &id) {
            if (!id) {
                emit errorOccurred(QString::fromStdString(id.error().message));
                return;
            }
            d->given += *id;
            reload();
            emit voted(*id);
        });
}

void CompareBlind::undoVote()
{
    if (d->given.isEmpty())
        return;
    removeVote(d->given.last());
    d->hasVoted = false;
}

void CompareBlind::removeVote(qint64 id)
{
    d->given.removeAll(id);
    d->store.change<bool>(
        this,
        [id](ComparisonStore &store) -> Result<bool> {
            PHI1_TRY(store.removeVote(id));
            return true;
        },
        [this](const Result<bool> &done) {
            if (!done)
                emit errorOccurred(QString::fromStdString(done.error().message));
            reload();
        });
}

void CompareBlind::reveal()
{
    if (!hides())
        return;
    d->revealed = true;
    emit revealedChanged(true);
}

void CompareBlind::reload()
{
    d->store.read<std::vector<Vote>>(
        this, [](ComparisonStore &store) { return store.votes(); },
        [this](const Result<std::vector<Vote>> &votes) {
            if (!votes)
                return; // the session says what is wrong with the store
            d->stored = *votes;
            d->shown.clear();
            for (const Vote &vote : d->stored) {
                VoteItem item;
                item.id = vote.id;
                item.comparison = vote.comparison;
                item.promptTitle = QString::fromStdString(vote.promptTitle);
                item.time = vote.time;
                for (const int each : vote.order) {
                    if (each < 0 || each >= static_cast<int>(vote.candidates.size()))
                        continue;
                    if (each == vote.winner)
                        item.winner = static_cast<int>(item.names.size());
                    item.names += QString::fromStdString(
                        vote.candidates[static_cast<std::size_t>(each)].name);
                }
                d->shown.prepend(item);
            }
            emit votesChanged();
        });
}

const QVector<VoteItem> &CompareBlind::votes() const
{
    return d->shown;
}

QVector<PairedVerdict> CompareBlind::verdicts() const
{
    QVector<PairedVerdict> verdicts;
    for (const PairedResult &result : pairedResults(d->stored)) {
        PairedVerdict verdict;
        verdict.a = QString::fromStdString(result.a.name);
        verdict.b = QString::fromStdString(result.b.name);
        verdict.winsA = static_cast<int>(result.winsA);
        verdict.winsB = static_cast<int>(result.winsB);
        verdict.ties = static_cast<int>(result.ties);
        verdict.share = result.shareA;
        verdict.low = result.low;
        verdict.high = result.high;
        verdict.p = result.p;
        verdicts += verdict;
    }
    return verdicts;
}

int CompareBlind::leftWins() const
{
    return static_cast<int>(sideBias(d->stored).left);
}

int CompareBlind::decidedVotes() const
{
    return static_cast<int>(sideBias(d->stored).decided);
}

double CompareBlind::sideP() const
{
    return sideBias(d->stored).p;
}

} // namespace phi1
