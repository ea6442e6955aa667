// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/python_syntax.h"

#include "core/syntax/code_relations.h"

namespace phi1 {

namespace {

struct Kind {
    const char *name;
    void (*add)(const SyntaxTree &, const TokenIndex &, RelationBuilder &);
    const char *empty; ///< why a program has none
};

constexpr Kind kinds[] = {
    {"bracket", addBrackets, "no bracket is closed"},
    {"definition", addDefinitions, "no name is read after it was bound"},
    {"return", addReturns, "no function returns"},
    {"indentation", addIndentations, "no indented block has a second line"},
    {"docstring", addDocstrings, "no code follows a docstring"},
};

} // namespace

std::vector<CodeRelation> pythonRelations(std::string_view text, std::span<const TokenSpan> tokens)
{
    SyntaxTree tree;
    const std::string reason = tree.parse(text);
    const TokenIndex index(tokens);
    std::vector<CodeRelation> relations;
    for (const Kind &kind : kinds) {
        RelationBuilder builder;
        if (reason.empty())
            kind.add(tree, index, builder);
        const bool isEmpty = builder.isEmpty();
        relations.push_back({builder.build(kind.name), !reason.empty() ? reason
                                                       : isEmpty       ? kind.empty
                                                                       : std::string()});
    }
    return relations;
}

bool hasPythonSyntax()
{
    return true;
}

} // namespace phi1
