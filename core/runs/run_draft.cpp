// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_draft.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/runs/field_text.h"
#include "core/runs/toml_text.h"
#include "core/runs/toml_values.h"

namespace phi1 {

namespace {

constexpr const char *smallestPreset = "phi-1-nano";
constexpr std::string_view finetuneEnding = "-finetune";
// Stands in for data that a preset leaves open, so that the rest of it can be read.
constexpr const char *standInData = "data.train=\"builtin:textbook\"";

std::string assignment(const std::string &key, const std::string &value)
{
    return concat(key, "=", value);
}

RunConfig presetConfiguration(const std::string &preset)
{
    if (const Result<RunConfig> config = loadRunConfig(preset, {}))
        return *config;
    const std::vector<std::string> standIn = {standInData};
    RunConfig config = loadRunConfig(preset, standIn).value_or(RunConfig());
    config.data.train.clear();
    return config;
}

/// The one element of a list alone, which `--set` takes for the list.
std::string single(const RunField &field, const std::string &value)
{
    if (auto *const *texts = std::get_if<std::vector<std::string> *>(&field.value))
        return (*texts)->size() == 1 ? tomlText((*texts)->front()) : value;
    if (auto *const *sources = std::get_if<std::vector<DataSource> *>(&field.value))
        return (*sources)->size() == 1 && (*sources)->front().weight == 1.0
                   ? tomlText((*sources)->front().path)
                   : value;
    return value;
}

/// A text without its quotes, where `--set` reads it back as the same.
std::string plainText(const std::string &key, const std::string &value)
{
    toml::table quoted, plain;
    if (!overlayAssignment(quoted, assignment("k", value)))
        return value;
    const auto text = quoted["k"].value<std::string>();
    if (!text || text->empty() || !overlayAssignment(plain, assignment("k", *text)))
        return value;
    // Lists and paths read a bare text too; that it stays the same text is what counts.
    const auto again = plain["k"].value<std::string>();
    return again && *again == *text && key != "probes.prompts" ? *text : value;
}

/// The message without "--set: " or the preset's name in front of it.
std::string sentence(const std::string &message, const std::string &preset)
{
    for (const std::string &place : {std::string("--set: "), preset + ": "}) {
        if (message.starts_with(place))
            return message.substr(place.size());
    }
    return message;
}

/// The key that a message is about: the first that it names.
std::string keyNamed(const std::string &message, RunConfig config)
{
    std::string key;
    std::size_t first = std::string::npos;
    for (const RunField &field : runFields(config)) {
        const std::size_t at = message.find(field.name);
        if (at == std::string::npos || at > first)
            continue;
        if (at < first || field.name.size() > key.size()) { // batch_size inside micro_batch_size
            first = at;
            key = field.name;
        }
    }
    return key;
}

std::vector<std::string> differingKeys(RunConfig a, RunConfig b)
{
    const std::vector<RunField> ours = runFields(a);
    const std::vector<RunField> theirs = runFields(b);
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (ours[i].name != "model.preset" && fieldText(ours[i]) != fieldText(theirs[i]))
            keys.push_back(ours[i].name);
    }
    return keys;
}

} // namespace

std::string presetShape(std::string_view preset)
{
    if (preset.ends_with(finetuneEnding))
        preset.remove_suffix(finetuneEnding.size());
    return std::string(preset);
}

std::string presetFor(std::string_view shape, bool finetunes)
{
    const std::string plain = presetShape(shape);
    return finetunes ? concat(plain, finetuneEnding) : plain;
}

std::string shellQuoted(std::string_view argument)
{
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_@%+=:,./-";
    std::string_view rest = argument;
    if (rest.starts_with("~/"))
        rest.remove_prefix(2);
    const std::string prefix(argument.substr(0, argument.size() - rest.size()));
    if (!rest.empty() && rest.find_first_not_of(harmless) == std::string_view::npos)
        return std::string(argument);
    std::string quoted = prefix + "'";
    for (const char c : rest)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

RunDraft::RunDraft(std::string preset)
    : m_preset(presetText(preset) ? std::move(preset) : smallestPreset)
    , m_presetConfig(presetConfiguration(m_preset))
{
    evaluate();
}

RunDraft RunDraft::of(const RunConfig &config)
{
    RunDraft draft(presetFor(config.model.preset, !config.training.initFrom.empty()));
    RunConfig copy = config;
    for (const std::string &key : differingKeys(config, draft.m_presetConfig)) {
        const RunField field = runField(copy, key);
        const auto *count = std::get_if<std::int64_t *>(&field.value);
        if (count && static_cast<double>(**count) < field.minimum)
            continue; // left open in that configuration
        draft.m_set[key] = fieldText(field);
    }
    draft.evaluate();
    return draft;
}

void RunDraft::set(const std::string &key, std::string toml)
{
    m_set[key] = std::move(toml);
    evaluate();
}

void RunDraft::unset(const std::string &key)
{
    if (m_set.erase(key) > 0)
        evaluate();
}

void RunDraft::evaluate()
{
    m_errors.clear();
    std::vector<std::string> readable;
    RunConfig patched = m_presetConfig;
    for (const auto &[key, value] : m_set) {
        toml::table table;
        Result<void> read = overlayAssignment(table, assignment(key, value));
        if (read)
            read = applyToml(table, patched, "--set", std::filesystem::current_path(), nullptr);
        if (read)
            readable.push_back(assignment(key, value));
        else
            m_errors[key] = sentence(read.error().message, m_preset);
    }
    Result<RunConfig> whole = loadRunConfig(m_preset, readable);
    if (whole) {
        m_config = std::move(*whole);
        return;
    }
    m_config = std::move(patched);
    // A second sentence about a value that is wrong by itself, or that follows from it, helps
    // nobody.
    if (!m_errors.empty())
        return;
    const std::string message = sentence(whole.error().message, m_preset);
    m_errors[keyNamed(message, m_config)] = message;
}

std::vector<std::string> RunDraft::overrides() const
{
    RunConfig config = m_config;
    const auto order = [&](const std::vector<std::string> &keys) {
        std::vector<std::string> assignments;
        for (const RunField &field : runFields(config)) {
            if (std::find(keys.begin(), keys.end(), field.name) == keys.end())
                continue;
            const auto typed = m_set.find(field.name);
            assignments.push_back(assignment(
                field.name,
                plainText(field.name,
                          single(field, typed != m_set.end() ? typed->second : fieldText(field)))));
        }
        return assignments;
    };
    const std::vector<std::string> different = differingKeys(m_config, m_presetConfig);
    std::vector<std::string> keys;
    for (const std::string &key : different) {
        if (m_set.contains(key))
            keys.push_back(key);
    }
    // A preset bends to what is set beside it, so what it made of them is looked at.
    for (std::size_t i = 0; i <= different.size(); ++i) {
        const std::vector<std::string> assignments = order(keys);
        const Result<RunConfig> made = loadRunConfig(m_preset, assignments);
        const std::vector<std::string> missing = made ? differingKeys(*made, m_config) : different;
        const std::size_t before = keys.size();
        for (const std::string &key : missing) {
            if (std::find(keys.begin(), keys.end(), key) == keys.end())
                keys.push_back(key);
        }
        if (keys.size() == before)
            return assignments;
    }
    return order(keys);
}

} // namespace phi1
