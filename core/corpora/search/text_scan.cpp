// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/text_scan.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <thread>

namespace phi1 {

namespace {

/// Candidates of a portion at first and at most: the first hits come soon, threads start seldom.
constexpr std::size_t firstPortion = 64, largestPortion = 4096;
/// A portion that took longer is halved, so that a stop is seen soon.
constexpr double slowPortion = 0.015;

struct Part {
    std::vector<SampleRow> hits, gaveUp;
    Result<void> outcome;
};

void scanPart(std::span<const SampleRow> rows, const TextPattern &pattern, const SampleStore &store,
              const std::stop_token &stop, Part &part)
{
    part.outcome = store.eachText(rows, [&](SampleRow row, std::string_view text) {
        if (stop.stop_requested())
            return false;
        ByteSpan match;
        const auto outcome = pattern.find(text, 0, match);
        if (outcome == TextPattern::Outcome::Found)
            part.hits.push_back(row);
        else if (outcome == TextPattern::Outcome::GaveUp)
            part.gaveUp.push_back(row);
        return true;
    });
}

void append(std::vector<SampleRow> &to, const std::vector<SampleRow> &from)
{
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

Result<void> scanTexts(const std::vector<SampleRow> &candidates,
                       const std::vector<const TextPattern *> &patterns,
                       const std::vector<const SampleStore *> &stores, const TextScanLimits &limits,
                       TextScan &scan, const std::function<void()> &after)
{
    using Clock = std::chrono::steady_clock;
    const auto secondsSince = [](Clock::time_point begin) {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    };
    const auto begin = Clock::now();
    std::size_t portion = firstPortion;
    while (scan.searched < candidates.size() && scan.hits.size() < limits.hits &&
           secondsSince(begin) < limits.seconds) {
        if (limits.stop.stop_requested())
            return failure(ErrorCode::Cancelled, "the search was stopped");
        const auto started = Clock::now();
        const auto rows =
            std::span(candidates)
                .subspan(scan.searched, std::min(portion, candidates.size() - scan.searched));
        const auto half = rows.size() / 2;
        Part first, second;
        {
            std::jthread other;
            if (half > 0)
                other = std::jthread([&] {
                    scanPart(rows.subspan(half), *patterns[1], *stores[1], limits.stop, second);
                });
            scanPart(half > 0 ? rows.first(half) : rows, *patterns[0], *stores[0], limits.stop,
                     first);
        }
        if (limits.stop.stop_requested())
            return failure(ErrorCode::Cancelled, "the search was stopped");
        PHI1_TRY(std::move(first.outcome));
        PHI1_TRY(std::move(second.outcome));
        for (const auto *part : {&first, &second}) {
            append(scan.hits, part->hits);
            append(scan.gaveUp, part->gaveUp);
        }
        scan.searched += rows.size();
        const auto took = secondsSince(started);
        if (took < slowPortion / 2)
            portion = std::min(portion * 2, largestPortion);
        else if (took > slowPortion)
            portion = std::max(portion / 2, std::size_t{1});
        if (after)
            after();
    }
    return {};
}

} // namespace phi1
