// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/html_tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/text.h"
#include "core/comparison/export_text.h"

namespace phi1 {

namespace {

/// Class of the tint, empty at 0.9 and above.
const char *tintClass(double probability)
{
    constexpr std::array<double, 4> limits = {0.9, 0.5, 0.2, 0.05};
    constexpr std::array<const char *, 5> names = {"", "t1", "t2", "t3", "t4"};
    std::size_t step = 0;
    while (step < limits.size() && !(probability >= limits[step]))
        ++step;
    return names[step];
}

std::string titleOf(const TokenRecord &token, std::size_t index)
{
    std::string title = concat("token ", index + 1, ": ", htmlLine(token.bytes), "  ",
                               htmlText(probabilityText(token.logProbability)));
    for (const AlternativeRecord &alternative : token.top)
        title += concat("&#10;", htmlText(probabilityText(alternative.logProbability)), "  ",
                        htmlLine(alternative.bytes));
    return title;
}

/// Whether the bytes end within a character.
bool endsOpen(std::string_view bytes)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if (byte >= 0xC0)
            return back < (byte >= 0xF0 ? 4U : byte >= 0xE0 ? 3U : 2U);
        if (byte < 0x80)
            return false;
    }
    return false;
}

} // namespace

std::string htmlTokens(const CompletionRecord &completion, bool tint, std::int64_t marked)
{
    std::string all;
    for (const TokenRecord &token : completion.tokens)
        all += token.bytes;
    if (!all.starts_with(completion.text))
        return htmlText(completion.text);
    std::string html;
    std::size_t shown = 0; // bytes
    for (std::size_t i = 0; i < completion.tokens.size() && shown < completion.text.size();) {
        // Tokens that share a character are one span: each alone is no text.
        std::string bytes;
        std::string title;
        double probability = 1;
        bool isMarked = false;
        do {
            const TokenRecord &token = completion.tokens[i];
            bytes += token.bytes;
            title += (title.empty() ? "" : "&#10;") + titleOf(token, i);
            probability =
                std::min(probability, std::exp(static_cast<double>(token.logProbability)));
            isMarked = isMarked || static_cast<std::int64_t>(i) == marked;
            ++i;
        } while (i < completion.tokens.size() && endsOpen(bytes));
        bytes.resize(std::min(bytes.size(), completion.text.size() - shown));
        shown += bytes.size();
        std::string classes = tint ? tintClass(probability) : "";
        if (isMarked)
            classes += classes.empty() ? "d" : " d";
        html += "<span";
        if (!classes.empty())
            html += " class=\"" + classes + '"';
        html += " title=\"" + title + "\">" + htmlText(bytes) + "</span>";
    }
    if (marked >= static_cast<std::int64_t>(completion.tokens.size()))
        html += "<span class=\"d\" title=\"ends here\"> </span>";
    return html;
}

} // namespace phi1
