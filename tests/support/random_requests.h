// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/philox.h"
#include "model/inference/generation_request.h"

namespace phi1::test {

/// A request with anything a request can have, over the first `alphabet` ids. Prompts repeat
/// themselves and each other, so that prompt lookup and the prefix cache have something to do.
inline GenerationRequest randomRequest(PhiloxStream &numbers, std::uint64_t alphabet,
                                       std::size_t longestPrompt)
{
    const auto below = [&](std::uint64_t bound) { return numbers.below(bound); };
    const auto signedBelow = [&](std::uint64_t bound) {
        return static_cast<std::int64_t>(numbers.below(bound));
    };
    GenerationRequest request;
    const std::size_t length = 1 + below(longestPrompt);
    const std::uint64_t period = 1 + below(12);
    const std::uint64_t shift = below(3);
    for (std::size_t i = 0; i < length; ++i)
        request.prompt.push_back(static_cast<TokenId>(
            below(9) == 0 ? below(alphabet) : (i % period * 7 + shift) % alphabet));
    CompletionOptions &options = request.options;
    options.maxNewTokens = below(8) == 0 ? 0 : 1 + signedBelow(40);
    options.samples = options.maxNewTokens == 0 ? 1 : 1 + signedBelow(3);
    options.stopAtEndOfText = below(4) != 0;
    if (below(3) == 0)
        options.stop = {std::string(1, static_cast<char>(below(alphabet))),
                        std::string(2, static_cast<char>(below(alphabet)))};
    if (below(2) == 0) {
        options.sampling.temperature = 0.1 + 0.1 * static_cast<double>(below(15));
        options.sampling.topK = below(2) == 0 ? signedBelow(50) : 0;
        options.sampling.topP = below(2) == 0 ? 0.9 : 1;
        options.sampling.minP = below(3) == 0 ? 0.05 : 0;
        options.sampling.seed = below(1000);
    }
    if (below(4) == 0)
        options.sampling.repetitionPenalty = 1.2;
    request.topLogProbabilities = below(2) == 0 ? signedBelow(21) : 0;
    if (below(4) == 0)
        request.probes = {0, static_cast<TokenId>(below(alphabet))};
    request.entropy = below(4) == 0;
    request.promptLogProbabilities = below(3) == 0;
    if (request.promptLogProbabilities && below(2) == 0) {
        for (std::size_t i = below(3); i <= length; i += 1 + below(20))
            request.promptPositions.push_back(static_cast<std::int64_t>(i));
    }
    if (below(4) == 0) {
        const std::size_t forced = 1 + below(6);
        for (std::size_t i = 0; i < forced; ++i)
            request.forced.push_back(static_cast<TokenId>(below(alphabet)));
    }
    request.lane = static_cast<Lane>(below(3));
    return request;
}

} // namespace phi1::test
