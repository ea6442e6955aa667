// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/corpora/store/sample.h"

namespace phi1 {

/// One sample on which two scores differ.
struct Disagreement {
    SampleRow row = noSample;
    float first = 0, second = 0; ///< the scores
    /// Share of samples below it, ties counted half, 0 to 1: what makes two scores comparable that
    /// have different scales.
    float firstRank = 0, secondRank = 0;
    float difference() const { return secondRank - firstRank; }
    bool operator==(const Disagreement &) const = default;
};

struct DisagreementReport {
    std::uint64_t samples = 0; ///< that have both scores
    double correlation = 0;    ///< Spearman's, −1 to 1; NaN where a score is constant
    double meanDifference = 0; ///< mean |difference| of ranks; 1/3 if the scores know nothing of
                               ///< each other
    std::vector<Disagreement> samplesByDifference; ///< the largest |difference| first, then by row
};

/// @param first, second  by row; NaN: none; the shorter one ends where it ends
/// @param among  only these rows, ascending; empty: all
/// @param limit  of the list
/// Cancelled.
Result<DisagreementReport> disagreements(std::span<const float> first,
                                         std::span<const float> second,
                                         std::span<const SampleRow> among, std::size_t limit,
                                         const std::stop_token &stop);

/// {"samples","correlation","mean_difference","rows":[{"row","first","second","first_rank",
/// "second_rank"}]}
Json toJson(const DisagreementReport &report);

} // namespace phi1
