// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/token_view_p.h"

#include "views/format/number_text.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QFontMetricsF>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int repaintInterval = 34; ///< milliseconds: at most 30 a second

} // namespace

TokenViewPrivate::TokenViewPrivate(TokenView *view)
    : q(view)
{
    layout.setFormats([this](int line, int from, int to) { return formats(line, from, to); });
    repaint.setSingleShot(true);
    QObject::connect(&repaint, &QTimer::timeout, q, [this] { flush(); });
    lastRepaint.start();
}

void TokenViewPrivate::rebuildText()
{
    text.clear();
    if (promptShown)
        text.appendPrompt(prompt);
    text.append(tokens, 0);
    clearSelection();
    states.clear();
    isChanged = false;
    resetLayout();
}

void TokenViewPrivate::resetLayout()
{
    const Theme &theme = Theme::instance();
    const bool followed = follows;
    layout.reset(theme.font(Theme::Font::Code), theme.lineHeight(Theme::Font::Code),
                 q->viewport()->width() - gutterWidth() - theme.px(8), wraps);
    isChanged = false;
    updateScrollBars();
    if (followed && live)
        q->verticalScrollBar()->setValue(q->verticalScrollBar()->maximum());
    q->viewport()->update();
}

void TokenViewPrivate::ensureLaid()
{
    if (!isChanged)
        return;
    isChanged = false;
    const bool followed = follows;
    forgetStates(changed.line + 1);
    layout.update(changed);
    updateScrollBars();
    if (followed)
        q->verticalScrollBar()->setValue(q->verticalScrollBar()->maximum());
}

void TokenViewPrivate::scheduleRepaint()
{
    if (repaint.isActive())
        return;
    const qint64 since = lastRepaint.elapsed();
    repaint.start(
        static_cast<int>(std::clamp<qint64>(repaintInterval - since, 0, repaintInterval)));
}

void TokenViewPrivate::flush()
{
    lastRepaint.start();
    ensureLaid();
    q->viewport()->update();
}

void TokenViewPrivate::updateScrollBars()
{
    const Theme &theme = Theme::instance();
    const QSize room = q->viewport()->size();
    const int height =
        2 * topPadding() + static_cast<int>(layout.rows().size()) * layout.rowHeight();
    QScrollBar *down = q->verticalScrollBar();
    down->setSingleStep(layout.rowHeight());
    down->setPageStep(std::max(1, room.height() - layout.rowHeight()));
    const bool followed = follows;
    down->setRange(0, std::max(0, height - room.height()));
    follows = followed;
    QScrollBar *across = q->horizontalScrollBar();
    const int width = static_cast<int>(std::ceil(layout.contentWidth())) + theme.px(24);
    across->setSingleStep(static_cast<int>(4 * layout.cellWidth()));
    across->setPageStep(std::max(1, room.width() - gutterWidth()));
    across->setRange(0, wraps ? 0 : std::max(0, width + gutterWidth() - room.width()));
}

bool TokenViewPrivate::isFollowing() const
{
    const QScrollBar *bar = q->verticalScrollBar();
    return bar->value() >= bar->maximum();
}

void TokenViewPrivate::tellFollowing()
{
    follows = isFollowing();
    if (follows == toldFollows)
        return;
    toldFollows = follows;
    emit q->followsEndChanged(follows);
}

void TokenViewPrivate::forgetStates(int fromLine)
{
    if (states.size() > fromLine)
        states.resize(fromLine);
}

PythonState TokenViewPrivate::stateBefore(int line)
{
    const QVector<TokenText::Line> &lines = text.lines();
    if (states.isEmpty()) {
        PythonState state = 0;
        if (!promptShown) {
            // The whole lines of the prompt; its last one is completed by the first of ours.
            const QVector<QStringView> before = QStringView(prompt).split(u'\n');
            for (qsizetype i = 0; i + 1 < before.size(); ++i)
                state = highlightPythonLine(before[i], state, nullptr);
        }
        states.append(state);
    }
    while (states.size() <= line) {
        const auto last = static_cast<int>(states.size()) - 1;
        QString shown = lines[last].text;
        if (last == 0 && !promptShown)
            shown.prepend(prompt.mid(prompt.lastIndexOf(u'\n') + 1));
        states.append(highlightPythonLine(shown, states.last(), nullptr));
    }
    return states[line];
}

const QVector<PythonSpan> &TokenViewPrivate::pythonSpans(int line)
{
    const QString &shown = text.lines()[line].text;
    if (highlighted.line == line && highlighted.text == shown && states.size() > line)
        return highlighted.spans;
    const PythonState state = stateBefore(line);
    // The last line of the prompt is completed by the first of ours.
    const QString before =
        line == 0 && !promptShown ? prompt.mid(prompt.lastIndexOf(u'\n') + 1) : QString();
    const QString whole = before + shown;
    QVector<PythonSpan> spans;
    highlightPythonLine(whole, state, &spans);
    const auto shift = static_cast<int>(before.size());
    for (PythonSpan &span : spans) {
        const int end = span.start + span.length - shift;
        span.start = std::max(0, span.start - shift);
        span.length = end - span.start;
    }
    highlighted.line = line;
    highlighted.text = shown;
    highlighted.spans = spans;
    return highlighted.spans;
}

QVector<QTextLayout::FormatRange> TokenViewPrivate::formats(int line, int from, int to)
{
    const Theme &theme = Theme::instance();
    const TokenText::Line &shown = text.lines()[line];
    QVector<QTextLayout::FormatRange> ranges;
    const auto add = [&](int start, int length, const QColor &ink, bool bold) {
        if (length <= 0)
            return;
        QTextLayout::FormatRange range;
        range.start = start;
        range.length = length;
        if (ink.isValid())
            range.format.setForeground(ink);
        if (bold)
            range.format.setFontWeight(QFont::Bold);
        ranges.append(range);
    };
    const auto addItalic = [&](int start, int length) {
        add(start, length, QColor(), false);
        if (length > 0)
            ranges.last().format.setFontItalic(true);
    };
    const bool isPrompt = line < text.completionLine();
    const int promptEnd = isPrompt                        ? static_cast<int>(shown.text.size())
                          : line == text.completionLine() ? text.promptColumns()
                                                          : 0;
    add(0, promptEnd, theme.color(Theme::Token::Text3), false);
    if (isPrompt || q->isDimmed())
        return ranges;
    if (mode == TokenView::Mode::Code) {
        for (const PythonSpan &span : pythonSpans(line)) {
            const int start = std::max(span.start, promptEnd);
            if (start < to && span.start + span.length > from)
                add(start, span.start + span.length - start, theme.syntaxColor(span.role), false);
        }
    }
    const auto first = std::lower_bound(
        shown.spans.begin(), shown.spans.end(), from,
        [](const TokenText::Span &span, int column) { return span.start + span.length <= column; });
    for (auto span = first; span != shown.spans.end() && span->start < to; ++span) {
        // In italics and not in a colour, which would be hard to read on a strong tint.
        if (span->mark == TokenText::Mark::Escape)
            addItalic(span->start, span->length);
        else if (span->mark == TokenText::Mark::Special)
            add(span->start, span->length, theme.color(Theme::Token::Text2), false);
        if (span->token >= 0 && span->token == difference && mode == TokenView::Mode::Tokens)
            add(span->start, span->length, QColor(), true);
    }
    return ranges;
}

int TokenViewPrivate::gutterWidth() const
{
    const Theme &theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(Theme::Font::Caption));
    const auto lines = static_cast<qsizetype>(text.lines().size());
    const auto digits = std::max<qsizetype>(3, QString::number(lines).size());
    return std::max(theme.px(30), static_cast<int>(std::ceil(metrics.horizontalAdvance(u'0') *
                                                             static_cast<double>(digits))) +
                                      theme.px(12));
}

int TokenViewPrivate::topPadding() const
{
    return Theme::instance().px(7);
}

int TokenViewPrivate::rowTop(int row) const
{
    return topPadding() + row * layout.rowHeight() - q->verticalScrollBar()->value();
}

int TokenViewPrivate::rowAtY(int y) const
{
    const int row = static_cast<int>(
        std::floor(static_cast<double>(y + q->verticalScrollBar()->value() - topPadding()) /
                   layout.rowHeight()));
    return std::clamp(row, 0, static_cast<int>(layout.rows().size()) - 1);
}

double TokenViewPrivate::left() const
{
    return gutterWidth() - q->horizontalScrollBar()->value();
}

QRect TokenViewPrivate::spanArea(int row, const TokenText::Span &span) const
{
    const QRectF area = layout.spanRect(row, span);
    if (area.isNull())
        return {};
    return area.translated(left(), rowTop(row)).toAlignedRect();
}

QRect TokenViewPrivate::tokenArea(int token) const
{
    if (token < 0 || token >= text.tokenCount())
        return {};
    const TokenText::SpanAt at = text.firstSpan(token);
    if (at.line < 0)
        return {};
    // Of a token that begins with a line end its first characters are more telling than the end.
    QRect first;
    for (int line = at.line, index = at.span; line < text.lines().size(); ++line, index = 0) {
        const QVector<TokenText::Span> &spans = text.lines()[line].spans;
        for (; index < spans.size(); ++index) {
            if (spans[index].token != token)
                return first;
            QRect area;
            for (int row = layout.rowOf({line, spans[index].start});
                 row < layout.rows().size() && layout.rows()[row].line == line; ++row) {
                area = spanArea(row, spans[index]);
                if (!area.isEmpty())
                    break;
            }
            if (spans[index].mark != TokenText::Mark::Newline)
                return area;
            if (first.isEmpty())
                first = area;
        }
    }
    return first;
}

int TokenViewPrivate::tokenAt(const QPoint &position) const
{
    const int row = rowAtY(position.y());
    const int top = rowTop(row);
    if (position.y() < top || position.y() >= top + layout.rowHeight() ||
        position.x() < gutterWidth())
        return -1;
    const TokenText::Line &line = text.lines()[layout.rows()[row].line];
    const int span = layout.spanAt(row, position.x() - left());
    return span < 0 ? -1 : line.spans[span].token;
}

TextPosition TokenViewPrivate::positionAt(const QPoint &position) const
{
    const int row = rowAtY(position.y());
    const TextPosition place = layout.positionAt(row, position.x() - left());
    return std::max(place, TextPosition{text.completionLine(), text.promptColumns()});
}

TextPosition TokenViewPrivate::tokenEnd(int token) const
{
    TextPosition end = text.position(token);
    const TokenText::SpanAt at = text.firstSpan(token);
    for (int line = at.line, index = at.span; line < text.lines().size(); ++line, index = 0) {
        const QVector<TokenText::Span> &spans = text.lines()[line].spans;
        for (; index < spans.size(); ++index) {
            const TokenText::Span &span = spans[index];
            if (span.token != token)
                return end;
            end = span.mark == TokenText::Mark::Newline
                      ? TextPosition{line + 1, 0}
                      : TextPosition{line, span.start + span.length};
        }
    }
    return end;
}

int TokenViewPrivate::firstVisibleToken() const
{
    const int first = rowAtY(0);
    for (int row = first; row < layout.rows().size(); ++row) {
        const int token = rowBeginning(row, false);
        if (token >= 0)
            return token;
    }
    return tokens.isEmpty() ? -1 : 0;
}

int TokenViewPrivate::rowBeginning(int row, bool last) const
{
    const TokenLayout::Row &place = layout.rows()[row];
    int found = -1;
    for (const TokenText::Span &span : text.lines()[place.line].spans) {
        const bool ends = span.start + std::max(1, span.length) <= place.start;
        const bool begins =
            span.start >= place.start + place.length && !(place.isLast && span.length == 0);
        if (ends || begins || span.token < 0)
            continue;
        found = span.token;
        if (!last)
            break;
    }
    return found;
}

int TokenViewPrivate::lineNumber(int row) const
{
    const TokenLayout::Row &place = layout.rows()[row];
    const int number = place.line - text.completionLine() + 1;
    return place.isFirst && number > 0 && !tokens.isEmpty() ? number : 0;
}

void TokenViewPrivate::setCurrent(int token, bool select, bool reveal)
{
    if (select && token >= 0) {
        if (selectionStart < 0)
            selectionStart = std::max(0, current);
        anchor = text.position(std::min(selectionStart, token));
        head = tokenEnd(std::max(selectionStart, token));
    } else if (!isDragging) {
        clearSelection();
    }
    q->viewport()->update();
    if (token == current)
        return;
    current = token;
    if (token >= 0 && reveal)
        q->showToken(token);
    emit q->currentTokenChanged(token);
    if (QAccessible::isActive()) {
        const TextPosition place = token < 0 ? TextPosition{} : text.position(token);
        int offset = place.column;
        for (int line = 0; line < place.line; ++line)
            offset += static_cast<int>(text.lines()[line].text.size()) + 1;
        QAccessibleTextCursorEvent moved(q, offset);
        QAccessible::updateAccessibility(&moved);
    }
}

int TokenViewPrivate::tokenBeside(int rows) const
{
    if (current < 0)
        return 0;
    const TokenText::SpanAt at = text.firstSpan(current);
    const TextPosition place = text.position(current);
    const int row = layout.rowOf(place);
    const QRectF here = layout.spanRect(row, text.lines()[at.line].spans[at.span]);
    const int count = static_cast<int>(layout.rows().size());
    const int first = layout.rowOf({text.completionLine(), text.promptColumns()});
    int wanted = std::clamp(row + rows, first, count - 1);
    // Rows without a token of their own, such as the inside of a long one, are stepped over.
    const int step = rows < 0 ? -1 : 1;
    for (; wanted >= first && wanted < count; wanted += step) {
        const TokenText::Line &line = text.lines()[layout.rows()[wanted].line];
        const int span = layout.spanAt(wanted, here.left() + 1);
        const int token = span >= 0 ? line.spans[span].token : rowBeginning(wanted, true);
        if (token >= 0 && token != current)
            return token;
    }
    return current;
}

void TokenViewPrivate::clearSelection()
{
    anchor = head = {};
    selectionStart = -1;
    q->viewport()->update();
}

void TokenViewPrivate::hover(int token)
{
    if (token == hovered)
        return;
    hovered = token;
    q->viewport()->update();
    if (token < 0)
        emit q->tokenLeft();
    else
        emit q->tokenHovered(token, q->globalTokenRect(token));
}

QString TokenViewPrivate::describe(int token) const
{
    if (token < 0 || token >= tokens.size())
        return {};
    const ViewToken &shown = tokens[token];
    QString written;
    for (int line = text.position(token).line; line < text.lines().size(); ++line) {
        const TokenText::Line &source = text.lines()[line];
        bool any = false;
        for (const TokenText::Span &span : source.spans) {
            if (span.token != token)
                continue;
            any = true;
            if (span.mark == TokenText::Mark::Newline)
                written += TokenView::tr("line end");
            else
                written += QStringView(source.text).mid(span.start, span.length);
        }
        if (!any)
            break;
    }
    QString sentence = TokenView::tr("token %1, %2").arg(token + 1).arg(written);
    if (!std::isnan(shown.logProbability))
        sentence = TokenView::tr("%1, probability %2")
                       .arg(sentence, percent(std::exp(double(shown.logProbability))));
    if (token == difference)
        sentence = TokenView::tr("%1, first difference").arg(sentence);
    return sentence;
}

} // namespace phi1
