// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// Files of resources/synthesis, compiled in: the program runs without the source tree. They were
/// written for it.
namespace phi1 {

std::string_view builtinTopics();        ///< topics.txt
std::string_view builtinAudiences();     ///< audiences.txt
std::string_view builtinSeedWords();     ///< seed_words.txt
std::string_view builtinFunctionVerbs(); ///< function_verbs.txt
std::string_view builtinFunctionNouns(); ///< function_nouns.txt
std::string_view textbookSpec();         ///< textbooks.toml, "builtin:textbooks"
std::string_view exerciseSpec();         ///< exercises.toml, "builtin:exercises"

} // namespace phi1
