// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sample_text/markdown_lexer.h"

#include <algorithm>

namespace phi1 {
namespace {

void add(QVector<RoleSpan> *spans, qsizetype begin, qsizetype end, TextRole role)
{
    if (spans && begin < end)
        spans->append({static_cast<int>(begin), static_cast<int>(end), role});
}

/// Length of the run of one character at a place.
int runLength(QStringView line, qsizetype at)
{
    qsizetype end = at;
    while (end < line.size() && line[end] == line[at])
        ++end;
    return static_cast<int>(std::min<qsizetype>(end - at, 250));
}

qsizetype indentation(QStringView line)
{
    qsizetype at = 0;
    while (at < line.size() && line[at] == u' ')
        ++at;
    return at;
}

bool isPythonName(QStringView info)
{
    QString name;
    for (const QChar unit : info.trimmed()) {
        if (!unit.isLetterOrNumber() && unit != u'-' && unit != u'+')
            break;
        name += unit.toLower();
    }
    return name == QLatin1String("python") || name == QLatin1String("py") ||
           name == QLatin1String("python3") || name == QLatin1String("pycon") ||
           name == QLatin1String("ipython") || name == QLatin1String("ipython3");
}

/// What follows the prompt of an interpreter's session; 0: the line has none.
qsizetype promptEnd(QStringView line)
{
    const qsizetype begin = indentation(line);
    const QStringView rest = line.mid(begin);
    if (rest.startsWith(u">>> ") || rest.startsWith(u"... "))
        return begin + 4;
    if (rest == u">>>" || rest == u"...")
        return begin + 3;
    return 0;
}

/// Code in backticks, and words between two asterisks.
void highlightProse(QStringView line, QVector<RoleSpan> *spans)
{
    qsizetype at = 0;
    while (at < line.size()) {
        if (line[at] == u'\\') {
            at += 2;
        } else if (line[at] == u'`') {
            const int ticks = runLength(line, at);
            qsizetype end = at + ticks;
            while (end < line.size()) {
                if (line[end] != u'`') {
                    ++end;
                    continue;
                }
                const int closing = runLength(line, end);
                end += closing;
                if (closing == ticks)
                    break;
            }
            const bool isClosed = end - ticks > at && line[end - 1] == u'`';
            if (isClosed)
                add(spans, at, end, TextRole::InlineCode);
            at = isClosed ? end : at + ticks;
        } else if (line[at] == u'*' && runLength(line, at) == 2 && at + 2 < line.size() &&
                   !line[at + 2].isSpace()) {
            const qsizetype end = line.indexOf(u"**", at + 2);
            // What stands in backticks there is no end; such a line is rare, and loses its bold.
            const qsizetype tick = line.indexOf(u'`', at + 2);
            if (end > 0 && (tick < 0 || tick > end)) {
                add(spans, at, end + 2, TextRole::Strong);
                at = end + 2;
            } else {
                at += 2;
            }
        } else {
            ++at;
        }
    }
}

} // namespace

PythonState highlightPythonRoles(QStringView line, PythonState state, QVector<RoleSpan> *spans)
{
    if (!spans)
        return highlightPythonLine(line, state, nullptr);
    QVector<PythonSpan> found;
    const PythonState after = highlightPythonLine(line, state, &found);
    spans->clear();
    for (const PythonSpan &span : found)
        add(spans, span.start, span.start + span.length, static_cast<TextRole>(span.role));
    return after;
}

bool highlightMarkdownLine(QStringView line, MarkdownState &state, QVector<RoleSpan> *spans)
{
    if (spans)
        spans->clear();
    const qsizetype indent = indentation(line);
    const bool canFence = indent < line.size() && (line[indent] == u'`' || line[indent] == u'~');
    const int fence = canFence ? runLength(line, indent) : 0;
    if (state.isInCode()) {
        if (fence >= state.length && line[indent].unicode() == state.fence &&
            line.mid(indent + fence).trimmed().isEmpty()) {
            state = MarkdownState();
            add(spans, 0, line.size(), TextRole::Fence);
            return true;
        }
        const qsizetype prompt = (state.python & 1) == 0 ? promptEnd(line) : 0;
        if (prompt > 0) {
            QVector<RoleSpan> code;
            highlightPythonRoles(line.mid(prompt), 0, spans ? &code : nullptr);
            add(spans, 0, prompt, TextRole::Prompt);
            for (const RoleSpan &span : code)
                add(spans, span.begin + prompt, span.end + prompt, span.role);
        } else if (state.isPython) {
            state.python = static_cast<qint16>(highlightPythonRoles(line, state.python, spans));
        }
        return true;
    }
    // A fence of backticks has none behind it, or it is code in a line.
    if (fence >= 3 && (line[indent] == u'~' || !line.mid(indent + fence).contains(u'`'))) {
        state.fence = static_cast<quint8>(line[indent].unicode());
        state.length = static_cast<quint8>(fence);
        state.isPython = isPythonName(line.mid(indent + fence));
        state.python = 0;
        add(spans, 0, line.size(), TextRole::Fence);
        return true;
    }
    if (indent < 4 && indent < line.size() && line[indent] == u'#') {
        const int level = runLength(line, indent);
        if (level <= 6 && (indent + level == line.size() || line[indent + level] == u' ')) {
            add(spans, 0, line.size(), TextRole::Heading);
            return false;
        }
    }
    if (spans)
        highlightProse(line, spans);
    return false;
}

} // namespace phi1
