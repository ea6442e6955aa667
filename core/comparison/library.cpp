// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/library.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/base/json.h"
#include "core/comparison/resource_text.h"

namespace phi1 {

namespace {

struct PromptFile {
    std::string_view name; ///< begins the ids
    std::string_view (*text)();
};

constexpr std::array<PromptFile, 6> files = {{
    {"exercises", exercisePrompts},
    {"instructions", instructionPrompts},
    {"libraries", libraryPrompts},
    {"chat", chatPrompts},
    {"demonstration", demonstrationPrompts},
    {"attention", attentionPrompts},
}};

/// A prompt's note is its own, then that of its group.
PromptEntry readPrompt(const PromptFile &file, const Json &group, const Json &json)
{
    PromptEntry prompt;
    prompt.builtin = true;
    prompt.id = std::string(file.name) + '/' + json.at("id").get<std::string>();
    prompt.group = group.at("group").get<std::string>();
    prompt.title = json.at("title").get<std::string>();
    prompt.note = group.at("note").get<std::string>();
    if (json.contains("note"))
        prompt.note = json.at("note").get<std::string>() + ' ' + prompt.note;
    for (const Json &line : json.at("text"))
        prompt.text += (&line == &json.at("text").front() ? "" : "\n") + line.get<std::string>();
    return prompt;
}

std::vector<PromptEntry> readPrompts()
{
    std::vector<PromptEntry> prompts;
    for (const PromptFile &file : files) {
        const Json group = Json::parse(file.text());
        for (const Json &json : group.at("prompts"))
            prompts.push_back(readPrompt(file, group, json));
    }
    return prompts;
}

} // namespace

const std::vector<PromptEntry> &builtinPrompts()
{
    static const std::vector<PromptEntry> prompts = readPrompts();
    return prompts;
}

const PromptEntry *builtinPrompt(const std::string &id)
{
    const std::vector<PromptEntry> &prompts = builtinPrompts();
    const auto found = std::find_if(prompts.begin(), prompts.end(),
                                    [&](const PromptEntry &prompt) { return prompt.id == id; });
    return found == prompts.end() ? nullptr : &*found;
}

std::vector<std::string> promptGroups(std::span<const PromptEntry> prompts)
{
    std::vector<std::string> groups;
    for (const PromptEntry &prompt : prompts) {
        if (std::find(groups.begin(), groups.end(), prompt.group) == groups.end())
            groups.push_back(prompt.group);
    }
    return groups;
}

} // namespace phi1
