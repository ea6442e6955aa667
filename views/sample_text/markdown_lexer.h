// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/code/python_lexer.h"

#include <QStringView>
#include <QVector>

namespace phi1 {

/// What a part of a line is, in a text with prose and code.
enum class TextRole : quint8 {
    // As of Theme::Syntax, in its order.
    Keyword,
    String,
    Comment,
    Number,
    Definition,
    Builtin,
    // Of Markdown.
    Heading,
    Fence,
    InlineCode,
    Strong,
    Prompt, ///< ">>>"
};

struct RoleSpan {
    int begin = 0;
    int end = 0;
    TextRole role = TextRole::Keyword;
    bool operator==(const RoleSpan &) const = default;
};

/// What a line of Markdown inherits from the one before.
struct MarkdownState {
    quint8 fence = 0;  ///< '`' or '~' inside a code block
    quint8 length = 0; ///< of the fence that opened it
    bool isPython = false;
    qint16 python = 0; ///< PythonState in it

    bool isInCode() const { return fence != 0; }
    bool operator==(const MarkdownState &) const = default;
};

/// Highlights one line of Markdown, Python in its code blocks included; linear in the line.
/// @param state  of the end of the line before; becomes that of this line's end
/// @param spans  cleared and filled, ascending and apart; may be null
/// @return whether the line belongs to a code block, its fences included
bool highlightMarkdownLine(QStringView line, MarkdownState &state, QVector<RoleSpan> *spans);

/// One line of Python in roles. @return the state at its end
PythonState highlightPythonRoles(QStringView line, PythonState state, QVector<RoleSpan> *spans);

} // namespace phi1
