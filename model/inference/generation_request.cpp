// SPDX-License-Identifier: Apache-2.0
#include "model/inference/generation_request.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

namespace {

Result<void> checkIds(std::span<const TokenId> ids, std::string_view what, std::int64_t vocabulary)
{
    const auto outside = std::find_if(ids.begin(), ids.end(),
                                      [&](TokenId id) { return id < 0 || id >= vocabulary; });
    if (outside == ids.end())
        return {};
    return failure(ErrorCode::Incompatible,
                   concat(what, " the token ", *outside, ", the model's vocabulary ends at ",
                          vocabulary - 1, ": the tokenizer does not belong to these weights"));
}

Result<void> checkPositions(const GenerationRequest &request)
{
    if (request.promptPositions.empty())
        return {};
    if (!request.promptLogProbabilities)
        return failure(ErrorCode::Usage, "positions of the prompt are named, but no "
                                         "log-probabilities of the prompt are asked for");
    const auto last = static_cast<std::int64_t>(request.prompt.size());
    std::int64_t before = -1;
    for (const std::int64_t position : request.promptPositions) {
        if (position < 0 || position > last)
            return failure(ErrorCode::Usage, concat("position ", position,
                                                    " is not in the prompt; expected 0 to ", last));
        if (position <= before)
            return failure(ErrorCode::Usage,
                           concat("position ", position, " of the prompt comes after ", before,
                                  "; expected ascending ones"));
        before = position;
    }
    return {};
}

} // namespace

Result<void> checkRequest(const GenerationRequest &request, const ModelLimits &limits,
                          std::string_view name)
{
    PHI1_TRY(request.options.validate());
    if (request.prompt.empty())
        return failure(
            ErrorCode::Usage,
            concat(name, " is empty; a completion needs at least one token to go on from"));
    if (static_cast<std::int64_t>(request.prompt.size()) > limits.context)
        return failure(ErrorCode::Usage, concat(name, " has ", request.prompt.size(),
                                                " tokens, the context of the model holds ",
                                                limits.context, "; shorten it"));
    if (request.topLogProbabilities < 0 || request.topLogProbabilities > maximumTopLogProbabilities)
        return failure(ErrorCode::Usage, concat("the number of alternatives to report is ",
                                                request.topLogProbabilities, "; it must be 0 to ",
                                                maximumTopLogProbabilities));
    PHI1_TRY(checkPositions(request));
    PHI1_TRY(checkIds(request.prompt, concat(name, " has"), limits.vocabulary));
    PHI1_TRY(checkIds(request.forced, "the forced beginning has", limits.vocabulary));
    return checkIds(request.probes, "the list of ids to report has", limits.vocabulary);
}

} // namespace phi1
