// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phi1 {

enum class ParseState {
    NoCode,      ///< prose: nothing in it claims to be Python
    Parses,      ///< Python 3
    SyntaxError, ///< it claims to be Python 3 and is not
};

/// Where a program takes names from: the farthest of its imports.
enum class ImportKind { None, StandardLibrary, ThirdParty, Relative };

/// What can be said about a sample's code without running it.
struct CodeFacts {
    ParseState parse = ParseState::NoCode;
    std::string problem; ///< of a syntax error: "line 3 is not Python", counted in the code
    /// Bytes of comments and docstrings as a share of the code's bytes. None unless it parses.
    std::optional<double> comments;
    /// Names that are read and that nothing binds: no statement of the program, no builtin of
    /// Python 3.11; in the order of their names. None unless it parses, and where `from x import *`
    /// may bind any name.
    std::optional<std::vector<std::string>> undefinedNames;
    ImportKind imports = ImportKind::None; ///< meaningless unless it parses

    /// It parses, every name is bound, and it imports the standard library at most: it can run
    /// alone. None without code.
    std::optional<bool> selfContained() const;
};

/// @param code  a Python program
CodeFacts codeFacts(std::string_view code);

/// What a sample says it is, for texts that do not show it.
enum class SampleForm { Unknown, Code, Prose };

/// "x.py" and kinds such as "code" or "exercise" are Code, "x.md" and "textbook" Prose.
SampleForm sampleForm(std::string_view kind, std::string_view path);

/// The code of a sample. Of a text with fenced blocks (fenced_blocks.h) it is those of Python, one
/// after another, as one program: blocks named python, py, python3, pycon or doctest, and those
/// without a name that are a program by themselves. A block that begins with ">>>" is read as the
/// session it is: without prompts and output. A program is code as a whole, whatever its docstrings
/// hold. A text without fences is code as a whole or not at all: as `form` says, else if it is a
/// program, or half of its lines look like one.
/// @return nothing where there is no code
std::optional<std::string> codeOf(std::string_view text, SampleForm form = SampleForm::Unknown);

/// codeFacts() of codeOf().
CodeFacts sampleFacts(std::string_view text, SampleForm form = SampleForm::Unknown);

} // namespace phi1
