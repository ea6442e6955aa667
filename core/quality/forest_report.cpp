// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/text.h"
#include "core/quality/cross_validation.h"

namespace phi1 {

namespace {

constexpr std::size_t calibrationBins = 10;

/// Chance that a good sample stands above another one, ties counted half: Mann and Whitney's U.
double areaUnderCurve(std::span<const std::uint8_t> good, std::span<const float> shares)
{
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return shares[a] < shares[b]; });
    double above = 0, badBelow = 0, goods = 0;
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        double bad = 0, tied = 0;
        for (; end < order.size() && shares[order[end]] == shares[order[begin]]; ++end)
            (good[order[end]] != 0 ? tied : bad) += 1;
        above += tied * (badBelow + bad / 2);
        badBelow += bad;
        goods += tied;
    }
    const double pairs = goods * badBelow;
    return pairs > 0 ? above / pairs : std::numeric_limits<double>::quiet_NaN();
}

void calibrate(ForestReport &report, std::span<const std::uint8_t> good,
               std::span<const float> shares)
{
    struct Sum {
        std::uint64_t count = 0, good = 0;
        double share = 0;
    };
    std::array<Sum, calibrationBins> sums{};
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const double place = double{shares[i]} * calibrationBins;
        Sum &sum =
            sums[std::min(calibrationBins - 1, static_cast<std::size_t>(std::max(0.0, place)))];
        sum.count += 1;
        sum.good += good[i];
        sum.share += shares[i];
    }
    for (std::size_t bin = 0; bin < calibrationBins; ++bin) {
        const Sum &sum = sums[bin];
        const auto count = static_cast<double>(sum.count);
        CalibrationBin out;
        out.from = static_cast<double>(bin) / calibrationBins;
        out.to = static_cast<double>(bin + 1) / calibrationBins;
        out.good = proportion(sum.good, sum.count);
        out.meanPredicted = sum.count == 0 ? (out.from + out.to) / 2 : sum.share / count;
        if (sum.count != 0)
            report.calibrationError += std::abs(out.meanPredicted - out.good.share) * count /
                                       static_cast<double>(shares.size());
        report.bins.push_back(out);
    }
}

Json toJson(const Proportion &value)
{
    return {{"share", jsonNumber(value.share)},
            {"low", jsonNumber(value.low)},
            {"high", jsonNumber(value.high)},
            {"hits", value.hits},
            {"of", value.of}};
}

/// Reads what toJson() wrote; the first thing that is missing or of another kind is remembered.
class ReportReader
{
public:
    const Json &member(const Json &json, const char *key)
    {
        static const Json nothing;
        if (json.is_object() && json.contains(key))
            return json[key];
        complain(key);
        return nothing;
    }
    double number(const Json &json, const char *key)
    {
        const auto value = numberFromJson(member(json, key), key);
        if (!value)
            complain(key);
        return value.value_or(0);
    }
    std::uint64_t count(const Json &value, const char *key)
    {
        if (value.is_number_unsigned())
            return value.get<std::uint64_t>();
        complain(key);
        return 0;
    }
    Proportion proportionOf(const Json &json, const char *what)
    {
        Proportion value;
        value.hits = count(member(json, "hits"), what);
        value.of = count(member(json, "of"), what);
        value.share = number(json, "share");
        value.low = number(json, "low");
        value.high = number(json, "high");
        return value;
    }
    void complain(const char *key)
    {
        if (m_complaint.empty())
            m_complaint = key;
    }
    const std::string &complaint() const { return m_complaint; }

private:
    std::string m_complaint;
};

} // namespace

Proportion proportion(std::uint64_t hits, std::uint64_t of)
{
    Proportion result{.hits = hits, .of = of};
    if (of == 0)
        return result;
    constexpr double z = 1.959963984540054; // of 95 % on both sides
    const auto n = static_cast<double>(of);
    const double p = static_cast<double>(hits) / n;
    const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    result.share = p;
    result.low = std::max(0.0, centre - half);
    result.high = std::min(1.0, centre + half);
    return result;
}

ForestReport forestReport(std::span<const std::uint8_t> labels, std::span<const std::uint8_t> good,
                          std::span<const float> shares, double threshold)
{
    ForestReport report;
    report.threshold = threshold;
    std::uint64_t right = 0, goods = 0;
    double squares = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const bool predicted = double{shares[i]} >= threshold;
        right += predicted == (good[i] != 0);
        goods += good[i] != 0;
        if (labels[i] >= 1 && labels[i] <= report.confusion.size())
            report.confusion[labels[i] - std::size_t{1}][predicted ? 1 : 0] += 1;
        const double difference = double{shares[i]} - good[i];
        squares += difference * difference;
    }
    report.accuracy = proportion(right, shares.size());
    report.majority = proportion(std::max(goods, shares.size() - goods), shares.size());
    report.areaUnderCurve = areaUnderCurve(good, shares);
    report.brier = shares.empty() ? 0 : squares / static_cast<double>(shares.size());
    calibrate(report, good, shares);
    report.shares.assign(shares.begin(), shares.end());
    return report;
}

Json toJson(const ForestReport &report)
{
    Json json = {{"folds", report.folds},
                 {"accuracy", toJson(report.accuracy)},
                 {"majority", toJson(report.majority)},
                 {"threshold", report.threshold},
                 {"confusion", report.confusion},
                 {"area_under_curve", jsonNumber(report.areaUnderCurve)},
                 {"brier", jsonNumber(report.brier)},
                 {"calibration_error", jsonNumber(report.calibrationError)},
                 {"calibration", Json::array()},
                 {"fold_accuracy", Json::array()}};
    for (const CalibrationBin &bin : report.bins)
        json["calibration"].push_back({{"from", bin.from},
                                       {"to", bin.to},
                                       {"mean_predicted", jsonNumber(bin.meanPredicted)},
                                       {"good", toJson(bin.good)}});
    for (const Proportion &fold : report.foldAccuracy)
        json["fold_accuracy"].push_back(toJson(fold));
    return json;
}

Result<ForestReport> forestReportFromJson(const Json &json)
{
    ReportReader reader;
    ForestReport report;
    report.folds = static_cast<int>(reader.number(json, "folds"));
    report.accuracy = reader.proportionOf(reader.member(json, "accuracy"), "accuracy");
    report.majority = reader.proportionOf(reader.member(json, "majority"), "majority");
    report.threshold = reader.number(json, "threshold");
    report.areaUnderCurve = reader.number(json, "area_under_curve");
    report.brier = reader.number(json, "brier");
    report.calibrationError = reader.number(json, "calibration_error");
    const Json &confusion = reader.member(json, "confusion");
    for (std::size_t label = 0; label < report.confusion.size(); ++label) {
        const bool fits = confusion.is_array() && confusion.size() == report.confusion.size() &&
                          confusion[label].is_array() && confusion[label].size() == 2;
        if (!fits) {
            reader.complain("confusion");
            break;
        }
        for (std::size_t side = 0; side < 2; ++side)
            report.confusion[label][side] = reader.count(confusion[label][side], "confusion");
    }
    for (const Json &bin : reader.member(json, "calibration"))
        report.bins.push_back({reader.number(bin, "from"), reader.number(bin, "to"),
                               reader.number(bin, "mean_predicted"),
                               reader.proportionOf(reader.member(bin, "good"), "good")});
    for (const Json &fold : reader.member(json, "fold_accuracy"))
        report.foldAccuracy.push_back(reader.proportionOf(fold, "fold_accuracy"));
    if (!reader.complaint().empty())
        return failure(ErrorCode::Corrupt,
                       concat("The report of a forest has no usable '", reader.complaint(), "'."));
    return report;
}

} // namespace phi1
