// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

/// A node of a program's syntax: bytes [begin, end) of its text.
struct SyntaxNode {
    std::string_view type;  ///< of tree-sitter-python: "identifier"; of a keyword or sign its text
    std::string_view field; ///< what it is to its parent ("name", "body"), often empty
    std::uint32_t begin = 0, end = 0;
    std::int32_t parent = -1, firstChild = -1, nextSibling = -1;
    bool isNamed = false; ///< not a mere keyword or sign
};

/// The syntax of a Python program as a table of nodes, in the order of the text, parents first.
class SyntaxTree
{
public:
    /// @return why the text has no tree, empty if it has one: "line 3 is not Python"
    std::string parse(std::string_view text);

    const std::vector<SyntaxNode> &nodes() const { return m_nodes; }
    const SyntaxNode &node(std::int32_t index) const
    {
        return m_nodes[static_cast<std::size_t>(index)];
    }
    std::string_view text(std::int32_t index) const;
    std::vector<std::int32_t> children(std::int32_t index) const;
    /// The first child that is this to it, -1 if there is none.
    std::int32_t child(std::int32_t index, std::string_view field) const;
    /// The first child of this type, -1 if there is none.
    std::int32_t childOfType(std::int32_t index, std::string_view type) const;
    /// Whether nothing but blanks is before the node in its line.
    bool startsLine(std::int32_t index) const;
    std::size_t lineStart(std::size_t byte) const;

private:
    std::string_view m_text;
    std::vector<SyntaxNode> m_nodes;
};

} // namespace phi1
