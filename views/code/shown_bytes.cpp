// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/code/shown_bytes.h"

#include "views/code/token_text.h"

namespace phi1 {

QString shownBytes(const QByteArray &bytes, bool dots, int longest)
{
    if (bytes.isEmpty())
        return QStringLiteral("‹›");
    TokenText text;
    ViewToken token;
    token.bytes = bytes;
    text.append({token}, 0);
    QString shown;
    for (const TokenText::Line &line : text.lines()) {
        for (const TokenText::Span &span : line.spans) {
            if (span.mark == TokenText::Mark::Newline)
                shown += u'↵';
            else if (span.mark == TokenText::Mark::Tab)
                shown += u'→';
            else if (span.part == 0)
                shown += QStringView(line.text).mid(span.start, span.length);
            if (shown.size() > longest)
                return shown.left(longest) + u'…';
        }
    }
    if (dots) {
        for (qsizetype i = 0; i < shown.size() && shown[i] == u' '; ++i)
            shown[i] = u'·';
        for (qsizetype i = shown.size() - 1; i >= 0 && shown[i] == u' '; --i)
            shown[i] = u'·';
    }
    return shown;
}

QString shownLine(const QString &text, int longest)
{
    return text.isEmpty() ? QString() : shownBytes(text.toUtf8(), false, longest);
}

QString toolTipOf(const QString &text, bool isCode)
{
    if (text.isEmpty())
        return {};
    QStringList lines;
    for (const QString &line : text.split(u'\n'))
        lines << shownLine(line).toHtmlEscaped();
    const QString tag = isCode ? QStringLiteral("pre") : QStringLiteral("p");
    return QStringLiteral("<%1>%2</%1>")
        .arg(tag, lines.join(isCode ? QStringLiteral("\n") : QStringLiteral("<br>")));
}

QString escapedText(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (c == u'\n')
            escaped += QStringLiteral("\\n");
        else if (c == u'\t')
            escaped += QStringLiteral("\\t");
        else if (c == u'\r')
            escaped += QStringLiteral("\\r");
        else if (c == u'\\')
            escaped += QStringLiteral("\\\\");
        else if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            escaped += QStringLiteral("\\u%1").arg(static_cast<uint>(c.unicode()), 4, 16,
                                                   QLatin1Char('0'));
        else
            escaped += c;
    }
    return escaped;
}

} // namespace phi1
