// SPDX-License-Identifier: Apache-2.0
#include "core/quality/cross_validation.h"

#include <algorithm>
#include <map>
#include <thread>

#include "core/base/ordered_work.h"
#include "core/base/philox.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// A group of samples that stay together.
struct Group {
    std::vector<std::size_t> members;
    std::size_t good = 0;
    std::uint32_t order = 0; ///< by chance
};

TrainingSamples subset(const TrainingSamples &samples, std::span<const std::size_t> which)
{
    TrainingSamples some;
    some.width = samples.width;
    some.values.reserve(which.size() * samples.width);
    for (const std::size_t index : which) {
        const auto vector = samples.vector(index);
        some.values.insert(some.values.end(), vector.begin(), vector.end());
        some.good.push_back(samples.good[index]);
    }
    return some;
}

} // namespace

std::vector<int> assignFolds(std::span<const std::uint8_t> good,
                             std::span<const std::uint32_t> groups, int folds, std::uint64_t seed)
{
    std::map<std::uint32_t, Group> byNumber;
    for (std::size_t i = 0; i < good.size(); ++i) {
        Group &group = byNumber[groups[i]];
        group.members.push_back(i);
        group.good += good[i];
    }
    std::vector<Group> all;
    for (auto &[number, group] : byNumber) {
        group.order = Philox::block(seed, number)[0];
        all.push_back(std::move(group));
    }
    // Large groups first, while every fold has room for them; the rest in an order of chance.
    std::sort(all.begin(), all.end(), [](const Group &a, const Group &b) {
        return a.members.size() != b.members.size() ? a.members.size() > b.members.size()
                                                    : a.order < b.order;
    });
    struct Fold {
        std::size_t good = 0, bad = 0;
    };
    std::vector<Fold> sizes(static_cast<std::size_t>(folds));
    std::vector<int> result(good.size());
    for (const Group &group : all) {
        const std::size_t bad = group.members.size() - group.good;
        // The fold that has least of what the group has most of, then the smallest.
        const bool mostlyGood = group.good >= bad;
        const auto fold =
            std::min_element(sizes.begin(), sizes.end(), [&](const Fold &a, const Fold &b) {
                const std::size_t left = mostlyGood ? a.good : a.bad;
                const std::size_t right = mostlyGood ? b.good : b.bad;
                return left != right ? left < right : a.good + a.bad < b.good + b.bad;
            });
        fold->good += group.good;
        fold->bad += bad;
        for (const std::size_t member : group.members)
            result[member] = static_cast<int>(fold - sizes.begin());
    }
    return result;
}

Result<ForestReport> crossValidate(const TrainingSamples &samples,
                                   std::span<const std::uint8_t> labels,
                                   std::span<const std::uint32_t> groups,
                                   const ForestOptions &options, int folds, double threshold,
                                   const std::stop_token &stop,
                                   const std::function<void(int)> &progress)
{
    if (folds < 2 || labels.size() != samples.size() || groups.size() != samples.size())
        return failure(ErrorCode::Usage,
                       concat(folds, " folds of ", samples.size(), " samples with ", labels.size(),
                              " labels and ", groups.size(), " groups."));
    const std::vector<int> foldOf = assignFolds(samples.good, groups, folds, options.seed);
    std::vector<float> shares(samples.size());
    // OpenCV trains a forest on one thread, from that thread's random numbers: folds run beside
    // each other and are the same as one after the other.
    const auto trainFold = [&](std::uint64_t fold) -> Result<std::vector<std::size_t>> {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, "The cross-validation was stopped.");
        std::vector<std::size_t> trained, tested;
        for (std::size_t i = 0; i < samples.size(); ++i)
            (foldOf[i] == static_cast<int>(fold) ? tested : trained).push_back(i);
        const auto forest = RandomForest::train(subset(samples, trained), options);
        if (!forest)
            return failure(forest.error().code, concat("Without fold ", fold + 1, " of ", folds,
                                                       ": ", forest.error().message));
        for (const std::size_t i : tested)
            forest->vote(samples.vector(i), std::span(shares).subspan(i, 1));
        return tested;
    };
    std::vector<Proportion> foldAccuracy;
    const int threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, folds);
    PHI1_TRY(runOrdered<std::vector<std::size_t>>(
        threads, static_cast<std::uint64_t>(folds), [&](int) { return trainFold; },
        [&](std::uint64_t fold, std::vector<std::size_t> &&tested) -> Result<void> {
            std::uint64_t right = 0;
            for (const std::size_t i : tested)
                right += (double{shares[i]} >= threshold) == (samples.good[i] == 1);
            foldAccuracy.push_back(proportion(right, tested.size()));
            if (progress)
                progress(static_cast<int>(fold) + 1);
            return {};
        }));
    ForestReport report = forestReport(labels, samples.good, shares, threshold);
    report.folds = folds;
    report.foldAccuracy = std::move(foldAccuracy);
    return report;
}

} // namespace phi1
