// SPDX-License-Identifier: Apache-2.0
#include "core/demonstration/template_text.h"

#include <stdexcept>

namespace phi1 {

std::string chooseAlternatives(std::string_view text, PhiloxStream &random)
{
    std::string result;
    std::size_t position = 0;
    while (true) {
        const std::size_t open = text.find('[', position);
        if (open == std::string_view::npos)
            break;
        const std::size_t close = text.find(']', open);
        if (close == std::string_view::npos)
            throw std::logic_error("template without its closing bracket: " + std::string(text));
        result += text.substr(position, open - position);
        std::vector<std::string_view> alternatives;
        std::string_view group = text.substr(open + 1, close - open - 1);
        for (std::size_t bar = group.find('|'); bar != std::string_view::npos;
             bar = group.find('|')) {
            alternatives.push_back(group.substr(0, bar));
            group.remove_prefix(bar + 1);
        }
        alternatives.push_back(group);
        result += chooseOne(alternatives, random);
        position = close + 1;
    }
    result += text.substr(position);
    return result;
}

std::string fillTemplate(std::string_view text, const TemplateValues &values)
{
    std::string result;
    std::size_t position = 0;
    while (position < text.size()) {
        const std::size_t open = text.find('{', position);
        if (open == std::string_view::npos)
            break;
        result += text.substr(position, open - position);
        const std::size_t close = text.find_first_of("{}", open + 1);
        const bool closed = close != std::string_view::npos && text[close] == '}';
        const std::string_view inside =
            closed ? text.substr(open + 1, close - open - 1) : std::string_view();
        const std::size_t colon = inside.find(':');
        const auto found = values.find(inside.substr(0, colon));
        if (!closed || found == values.end() ||
            (colon != std::string_view::npos && inside.substr(colon) != ":th")) {
            result += '{';
            position = open + 1;
            continue;
        }
        result +=
            colon == std::string_view::npos ? found->second : ordinal(std::stoll(found->second));
        position = close + 1;
    }
    result += text.substr(position);
    return result;
}

std::string writeTemplate(std::string_view text, const TemplateValues &values, PhiloxStream &random)
{
    return fillTemplate(chooseAlternatives(text, random), values);
}

std::string ordinal(std::int64_t number)
{
    const std::int64_t tens = number / 10 % 10;
    const std::int64_t ones = number % 10;
    const char *suffix = "th";
    if (tens != 1 && ones == 1)
        suffix = "st";
    else if (tens != 1 && ones == 2)
        suffix = "nd";
    else if (tens != 1 && ones == 3)
        suffix = "rd";
    return std::to_string(number) + suffix;
}

std::uint64_t stableHash(std::string_view text)
{
    std::uint64_t hash = 0xcbf29ce484222325ull;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ull;
    }
    // FNV alone leaves the low bits of similar texts alike; this is the finaliser of splitmix64.
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9ull;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebull;
    return hash ^ hash >> 31;
}

} // namespace phi1
