// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/syntax/syntax_tree.h"
#include "core/syntax/token_index.h"

namespace phi1 {

/// The relations of pythonRelations(), each from the tree of a whole program.
void addBrackets(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation);
void addDefinitions(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation);
void addReturns(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation);
void addIndentations(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation);
void addDocstrings(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation);

} // namespace phi1
