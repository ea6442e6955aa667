// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/line_alignment.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>

#include "core/comparison/diff.h"

namespace phi1 {
namespace {

constexpr std::size_t mostPairs = 40000;
constexpr double leastSimilarity = 0.25; ///< of lines that are worth standing beside each other
constexpr double equalBonus = 0.5;       ///< an equal line is worth more than a like one

struct Line {
    std::size_t hash = 0;
    std::vector<std::size_t> words; ///< sorted; those with a letter or digit
    double weight = 0;
};

Line lineOf(std::string_view text)
{
    Line line;
    line.hash = std::hash<std::string_view>{}(text);
    for (const std::string_view word : splitWords(text)) {
        const auto c = static_cast<unsigned char>(word.empty() ? ' ' : word.front());
        if (std::isalnum(c) || c == '_' || c >= 0x80)
            line.words.push_back(std::hash<std::string_view>{}(word));
    }
    std::sort(line.words.begin(), line.words.end());
    // What holds no word is found everywhere.
    line.weight = line.words.empty() ? 0.05 : 1;
    return line;
}

/// 0 = nothing in common, 1 = the same words.
double similarity(const Line &a, const Line &b)
{
    std::size_t common = 0;
    auto left = a.words.begin();
    auto right = b.words.begin();
    while (left != a.words.end() && right != b.words.end()) {
        if (*left < *right) {
            ++left;
        } else if (*right < *left) {
            ++right;
        } else {
            ++common;
            ++left;
            ++right;
        }
    }
    const std::size_t total = a.words.size() + b.words.size();
    return total == 0 ? 0 : 2.0 * static_cast<double>(common) / static_cast<double>(total);
}

double worth(const Line &a, const Line &b)
{
    if (a.hash == b.hash)
        return a.weight * (1 + equalBonus);
    const double alike = similarity(a, b);
    return alike >= leastSimilarity ? alike : 0;
}

/// The alignment with the greatest sum of worths, by dynamic programming.
void alignBlock(std::span<const Line> a, std::span<const Line> b, std::size_t offsetA,
                std::size_t offsetB, std::vector<int> &matches)
{
    if (a.empty() || b.empty())
        return;
    if (a.size() * b.size() > mostPairs) {
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (worth(a[i], b[i]) > 0)
                matches[offsetA + i] = static_cast<int>(offsetB + i);
        }
        return;
    }
    const std::size_t width = b.size() + 1;
    std::vector<double> best((a.size() + 1) * width, 0);
    std::vector<double> pair(a.size() * b.size());
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            const double value = worth(a[i], b[j]);
            pair[i * b.size() + j] = value;
            best[i * width + j] =
                std::max({best[(i + 1) * width + j], best[i * width + j + 1],
                          value > 0 ? best[(i + 1) * width + j + 1] + value : 0.0});
        }
    }
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const double value = pair[i * b.size() + j];
        if (value > 0 && best[i * width + j] == best[(i + 1) * width + j + 1] + value) {
            matches[offsetA + i] = static_cast<int>(offsetB + j);
            ++i;
            ++j;
        } else if (best[i * width + j] == best[(i + 1) * width + j]) {
            ++i;
        } else {
            ++j;
        }
    }
}

} // namespace

std::vector<int> alignLines(const std::vector<std::string_view> &a,
                            const std::vector<std::string_view> &b)
{
    std::vector<Line> linesA;
    std::vector<Line> linesB;
    std::transform(a.begin(), a.end(), std::back_inserter(linesA), lineOf);
    std::transform(b.begin(), b.end(), std::back_inserter(linesB), lineOf);
    std::vector<int> matches(a.size(), -1);
    if (a.size() * b.size() <= mostPairs) {
        alignBlock(linesA, linesB, 0, 0, matches);
        return matches;
    }
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    const auto numbered = [&numbers](const std::vector<std::string_view> &lines) {
        std::vector<std::uint32_t> result;
        for (const std::string_view line : lines)
            result.push_back(
                numbers.emplace(line, static_cast<std::uint32_t>(numbers.size())).first->second);
        return result;
    };
    const std::vector<std::uint32_t> unitsA = numbered(a);
    const std::vector<std::uint32_t> unitsB = numbered(b);
    std::size_t doneA = 0;
    std::size_t doneB = 0;
    const auto between = [&](std::size_t endA, std::size_t endB) {
        alignBlock(std::span(linesA).subspan(doneA, endA - doneA),
                   std::span(linesB).subspan(doneB, endB - doneB), doneA, doneB, matches);
    };
    for (const EditRun &run : diffUnits(unitsA, unitsB)) {
        if (run.kind != EditRun::Kind::Equal)
            continue;
        between(static_cast<std::size_t>(run.beginA), static_cast<std::size_t>(run.beginB));
        for (auto at = run.beginA; at < run.endA; ++at)
            matches[static_cast<std::size_t>(at)] = static_cast<int>(run.beginB + at - run.beginA);
        doneA = static_cast<std::size_t>(run.endA);
        doneB = static_cast<std::size_t>(run.endB);
    }
    between(a.size(), b.size());
    return matches;
}

} // namespace phi1
