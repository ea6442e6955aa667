// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/synthesis_spec.h"

#include <array>
#include <cmath>
#include <map>
#include <sstream>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/runs/toml_text.h"
#include "core/synthesis/builtin_texts.h"
#include "core/synthesis/prompt_template.h"
#include "core/synthesis/seed_lists.h"
#include "core/synthesis/spec_fields.h"

namespace phi1 {

namespace {

constexpr std::int64_t specFormat = 1;
constexpr std::uint64_t largestListFile = 64u << 20;

template<typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template<typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// Reads the values of one document.
struct SpecReader {
    const std::string &name;
    const std::filesystem::path &folder;

    tl::unexpected<Error> wrong(const std::string &key, std::string_view expected) const
    {
        return failure(ErrorCode::Usage, concat(name, ": ", key, " is not ", expected));
    }

    Result<std::vector<std::string>> texts(const std::string &key, const toml::node &node) const
    {
        const toml::array *array = node.as_array();
        std::vector<std::string> list;
        for (std::size_t i = 0; array && i < array->size(); ++i) {
            const auto text = array->get(i)->value<std::string>();
            if (!text)
                return wrong(key, "a list of texts only");
            list.push_back(*text);
        }
        if (!array)
            return wrong(key, "a list of texts");
        return list;
    }

    Result<std::vector<std::string>> list(const std::string &key, const toml::node &node) const
    {
        if (node.is_array())
            return texts(key, node);
        const auto file = node.value<std::string>();
        if (!file)
            return wrong(key, "a list of texts, \"builtin\" or the name of a file");
        const bool isTree = key == "topics";
        if (*file == "builtin") {
            if (key == "function_names")
                return builtinFunctionNames();
            return isTree               ? topicsOf(builtinTopics(), "the built-in topics")
                   : key == "audiences" ? entriesOf(builtinAudiences(), "the built-in audiences")
                                        : entriesOf(builtinSeedWords(), "the built-in seed words");
        }
        const std::filesystem::path path = folder / *file;
        PHI1_ASSIGN(const std::string text, readFile(path, largestListFile));
        return isTree ? topicsOf(text, path.string()) : entriesOf(text, path.string());
    }

    Result<void> apply(const SynthesisField &field, const toml::node &node) const
    {
        const std::string &key = field.key;
        const auto count = [&](const CountField &place) -> Result<void> {
            const auto value = node.is_integer() ? node.value<std::int64_t>() : std::nullopt;
            if (!value || *value < 0 || static_cast<std::uint64_t>(*value) < place.low ||
                static_cast<std::uint64_t>(*value) > place.high)
                return wrong(key, concat("a whole number from ", place.low, " to ", place.high));
            *place.value = static_cast<std::uint64_t>(*value);
            return {};
        };
        const auto number = [&](const NumberField &place) -> Result<void> {
            const auto value = node.is_number() ? node.value<double>() : std::nullopt;
            if (!value || !std::isfinite(*value) || *value < place.low || *value > place.high)
                return wrong(key, concat("a number from ", place.low, " to ", place.high));
            *place.value = *value;
            return {};
        };
        const auto choice = [&](const ChoiceField &place) -> Result<void> {
            const auto value = node.value<std::string>();
            for (const std::string &each : place.choices) {
                if (value == each) {
                    *place.value = each;
                    return {};
                }
            }
            return wrong(
                key, concat("\"", place.choices.front(), "\" or \"", place.choices.back(), "\""));
        };
        const auto text = [&](const TextField &place) -> Result<void> {
            const auto value = node.value<std::string>();
            if (!value)
                return wrong(key, "a text");
            *place.value = *value;
            return {};
        };
        const auto flag = [&](const FlagField &place) -> Result<void> {
            const auto value = node.value<bool>();
            if (!value)
                return wrong(key, "true or false");
            *place.value = *value;
            return {};
        };
        const auto strings = [&](const TextsField &place) -> Result<void> {
            PHI1_ASSIGN(*place.value, texts(key, node));
            return {};
        };
        const auto entries = [&](const ListField &place) -> Result<void> {
            PHI1_ASSIGN(*place.value, list(key, node));
            return {};
        };
        return std::visit(Overloaded{count, number, choice, text, flag, strings, entries},
                          field.place);
    }
};

Result<void> applyTable(const toml::table &table, const std::string &prefix,
                        const std::map<std::string, SynthesisField> &fields,
                        const SpecReader &reader)
{
    for (const auto &[name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        if (const auto field = fields.find(key); field != fields.end()) {
            PHI1_TRY(reader.apply(field->second, node));
        } else if (const toml::table *inner = node.as_table(); inner && prefix.empty()) {
            PHI1_TRY(applyTable(*inner, key + ".", fields, reader));
        } else {
            std::vector<std::string> known;
            for (const auto &each : fields)
                known.push_back(each.first);
            const std::string nearest = nearestName(key, known);
            return failure(ErrorCode::Usage,
                           concat(reader.name, ": there is no key ", printable(key, 60),
                                  nearest.empty() ? "" : concat("; is ", nearest, " meant?")));
        }
    }
    return {};
}

Result<void> checkLists(const SynthesisSpec &spec, const PromptTemplate &system,
                        const PromptTemplate &text, const std::string &name)
{
    struct Need {
        PromptField field;
        const std::vector<std::string> &list;
        std::string_view key;
    };
    const std::array<Need, 4> needs = {
        Need{PromptField::Topic, spec.topics, "topics"},
        Need{PromptField::Audience, spec.audiences, "audiences"},
        Need{PromptField::SeedWords, spec.seedWords, "seed_words"},
        Need{PromptField::FunctionName, spec.functionNames, "function_names"}};
    for (const Need &need : needs) {
        if (need.list.empty() && (system.asksFor(need.field) || text.asksFor(need.field)))
            return failure(ErrorCode::Usage, concat(name, ": the template asks for what ", need.key,
                                                    " are to give, but there are none"));
        if (need.list.size() > mostSeeds)
            return failure(ErrorCode::Usage,
                           concat(name, ": ", need.key, " are more than ", mostSeeds));
    }
    return {};
}

} // namespace

Result<void> checkSynthesisSpec(const SynthesisSpec &spec, const std::string &name)
{
    PHI1_ASSIGN(const PromptTemplate system,
                PromptTemplate::parse(spec.prompt.system, concat("prompt.system of ", name)));
    PHI1_ASSIGN(const PromptTemplate text,
                PromptTemplate::parse(spec.prompt.text, concat("prompt.template of ", name)));
    if (text.parts().empty())
        return failure(ErrorCode::Usage,
                       concat(name, ": prompt.template is empty; it is what the model is asked"));
    PHI1_TRY(checkLists(spec, system, text, name));
    if (spec.answers.keepPrompt && spec.generation.api == "chat")
        return failure(ErrorCode::Usage,
                       concat(name, ": answers.keep_prompt goes with generation.api = "
                                    "\"completions\" only: a chat does not go on from its prompt"));
    return {};
}

Result<SynthesisSpec> readSynthesisSpec(std::string_view toml, const std::string &name,
                                        const std::filesystem::path &folder)
{
    PHI1_ASSIGN(SynthesisSpec spec, readUncheckedSpec(toml, name, folder));
    PHI1_TRY(checkSynthesisSpec(spec, name));
    return spec;
}

Result<SynthesisSpec> readUncheckedSpec(std::string_view toml, const std::string &name,
                                        const std::filesystem::path &folder)
{
    PHI1_ASSIGN(toml::table table, parseToml(toml, name));
    if (const toml::node *format = table.get("format")) {
        if (format->value<std::int64_t>() != specFormat)
            return failure(ErrorCode::Incompatible,
                           concat(name, " has another format than ", specFormat,
                                  ", the one this version reads; use a newer version"));
        table.erase("format");
    }
    SynthesisSpec spec;
    std::map<std::string, SynthesisField> fields;
    for (SynthesisField &field : synthesisFields(spec))
        fields.emplace(field.key, field);
    PHI1_TRY(applyTable(table, "", fields, SpecReader{name, folder}));
    return spec;
}

Result<SynthesisSpec> loadSynthesisSpec(const std::string &what)
{
    if (what == "builtin:textbooks")
        return readSynthesisSpec(textbookSpec(), what, {});
    if (what == "builtin:exercises")
        return readSynthesisSpec(exerciseSpec(), what, {});
    if (what.starts_with("builtin:"))
        return failure(ErrorCode::Usage,
                       concat(printable(what, 60), " is not there; builtin:textbooks and "
                                                   "builtin:exercises are"));
    PHI1_ASSIGN(const std::string text, readFile(what, largestListFile));
    return readSynthesisSpec(text, what, std::filesystem::path(what).parent_path());
}

std::string specToml(const SynthesisSpec &spec)
{
    SynthesisSpec copy = spec;
    toml::table table;
    table.insert("format", specFormat);
    for (const SynthesisField &field : synthesisFields(copy)) {
        toml::table *at = &table;
        std::string key = field.key;
        if (const std::size_t dot = key.find('.'); dot != std::string::npos) {
            const std::string section = key.substr(0, dot);
            at = table.insert(section, toml::table{}).first->second.as_table();
            key.erase(0, dot + 1);
        }
        const auto list = [&](const std::vector<std::string> &texts) {
            toml::array array;
            for (const std::string &text : texts)
                array.push_back(text);
            at->insert(key, std::move(array));
        };
        std::visit(Overloaded{[&](const CountField &f) {
                                  at->insert(key, static_cast<std::int64_t>(*f.value));
                              },
                              [&](const NumberField &f) { at->insert(key, *f.value); },
                              [&](const ChoiceField &f) { at->insert(key, *f.value); },
                              [&](const TextField &f) { at->insert(key, *f.value); },
                              [&](const FlagField &f) { at->insert(key, *f.value); },
                              [&](const TextsField &f) { list(*f.value); },
                              [&](const ListField &f) { list(*f.value); }},
                   field.place);
    }
    std::ostringstream out;
    // Literal and multi-line strings of toml++ 3.3 do not read back if they hold their own quotes.
    constexpr toml::format_flags plain =
        toml::toml_formatter::default_flags &
        ~(toml::format_flags::allow_literal_strings | toml::format_flags::allow_multi_line_strings);
    out << toml::toml_formatter(table, plain) << "\n";
    return out.str();
}

std::string planFingerprint(const SynthesisSpec &spec)
{
    Hash128 hash;
    const auto text = [&](std::string_view each) {
        hash.updateInteger(each.size());
        hash.update(each);
    };
    const auto list = [&](const std::vector<std::string> &texts) {
        hash.updateInteger(texts.size());
        for (const std::string &each : texts)
            text(each);
    };
    text(spec.kind);
    hash.updateInteger(spec.seed);
    hash.updateInteger(spec.seedWordsPerPrompt);
    list(spec.topics);
    list(spec.audiences);
    list(spec.seedWords);
    list(spec.functionNames);
    text(spec.prompt.system);
    text(spec.prompt.text);
    return hash.hex();
}

} // namespace phi1
