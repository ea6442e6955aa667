// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/comparison/records.h"

namespace phi1 {

/// The prompts that come with the program (resources/prompts), by group in the order in which the
/// groups are shown. They were written for it: situations like those of the paper's section 3.
const std::vector<PromptEntry> &builtinPrompts();

/// The built-in prompt with this id, null if there is none.
const PromptEntry *builtinPrompt(const std::string &id);

/// Names of groups in the order of their first prompt.
std::vector<std::string> promptGroups(std::span<const PromptEntry> prompts);

} // namespace phi1
