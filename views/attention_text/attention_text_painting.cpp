// SPDX-License-Identifier: GPL-3.0-or-later
// How the text with its weights looks.
#include "views/attention_text/attention_text_view_p.h"
#include "views/attention_text/weight_paint.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {

void AttentionTextViewPrivate::paint(QPainter &painter, const QRect &exposed)
{
    const Theme &theme = Theme::instance();
    painter.fillRect(exposed, theme.color(Theme::Token::Surface));
    if (tokens.isEmpty()) {
        paintPlaceholder(painter);
    } else {
        ensureArcs();
        const int first = rowAtY(exposed.top());
        const int last = rowAtY(exposed.bottom());
        for (int row = first; row <= last; ++row)
            paintTints(painter, row);
        // Arcs lie beneath the letters: they cross lines that have to stay readable.
        paintArcs(painter);
        for (int row = first; row <= last; ++row) {
            painter.setPen(theme.color(dimmed ? Theme::Token::Text3 : Theme::Token::Text));
            layout.drawRow(painter, row, {left(), static_cast<double>(rowTop(row))});
            paintWhitespace(painter, row);
            paintGutter(painter, row);
        }
        paintFrames(painter);
        paintChips(painter);
        layout.keepShapesOf(first, last);
    }
    // While no token has it the focus is the view's.
    if (selectedAnchor() < 0 && q->hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, q->viewport()->rect(), theme.px(2));
}

void AttentionTextViewPrivate::paintTints(QPainter &painter, int row) const
{
    if (weights.isEmpty() || dimmed)
        return;
    const Theme &theme = Theme::instance();
    const TokenLayout::Row &place = layout.rows()[row];
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double inset = std::max(1.0, (layout.rowHeight() - theme.px(19)) / 2.0);
    for (const TokenText::Span &span : text.lines()[place.line].spans) {
        if (!isTinted(span.token))
            continue;
        QRectF area = layout.spanRect(row, span);
        if (area.isNull())
            continue;
        area = area.translated(left(), rowTop(row)).adjusted(0, inset, 0, -inset);
        if (std::isnan(weights[span.token])) {
            paintHatch(painter, area);
            continue;
        }
        painter.setBrush(tintOf(span.token));
        painter.drawRoundedRect(area, theme.px(2), theme.px(2));
    }
    painter.restore();
}

void AttentionTextViewPrivate::paintWhitespace(QPainter &painter, int row) const
{
    const Theme &theme = Theme::instance();
    const TokenLayout::Row &place = layout.rows()[row];
    const TokenText::Line &line = text.lines()[place.line];
    painter.setFont(theme.font(Theme::Font::Code));
    const QColor faint = theme.color(Theme::Token::Text3);
    const auto draw = [&](int token, double x, const QString &mark) {
        painter.setPen(inkOf(token, faint));
        painter.drawText(QRectF(left() + x, rowTop(row),
                                layout.cellWidth() * static_cast<double>(mark.size() + 1),
                                layout.rowHeight()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, mark);
    };
    int indentation = 0;
    while (indentation < line.text.size() && line.text[indentation] == u' ')
        ++indentation;
    int trailing = static_cast<int>(line.text.size());
    while (trailing > indentation && line.text[trailing - 1] == u' ')
        --trailing;
    for (const TokenText::Span &span : line.spans) {
        if (span.mark == TokenText::Mark::Newline) {
            if (place.isLast)
                draw(span.token, layout.rowWidth(row), QStringLiteral("↵"));
            continue;
        }
        const int begin = std::max<int>(span.start, place.start);
        const int end = std::min<int>(span.start + span.length, place.start + place.length);
        if (begin >= end)
            continue;
        if (span.mark == TokenText::Mark::Tab) {
            if (begin == span.start)
                draw(span.token, layout.xOf(row, begin), QStringLiteral("→"));
            continue;
        }
        // Single spaces between words need no mark, a token of nothing but spaces does.
        bool isBlank = true;
        for (int column = begin; column < end && isBlank; ++column)
            isBlank = line.text[column] == u' ';
        for (int column = begin; column < end;) {
            const bool shown = line.text[column] == u' ' &&
                               (isBlank || column < indentation || column >= trailing);
            int stop = column;
            while (shown && stop < end && line.text[stop] == u' ' &&
                   (isBlank || stop < indentation || stop >= trailing))
                ++stop;
            if (stop > column)
                draw(span.token, layout.xOf(row, column), QString(stop - column, u'·'));
            column = std::max(column + 1, stop);
        }
    }
}

void AttentionTextViewPrivate::paintFrames(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const double inset = std::max(1.0, (layout.rowHeight() - theme.px(21)) / 2.0);
    const auto frame = [&](int token, const QColor &color, double width) {
        for (const QRectF &area : tokenAreas(token)) {
            const QRectF box = area.adjusted(-theme.px(1), inset, theme.px(1), -inset);
            if (box.intersects(QRectF(q->viewport()->rect())))
                painting::roundedBox(painter, box, theme.px(3), QColor(), color, width);
        }
    };
    const int selected = selectedAnchor();
    if (hovered >= 0 && hovered != selected)
        frame(hovered, theme.color(Theme::Token::BorderStrong), 1);
    const int other = otherEnd();
    if (other >= 0 && other != selected)
        frame(other, theme.color(Theme::Token::Accent), 1);
    if (selected >= 0)
        frame(selected, theme.color(dimmed ? Theme::Token::Axis : Theme::Token::Accent),
              theme.px(2));
}

void AttentionTextViewPrivate::paintGutter(QPainter &painter, int row) const
{
    const TokenLayout::Row &place = layout.rows()[row];
    const Theme &theme = Theme::instance();
    const QRect area(0, rowTop(row), gutterWidth(), layout.rowHeight());
    const int selected = selectedAnchor();
    const bool isCurrent = selected >= 0 && text.position(selected).line == place.line;
    if (isCurrent && q->hasFocus() && theme.showsKeyboardFocus())
        painter.fillRect(QRect(0, area.top(), theme.px(3), area.height()),
                         theme.color(Theme::Token::Accent));
    if (!place.isFirst)
        return;
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(isCurrent ? Theme::Token::Text : Theme::Token::Text3));
    painter.drawText(area.adjusted(0, 0, -theme.px(10), 0), Qt::AlignRight | Qt::AlignVCenter,
                     QString::number(place.line + 1));
}

void AttentionTextViewPrivate::paintArcs(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(room());
    QColor ink = theme.color(Theme::Token::Accent);
    ink.setAlphaF(0.85F);
    for (const AttentionArc &arc : arcs) {
        if (arc.path.isEmpty())
            continue;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(ink, arc.width, Qt::SolidLine, Qt::RoundCap));
        painter.drawPath(arc.path);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Theme::Token::Accent));
        if (arc.end == AttentionArc::End::Token)
            painter.drawEllipse(arc.tip, theme.px(25) / 10.0, theme.px(25) / 10.0);
    }
    painter.restore();
}

void AttentionTextViewPrivate::paintChips(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QFont font = theme.font(Theme::Font::CodeSmall);
    const QFontMetricsF metrics(font);
    for (const Chip &chip : chips) {
        painting::roundedBox(
            painter, chip.area, chip.area.height() / 2.0,
            theme.color(chip.token == hoveredChip ? Theme::Token::Hover : Theme::Token::Surface),
            theme.color(chip.token == anchor ? Theme::Token::Accent : Theme::Token::BorderStrong));
        const int size = theme.px(10);
        const QRect arrow(chip.area.left() + theme.px(6), chip.area.center().y() - size / 2, size,
                          size);
        painter.save();
        if (chip.end == AttentionArc::End::Above) {
            painter.translate(QRectF(arrow).center());
            painter.rotate(180);
            painter.translate(-QRectF(arrow).center());
        }
        painting::themeIcon(painter, arrow, QStringLiteral("chevron-down"), size,
                            theme.color(Theme::Token::Accent));
        painter.restore();
        painter.setFont(font);
        painter.setPen(theme.color(Theme::Token::Text));
        const QRect place = chip.area.adjusted(theme.px(18), 0, -theme.px(6), 0);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         metrics.elidedText(chip.text, Qt::ElideMiddle, place.width()));
    }
}

void AttentionTextViewPrivate::paintPlaceholder(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    painter.setFont(theme.font(Theme::Font::Body));
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(
        q->viewport()->rect().adjusted(theme.px(24), theme.px(12), -theme.px(24), -theme.px(12)),
        Qt::AlignCenter | Qt::TextWordWrap, placeholder);
}

} // namespace phi1
