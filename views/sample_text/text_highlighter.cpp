// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/text_highlighter.h"

#include <QElapsedTimer>
#include <QString>

#include <algorithm>

namespace phi1 {
namespace {

constexpr int recentBlocks = 16;
constexpr QChar anyLetter = u'\u00aa'; ///< what stands for a byte beyond ASCII

QByteArrayView trimmedStart(QByteArrayView line)
{
    while (!line.isEmpty() && (line.front() == ' ' || line.front() == '\t'))
        line = line.sliced(1);
    return line;
}

} // namespace

TextLanguage guessLanguage(const QByteArray &text)
{
    const QByteArrayView head = QByteArrayView(text).first(std::min<qsizetype>(text.size(), 16384));
    int prose = 0;
    int code = 0;
    bool isFirst = true;
    qsizetype at = 0;
    while (at < head.size()) {
        const qsizetype end = head.indexOf('\n', at);
        const QByteArrayView line = head.sliced(at, (end < 0 ? head.size() : end) - at);
        at = end < 0 ? head.size() : end + 1;
        const QByteArrayView words = trimmedStart(line);
        if (words.isEmpty())
            continue;
        const bool isIndented = words.size() < line.size();
        if (line.startsWith("```") || line.startsWith("~~~"))
            prose += 8;
        else if (line.startsWith("## ") || line.startsWith("### "))
            prose += 4;
        else if (line.startsWith("# ") && isFirst && end > 0 && end + 1 < head.size() &&
                 head[end + 1] == '\n')
            prose += 4; // a title with an empty line below; comments have code below
        else if (words.startsWith("def ") || words.startsWith("class ") ||
                 words.startsWith("import ") || words.startsWith("return") ||
                 (words.startsWith("from ") && words.indexOf(" import ") > 0) ||
                 words.startsWith("\"\"\"") || words.startsWith("if __name__"))
            code += 4;
        else if (isIndented || words.back() == ':' || words.back() == ')')
            code += 1;
        else if (!isIndented && words.size() > 40 && words.front() >= 'A' && words.front() <= 'Z')
            prose += 1;
        isFirst = false;
    }
    if (prose == 0 && code == 0)
        return TextLanguage::Plain;
    return prose >= code ? TextLanguage::Markdown : TextLanguage::Python;
}

TextHighlighter::TextHighlighter(const TextPieces &pieces)
    : m_pieces(pieces)
{}

void TextHighlighter::setText(TextLanguage language)
{
    m_language = language;
    m_states = {State()};
    m_shown.clear();
}

bool TextHighlighter::isComplete() const
{
    return m_language == TextLanguage::Plain || m_states.size() >= m_pieces.blockCount();
}

int TextHighlighter::learnMore(double milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    int changed = -1;
    while (!isComplete() && static_cast<double>(timer.nsecsElapsed()) < milliseconds * 1e6) {
        const int block = static_cast<int>(m_states.size()) - 1;
        if (m_pieces.pieceCount(block) == 0 || block + 1 >= m_pieces.blockCount())
            break;
        m_states.append(read(block, m_states[block], nullptr));
        const auto shown = m_shown.constFind(block + 1);
        if (shown != m_shown.constEnd() && shown->state != m_states.last()) {
            m_shown.erase(shown);
            changed = changed < 0 ? block + 1 : changed;
        }
    }
    return changed;
}

TextHighlighter::State TextHighlighter::read(int block, State state, QVector<Look> *looks) const
{
    const char *bytes = m_pieces.text().constData();
    const QVector<TextPiece> pieces = m_pieces.pieces(block);
    for (const TextPiece &piece : pieces) {
        Look look;
        look.isCode = state.markdown.isInCode();
        if (piece.isFirst && piece.isLast) {
            // Byte for byte, so that places stay bytes; what decides the roles is ASCII.
            QString line = QString::fromLatin1(bytes + piece.begin, piece.size());
            if (!piece.isPlain)
                std::replace_if(
                    line.begin(), line.end(), [](QChar unit) { return unit.unicode() >= 0x80; },
                    anyLetter);
            QVector<RoleSpan> *spans = looks ? &look.spans : nullptr;
            if (m_language == TextLanguage::Python)
                state.python = highlightPythonRoles(line, state.python, spans);
            else
                look.isCode = highlightMarkdownLine(line, state.markdown, spans);
        }
        if (looks)
            looks->append(look);
    }
    return state;
}

TextHighlighter::Look TextHighlighter::look(int block, int piece)
{
    if (m_language == TextLanguage::Plain)
        return {};
    auto shown = m_shown.find(block);
    if (shown == m_shown.end()) {
        if (m_shown.size() >= recentBlocks)
            m_shown.clear();
        Shown made;
        if (block < m_states.size())
            made.state = m_states[block];
        read(block, made.state, &made.looks);
        shown = m_shown.insert(block, made);
    }
    return shown->looks.value(piece);
}

} // namespace phi1
