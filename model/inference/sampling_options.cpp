// SPDX-License-Identifier: Apache-2.0
#include "model/inference/sampling_options.h"

#include <string_view>

#include "core/base/text.h"

namespace phi1 {

namespace {

Result<void> inRange(std::string_view name, double value, bool good, std::string_view range)
{
    if (good)
        return {};
    return failure(ErrorCode::Usage, concat("the ", name, " is ", value, "; it must be ", range));
}

} // namespace

Result<void> SamplingOptions::validate() const
{
    PHI1_TRY(inRange("temperature", temperature, temperature >= 0 && temperature <= 100,
                     "0 (greedy) to 100"));
    PHI1_TRY(inRange("top-k", static_cast<double>(topK), topK >= 0, "0 (all) or more"));
    PHI1_TRY(inRange("top-p", topP, topP > 0 && topP <= 1, "above 0 and at most 1 (all)"));
    PHI1_TRY(inRange("min-p", minP, minP >= 0 && minP <= 1, "0 (all) to 1"));
    return inRange("repetition penalty", repetitionPenalty,
                   repetitionPenalty > 0 && repetitionPenalty <= 100,
                   "above 0 and at most 100 (1: none)");
}

} // namespace phi1
