// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// A sample whose label would teach a forest most.
struct Suggestion {
    SampleRow row = noSample;
    float share = 0;    ///< of trees that vote for good
    float entropy = 0;  ///< of the vote, bits: 1 where half the trees disagree with the other half
    float distance = 0; ///< to the nearest labelled or suggested sample before it, of unit vectors
    bool operator==(const Suggestion &) const = default;
};

/// Candidates with their vectors. Legend: N candidates, L labelled ones, C width.
struct SuggestionInput {
    std::uint32_t width = 0;
    std::span<const SampleRow> rows; ///< [N]
    std::span<const float> shares;   ///< [N]; NaN is no candidate
    /// Vector of candidate i < N, C values.
    std::function<std::span<const float>(std::size_t)> vector;
    std::span<const float> labelled; ///< [L, C]
};

/// The `count` most informative ones: the most uncertain fraction of candidates, of which each next
/// one is that with the largest entropy × distance to what is labelled or chosen already, so that
/// twenty suggestions are not twenty copies. Cancelled.
Result<std::vector<Suggestion>> suggest(const SuggestionInput &input, std::size_t count,
                                        const std::stop_token &stop);

/// [{"row","share","entropy","distance"}]
Json toJson(std::span<const Suggestion> suggestions);

} // namespace phi1
