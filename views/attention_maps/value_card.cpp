// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/value_card.h"

#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace phi1 {
namespace {

struct Fonts {
    const Theme &theme = Theme::instance();
    QFont plain = theme.font(Theme::Font::Small);
    QFont bold = plain;
    QFont code = theme.font(Theme::Font::CodeSmall);
    int lineHeight =
        std::max(theme.lineHeight(Theme::Font::Small), theme.lineHeight(Theme::Font::CodeSmall));
    int padding = theme.px(10);
    int gap = theme.px(10);

    Fonts() { bold.setWeight(QFont::Bold); }
    static int width(const QFont &font, const QString &text)
    {
        return QFontMetrics(font).horizontalAdvance(text);
    }
    int nameWidth(const QVector<ValueCard::Line> &lines) const
    {
        int widest = 0;
        for (const ValueCard::Line &line : lines)
            widest = std::max(widest, width(plain, line.name));
        return widest + gap;
    }
    int swatchWidth(const ValueCard::Headline &headline) const
    {
        return headline.swatch.isValid() ? theme.px(16) : 0;
    }
};

} // namespace

QSize ValueCard::size() const
{
    const Fonts fonts;
    int widest = 0;
    for (const Headline &headline : headlines)
        widest = std::max(widest, fonts.swatchWidth(headline) +
                                      Fonts::width(fonts.bold, headline.value) +
                                      Fonts::width(fonts.plain, u' ' + headline.rest));
    const int names = fonts.nameWidth(lines);
    for (const Line &line : lines)
        widest = std::max(widest, names + Fonts::width(fonts.code, line.code) +
                                      Fonts::width(fonts.plain, u' ' + line.note));
    const auto count = static_cast<int>(headlines.size() + lines.size());
    return {widest + 2 * fonts.padding + 1,
            count * fonts.lineHeight + 2 * fonts.theme.px(6) +
                (lines.isEmpty() || headlines.isEmpty() ? 0 : fonts.theme.px(2))};
}

void ValueCard::paint(QPainter &painter, const QPoint &corner) const
{
    const Fonts fonts;
    const Theme &theme = fonts.theme;
    painting::roundedBox(painter, QRectF(corner, size()), theme.px(6),
                         theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::BorderStrong));
    QRect row(corner.x() + fonts.padding, corner.y() + theme.px(6), size().width(),
              fonts.lineHeight);
    const auto write = [&](const QFont &font, Theme::Token tone, const QString &text, int &x) {
        painter.setFont(font);
        painter.setPen(theme.color(tone));
        painter.drawText(QRect(x, row.top(), row.width(), row.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        x += Fonts::width(font, text);
    };
    for (const Headline &headline : headlines) {
        int x = row.left();
        if (headline.swatch.isValid()) {
            const int side = theme.px(10);
            painting::roundedBox(painter,
                                 QRectF(x, row.top() + (row.height() - side) / 2.0, side, side),
                                 theme.px(2), headline.swatch, theme.color(Theme::Token::Border));
            x += fonts.swatchWidth(headline);
        }
        write(fonts.bold, Theme::Token::Text, headline.value, x);
        write(fonts.plain, Theme::Token::Text3, u' ' + headline.rest, x);
        row.translate(0, fonts.lineHeight);
    }
    if (!headlines.isEmpty())
        row.translate(0, theme.px(2));
    const int names = fonts.nameWidth(lines);
    for (const Line &line : lines) {
        int x = row.left();
        write(fonts.plain, Theme::Token::Text3, line.name, x);
        x = row.left() + names;
        write(fonts.code, Theme::Token::Text, line.code, x);
        write(fonts.plain, Theme::Token::Text3, u' ' + line.note, x);
        row.translate(0, fonts.lineHeight);
    }
}

QString ValueCard::spoken() const
{
    QStringList parts;
    for (const Headline &headline : headlines)
        parts << QString(headline.value + u' ' + headline.rest).trimmed();
    for (const Line &line : lines)
        parts << QString(line.name + u' ' + line.code + u' ' + line.note).trimmed();
    return parts.join(QStringLiteral(", "));
}

} // namespace phi1
