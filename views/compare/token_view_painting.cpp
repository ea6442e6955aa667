// SPDX-License-Identifier: GPL-3.0-or-later
// How the token view looks.
#include "views/compare/token_tint.h"
#include "views/compare/token_view_p.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {

namespace {

/// Calls the function with the index of each span that shows in the row.
template<typename Function>
void forEachSpan(const TokenText::Line &line, const TokenLayout::Row &row, Function function)
{
    const auto first = std::lower_bound(line.spans.begin(), line.spans.end(), row.start,
                                        [](const TokenText::Span &span, int start) {
                                            return span.start + std::max(1, span.length) <= start;
                                        });
    for (auto span = first; span != line.spans.end(); ++span) {
        if (span->start > row.start + row.length)
            break;
        function(*span);
    }
}

} // namespace

void TokenViewPrivate::paint(QPainter &painter, const QRect &exposed)
{
    const Theme &theme = Theme::instance();
    painter.fillRect(exposed, theme.color(Theme::Token::Surface));
    paintContent(painter, exposed);
    // While no token has it the focus is the view's.
    if (current < 0 && q->hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, q->viewport()->rect(), theme.px(2));
}

void TokenViewPrivate::paintContent(QPainter &painter, const QRect &exposed)
{
    if (tokens.isEmpty() && !live && !(promptShown && !prompt.isEmpty())) {
        paintPlaceholder(painter);
        return;
    }
    const int first = rowAtY(exposed.top());
    const int last = rowAtY(exposed.bottom());
    painter.save();
    painter.setClipRect(QRect(gutterWidth(), 0, q->viewport()->width(), q->viewport()->height()) &
                        exposed);
    for (int row = first; row <= last; ++row)
        paintRow(painter, row);
    if (live)
        paintLiveBlock(painter);
    painter.restore();
    for (int row = first; row <= last; ++row)
        paintGutter(painter, row);
    layout.keepShapesOf(first, last);
}

void TokenViewPrivate::paintRow(QPainter &painter, int row)
{
    const Theme &theme = Theme::instance();
    paintTints(painter, row);
    if (q->hasSelection())
        paintSelection(painter, row);
    painter.setPen(theme.color(q->isDimmed() ? Theme::Token::Text3 : Theme::Token::Text));
    layout.drawRow(painter, row, {left(), static_cast<double>(rowTop(row))});
    if (whitespaceShown)
        paintWhitespace(painter, row);
    paintMarks(painter, row);
}

void TokenViewPrivate::paintTints(QPainter &painter, int row) const
{
    if (mode == TokenView::Mode::Code || tint == TokenView::Tint::Off || q->isDimmed())
        return;
    const Theme &theme = Theme::instance();
    const TokenLayout::Row &place = layout.rows()[row];
    const TokenText::Line &line = text.lines()[place.line];
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    forEachSpan(line, place, [&](const TokenText::Span &span) {
        if (span.token < 0)
            return;
        const ViewToken &shown = tokens[span.token];
        const int strength = tint == TokenView::Tint::Probability
                                 ? probabilityTint(shown.logProbability)
                                 : divergenceTint(shown.divergence);
        if (strength == 0)
            return;
        const QRectF area = layout.spanRect(row, span);
        if (area.isNull())
            return;
        painter.setBrush(tintColor(strength));
        painter.drawRoundedRect(area.translated(left(), rowTop(row)).adjusted(0, 1, 0, -1),
                                theme.px(2), theme.px(2));
    });
    painter.restore();
}

void TokenViewPrivate::paintSelection(QPainter &painter, int row) const
{
    const TextPosition from = std::min(anchor, head);
    const TextPosition to = std::max(anchor, head);
    const TokenLayout::Row &place = layout.rows()[row];
    const TextPosition begin{place.line, place.start};
    const TextPosition end{place.line, place.start + place.length};
    if (to <= begin || from > end || (from == end && !place.isLast))
        return;
    const double start = from > begin ? layout.xOf(row, from.column) : 0;
    double stop = to <= end ? layout.xOf(row, to.column) : layout.rowWidth(row);
    // A line end that is selected shows as a cell of its own.
    if (to > end && place.isLast)
        stop += layout.cellWidth();
    painter.fillRect(QRectF(left() + start, rowTop(row), stop - start, layout.rowHeight()),
                     Theme::instance().color(Theme::Token::AccentTint));
}

void TokenViewPrivate::paintWhitespace(QPainter &painter, int row) const
{
    const Theme &theme = Theme::instance();
    const TokenLayout::Row &place = layout.rows()[row];
    const TokenText::Line &line = text.lines()[place.line];
    painter.setFont(theme.font(Theme::Font::Code));
    painter.setPen(theme.color(Theme::Token::Text3));
    const int top = rowTop(row);
    const auto draw = [&](double x, const QString &mark) {
        painter.drawText(QRectF(left() + x, top, layout.cellWidth() * 2, layout.rowHeight()),
                         Qt::AlignLeft | Qt::AlignVCenter, mark);
    };
    forEachSpan(line, place, [&](const TokenText::Span &span) {
        if (span.mark == TokenText::Mark::Newline) {
            if (place.isLast)
                draw(layout.rowWidth(row), QStringLiteral("↵"));
            return;
        }
        const int begin = std::max<int>(span.start, place.start);
        const int end = std::min<int>(span.start + span.length, place.start + place.length);
        if (span.mark == TokenText::Mark::Tab) {
            if (begin == span.start && begin < end)
                draw(layout.xOf(row, begin), QStringLiteral("→"));
            return;
        }
        for (int column = begin; column < end; ++column) {
            if (line.text[column] == u' ')
                draw(layout.xOf(row, column), QStringLiteral("·"));
        }
    });
}

void TokenViewPrivate::paintMarks(QPainter &painter, int row) const
{
    const Theme &theme = Theme::instance();
    const bool hasFocus = q->hasFocus();
    if (difference < 0 && current < 0 && hovered < 0)
        return;
    const TokenLayout::Row &place = layout.rows()[row];
    const TokenText::Line &line = text.lines()[place.line];
    const auto frame = [&](const TokenText::Span &span, Theme::Token tone, int width, int out) {
        const QRectF area = layout.spanRect(row, span);
        if (area.isNull())
            return;
        painting::roundedBox(painter,
                             area.translated(left(), rowTop(row)).adjusted(-out, 0, out, 0),
                             theme.px(2), QColor(), theme.color(tone), width);
    };
    forEachSpan(line, place, [&](const TokenText::Span &span) {
        if (span.token < 0)
            return;
        if (span.token == hovered && span.token != current)
            frame(span, Theme::Token::BorderStrong, 1, 0);
        if (span.token == difference)
            frame(span, Theme::Token::Accent, theme.px(2), theme.px(2));
        if (span.token != current)
            return;
        const QRectF area = layout.spanRect(row, span);
        if (area.isNull())
            return;
        // Underlined as well as framed: the first difference has a frame of its own.
        const double thick = theme.px(2);
        const QRectF box = area.translated(left(), rowTop(row));
        frame(span, hasFocus ? Theme::Token::Accent : Theme::Token::BorderStrong, 1, 0);
        painter.fillRect(QRectF(box.left(), box.bottom() - thick, box.width(), thick),
                         theme.color(hasFocus ? Theme::Token::Accent : Theme::Token::Text2));
    });
}

void TokenViewPrivate::paintGutter(QPainter &painter, int row) const
{
    const int number = lineNumber(row);
    const Theme &theme = Theme::instance();
    const QRect area(0, rowTop(row), gutterWidth(), layout.rowHeight());
    const bool isCurrent =
        current >= 0 && text.position(current).line == layout.rows()[row].line && q->hasFocus();
    if (isCurrent && theme.showsKeyboardFocus())
        painter.fillRect(QRect(0, area.top(), theme.px(3), area.height()),
                         theme.color(Theme::Token::Accent));
    if (number == 0)
        return;
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(isCurrent ? Theme::Token::Text : Theme::Token::Text3));
    painter.drawText(area.adjusted(0, 0, -theme.px(10), 0), Qt::AlignRight | Qt::AlignVCenter,
                     QString::number(number));
}

void TokenViewPrivate::paintLiveBlock(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const auto row = static_cast<int>(layout.rows().size()) - 1;
    const int width = static_cast<int>(std::lround(layout.cellWidth()));
    const int height = theme.px(15);
    const double x = std::min(left() + layout.rowWidth(row) + 1,
                              static_cast<double>(q->viewport()->width() - width));
    painter.fillRect(
        QRectF(std::round(x), rowTop(row) + (layout.rowHeight() - height) / 2, width, height),
        theme.color(Theme::Token::Live));
}

void TokenViewPrivate::paintPlaceholder(QPainter &painter) const
{
    if (placeholder.isEmpty())
        return;
    const Theme &theme = Theme::instance();
    painter.setFont(theme.font(Theme::Font::Body));
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(
        q->viewport()->rect().adjusted(theme.px(24), theme.px(12), -theme.px(24), -theme.px(12)),
        Qt::AlignCenter | Qt::TextWordWrap, placeholder);
}

} // namespace phi1
