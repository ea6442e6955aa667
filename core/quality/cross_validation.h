// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/quality/random_forest.h"

namespace phi1 {

/// A share of a whole with its 95 % interval (Wilson 1927).
struct Proportion {
    std::uint64_t hits = 0, of = 0;
    double share = 0, low = 0, high = 1;
};
Proportion proportion(std::uint64_t hits, std::uint64_t of);

/// Samples whose predicted share lies in [from, to), the last bin in [from, 1].
struct CalibrationBin {
    double from = 0, to = 0;
    double meanPredicted = 0; ///< of those in the bin
    Proportion good;          ///< how many of them are
};

/// How well predictions agree with verdicts.
struct ForestReport {
    int folds = 0;
    Proportion accuracy; ///< share ≥ threshold against the verdict
    Proportion majority; ///< accuracy of always saying the verdict that is more frequent
    double threshold = 0.5;
    /// [label given 1–5][0 predicted below the threshold, 1 above]
    std::array<std::array<std::uint64_t, 2>, 5> confusion{};
    double areaUnderCurve = 0;        ///< of the ROC: chance that a good one stands above
    double brier = 0;                 ///< mean squared difference of share and verdict
    double calibrationError = 0;      ///< mean |predicted − observed| over bins, by their size
    std::vector<CalibrationBin> bins; ///< ten
    std::vector<Proportion> foldAccuracy; ///< of each fold
    std::vector<float> shares;            ///< [N] out of fold, for the pages; not in the JSON
};

/// Report of predictions made elsewhere.
/// @param labels  [N] 1 to 5
/// @param good    [N] 0 or 1
/// @param shares  [N] 0 to 1
ForestReport forestReport(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> good,
                          std::span<const float> shares, double threshold);

/// Which fold every sample is tested in: verdicts are spread evenly, and samples of one group
/// (near-duplicates) stay together, else copies would be tested that were trained on.
/// @param groups  [N] equal numbers belong together
std::vector<int> assignFolds(std::span<const std::uint8_t> good,
                             std::span<const std::uint32_t> groups, int folds, std::uint64_t seed);

/// Trains `folds` forests, each without its fold, and reports their votes on it.
/// Usage where a fold leaves fewer than two of a verdict to train on; Cancelled.
/// @param progress  called with the number of folds done
Result<ForestReport> crossValidate(const TrainingSamples &samples,
                                   std::span<const std::uint8_t> labels,
                                   std::span<const std::uint32_t> groups,
                                   const ForestOptions &options, int folds, double threshold,
                                   const std::stop_token &stop,
                                   const std::function<void(int)> &progress = {});

/// {"folds","accuracy":{"share","low","high","hits","of"},"majority":{…},"threshold","confusion":
/// [[below,above]×5],"area_under_curve","brier","calibration_error","calibration":[{"from","to",
/// "mean_predicted","good":{…}}],"fold_accuracy":[…]}
Json toJson(const ForestReport &report);
Result<ForestReport> forestReportFromJson(const Json &json);

} // namespace phi1
