// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/attention_text_view_p.h"

#include "views/theme/theme.h"

#include <QFontMetricsF>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int rowLength = 25; ///< for a 13 px font: arcs need air between the lines

} // namespace

void AttentionTextViewPrivate::rebuildText()
{
    QVector<ViewToken> shown;
    shown.reserve(tokens.size());
    for (const AttentionToken &token : tokens) {
        ViewToken copy;
        copy.id = token.id;
        copy.bytes = token.bytes;
        shown.append(copy);
    }
    text.clear();
    text.append(shown, 0);
    spans.clear();
    PythonState state = 0;
    for (const TokenText::Line &line : text.lines()) {
        spans.append(QVector<PythonSpan>());
        state = highlightPythonLine(line.text, state, &spans.last());
    }
    resetLayout();
}

void AttentionTextViewPrivate::resetLayout()
{
    const Theme &theme = Theme::instance();
    layout.reset(theme.font(Theme::Font::Code),
                 std::max(theme.px(rowLength), theme.lineHeight(Theme::Font::Code)),
                 q->viewport()->width() - gutterWidth() - theme.px(16), true);
    updateScrollBars();
    arcsKnown = false;
    q->viewport()->update();
}

void AttentionTextViewPrivate::updateScrollBars()
{
    const int room = q->viewport()->height();
    const int height =
        2 * topPadding() + static_cast<int>(layout.rows().size()) * layout.rowHeight();
    QScrollBar *down = q->verticalScrollBar();
    down->setSingleStep(layout.rowHeight());
    down->setPageStep(std::max(1, room - layout.rowHeight()));
    down->setRange(0, std::max(0, height - room));
    arcsKnown = false;
}

int AttentionTextViewPrivate::gutterWidth() const
{
    const Theme &theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(Theme::Font::Caption));
    const auto digits = static_cast<double>(QString::number(text.lines().size()).size());
    return std::max(theme.px(34),
                    static_cast<int>(std::ceil(metrics.horizontalAdvance(u'0') * digits)) +
                        theme.px(18));
}

int AttentionTextViewPrivate::topPadding() const
{
    return Theme::instance().px(10); // arcs rise above the first line
}

int AttentionTextViewPrivate::rowTop(int row) const
{
    return topPadding() + row * layout.rowHeight() - q->verticalScrollBar()->value();
}

int AttentionTextViewPrivate::rowAtY(int y) const
{
    const int row = static_cast<int>(
        std::floor(static_cast<double>(y + q->verticalScrollBar()->value() - topPadding()) /
                   layout.rowHeight()));
    return std::clamp(row, 0, static_cast<int>(layout.rows().size()) - 1);
}

double AttentionTextViewPrivate::left() const
{
    return gutterWidth();
}

QRectF AttentionTextViewPrivate::room() const
{
    const QRect all = q->viewport()->rect();
    return QRectF(all).adjusted(gutterWidth() - Theme::instance().px(6), 0, 0, 0);
}

QVector<QRectF> AttentionTextViewPrivate::tokenAreas(int token) const
{
    QVector<QRectF> areas;
    if (token < 0 || token >= text.tokenCount() || text.firstSpan(token).line < 0)
        return areas;
    const TokenText::SpanAt at = text.firstSpan(token);
    int lastRow = -1;
    for (int line = at.line, index = at.span; line < text.lines().size(); ++line, index = 0) {
        const QVector<TokenText::Span> &shown = text.lines()[line].spans;
        for (; index < shown.size(); ++index) {
            if (shown[index].token != token)
                return areas;
            for (int row = layout.rowOf({line, shown[index].start});
                 row < layout.rows().size() && layout.rows()[row].line == line; ++row) {
                const QRectF area = layout.spanRect(row, shown[index]);
                if (area.isNull()) {
                    if (layout.rows()[row].start > shown[index].start + shown[index].length)
                        break;
                    continue;
                }
                const QRectF placed = area.translated(left(), rowTop(row));
                if (row == lastRow)
                    areas.last() |= placed;
                else
                    areas.append(placed);
                lastRow = row;
            }
        }
    }
    return areas;
}

QRectF AttentionTextViewPrivate::tokenArea(int token) const
{
    const QVector<QRectF> areas = tokenAreas(token);
    // Of a token that begins with a line end its first characters are more telling than the end.
    for (const QRectF &area : areas) {
        if (area.width() > 1.5 * layout.cellWidth())
            return area;
    }
    return areas.isEmpty() ? QRectF() : areas.first();
}

int AttentionTextViewPrivate::tokenAt(const QPoint &position) const
{
    const int row = rowAtY(position.y());
    const int top = rowTop(row);
    if (tokens.isEmpty() || position.y() < top || position.y() >= top + layout.rowHeight() ||
        position.x() < gutterWidth())
        return -1;
    const TokenText::Line &line = text.lines()[layout.rows()[row].line];
    const int span = layout.spanAt(row, position.x() - left());
    return span < 0 ? -1 : line.spans[span].token;
}

int AttentionTextViewPrivate::rowBeginning(int row, bool last) const
{
    const TokenLayout::Row &place = layout.rows()[row];
    int found = -1;
    for (const TokenText::Span &span : text.lines()[place.line].spans) {
        const bool ends = span.start + std::max(1, span.length) <= place.start;
        const bool begins =
            span.start >= place.start + place.length && !(place.isLast && span.length == 0);
        if (ends || begins)
            continue;
        found = span.token;
        if (!last)
            break;
    }
    return found;
}

int AttentionTextViewPrivate::firstVisibleToken() const
{
    for (int row = rowAtY(0); row < layout.rows().size(); ++row) {
        const int token = rowBeginning(row, false);
        if (token >= 0)
            return token;
    }
    return tokens.isEmpty() ? -1 : 0;
}

int AttentionTextViewPrivate::tokenBeside(int token, int rows) const
{
    const TextPosition place = text.position(token);
    const int row = layout.rowOf(place);
    const double x = layout.xOf(row, place.column);
    const int count = static_cast<int>(layout.rows().size());
    // Rows without a token of their own, such as the inside of a long one, are stepped over.
    const int step = rows < 0 ? -1 : 1;
    for (int wanted = std::clamp(row + rows, 0, count - 1); wanted >= 0 && wanted < count;
         wanted += step) {
        const TokenText::Line &line = text.lines()[layout.rows()[wanted].line];
        const int span = layout.spanAt(wanted, x + 1);
        const int found = span >= 0 ? line.spans[span].token : rowBeginning(wanted, true);
        if (found >= 0 && found != token)
            return found;
    }
    return token;
}

} // namespace phi1
