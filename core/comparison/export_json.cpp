// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"
#include "core/comparison/export.h"

namespace phi1 {

namespace {

/// ASCII alone, so that a terminal can show it.
std::string asciiText(const Json &json)
{
    return json.dump(-1, ' ', true, Json::error_handler_t::replace) + '\n';
}

Json candidateToJson(const VoteCandidate &candidate)
{
    return {{"name", candidate.name}, {"fingerprint", candidate.fingerprint}};
}

} // namespace

std::string exportJson(const ComparisonRecord &comparison)
{
    return asciiText(toJson(comparison));
}

std::string exportJson(const SetRunRecord &run)
{
    return asciiText(toJson(run));
}

std::string exportJson(std::span<const Vote> votes)
{
    Json list = Json::array();
    for (const Vote &vote : votes)
        list.push_back(toJson(vote));
    Json pairs = Json::array();
    for (const PairedResult &result : pairedResults(votes))
        pairs.push_back(Json{{"a", candidateToJson(result.a)},
                             {"b", candidateToJson(result.b)},
                             {"wins_a", result.winsA},
                             {"wins_b", result.winsB},
                             {"ties", result.ties},
                             {"share_a", result.shareA},
                             {"low_95", result.low},
                             {"high_95", result.high},
                             {"p", result.p}});
    const SideBias bias = sideBias(votes);
    return asciiText({{"format", "phi1-votes"},
                      {"version", 1},
                      {"votes", std::move(list)},
                      {"pairs", std::move(pairs)},
                      {"side", {{"left", bias.left}, {"decided", bias.decided}, {"p", bias.p}}}});
}

} // namespace phi1
