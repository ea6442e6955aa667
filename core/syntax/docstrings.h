// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/syntax/syntax_tree.h"

namespace phi1 {

/// Where a module, class or function keeps its statements, -1 for other nodes.
std::int32_t bodyOf(const SyntaxTree &tree, std::int32_t node);

/// The node of a docstring that begins a body, -1 if there is none.
std::int32_t docstringOf(const SyntaxTree &tree, std::int32_t body);

} // namespace phi1
