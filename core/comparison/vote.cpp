// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/vote.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/text.h"
#include "core/comparison/json_reader.h"

namespace phi1 {

namespace {

constexpr std::size_t maxCandidates = 64;
constexpr std::size_t maxVotes = 1'000'000;

using Key = std::pair<bool, std::string>;

Key keyOf(const VoteCandidate &candidate)
{
    return candidate.fingerprint.empty() ? Key{false, candidate.name}
                                         : Key{true, candidate.fingerprint};
}

/// Pairs in order of first appearance.
class PairTable
{
public:
    PairedResult &at(const VoteCandidate &a, const VoteCandidate &b, bool &isSwapped)
    {
        const Key keyA = keyOf(a);
        const Key keyB = keyOf(b);
        isSwapped = false;
        if (const auto found = m_places.find({keyA, keyB}); found != m_places.end())
            return m_results[found->second];
        if (const auto found = m_places.find({keyB, keyA}); found != m_places.end()) {
            isSwapped = true;
            return m_results[found->second];
        }
        m_places.emplace(std::pair(keyA, keyB), m_results.size());
        PairedResult &result = m_results.emplace_back();
        result.a = a;
        result.b = b;
        return result;
    }

    std::vector<PairedResult> take() { return std::move(m_results); }

private:
    std::map<std::pair<Key, Key>, std::size_t> m_places;
    std::vector<PairedResult> m_results;
};

Result<VoteCandidate> candidateFromJson(const Json &json, const std::string &where)
{
    VoteCandidate candidate;
    PHI1_TRY(JsonReader(json, where)
                 .text("name", candidate.name)
                 .text("fingerprint", candidate.fingerprint)
                 .result());
    return candidate;
}

} // namespace

std::vector<PairedResult> pairedResults(std::span<const Vote> votes)
{
    PairTable table;
    for (const Vote &vote : votes) {
        const auto count = static_cast<int>(vote.candidates.size());
        for (int i = 0; i < count; ++i) {
            for (int j = i + 1; j < count; ++j) {
                const VoteCandidate &a = vote.candidates[static_cast<std::size_t>(i)];
                const VoteCandidate &b = vote.candidates[static_cast<std::size_t>(j)];
                const bool isDecided = vote.winner == i || vote.winner == j;
                if (keyOf(a) == keyOf(b) || (!isDecided && vote.winner >= 0))
                    continue;
                bool isSwapped = false;
                PairedResult &result = table.at(a, b, isSwapped);
                if (!isDecided)
                    ++result.ties;
                else if ((vote.winner == i) != isSwapped)
                    ++result.winsA;
                else
                    ++result.winsB;
            }
        }
    }
    std::vector<PairedResult> results = table.take();
    for (PairedResult &result : results) {
        const std::int64_t decided = result.decided();
        result.shareA =
            decided == 0 ? 0.5 : static_cast<double>(result.winsA) / static_cast<double>(decided);
        const Interval interval = clopperPearson(result.winsA, decided);
        result.low = interval.low;
        result.high = interval.high;
        result.p = signTest(result.winsA, result.winsB);
    }
    return results;
}

SideBias sideBias(std::span<const Vote> votes)
{
    SideBias bias;
    for (const Vote &vote : votes) {
        if (vote.candidates.size() != 2 || vote.order.size() != 2 || vote.winner < 0)
            continue;
        ++bias.decided;
        bias.left += vote.winner == vote.order.front() ? 1 : 0;
    }
    bias.p = signTest(bias.left, bias.decided - bias.left);
    return bias;
}

Result<void> checkVote(const Vote &vote)
{
    std::vector<int> expected(vote.candidates.size());
    std::iota(expected.begin(), expected.end(), 0);
    if (!std::is_permutation(vote.order.begin(), vote.order.end(), expected.begin(),
                             expected.end()))
        return failure(ErrorCode::Corrupt, concat("The vote's order names ", vote.order.size(),
                                                  " places, expected each of its ",
                                                  vote.candidates.size(), " candidates once"));
    if (vote.winner < -1 || vote.winner >= static_cast<int>(vote.candidates.size()))
        return failure(ErrorCode::Corrupt,
                       concat("The vote's winner is candidate ", vote.winner, " of ",
                              vote.candidates.size(), ", expected one of them or -1 for a tie"));
    return {};
}

Json toJson(const Vote &vote)
{
    Json candidates = Json::array();
    for (const VoteCandidate &candidate : vote.candidates)
        candidates.push_back(Json{{"name", textToJson(candidate.name)},
                                  {"fingerprint", textToJson(candidate.fingerprint)}});
    return {{"id", vote.id},
            {"comparison", vote.comparison},
            {"prompt_title", textToJson(vote.promptTitle)},
            {"candidates", std::move(candidates)},
            {"order", vote.order},
            {"winner", vote.winner},
            {"time", jsonNumber(vote.time)}};
}

Result<Vote> voteFromJson(const Json &json, const std::string &where)
{
    Vote vote;
    PHI1_TRY(JsonReader(json, where)
                 .integer("id", vote.id)
                 .integer("comparison", vote.comparison)
                 .text("prompt_title", vote.promptTitle)
                 .list("candidates", maxCandidates,
                       [&](const Json &value, const std::string &at) -> Result<void> {
                           PHI1_ASSIGN(VoteCandidate candidate, candidateFromJson(value, at));
                           vote.candidates.push_back(std::move(candidate));
                           return {};
                       })
                 .list("order", maxCandidates,
                       [&](const Json &value, const std::string &at) -> Result<void> {
                           PHI1_ASSIGN(const std::int64_t place,
                                       integerFromJson(value, at, 0, maxCandidates));
                           vote.order.push_back(static_cast<int>(place));
                           return {};
                       })
                 .integer("winner", vote.winner)
                 .number("time", vote.time)
                 .result());
    PHI1_TRY(checkVote(vote));
    return vote;
}

Result<std::vector<Vote>> parseVotes(std::string_view text)
{
    PHI1_ASSIGN(const Json json, parseJson(text, "The list of votes"));
    PHI1_TRY(checkFormat(json, "phi1-votes", 1));
    std::vector<Vote> votes;
    PHI1_TRY(JsonReader(json, {})
                 .list("votes", maxVotes,
                       [&](const Json &value, const std::string &at) -> Result<void> {
                           PHI1_ASSIGN(Vote vote, voteFromJson(value, at));
                           votes.push_back(std::move(vote));
                           return {};
                       })
                 .result());
    return votes;
}

} // namespace phi1
