// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QVector>

#include "views/state/compare_types.h"

namespace phi1 {

class CompareSession;
class CompareStore;

/// A vote as it was given.
struct VoteItem {
    qint64 id = 0;
    qint64 comparison = 0;
    QString promptTitle;
    QStringList names; ///< of the candidates, in the order shown
    int winner = -1;   ///< index into names, -1: tie
    double time = 0;   ///< unix seconds
};

/// What all votes say of two checkpoints.
struct PairedVerdict {
    QString a, b; ///< names
    int winsA = 0, winsB = 0, ties = 0;
    double share = 0.5, low = 0, high = 1; ///< of A among decided votes, exact 95 % interval
    double p = 1;                          ///< exact two-sided sign test
};

/// Panes shuffled and unnamed. While it is active and not revealed, views show neither names,
/// stages, fingerprints, colours nor timings; places are given by order(). Every run shuffles anew,
/// by a recorded seed.
class CompareBlind final : public QObject
{
    Q_OBJECT
public:
    CompareBlind(CompareSession &session, CompareStore &store, QObject *parent = nullptr);
    ~CompareBlind() override;

    bool isActive() const;
    bool isRevealed() const; ///< of the present comparison; true while not active
    bool hides() const { return isActive() && !isRevealed(); }
    /// Index of the pane at each place from the left.
    QVector<int> order() const;
    int paneAt(int place) const;
    int placeOf(int pane) const;
    QString placeName(int place) const; ///< "Left", "Right"; "First", "Second", …
    quint64 seed() const;               ///< of the present order

    void setActive(bool active);
    /// One sentence why a vote does not count now (nothing written, still running, already voted).
    QString voteProblem() const;
    void vote(int place); ///< then voted(); -1: tie
    void undoVote();      ///< the last one of this session
    void reveal();        ///< names come back; further votes on this comparison do not count

    const QVector<VoteItem> &votes() const; ///< newest first
    QVector<PairedVerdict> verdicts() const;
    /// How often the left one won among decided votes of two panes: a check on the voter.
    int leftWins() const;
    int decidedVotes() const;
    double sideP() const;
    void removeVote(qint64 id);

signals:
    void activeChanged(bool active);
    void orderChanged();
    void revealedChanged(bool revealed);
    void voted(qint64 voteId);
    void votesChanged();
    void errorOccurred(const QString &sentence);

private:
    friend class CompareSession;
    void shuffle();      ///< before a run
    void forgetReveal(); ///< a comparison of the past is shown
    void reload();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace phi1
