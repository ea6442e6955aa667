// SPDX-License-Identifier: Apache-2.0
#include "core/runs/toml_text.h"

#include "core/base/text.h"

namespace phi1 {

Result<toml::table> parseToml(std::string_view text, std::string_view name)
{
    toml::parse_result parsed = toml::parse(text, name);
    if (!parsed) {
        const toml::parse_error &error = parsed.error();
        return failure(ErrorCode::Corrupt,
                       concat(name, " is not valid TOML: line ", error.source().begin.line, ": ",
                              printable(error.description(), 300)));
    }
    return std::move(parsed).table();
}

void overlay(toml::table &lower, const toml::table &upper)
{
    for (const auto &[key, node] : upper) {
        toml::table *below = lower[key].as_table();
        if (below && node.is_table())
            overlay(*below, *node.as_table());
        else
            lower.insert_or_assign(key, node);
    }
}

Result<void> overlayAssignment(toml::table &table, std::string_view assignment)
{
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return failure(ErrorCode::Usage,
                       concat("--set ", printable(assignment), " is not key=value, for example ",
                              "--set training.steps=1000"));
    const auto trimmed = [](std::string_view text) {
        while (!text.empty() && text.front() == ' ')
            text.remove_prefix(1);
        while (!text.empty() && text.back() == ' ')
            text.remove_suffix(1);
        return text;
    };
    std::string_view key = trimmed(assignment.substr(0, equals));
    const std::string_view value = trimmed(assignment.substr(equals + 1));

    toml::table upper;
    toml::table *at = &upper;
    while (true) {
        const std::size_t dot = key.find('.');
        const std::string part(trimmed(key.substr(0, dot)));
        if (dot == std::string_view::npos) {
            // A value that would open a second key or is no TOML at all is what it looks like: a
            // string.
            toml::parse_result parsed = toml::parse(concat("value = ", value));
            if (parsed && parsed.table().size() == 1)
                at->insert_or_assign(part, *parsed.table().get("value"));
            else
                at->insert_or_assign(part, std::string(value));
            break;
        }
        at = at->insert_or_assign(part, toml::table{}).first->second.as_table();
        key = key.substr(dot + 1);
    }
    overlay(table, upper);
    return {};
}

} // namespace phi1
