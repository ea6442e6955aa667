// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace phi1 {

/// What joins the names of a topic's path: "recursion › file trees".
inline constexpr std::string_view topicSeparator = " › ";
inline constexpr std::size_t mostSeeds = 1u << 20; ///< entries of a list

/// The leaves of a tree of topics, each with the path to it, in their order and without
/// repetitions. Understood are
///   text   one topic a line; indented lines belong to the line above that is indented less; "#"
///          begins a remark
///   JSON   a list of topics; a topic is a string or an object with `topic` (or `name`), and either
///          `topics` (children) or `parent` (an object of the same kind, or null); an object whose
///          members are lists or objects is a tree by its keys
/// Usage where nothing is left, naming `what`.
Result<std::vector<std::string>> topicsOf(std::string_view text, const std::string &what);

/// Entries of a list: JSON (a list of strings, or an object whose members are such lists, which are
/// joined) or one a line, "#" begins a remark. In their order, without repetitions and blanks at
/// the ends. Usage where nothing is left.
Result<std::vector<std::string>> entriesOf(std::string_view text, const std::string &what);

/// VERB_NOUN for all verbs and nouns that come with the program.
std::vector<std::string> builtinFunctionNames();

} // namespace phi1
