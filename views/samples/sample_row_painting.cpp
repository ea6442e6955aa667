// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/sample_row_painting.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QPainter>
#include <QTextLayout>

#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

namespace phi1 {

namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(phi1::SampleRow)
};

/// One line, cut at its end, with hits on the ground of hits. A layout places them, which knows
/// about text from the right as well.
void paintHits(QPainter &painter, const QRect &rect, const QString &text,
               const QVector<TextSpan> &hits, const QFont &font, const QColor &ink)
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, rect.width());
    QTextLayout layout(shown, font);
    layout.setCacheEnabled(false);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    if (line.isValid())
        line.setLineWidth(rect.width());
    layout.endLayout();
    if (!line.isValid())
        return;
    const double top = rect.top() + (rect.height() - line.height()) / 2;
    for (const TextSpan &hit : hits) {
        // What the cut took is under its mark.
        const int begin = static_cast<int>(std::min<qint64>(hit.begin, shown.size() - 1));
        const int end = static_cast<int>(std::min<qint64>(hit.end, shown.size()));
        if (begin < 0 || begin >= end)
            continue;
        const double from = line.cursorToX(begin), to = line.cursorToX(end);
        painting::roundedBox(painter,
                             QRectF(rect.left() + std::min(from, to) - 1, top,
                                    std::fabs(to - from) + 2, line.height()),
                             theme.px(2), theme.color(Theme::Token::Hit), {});
    }
    painter.setPen(ink);
    layout.draw(&painter, QPointF(rect.left(), top));
}

} // namespace

QString sampleFacts(const SampleEntry &entry)
{
    QStringList facts;
    for (const QString &fact : {entry.kind.isEmpty() ? entry.source : entry.kind, entry.audience}) {
        if (!fact.isEmpty())
            facts << fact;
    }
    if (entry.tokens >= 0)
        facts << Words::tr("%1 tokens").arg(grouped(entry.tokens));
    else
        facts << bytes(static_cast<std::uint64_t>(std::max<qint64>(entry.bytes, 0)));
    if (entry.copies > 0)
        facts << Words::tr("%n copies", nullptr, static_cast<int>(entry.copies));
    if (entry.isDamaged)
        facts << Words::tr("damaged text");
    if (entry.hasNote)
        facts << Words::tr("note");
    return facts.join(u" · "_s);
}

QString spokenSample(const SampleEntry &entry, const QString &figure)
{
    QStringList parts{entry.title, sampleFacts(entry)};
    if (entry.label != noLabel)
        parts << Words::tr("label %1").arg(labelText(entry.label));
    if (!figure.isEmpty())
        parts << figure;
    return parts.join(u", "_s);
}

namespace {

void paintGround(QPainter &painter, const QRect &rect, const SampleRowLook &look)
{
    const Theme &theme = Theme::instance();
    if (look.selected)
        painter.fillRect(rect, theme.color(Theme::Token::AccentTint));
    else if (look.hovered)
        painter.fillRect(rect, theme.color(Theme::Token::Hover));
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1),
                     theme.color(Theme::Token::Grid));
    if (look.selected)
        painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height()),
                         theme.color(Theme::Token::Accent));
    if (look.focused)
        painting::focusRing(painter, rect, 0);
}

} // namespace

void paintSampleRow(QPainter &painter, const QRect &rect, const SampleEntry &entry,
                    const SampleRowLook &look)
{
    const Theme &theme = Theme::instance();
    paintGround(painter, rect, look);
    const QRect inner = rect.adjusted(theme.px(12), theme.px(7), -theme.px(12), -theme.px(7));
    const int titleHeight = theme.px(20), lineHeight = theme.px(16);
    int right = inner.right() + 1;
    const auto ink = [&](Theme::Token token) {
        return theme.color(look.dimmed ? Theme::Token::Text3 : token);
    };
    if (!look.figure.isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Small));
        const int width =
            std::max(theme.px(32), painter.fontMetrics().horizontalAdvance(look.figure) + 1);
        painter.setPen(ink(Theme::Token::Text));
        painter.drawText(QRect(right - width, inner.top(), width, titleHeight),
                         Qt::AlignVCenter | Qt::AlignRight, look.figure);
        right -= width + theme.px(8);
    }
    if (entry.label != noLabel) {
        const QString label = QString::number(entry.label);
        painter.setFont(theme.font(Theme::Font::Caption));
        const int height = theme.px(18);
        const int width = painter.fontMetrics().horizontalAdvance(label) + 2 * theme.px(7);
        const QRect chip(right - width, inner.top() + (titleHeight - height) / 2, width, height);
        // On the row's own tint the chip would vanish.
        painting::roundedBox(
            painter, chip, height / 2.0,
            theme.color(look.selected ? Theme::Token::Surface : Theme::Token::AccentTint), {});
        painter.setPen(ink(Theme::Token::Accent));
        painter.drawText(chip, Qt::AlignCenter, label);
        right -= width + theme.px(8);
    }
    QFont title = theme.font(entry.isCode ? Theme::Font::CodeSmall : Theme::Font::Body);
    title.setBold(!entry.isCode);
    const QRect titleRect(inner.left(), inner.top(), std::max(0, right - inner.left()),
                          titleHeight);
    paintHits(painter, titleRect, entry.title, entry.titleHits, title, ink(Theme::Token::Text));
    const QFont caption = theme.font(Theme::Font::Caption);
    const QRect excerpt(inner.left(), titleRect.bottom() + 1, inner.width(), lineHeight);
    paintHits(painter, excerpt, entry.excerpt, entry.excerptHits, caption,
              ink(Theme::Token::Text2));
    painter.setFont(caption);
    painter.setPen(ink(Theme::Token::Text3));
    const QRect facts(inner.left(), excerpt.bottom() + 1, inner.width(), lineHeight);
    painter.drawText(
        facts, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
        painter.fontMetrics().elidedText(sampleFacts(entry), Qt::ElideRight, facts.width()));
}

void paintSampleSkeleton(QPainter &painter, const QRect &rect, bool selected)
{
    const Theme &theme = Theme::instance();
    SampleRowLook look;
    look.selected = selected;
    paintGround(painter, rect, look);
    const double shares[] = {0.46, 0.82, 0.3};
    const int tops[] = {12, 31, 47}, heights[] = {11, 9, 8};
    for (int i = 0; i < 3; ++i)
        painting::roundedBox(painter,
                             QRectF(rect.left() + theme.px(12), rect.top() + theme.px(tops[i]),
                                    shares[i] * (rect.width() - theme.px(24)),
                                    theme.px(heights[i])),
                             theme.px(3), theme.color(Theme::Token::Sunken), {});
}

} // namespace phi1
