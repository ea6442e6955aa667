// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/sample_text/markdown_lexer.h"
#include "views/sample_text/text_pieces.h"

#include <QHash>
#include <QVector>

namespace phi1 {

enum class TextLanguage : quint8 { Plain, Python, Markdown };

/// Which of the two a text looks like, by its first lines.
TextLanguage guessLanguage(const QByteArray &text);

/// Roles of the parts of a text's lines. What a line is depends on all lines before it: they are
/// read block by block in the background, and meanwhile a block far down is taken for one that
/// begins outside strings and code blocks. Lines too long for one piece have no roles.
class TextHighlighter final
{
public:
    struct Look {
        QVector<RoleSpan> spans; ///< in bytes of the piece
        bool isCode = false;     ///< of a code block in prose
    };

    explicit TextHighlighter(const TextPieces &pieces);

    void setText(TextLanguage language); ///< the pieces are of another text, or the language is
    TextLanguage language() const { return m_language; }
    /// Reads on, for about so many milliseconds.
    /// @return the first block that does not look as it was shown, and all after it; -1: none
    int learnMore(double milliseconds);
    bool isComplete() const;

    Look look(int block, int piece);

private:
    struct State {
        MarkdownState markdown;
        PythonState python = 0;
        bool operator==(const State &) const = default;
    };
    State read(int block, State state, QVector<Look> *looks) const;

    const TextPieces &m_pieces;
    TextLanguage m_language = TextLanguage::Plain;
    QVector<State> m_states; ///< at the beginning of each block that is known
    struct Shown {
        QVector<Look> looks;
        State state; ///< they were made with
    };
    QHash<int, Shown> m_shown;
};

} // namespace phi1
