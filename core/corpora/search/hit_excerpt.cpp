// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/text.h"
#include "core/corpora/search/hit_spans.h"

namespace phi1 {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD
constexpr std::string_view ellipsis = "\xe2\x80\xa6";    // …
/// Spans looked at: a line has no room for more.
constexpr std::size_t mostSpans = 64;

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}
bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Bytes of the character at `at`; 0: no well-formed one begins there.
std::size_t characterAt(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return at + bytes <= text.size() && isUtf8(text.substr(at, bytes)) ? bytes : 0;
}

/// C0, DEL and C1 characters, which a terminal or a label would act on.
bool isControl(std::string_view character)
{
    const auto first = static_cast<unsigned char>(character[0]);
    return first < 0x20 || first == 0x7f ||
           (first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0);
}

/// Where the line begins: some words before the hit, at the start of a word.
std::size_t startBefore(std::string_view text, std::size_t hit, std::size_t before)
{
    if (hit <= before)
        return 0;
    const auto from = hit - before;
    for (auto at = from; at < hit; ++at) {
        if (isSpace(text[at]))
            return at + 1;
    }
    auto at = from;
    while (at < hit && isContinuation(text[at]))
        ++at;
    return at;
}

} // namespace

HitExcerpt hitExcerpt(std::string_view text, const CompiledFilter &filter, std::size_t bytes)
{
    const auto spans = hitSpans(text, filter, mostSpans);
    const auto start = spans.empty() ? 0 : startBefore(text, spans.front().begin, bytes / 4);
    HitExcerpt excerpt;
    auto &line = excerpt.text;
    if (start > 0)
        line += ellipsis;
    std::size_t at = start, next = 0;
    bool inside = false; // of spans[next]
    while (at < text.size()) {
        while (next < spans.size() && at >= spans[next].end) {
            if (inside)
                excerpt.spans.back().end = line.size();
            inside = false;
            ++next;
        }
        if (!inside && next < spans.size() && at >= spans[next].begin) {
            inside = true;
            excerpt.spans.push_back({line.size(), line.size()});
        }
        if (line.size() + ellipsis.size() + 4 > bytes)
            break;
        if (isSpace(text[at])) {
            if (!line.empty() && line.back() != ' ' && line != ellipsis)
                line += ' ';
            ++at;
            continue;
        }
        const auto length = characterAt(text, at);
        const auto character = text.substr(at, std::max<std::size_t>(length, 1));
        line += length == 0 || isControl(character) ? replacement : character;
        at += character.size();
    }
    if (inside)
        excerpt.spans.back().end = line.size();
    if (at < text.size())
        line += ellipsis;
    std::erase_if(excerpt.spans, [](const auto &span) { return span.begin == span.end; });
    return excerpt;
}

} // namespace phi1
