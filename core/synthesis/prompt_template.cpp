// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/prompt_template.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::array<std::string_view, 4> names = {"topic", "audience", "seed_words",
                                                   "function_name"};

std::optional<PromptField> fieldNamed(std::string_view name)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == name)
            return static_cast<PromptField>(i);
    }
    return std::nullopt;
}

/// "line 2, column 5" of a byte.
std::string placeOf(std::string_view source, std::size_t offset)
{
    const std::string_view before = source.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t lineBreak = before.rfind('\n');
    const std::size_t column =
        lineBreak == std::string_view::npos ? offset + 1 : offset - lineBreak;
    return concat("line ", line, ", column ", column);
}

} // namespace

Result<PromptTemplate> PromptTemplate::parse(std::string_view source, std::string_view what)
{
    PromptTemplate result;
    std::string text;
    std::size_t textBegin = 0;
    const auto finishText = [&] {
        if (!text.empty())
            result.m_parts.push_back({std::move(text), false, PromptField::Topic, textBegin});
        text.clear();
    };
    for (std::size_t i = 0; i < source.size(); ++i) {
        const char c = source[i];
        if (text.empty())
            textBegin = i;
        if (c != '{' && c != '}') {
            text += c;
            continue;
        }
        if (i + 1 < source.size() && source[i + 1] == c) {
            text += c;
            ++i;
            continue;
        }
        const std::size_t end = c == '{' ? source.find('}', i) : std::string_view::npos;
        if (end == std::string_view::npos)
            return failure(ErrorCode::Usage,
                           concat(what, ", ", placeOf(source, i), ": '", std::string(1, c),
                                  "' stands alone; write {topic}, {audience}, {seed_words} or "
                                  "{function_name}, and two of them for the brace itself"));
        const std::string_view name = source.substr(i + 1, end - i - 1);
        const auto field = fieldNamed(name);
        if (!field)
            return failure(ErrorCode::Usage,
                           concat(what, ", ", placeOf(source, i), ": {", printable(name, 40),
                                  "} is not known; topic, audience, seed_words and function_name "
                                  "are, and {{ is a brace"));
        finishText();
        result.m_parts.push_back({std::string(source.substr(i, end - i + 1)), true, *field, i});
        i = end;
    }
    finishText();
    return result;
}

bool PromptTemplate::asksFor(PromptField field) const
{
    return std::any_of(m_parts.begin(), m_parts.end(),
                       [field](const Part &part) { return part.isField && part.field == field; });
}

std::string PromptTemplate::fill(const PromptValues &values) const
{
    const std::array<const std::string *, 4> texts = {&values.topic, &values.audience,
                                                      &values.seedWords, &values.functionName};
    std::string filled;
    for (const Part &part : m_parts)
        filled += part.isField ? *texts[static_cast<std::size_t>(part.field)] : part.text;
    return filled;
}

} // namespace phi1
