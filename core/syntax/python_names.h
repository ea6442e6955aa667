// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/syntax/syntax_tree.h"

namespace phi1 {

/// A name that is read and the nodes that bound it before, in the order of the text.
struct NameUse {
    std::int32_t use = -1;
    std::vector<std::int32_t> bindings;
};

/// Finds names as Python's compiler does: a function, lambda, class or comprehension is a scope; a
/// name that is bound anywhere in a scope belongs to it, unless `global` or `nonlocal` says
/// otherwise; functions see the functions around them and the module, never a class around them.
/// What is bound in a class's body only later is looked up in the module, as the running program
/// would. Names that are bound nowhere (builtins) are no uses.
/// Source: The Python Language Reference, 4.2 "Naming and binding".
std::vector<NameUse> nameUses(const SyntaxTree &tree);

/// Nodes of names that are read although no statement of the program, before or after, binds them
/// where Python looks: builtins, and names that are not defined; in the order of the text.
std::vector<std::int32_t> unboundNames(const SyntaxTree &tree);

} // namespace phi1
