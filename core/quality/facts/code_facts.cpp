// SPDX-License-Identifier: Apache-2.0
#include "core/quality/facts/code_facts.h"

#include <algorithm>

#include "core/quality/facts/python_library.h"
#include "core/syntax/docstrings.h"
#include "core/syntax/indentation.h"
#include "core/syntax/python_names.h"
#include "core/syntax/syntax_tree.h"

namespace phi1 {

namespace {

ImportKind kindOf(const SyntaxTree &tree, std::int32_t module)
{
    if (module < 0)
        return ImportKind::None;
    const std::string_view type = tree.node(module).type;
    if (type == "relative_import")
        return ImportKind::Relative;
    if (type == "aliased_import")
        return kindOf(tree, tree.child(module, "name"));
    const std::string_view name = tree.text(module);
    const std::string_view top = name.substr(0, name.find_first_of(". \t\\\n"));
    return isPythonLibraryModule(top) ? ImportKind::StandardLibrary : ImportKind::ThirdParty;
}

/// The farthest import, and whether a star may bind any name.
ImportKind importsOf(const SyntaxTree &tree, bool &hasStar)
{
    ImportKind farthest = ImportKind::None;
    hasStar = false;
    for (std::int32_t i = 0; i < std::ssize(tree.nodes()); ++i) {
        const std::string_view type = tree.node(i).type;
        if (!tree.node(i).isNamed)
            continue;
        if (type == "import_from_statement")
            farthest = std::max(farthest, kindOf(tree, tree.child(i, "module_name")));
        else if (type == "future_import_statement")
            farthest = std::max(farthest, ImportKind::StandardLibrary);
        else if (type == "wildcard_import")
            hasStar = true;
        else if (type == "import_statement") {
            for (const std::int32_t child : tree.children(i)) {
                if (tree.node(child).field == "name")
                    farthest = std::max(farthest, kindOf(tree, child));
            }
        }
    }
    return farthest;
}

std::size_t commentBytes(const SyntaxTree &tree)
{
    std::size_t bytes = 0;
    for (std::int32_t i = 0; i < std::ssize(tree.nodes()); ++i) {
        const SyntaxNode &node = tree.node(i);
        if (node.isNamed && node.type == "comment")
            bytes += node.end - node.begin;
        const std::int32_t body = node.isNamed ? bodyOf(tree, i) : -1;
        if (const std::int32_t docstring = body < 0 ? -1 : docstringOf(tree, body); docstring >= 0)
            bytes += tree.node(docstring).end - tree.node(docstring).begin;
    }
    return bytes;
}

} // namespace

std::optional<bool> CodeFacts::selfContained() const
{
    if (parse == ParseState::NoCode)
        return std::nullopt;
    return parse == ParseState::Parses && undefinedNames && undefinedNames->empty() &&
           imports <= ImportKind::StandardLibrary;
}

CodeFacts codeFacts(std::string_view code)
{
    CodeFacts facts;
    SyntaxTree tree;
    facts.problem = tree.parse(code);
    if (facts.problem.empty())
        facts.problem = indentationProblem(tree, code);
    facts.parse = facts.problem.empty() ? ParseState::Parses : ParseState::SyntaxError;
    if (facts.parse != ParseState::Parses)
        return facts;
    facts.comments =
        code.empty() ? 0.0
                     : static_cast<double>(commentBytes(tree)) / static_cast<double>(code.size());
    bool hasStar = false;
    facts.imports = importsOf(tree, hasStar);
    if (hasStar)
        return facts;
    std::vector<std::string> names;
    for (const std::int32_t node : unboundNames(tree)) {
        if (!isPythonBuiltin(tree.text(node)))
            names.emplace_back(tree.text(node));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    facts.undefinedNames = std::move(names);
    return facts;
}

CodeFacts sampleFacts(std::string_view text, SampleForm form)
{
    const std::optional<std::string> code = codeOf(text, form);
    return code ? codeFacts(*code) : CodeFacts{};
}

} // namespace phi1
