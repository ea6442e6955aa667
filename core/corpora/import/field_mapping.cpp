// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/import/field_mapping.h"

#include <algorithm>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

struct Target {
    std::string_view key;
    std::string SampleOrigin::*member; ///< null: the text
    std::array<std::string_view, 3> guesses;
};

/// Guesses are the names that published data sets use.
constexpr std::array<Target, 12> targets = {{
    {"text", nullptr, {"text", "content", "code"}},
    {"title", &SampleOrigin::title, {"title", "", ""}},
    {"source", &SampleOrigin::source, {"source", "repo", "repo_name"}},
    {"kind", &SampleOrigin::kind, {"kind", "", ""}},
    {"topic", &SampleOrigin::topic, {"topic", "", ""}},
    {"audience", &SampleOrigin::audience, {"audience", "", ""}},
    {"licence", &SampleOrigin::licence, {"license", "licence", ""}},
    {"generator", &SampleOrigin::generator, {"generator", "model", ""}},
    {"prompt", &SampleOrigin::prompt, {"prompt", "", ""}},
    {"settings", &SampleOrigin::settings, {"settings", "", ""}},
    {"path", &SampleOrigin::path, {"path", "", ""}},
    {"id", &SampleOrigin::externalId, {"id", "", ""}},
}};

Result<std::size_t> indexOf(std::string_view key)
{
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (targets[i].key == key)
            return i;
    const std::vector<std::string> known = FieldMapping::keys();
    const std::string near = nearestName(key, known);
    std::string list;
    for (const std::string &name : known)
        list += concat(list.empty() ? "" : ", ", name);
    return failure(ErrorCode::Usage,
                   concat('"', printable(key, 40), "\" is no member of a sample",
                          near.empty() ? "" : concat(", did you mean ", near, '?'),
                          "; expected one of ", list));
}

Result<std::string> literalAt(std::string_view text, std::size_t &at)
{
    std::string literal;
    for (++at; at < text.size() && text[at] != '\''; ++at) {
        if (text[at] != '\\') {
            literal += text[at];
            continue;
        }
        constexpr std::string_view escapes = "nt'\\", meant = "\n\t'\\";
        const std::size_t which =
            ++at < text.size() ? escapes.find(text[at]) : std::string_view::npos;
        if (which == std::string_view::npos)
            return failure(ErrorCode::Usage,
                           "a backslash between quotes stands before n, t, ' or \\");
        literal += meant[which];
    }
    if (at == text.size())
        return failure(ErrorCode::Usage, "the closing quote is missing");
    ++at;
    return literal;
}

Result<std::vector<FieldPart>> partsOf(std::string_view text)
{
    std::vector<FieldPart> parts;
    std::size_t at = 0;
    for (;;) {
        if (at < text.size() && text[at] == '\'') {
            PHI1_ASSIGN(std::string literal, literalAt(text, at));
            parts.push_back({{}, std::move(literal)});
        } else {
            const std::size_t end = std::min(text.find('+', at), text.size());
            if (end == at)
                return failure(ErrorCode::Usage, "the name of a field is missing");
            parts.push_back({std::string(text.substr(at, end - at)), {}});
            at = end;
        }
        if (at == text.size())
            return parts;
        if (text[at] != '+')
            return failure(ErrorCode::Usage, "parts are joined by +");
        ++at;
    }
}

} // namespace

std::vector<std::string> FieldMapping::keys()
{
    static_assert(targets.size() == keyCount);
    std::vector<std::string> keys;
    for (const Target &target : targets)
        keys.emplace_back(target.key);
    return keys;
}

Result<void> FieldMapping::setField(std::string_view assignment)
{
    const std::size_t equals = assignment.find('=');
    // As in other commands, a lone name is the field of the text.
    const std::string_view key =
        equals == std::string_view::npos ? std::string_view("text") : assignment.substr(0, equals);
    const std::string_view expression =
        equals == std::string_view::npos ? assignment : assignment.substr(equals + 1);
    PHI1_ASSIGN(const std::size_t index, indexOf(key));
    auto parts = partsOf(expression);
    if (!parts)
        return failure(ErrorCode::Usage,
                       concat("--field ", printable(assignment, 80), ": ", parts.error().message,
                              "; expected for instance text=context+prompt+completion"));
    m_rules[index] = {std::move(*parts), std::nullopt};
    return {};
}

Result<void> FieldMapping::setConstant(std::string_view key, std::string value)
{
    PHI1_ASSIGN(const std::size_t index, indexOf(key));
    if (!targets[index].member || key == "id")
        return failure(ErrorCode::Usage, concat("the ", key, " of all samples cannot be the same"));
    m_rules[index] = {{}, std::move(value)};
    return {};
}

bool FieldMapping::isInText(std::string_view name) const
{
    const std::vector<FieldPart> &parts = m_rules.front().parts;
    return std::any_of(parts.begin(), parts.end(),
                       [&](const FieldPart &part) { return part.name == name; });
}

std::string FieldMapping::fingerprint() const
{
    Json json = Json::object();
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string key(targets[i].key);
        if (m_rules[i].constant) {
            json[key] = {{"constant", *m_rules[i].constant}};
        } else if (!m_rules[i].parts.empty()) {
            Json &list = json[key] = Json::array();
            for (const FieldPart &part : m_rules[i].parts)
                list.push_back(part.name.empty() ? Json{{"literal", part.literal}}
                                                 : Json(part.name));
        }
    }
    return dumpJson(json);
}

void FieldMapping::applyConstants(SampleOrigin &origin) const
{
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (m_rules[i].constant)
            origin.*targets[i].member = *m_rules[i].constant;
}

std::optional<std::string> FieldMapping::apply(const Lookup &lookup, std::string &text,
                                               SampleOrigin &origin,
                                               std::vector<std::string_view> &taken) const
{
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const Rule &rule = m_rules[i];
        const bool isText = !targets[i].member;
        std::string &value = isText ? text : origin.*targets[i].member;
        value.clear();
        if (rule.constant) {
            value = *rule.constant;
            continue;
        }
        if (rule.parts.empty()) {
            bool found = false;
            for (const std::string_view name : targets[i].guesses) {
                const FieldValue given =
                    name.empty() || isInText(name) ? FieldValue{} : lookup(name);
                if (given.kind == FieldValue::Kind::Absent || given.kind == FieldValue::Kind::Null)
                    continue;
                if (isText && given.kind != FieldValue::Kind::String)
                    return concat("has a field \"", name, "\" that is no string");
                value = given.text;
                taken.push_back(name);
                found = true;
                break;
            }
            if (isText && !found)
                return std::string("has no field \"text\", \"content\" or \"code\"; name the one "
                                   "that holds the text (--field text=NAME)");
            continue;
        }
        const bool exact = std::any_of(rule.parts.begin(), rule.parts.end(),
                                       [](const FieldPart &part) { return part.name.empty(); });
        for (std::size_t p = 0; p < rule.parts.size(); ++p) {
            const FieldPart &part = rule.parts[p];
            if (part.name.empty()) {
                value += part.literal;
                continue;
            }
            const FieldValue given = lookup(part.name);
            if (isText && given.kind == FieldValue::Kind::Absent)
                return concat("has no field \"", printable(part.name, 60), '"');
            if (isText && given.kind == FieldValue::Kind::Other)
                return concat("has a field \"", printable(part.name, 60), "\" that is no string");
            if (given.kind == FieldValue::Kind::String || given.kind == FieldValue::Kind::Other)
                value += given.text;
            taken.push_back(part.name);
            const bool last = p + 1 == rule.parts.size();
            if (!last && !exact && !value.empty() && value.back() != '\n')
                value += isText ? '\n' : ' ';
        }
    }
    if (text.empty())
        return std::string("has an empty text");
    return std::nullopt;
}

} // namespace phi1
