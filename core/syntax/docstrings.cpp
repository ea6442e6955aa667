// SPDX-License-Identifier: Apache-2.0
#include "core/syntax/docstrings.h"

#include <vector>

namespace phi1 {

std::int32_t bodyOf(const SyntaxTree &tree, std::int32_t node)
{
    const std::string_view type = tree.node(node).type;
    if (type == "module")
        return node;
    const bool hasBody = type == "function_definition" || type == "class_definition";
    return hasBody ? tree.child(node, "body") : -1;
}

std::int32_t docstringOf(const SyntaxTree &tree, std::int32_t body)
{
    std::int32_t first = tree.node(body).firstChild;
    while (first >= 0 && tree.node(first).type == "comment")
        first = tree.node(first).nextSibling;
    if (first < 0 || tree.node(first).type != "expression_statement")
        return -1;
    const std::vector<std::int32_t> parts = tree.children(first);
    if (parts.size() != 1)
        return -1; // "a", "b" is a tuple
    std::int32_t value = parts.front();
    while (tree.node(value).type == "parenthesized_expression") {
        for (value = tree.node(value).firstChild;
             !tree.node(value).isNamed || tree.node(value).type == "comment";
             value = tree.node(value).nextSibling) {
        }
    }
    if (tree.node(value).type != "string" && tree.node(value).type != "concatenated_string")
        return -1;
    // Bytes and f-strings are no docstrings: their prefix says so.
    const bool isJoined = tree.node(value).type == "concatenated_string";
    for (const std::int32_t part : isJoined ? tree.children(value) : std::vector{value}) {
        const std::int32_t start = tree.childOfType(part, "string_start");
        if (start >= 0 && tree.text(start).find_first_of("bBfF") != std::string_view::npos)
            return -1;
    }
    return value;
}

} // namespace phi1
