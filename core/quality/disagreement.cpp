// SPDX-License-Identifier: Apache-2.0
#include "core/quality/disagreement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace phi1 {

namespace {

constexpr const char *stopped = "The comparison of two scores was stopped.";

/// Share of values below each, ties counted half.
std::vector<float> ranksOf(const std::vector<float> &values)
{
    std::vector<std::uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    std::vector<float> ranks(values.size());
    const auto count = static_cast<double>(values.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]])
            ++end;
        const auto rank = static_cast<float>(static_cast<double>(begin + end) / 2 / count);
        for (std::size_t i = begin; i < end; ++i)
            ranks[order[i]] = rank;
    }
    return ranks;
}

/// Pearson's correlation; of ranks it is Spearman's.
double correlation(const std::vector<float> &first, const std::vector<float> &second)
{
    const auto count = static_cast<double>(first.size());
    const double meanFirst = std::accumulate(first.begin(), first.end(), 0.0) / count;
    const double meanSecond = std::accumulate(second.begin(), second.end(), 0.0) / count;
    double both = 0, squaresFirst = 0, squaresSecond = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        const double a = first[i] - meanFirst, b = second[i] - meanSecond;
        both += a * b;
        squaresFirst += a * a;
        squaresSecond += b * b;
    }
    if (squaresFirst == 0 || squaresSecond == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return both / std::sqrt(squaresFirst * squaresSecond);
}

bool worse(const Disagreement &a, const Disagreement &b)
{
    const float left = std::abs(a.difference()), right = std::abs(b.difference());
    return left != right ? left > right : a.row < b.row;
}

} // namespace

Result<DisagreementReport> disagreements(std::span<const float> first,
                                         std::span<const float> second,
                                         std::span<const SampleRow> among, std::size_t limit,
                                         const std::stop_token &stop)
{
    std::vector<SampleRow> rows;
    std::vector<float> firsts, seconds;
    const auto take = [&](std::size_t row) {
        if (row >= first.size() || row >= second.size() || std::isnan(first[row]) ||
            std::isnan(second[row]))
            return;
        rows.push_back(static_cast<SampleRow>(row));
        firsts.push_back(first[row]);
        seconds.push_back(second[row]);
    };
    if (among.empty()) {
        for (std::size_t row = 0; row < std::min(first.size(), second.size()); ++row)
            take(row);
    } else {
        for (const SampleRow row : among)
            take(row);
    }
    DisagreementReport report;
    report.samples = rows.size();
    report.correlation = std::numeric_limits<double>::quiet_NaN();
    if (rows.empty())
        return report;

    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, stopped);
    const std::vector<float> firstRanks = ranksOf(firsts);
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, stopped);
    const std::vector<float> secondRanks = ranksOf(seconds);
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, stopped);
    report.correlation = correlation(firstRanks, secondRanks);

    std::vector<Disagreement> &list = report.samplesByDifference;
    list.reserve(rows.size());
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        list.push_back({rows[i], firsts[i], seconds[i], firstRanks[i], secondRanks[i]});
        sum += std::abs(list.back().difference());
    }
    report.meanDifference = sum / static_cast<double>(rows.size());
    const std::size_t kept = std::min(limit, list.size());
    std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end(),
                      worse);
    list.resize(kept);
    list.shrink_to_fit();
    return report;
}

Json toJson(const DisagreementReport &report)
{
    Json json = {{"samples", report.samples},
                 {"correlation", jsonNumber(report.correlation)},
                 {"mean_difference", jsonNumber(report.meanDifference)},
                 {"rows", Json::array()}};
    for (const Disagreement &sample : report.samplesByDifference)
        json["rows"].push_back({{"row", sample.row},
                                {"first", jsonNumber(sample.first)},
                                {"second", jsonNumber(sample.second)},
                                {"first_rank", jsonNumber(sample.firstRank)},
                                {"second_rank", jsonNumber(sample.secondRank)}});
    return json;
}

} // namespace phi1
