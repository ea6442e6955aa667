// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/syntax/syntax_tree.h"

namespace phi1 {

/// What Python's tokenizer refuses about the indentation of a program that the grammar derives:
/// tree-sitter takes any indentation that it can make sense of, and blocks without a statement.
/// Source: The Python Language Reference, 2.1.8 "Indentation"; tabs as CPython 3.11 compares them.
/// @param tree  of `text`
/// @return empty, or "line 3 is indented, but nothing before it begins a block"
std::string indentationProblem(const SyntaxTree &tree, std::string_view text);

} // namespace phi1
