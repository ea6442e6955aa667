// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/attention/attention_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "core/base/text.h"

namespace phi1 {

namespace {

std::string number(float value, std::string_view unit)
{
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), unit == "share" ? "%.3f" : "%.2f",
                        static_cast<double>(value));
    return std::isnan(value) ? "NaN" : text.data();
}

std::string padded(std::string text, std::size_t width, bool right = true)
{
    if (text.size() < width)
        text.insert(right ? 0 : text.size(), width - text.size(), ' ');
    return text;
}

std::string headName(HeadId head)
{
    return concat(head.layer, '.', head.head);
}

/// A token as one word: blanks and line breaks can be seen.
std::string shown(const std::string &bytes)
{
    std::string text;
    for (const char c : bytes) {
        if (c == ' ')
            text += "·";
        else if (c == '\n')
            text += "⏎";
        else if (c == '\t')
            text += "→";
        else
            text += c;
    }
    return printable(text, 40);
}

std::string titleLine(const AttentionFindings &findings)
{
    return concat(findings.name, findings.minus.empty() ? "" : " against ", findings.minus, ": ",
                  findings.tokens(), " tokens, ", findings.measures.layers, " layers of ",
                  findings.measures.heads, " heads, ", findings.facts.dtype, " on ",
                  findings.facts.device, findings.withoutFirst ? ", without the first token" : "",
                  '\n');
}

/// Scores that were not measured, those of one reason together.
std::string reasonLines(const HeadMeasures &measures)
{
    std::vector<std::pair<std::string, std::string>> lines; // reason, keys
    for (const HeadScoreFacts &facts : headScoreFacts()) {
        const std::string &reason = measures.reasons.at(static_cast<std::size_t>(facts.score));
        if (reason.empty() || facts.score == HeadScore::Change)
            continue;
        const auto found = std::find_if(lines.begin(), lines.end(),
                                        [&](const auto &line) { return line.first == reason; });
        if (found == lines.end())
            lines.emplace_back(reason, facts.key);
        else
            found->second += concat(", ", facts.key);
    }
    std::string text;
    for (const auto &[reason, keys] : lines)
        text += concat("not applicable: ", keys, " (", reason, ")\n");
    return text;
}

std::vector<HeadScoreFacts> measured(const HeadMeasures &measures)
{
    std::vector<HeadScoreFacts> scores;
    for (const HeadScoreFacts &facts : headScoreFacts()) {
        if (measures.reasons.at(static_cast<std::size_t>(facts.score)).empty())
            scores.push_back(facts);
    }
    return scores;
}

} // namespace

std::string strongestHeadsText(const AttentionFindings &findings, std::int64_t top)
{
    const HeadMeasures &measures = findings.measures;
    std::string text = titleLine(findings);
    for (const HeadScoreFacts &facts : measured(measures)) {
        const std::string unit =
            facts.unit == "share" ? std::string() : concat(" (", facts.unit, ')');
        text += padded(concat(facts.key, unit), 20, false);
        const std::vector<HeadId> heads = measures.sortedBy(facts.score);
        const auto count = std::min<std::size_t>(heads.size(), static_cast<std::size_t>(top));
        for (const HeadId head : std::span(heads).first(count))
            text += concat("  ", padded(headName(head), 5), ' ',
                           padded(number(measures.value(head, facts.score), facts.unit), 6));
        text += '\n';
    }
    return text + reasonLines(measures);
}

std::string scoreTableText(const AttentionFindings &findings, std::string_view sort)
{
    const HeadMeasures &measures = findings.measures;
    const std::vector<HeadScoreFacts> scores = measured(measures);
    std::string text = titleLine(findings) + " head";
    for (const HeadScoreFacts &facts : scores)
        text += concat("  ", padded(std::string(facts.key), 8));
    text += '\n';
    std::vector<HeadId> heads = measures.sortedBy(headScoreNamed(sort).value_or(HeadScore::Sink));
    if (sort.empty())
        std::sort(heads.begin(), heads.end());
    for (const HeadId head : heads) {
        text += padded(headName(head), 5);
        for (const HeadScoreFacts &facts : scores)
            text += concat("  ", padded(number(measures.value(head, facts.score), facts.unit),
                                        std::max<std::size_t>(8, facts.key.size())));
        text += '\n';
    }
    return text + reasonLines(measures);
}

std::string mapText(const AttentionFindings &findings, std::int64_t top)
{
    std::string text = concat("layer ", findings.head->layer, ", head ", findings.head->head,
                              " of ", titleLine(findings));
    const std::int64_t tokens = findings.tokens();
    for (std::int64_t i = 0; i < tokens; ++i) {
        const std::span<const float> row =
            std::span(findings.map)
                .subspan(static_cast<std::size_t>(i * tokens), static_cast<std::size_t>(i) + 1);
        std::vector<std::size_t> keys(row.size());
        std::iota(keys.begin(), keys.end(), std::size_t{0});
        const auto count = std::min<std::size_t>(keys.size(), static_cast<std::size_t>(top));
        const auto weight = [&](std::size_t key) {
            return std::isnan(row[key]) ? 0.0F : std::abs(row[key]);
        };
        std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count),
                          keys.end(), [&](std::size_t a, std::size_t b) {
                              return weight(a) != weight(b) ? weight(a) > weight(b) : a < b;
                          });
        text += concat(padded(std::to_string(i), 5), ' ',
                       shown(findings.pieces[static_cast<std::size_t>(i)]), " looks at");
        for (const std::size_t key : std::span(keys).first(count))
            text +=
                concat("  ", key, ' ', shown(findings.pieces[key]), ' ', number(row[key], "share"));
        text += '\n';
    }
    return text;
}

} // namespace phi1
