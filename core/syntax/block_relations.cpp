// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <utility>

#include "core/syntax/code_relations.h"
#include "core/syntax/docstrings.h"

namespace phi1 {

namespace {

bool isClause(std::string_view type)
{
    return type == "else_clause" || type == "elif_clause" || type == "except_clause" ||
           type == "except_group_clause" || type == "finally_clause";
}

/// Nodes that begin the logical lines of a block, without those of the blocks within.
std::vector<std::int32_t> linesOf(const SyntaxTree &tree, std::int32_t block)
{
    std::vector<std::int32_t> lines;
    const auto add = [&](std::int32_t node) {
        if (tree.startsLine(node))
            lines.push_back(node);
    };
    for (const std::int32_t statement : tree.children(block)) {
        if (!tree.node(statement).isNamed || tree.node(statement).type == "comment")
            continue;
        const bool decorated = tree.node(statement).type == "decorated_definition";
        if (!decorated)
            add(statement);
        for (const std::int32_t part : tree.children(statement)) {
            const std::string_view type = tree.node(part).type;
            if (isClause(type) || (decorated && tree.node(part).isNamed && type != "comment"))
                add(part);
        }
    }
    return lines;
}

class IndentationKeys
{
public:
    IndentationKeys(const SyntaxTree &tree, const TokenIndex &tokens)
        : m_tree(tree)
        , m_tokens(tokens)
    {}

    /// Tokens of the blanks before a line's text; those that hold nothing of the text itself, where
    /// there are such.
    std::vector<std::int32_t> of(std::int32_t line) const
    {
        const std::size_t begin = m_tree.node(line).begin;
        std::vector<std::int32_t> tokens = m_tokens.within(m_tree.lineStart(begin), begin);
        const std::vector<std::int32_t> code = m_tokens.within(begin, begin + 1);
        if (tokens.size() > 1 && !code.empty() && tokens.back() == code.front())
            tokens.pop_back();
        return tokens;
    }

private:
    const SyntaxTree &m_tree;
    const TokenIndex &m_tokens;
};

/// Whether the node is a word, sign or piece of a string, rather than made of such.
bool isCode(const SyntaxTree &tree, std::int32_t node)
{
    const std::string_view type = tree.node(node).type;
    return type == "string_content" ||
           (tree.node(node).firstChild < 0 && type != "comment" && type != "line_continuation");
}

} // namespace

void addIndentations(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation)
{
    const IndentationKeys keys(tree, tokens);
    for (std::int32_t i = 0; i < std::ssize(tree.nodes()); ++i) {
        if (tree.node(i).type != "block")
            continue;
        const std::vector<std::int32_t> lines = linesOf(tree, i);
        for (std::size_t line = 1; line < lines.size(); ++line) {
            const std::size_t begin = tree.node(lines[line]).begin;
            const std::vector<std::int32_t> code = tokens.within(begin, begin + 1);
            if (code.empty())
                continue;
            relation.add(code.front(), keys.of(lines.front()));
            relation.add(code.front(), keys.of(lines[line - 1]));
        }
    }
}

void addDocstrings(const SyntaxTree &tree, const TokenIndex &tokens, RelationBuilder &relation)
{
    // Which docstring a node looks at, as its parent does unless its own body has one: -1 none.
    constexpr std::int32_t unset = -2;
    std::vector<std::int32_t> docstrings(tree.nodes().size(), unset);
    const auto entry = [&](std::int32_t node) -> std::int32_t & {
        return docstrings[static_cast<std::size_t>(node)];
    };
    for (std::int32_t i = 0; i < std::ssize(tree.nodes()); ++i) {
        if (entry(i) == unset)
            entry(i) = i == 0 ? -1 : entry(tree.node(i).parent);
        const std::int32_t body = bodyOf(tree, i);
        const std::int32_t own = body < 0 ? -1 : docstringOf(tree, body);
        if (own >= 0) {
            entry(own) = entry(i); // it is itself code after the docstring around it
            entry(body) = own;
        }
        if (!isCode(tree, i) || entry(i) < 0)
            continue;
        const SyntaxNode &docstring = tree.node(entry(i));
        if (tree.node(i).begin < docstring.end)
            continue;
        const std::vector<std::int32_t> keys = tokens.within(docstring.begin, docstring.end);
        for (const std::int32_t token : tokens.within(tree.node(i).begin, tree.node(i).end))
            relation.add(token, keys);
    }
}

} // namespace phi1
