// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/token_relation.h"

namespace phi1 {

/// Where a token lies in its text: bytes [begin, end).
struct TokenSpan {
    std::size_t begin = 0, end = 0;
    bool operator==(const TokenSpan &) const = default;
};

/// A relation of tokens, or why there is none.
struct CodeRelation {
    TokenRelation relation; ///< its name is always set; no queries where it is not applicable
    std::string reason;     ///< English sentence; empty where the relation is applicable
    bool isApplicable() const { return reason.empty(); }
};

/// Spans of tokens whose bytes, joined, are `text`, as a tokenizer cuts it.
/// @param lengths  bytes of each token; those beyond the end of the text become empty spans
std::vector<TokenSpan> consecutiveSpans(std::string_view text,
                                        std::span<const std::size_t> lengths);

/// What Python's syntax says about which tokens of a program belong together, always the same five,
/// in this order. A query is the last token of what looks, a key each token that holds a byte of
/// what is looked at; a token is never a key of itself, and what lies after a query is none either
/// (a model cannot see it).
/// - "bracket": a closing bracket → the bracket it closes; ( ) [ ] { }, also in patterns and in
///   the replacement fields of f-strings
/// - "definition": a name that is read → its bindings in the scope where Python's rules find it
///   (assignment, parameter, def, class, import, for, with, except, walrus, match), only those that
///   come before it in the text; attributes (`a.b`) and keywords of calls are no names
/// - "return": the word `return` → the word `def` of its function
/// - "indentation": the first token that ends in a line's text → the indentation of the line that
///   began the same block, and that of the line before it there; lines at the left margin have none
/// - "docstring": every token of a function's, class's or module's body after its docstring → the
///   tokens of that docstring; in nested bodies, the innermost docstring
///
/// A text that Python's grammar does not derive has no relations: "line 3 is not Python". Neither
/// has one in which nothing is related: "no bracket is closed". Built without tree-sitter, none is
/// applicable and the reason says so.
/// @param tokens  in the order of the text; may be empty or overlap where a character is cut
std::vector<CodeRelation> pythonRelations(std::string_view text, std::span<const TokenSpan> tokens);

/// Whether this program was built with Python's grammar.
bool hasPythonSyntax();

} // namespace phi1
