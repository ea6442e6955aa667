// SPDX-License-Identifier: Apache-2.0
// codeOf() and sampleForm(): which part of a sample is Python.
#include <algorithm>
#include <cctype>

#include "core/quality/facts/code_facts.h"
#include "core/quality/facts/fenced_blocks.h"
#include "core/syntax/syntax_tree.h"

namespace phi1 {

namespace {

/// Whether a text is Python, and more of it than words: "hello, world" is an expression too.
bool isProgram(std::string_view text)
{
    SyntaxTree tree;
    if (!tree.parse(text).empty())
        return false;
    constexpr std::string_view telling[] = {"assignment",
                                            "assert_statement",
                                            "augmented_assignment",
                                            "call",
                                            "class_definition",
                                            "for_statement",
                                            "function_definition",
                                            "if_statement",
                                            "import_from_statement",
                                            "import_statement",
                                            "lambda",
                                            "return_statement",
                                            "try_statement",
                                            "while_statement",
                                            "with_statement"};
    return std::any_of(tree.nodes().begin(), tree.nodes().end(), [&](const SyntaxNode &node) {
        return node.isNamed &&
               std::find(std::begin(telling), std::end(telling), node.type) != std::end(telling);
    });
}

bool looksLikeCode(std::string_view line)
{
    constexpr std::string_view beginnings[] = {
        "def ",    "class ",  "import ", "@",     "return ", "elif ",   "else:",  "try:",
        "except:", "except ", "print(",  "self.", "raise ",  "assert ", "async ", "#"};
    for (const std::string_view beginning : beginnings) {
        if (line.starts_with(beginning))
            return true;
    }
    if (line.starts_with("from ") && line.find(" import ") != std::string_view::npos)
        return true;
    const bool opensBlock = line.ends_with(':');
    for (const std::string_view word : {"if ", "for ", "while ", "with "}) {
        if (opensBlock && line.starts_with(word))
            return true;
    }
    return line.find(" = ") != std::string_view::npos || line.ends_with("()") ||
           line.ends_with(")") || line.ends_with("]") || line.ends_with("}") ||
           line.ends_with("(") || line.ends_with("[") || line.ends_with("{");
}

bool isMostlyCode(std::string_view text)
{
    std::size_t lines = 0, code = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        if (line.empty())
            continue;
        ++lines;
        code += looksLikeCode(line) ? 1 : 0;
    }
    return lines > 0 && 2 * code >= lines;
}

bool isPythonName(std::string_view name)
{
    for (const std::string_view known :
         {"python", "py", "python3", "pycon", "doctest", "ipython", "python-repl"}) {
        if (name == known)
            return true;
    }
    return false;
}

/// Whether the first line that is not blank is a prompt.
bool isSession(std::string_view block)
{
    const std::size_t at = block.find_first_not_of(" \t\r\n");
    return at != std::string_view::npos && block.substr(at).starts_with(">>>");
}

/// The statements of an interactive session, without prompts and what they print.
std::string statementsOf(std::string_view session)
{
    std::string code;
    for (std::size_t at = 0; at < session.size();) {
        const std::size_t end = std::min(session.find('\n', at), session.size());
        std::string_view line = session.substr(at, end - at);
        at = end + 1;
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.starts_with(">>>") && !line.starts_with("..."))
            continue;
        line.remove_prefix(3);
        if (line.starts_with(' '))
            line.remove_prefix(1);
        code.append(line);
        code += '\n';
    }
    return code;
}

std::optional<std::string> codeOfBlocks(const std::vector<FencedBlock> &blocks)
{
    std::string code;
    bool isFound = false;
    for (const FencedBlock &block : blocks) {
        if (!block.name.empty() && !isPythonName(block.name))
            continue;
        std::string part = isSession(block.content) ? statementsOf(block.content) : block.content;
        if (block.name.empty() && !isSession(block.content) && !isProgram(part))
            continue;
        isFound = true;
        code += part;
        if (!code.empty() && code.back() != '\n')
            code += '\n';
    }
    return isFound ? std::optional(std::move(code)) : std::nullopt;
}

} // namespace

SampleForm sampleForm(std::string_view kind, std::string_view path)
{
    for (const std::string_view ending : {".py", ".pyi"}) {
        if (path.ends_with(ending))
            return SampleForm::Code;
    }
    for (const std::string_view ending : {".md", ".rst", ".txt"}) {
        if (path.ends_with(ending))
            return SampleForm::Prose;
    }
    if (kind == "code" || kind == "exercise" || kind == "exercises")
        return SampleForm::Code;
    return kind == "textbook" || kind == "prose" ? SampleForm::Prose : SampleForm::Unknown;
}

std::optional<std::string> codeOf(std::string_view text, SampleForm form)
{
    const std::vector<FencedBlock> blocks = fencedBlocks(text);
    const bool isWrapped = !blocks.empty() && blocks.front().beginsText;
    if (form == SampleForm::Code && !isWrapped)
        return std::string(text);
    if (!blocks.empty()) {
        // Docstrings of programs hold fences too.
        if (form == SampleForm::Unknown && !isWrapped && isProgram(text))
            return std::string(text);
        return codeOfBlocks(blocks);
    }
    if (form == SampleForm::Unknown && (isMostlyCode(text) || isProgram(text)))
        return std::string(text);
    return std::nullopt;
}

} // namespace phi1
