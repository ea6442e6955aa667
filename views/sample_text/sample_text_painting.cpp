// SPDX-License-Identifier: GPL-3.0-or-later
// How the view of a sample looks.
#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view_p.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace phi1 {

void SampleTextViewPrivate::paint(QPainter &painter, const QRect &exposed)
{
    const Theme &theme = Theme::instance();
    painter.fillRect(exposed, theme.color(Theme::Token::Surface));
    if (pieces.text().isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Body));
        painter.setPen(theme.color(Theme::Token::Text3));
        const int side = theme.px(24);
        painter.drawText(q->viewport()->rect().adjusted(side, side / 2, -side, -side / 2),
                         Qt::AlignCenter | Qt::TextWordWrap, placeholder);
    } else {
        const int height = rowHeight();
        TextRows::Place place = top;
        int count = 0;
        for (int y = -topOffset; y <= exposed.bottom(); y += height, ++count) {
            const TextRows::Row row = rows.row(place);
            if (y + height > exposed.top())
                paintRow(painter, place, row, y, exposed);
            const TextRows::Place next = rows.moved(place, 1);
            if (next == place)
                break;
            place = next;
        }
        shapes.trim(count);
    }
    if (q->hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, q->viewport()->rect(), theme.px(2));
}

void SampleTextViewPrivate::paintRow(QPainter &painter, TextRows::Place place,
                                     const TextRows::Row &row, int rowTop, const QRect &exposed)
{
    const Theme &theme = Theme::instance();
    const int gutter = gutterWidth();
    paintGround(painter, place, row, rowTop);
    painter.save();
    painter.setClipRect(
        QRect(gutter - theme.px(3), 0, q->viewport()->width(), q->viewport()->height()) & exposed);
    if (isTinting())
        paintTints(painter, row, rowTop);
    paintSelection(painter, row, rowTop);
    paintHits(painter, row, rowTop);
    if (tokens())
        paintBorders(painter, row, rowTop);
    painter.setPen(theme.color(dimmed ? Theme::Token::Text3 : Theme::Token::Text));
    const double across = q->horizontalScrollBar()->value();
    shapes.draw(painter, row, rows.font(), QPointF(left(), rowTop), rowHeight(), across,
                across + q->viewport()->width() - gutter);
    paintLineEnd(painter, row, rowTop);
    paintCaret(painter, row, rowTop);
    painter.restore();
    paintGutter(painter, row, rowTop);
}

void SampleTextViewPrivate::paintGround(QPainter &painter, TextRows::Place place,
                                        const TextRows::Row &row, int rowTop)
{
    const Theme &theme = Theme::instance();
    const QRect whole(0, rowTop, q->viewport()->width(), rowHeight());
    const SampleTextView::LineMark mark = markOf(row.piece->piece.line);
    if (mark != SampleTextView::LineMark::None)
        painter.fillRect(whole, theme.color(mark == SampleTextView::LineMark::Only
                                                ? Theme::Token::InfoTint
                                                : Theme::Token::WarningTint));
    else if (!isTinting() && highlighter.look(place.block, row.index).isCode)
        painter.fillRect(whole, theme.color(Theme::Token::Alt));
}

void SampleTextViewPrivate::paintTints(QPainter &painter, const TextRows::Row &row,
                                       int rowTop) const
{
    const Theme &theme = Theme::instance();
    const bool dark = theme.isDark();
    const ColourScale colours = scale();
    const QVector<qint64> &begins = lossMap.tokens.begins;
    const qint64 end = rowEndByte(row);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int token = std::max(0, tokenAt(row.beginByte()));
         token + 1 < begins.size() && begins[token] < end; ++token) {
        const float value = valueOf(token);
        if (std::isnan(value))
            continue;
        const QRectF area = spanRect(row, {begins[token], begins[token + 1]});
        if (area.isEmpty())
            continue;
        painter.setBrush(colours.colour(value, dark));
        painter.drawRoundedRect(area.translated(left(), rowTop).adjusted(0.5, 1, -0.5, -1),
                                theme.px(2), theme.px(2));
    }
    painter.restore();
}

void SampleTextViewPrivate::paintBorders(QPainter &painter, const TextRows::Row &row,
                                         int rowTop) const
{
    const Theme &theme = Theme::instance();
    const QVector<qint64> &begins = tokens()->begins;
    const qint64 end = rowEndByte(row);
    const bool tinted = isTinting();
    const int height = rowHeight();
    const int inset = theme.px(2);
    if (!tinted) {
        const auto first = std::lower_bound(begins.begin(), begins.end(), row.beginByte());
        for (auto begin = first; begin != begins.end() && *begin < end; ++begin) {
            const QRectF at = spanRect(row, {*begin, *begin + 1});
            const double x = at.isEmpty() ? row.width(rows.font()) : at.left();
            painter.fillRect(QRectF(std::round(left() + x), rowTop + inset, 1, height - 2 * inset),
                             theme.color(Theme::Token::Accent));
        }
    }
    if (hoveredToken < 0 || hoveredToken + 1 >= begins.size())
        return;
    const QRectF area = spanRect(row, {begins[hoveredToken], begins[hoveredToken + 1]});
    if (!area.isEmpty())
        painting::roundedBox(painter, area.translated(left(), rowTop).adjusted(0, 0, 0, -1),
                             theme.px(2), QColor(), theme.color(Theme::Token::Text), 1);
}

void SampleTextViewPrivate::paintSelection(QPainter &painter, const TextRows::Row &row,
                                           int rowTop) const
{
    const QRectF area = spanRect(row, q->selection());
    if (!area.isEmpty())
        painter.fillRect(area.translated(left(), rowTop),
                         Theme::instance().color(Theme::Token::AccentTint));
}

void SampleTextViewPrivate::paintHits(QPainter &painter, const TextRows::Row &row, int rowTop) const
{
    const QVector<TextSpan> &marked = shownHits();
    if (marked.isEmpty() || dimmed)
        return;
    const Theme &theme = Theme::instance();
    const qint64 begin = row.beginByte();
    const qint64 end = rowEndByte(row);
    auto hit = std::lower_bound(marked.begin(), marked.end(), begin,
                                [](const TextSpan &span, qint64 byte) { return span.end <= byte; });
    for (; hit != marked.end() && hit->begin < end; ++hit) {
        const QRectF area = spanRect(row, *hit);
        if (area.isEmpty())
            continue;
        const bool isCurrent = hit - marked.begin() == currentHit && marked.size() > 1;
        const QRectF box = area.translated(left(), rowTop).adjusted(-1, 1, 1, -1);
        painting::roundedBox(painter, box, theme.px(2), theme.color(Theme::Token::Hit),
                             isCurrent ? theme.color(Theme::Token::Text) : QColor(), 1);
    }
}

void SampleTextViewPrivate::paintLineEnd(QPainter &painter, const TextRows::Row &row,
                                         int rowTop) const
{
    const ShownPiece &piece = *row.piece;
    if (!whitespaceShown || !row.isLast || piece.piece.next == piece.piece.end)
        return;
    const Theme &theme = Theme::instance();
    painter.setFont(theme.font(Theme::Font::Code));
    painter.setPen(theme.color(Theme::Token::Text3));
    const QRectF area(left() + row.width(rows.font()), rowTop, 4 * rows.font().cell(), rowHeight());
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                     piece.endsInReturn ? QStringLiteral("␍↵") : QStringLiteral("↵"));
}

void SampleTextViewPrivate::paintCaret(QPainter &painter, const TextRows::Row &row,
                                       int rowTop) const
{
    if (!caretShown || !q->hasFocus() || q->hasSelection() || caret < row.beginByte())
        return;
    const qint64 end = rowEndByte(row);
    const bool isAtEnd = end == pieces.text().size() && caret == end &&
                         row.piece->piece.next == row.piece->piece.end;
    if (caret >= end && !isAtEnd)
        return;
    const Theme &theme = Theme::instance();
    painter.fillRect(
        QRectF(std::round(left() + rows.xOf(row, caret)), rowTop + 1, theme.px(2), rowHeight() - 2),
        theme.color(Theme::Token::Accent));
}

SampleTextView::LineMark SampleTextViewPrivate::markOf(qint64 line) const
{
    return line < lineMarks.size() ? lineMarks[line] : SampleTextView::LineMark::None;
}

void SampleTextViewPrivate::paintGutter(QPainter &painter, const TextRows::Row &row,
                                        int rowTop) const
{
    const Theme &theme = Theme::instance();
    const QRect area(0, rowTop, gutterWidth(), rowHeight());
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(Theme::Token::Text3));
    if (row.isFirst && row.begin == 0) {
        const SampleTextView::LineMark mark = markOf(row.piece->piece.line);
        painter.drawText(area.adjusted(0, 0, -theme.px(12), 0), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(row.piece->piece.line + 1));
        if (mark != SampleTextView::LineMark::None) {
            painter.setPen(theme.color(Theme::Token::Text));
            painter.drawText(area.adjusted(theme.px(6), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                             mark == SampleTextView::LineMark::Only ? QStringLiteral("+")
                                                                    : QStringLiteral("≠"));
        }
    } else if (row.begin == 0 && !row.piece->piece.isFirst) {
        // A part of a long line, not a row that wraps.
        painter.drawText(area.adjusted(0, 0, -theme.px(12), 0), Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("…"));
    }
}

} // namespace phi1
