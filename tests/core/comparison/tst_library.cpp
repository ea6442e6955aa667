// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "core/base/text.h"
#include "core/comparison/library.h"

using namespace phi1;

TEST_CASE("the built-in prompts stand in their groups, every group with its share")
{
    const auto &prompts = builtinPrompts();
    CHECK(promptGroups(prompts) == std::vector<std::string>{"Exercises", "Multi-part instructions",
                                                            "Libraries", "Chat style",
                                                            "Small models", "Attention"});
    std::map<std::string, int> counts;
    for (const PromptEntry &prompt : prompts)
        ++counts[prompt.group];
    CHECK(counts["Exercises"] >= 12);
    CHECK(counts["Multi-part instructions"] >= 6);
    CHECK(counts["Libraries"] >= 8);
    CHECK(counts["Chat style"] >= 5);
    CHECK(counts["Attention"] >= 3);
    CHECK(counts["Small models"] >= 10);
}

TEST_CASE("every prompt is whole and has a name of its own")
{
    std::set<std::string> ids;
    std::set<std::string> titles;
    std::set<std::string> texts;
    for (const PromptEntry &prompt : builtinPrompts()) {
        CAPTURE(prompt.id);
        CHECK(ids.insert(prompt.id).second);
        CHECK(titles.insert(prompt.title).second);
        CHECK(texts.insert(prompt.text).second);
        CHECK(prompt.builtin);
        CHECK_FALSE(prompt.note.empty());
        CHECK(isUtf8(prompt.text));
        CHECK(prompt.text.size() > 20);
        CHECK(prompt.text.find('\t') == std::string::npos);
        CHECK(prompt.text.find('\r') == std::string::npos);
        CHECK_FALSE(prompt.text.ends_with("\n\n\n"));
        CHECK(builtinPrompt(prompt.id) == &prompt);
    }
    CHECK(builtinPrompt("exercises/none") == nullptr);
}

TEST_CASE("exercises end where the body of their function begins")
{
    for (const PromptEntry &prompt : builtinPrompts()) {
        const bool isStub = prompt.group == "Exercises" || prompt.group == "Small models";
        if (isStub)
            CHECK_MESSAGE(prompt.text.ends_with("\"\"\"\n"), prompt.id);
    }
    // The first one, to the letter.
    CHECK(
        builtinPrompts().front().text.starts_with("def rolling_mean(values, window):\n    \"\"\""));
}

TEST_CASE("groups come in the order of their first prompt")
{
    std::vector<PromptEntry> prompts(4);
    prompts[0].group = "b";
    prompts[1].group = "a";
    prompts[2].group = "b";
    prompts[3].group = "c";
    CHECK(promptGroups(prompts) == std::vector<std::string>{"b", "a", "c"});
    CHECK(promptGroups({}).empty());
}
