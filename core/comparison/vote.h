// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"

/// Votes of the blind mode, and what they say about two checkpoints.

namespace phi1 {

/// What was compared: a name may be given twice, so the weights count.
struct VoteCandidate {
    std::string name;
    std::string fingerprint; ///< empty: not known, then the name alone counts

    bool operator==(const VoteCandidate &) const = default;
};

struct Vote {
    std::int64_t id = 0;         ///< of the store; 0: not stored
    std::int64_t comparison = 0; ///< of the store; 0: none
    std::string promptTitle;
    std::vector<VoteCandidate> candidates; ///< as in the comparison's panes
    std::vector<int> order;                ///< indexes of candidates from left to right as shown
    int winner = -1;                       ///< index of a candidate, -1: tie
    double time = 0;                       ///< unix seconds

    bool operator==(const Vote &) const = default;
};

/// Two checkpoints held against each other by all votes in which both stood.
struct PairedResult {
    VoteCandidate a;
    VoteCandidate b;
    std::int64_t winsA = 0;
    std::int64_t winsB = 0;
    std::int64_t ties = 0; ///< told apart; they do not enter the test

    std::int64_t decided() const { return winsA + winsB; }
    double shareA = 0; ///< winsA / decided; 0.5 without a decided vote
    /// Exact 95 % interval of the share (Clopper and Pearson 1934); 0 … 1 without a decided vote.
    double low = 0;
    double high = 1;
    double p = 1; ///< two-sided exact sign test against a share of one half
};

/// Two-sided exact sign test: the probability that of winsA + winsB fair coins the split is as
/// uneven as this or more. 1 without a vote.
double signTest(std::int64_t winsA, std::int64_t winsB);

struct Interval {
    double low = 0;
    double high = 1;
};
/// Clopper–Pearson interval of a share of `successes` in `trials`, at this confidence.
Interval clopperPearson(std::int64_t successes, std::int64_t trials, double confidence = 0.95);

/// All pairs that stood in a vote, in order of first appearance. With more than two panes the
/// winner beat each of the others, and those drew nothing among themselves; a tie is one for every
/// pair. Votes on a checkpoint against itself are left out.
std::vector<PairedResult> pairedResults(std::span<const Vote> votes);

/// How often the left-most pane won among decided votes: far from one half, the side decides.
struct SideBias {
    std::int64_t left = 0;
    std::int64_t decided = 0;
    double p = 1; ///< two-sided exact sign test; of votes between two panes only
};
SideBias sideBias(std::span<const Vote> votes);

/// Corrupt where order is no order of the candidates or the winner is none of them.
Result<void> checkVote(const Vote &vote);

Json toJson(const Vote &vote);
Result<Vote> voteFromJson(const Json &json, const std::string &where);
/// Reads exportJson() of votes.
Result<std::vector<Vote>> parseVotes(std::string_view text);

} // namespace phi1
