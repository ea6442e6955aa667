// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/code/python_highlighter.h"

#include "views/code/python_lexer.h"

namespace phi1 {

PythonHighlighter::PythonHighlighter(QTextDocument *document)
    : QSyntaxHighlighter(document)
{
    connect(&Theme::instance(), &Theme::themeChanged, this, &QSyntaxHighlighter::rehighlight);
}

void PythonHighlighter::setEnabled(bool enabled)
{
    if (enabled == m_enabled)
        return;
    m_enabled = enabled;
    rehighlight();
}

void PythonHighlighter::highlightBlock(const QString &text)
{
    if (!m_enabled) {
        setCurrentBlockState(0);
        return;
    }
    QVector<PythonSpan> spans;
    setCurrentBlockState(highlightPythonLine(text, std::max(0, previousBlockState()), &spans));
    const Theme &theme = Theme::instance();
    for (const PythonSpan &span : spans)
        setFormat(span.start, span.length, theme.syntaxColor(span.role));
}

} // namespace phi1
