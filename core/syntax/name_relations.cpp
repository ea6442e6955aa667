// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/code_relations.h"
#include "core/syntax/python_names.h"

namespace phi1 {

namespace {

std::vector<std::int32_t> tokensOf(const SyntaxTree &tree, const TokenIndex &tokens,
                                   std::int32_t node)
{
    return tokens.within(tree.node(node).begin, tree.node(node).end);
}

/// The last token of what looks, its own other tokens being no keys.
std::int32_t queryOf(const SyntaxTree &tree, const TokenIndex &tokens, std::int32_t node)
{
    return tokens.lastWithin(tree.node(node).begin, tree.node(node).end);
}

} // namespace

void addBrackets(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation)
{
    std::vector<std::int32_t> open;
    for (std::int32_t i = 0; i < std::ssize(tree.nodes()); ++i) {
        const std::string_view type = tree.node(i).type;
        if (tree.node(i).isNamed || type.size() != 1)
            continue;
        if (type == "(" || type == "[" || type == "{")
            open.push_back(i);
        if ((type == ")" || type == "]" || type == "}") && !open.empty()) {
            relation.add(queryOf(tree, tokens, i), tokensOf(tree, tokens, open.back()));
            open.pop_back();
        }
    }
}

void addDefinitions(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation)
{
    for (const NameUse &use : nameUses(tree)) {
        const std::int32_t query = queryOf(tree, tokens, use.use);
        for (const std::int32_t binding : use.bindings)
            relation.add(query, tokensOf(tree, tokens, binding));
    }
}

void addReturns(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation)
{
    for (std::int32_t i = 0; i < std::ssize(tree.nodes()); ++i) {
        if (tree.node(i).type != "return" || tree.node(i).isNamed)
            continue;
        std::int32_t function = tree.node(i).parent;
        while (function >= 0 && tree.node(function).type != "function_definition")
            function = tree.node(function).parent;
        // A `return` outside of a function parses, but the compiler refuses it.
        if (function >= 0)
            relation.add(queryOf(tree, tokens, i),
                         tokensOf(tree, tokens, tree.childOfType(function, "def")));
    }
}

} // namespace phi1
