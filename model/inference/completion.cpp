// SPDX-License-Identifier: Apache-2.0
#include "model/inference/completion.h"

#include <algorithm>

#include "core/base/text.h"

namespace phi1 {

std::string_view finishReasonName(FinishReason reason)
{
    switch (reason) {
    case FinishReason::EndOfText:
    case FinishReason::StopString:
        return "stop";
    case FinishReason::Length:
    case FinishReason::Context:
        return "length";
    case FinishReason::Cancelled:
        break;
    }
    return "cancelled";
}

Result<void> CompletionOptions::validate() const
{
    PHI1_TRY(sampling.validate());
    if (maxNewTokens < 0)
        return failure(ErrorCode::Usage, concat("the number of new tokens is ", maxNewTokens,
                                                "; it must not be negative"));
    constexpr std::int64_t mostSamples = 100'000;
    if (samples < 1 || samples > mostSamples)
        return failure(ErrorCode::Usage, concat("the number of completions per prompt is ", samples,
                                                "; it must be 1 to ", mostSamples));
    if (std::any_of(stop.begin(), stop.end(), [](const std::string &s) { return s.empty(); }))
        return failure(ErrorCode::Usage,
                       "a stop string is empty; it would end every completion at once");
    return {};
}

} // namespace phi1
