// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/state_painter.h"

#include "views/theme/style_painting.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

struct StateRow {
    const char *text;
    const char *icon;
    Theme::Token token;
    bool bold;
};

StateRow rowOf(ShownState state)
{
    using Token = Theme::Token;
    switch (state) {
    case ShownState::Queued:
        return {QT_TRANSLATE_NOOP("StateLook", "Queued"), "clock", Token::Text3, false};
    case ShownState::Starting:
        return {QT_TRANSLATE_NOOP("StateLook", "Starting"), "play", Token::Live, false};
    case ShownState::Running:
        return {QT_TRANSLATE_NOOP("StateLook", "Running"), "", Token::Live, true};
    case ShownState::Pausing:
        return {QT_TRANSLATE_NOOP("StateLook", "Pausing"), "pause", Token::Live, false};
    case ShownState::Stopped:
        return {QT_TRANSLATE_NOOP("StateLook", "Stopped"), "stop", Token::Text2, false};
    case ShownState::Finished:
        return {QT_TRANSLATE_NOOP("StateLook", "Finished"), "check", Token::Text2, false};
    case ShownState::Failed:
        return {QT_TRANSLATE_NOOP("StateLook", "Failed"), "error", Token::Error, false};
    case ShownState::Paused:
        return {QT_TRANSLATE_NOOP("StateLook", "Paused"), "pause", Token::Warning, false};
    case ShownState::LostContact:
        return {QT_TRANSLATE_NOOP("StateLook", "Lost contact"), "lost", Token::Warning, false};
    case ShownState::LastSeen:
        return {QT_TRANSLATE_NOOP("StateLook", "Last seen"), "clock", Token::Text2, false};
    case ShownState::Damaged:
        return {QT_TRANSLATE_NOOP("StateLook", "Damaged"), "warning", Token::Warning, false};
    case ShownState::Gone:
        return {QT_TRANSLATE_NOOP("StateLook", "Gone"), "close", Token::Text3, false};
    }
    return {"", "", Token::Text2, false};
}

QFont fontOf(const StateLook &look, Theme::Font font)
{
    QFont result = Theme::instance().font(font);
    if (look.bold)
        result.setWeight(QFont::Bold);
    return result;
}

int markWidth(const StateLook &look)
{
    return Theme::instance().px(look.iconName.isEmpty() ? 8 : 14);
}

} // namespace

StateLook stateLook(ShownState state)
{
    const StateRow row = rowOf(state);
    return {QString::fromLatin1(row.icon), row.token,
            QCoreApplication::translate("StateLook", row.text), row.bold};
}

StateLook stateLook(ShownState state, const QString &text)
{
    StateLook look = stateLook(state);
    if (!text.isEmpty())
        look.text = text;
    return look;
}

void paintState(QPainter &painter, const QRect &rect, const StateLook &look, Theme::Font font)
{
    const Theme &theme = Theme::instance();
    const QColor ink = theme.color(look.token);
    const int mark = markWidth(look);
    painter.save();
    if (look.iconName.isEmpty()) {
        const QRectF dot(rect.left(), rect.top() + (rect.height() - mark) / 2, mark, mark);
        painting::roundedBox(painter, dot, mark / 2.0, ink, QColor());
    } else {
        painting::themeIcon(painter, QRect(rect.left(), rect.top(), mark, rect.height()),
                            look.iconName, mark, ink);
    }
    const int x = rect.left() + mark + theme.px(6);
    painter.setFont(fontOf(look, font));
    painter.setPen(ink);
    const int room = std::max(0, rect.right() - x + 1);
    painter.drawText(QRect(x, rect.top(), room + 1, rect.height()),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(look.text, Qt::ElideRight, room));
    painter.restore();
}

int stateWidth(const StateLook &look, Theme::Font font)
{
    return markWidth(look) + Theme::instance().px(6) +
           QFontMetrics(fontOf(look, font)).horizontalAdvance(look.text) + 1;
}

void paintThinBar(QPainter &painter, const QRect &rect, double share, Theme::Token token)
{
    const Theme &theme = Theme::instance();
    const int height = std::min(rect.height(), theme.px(6));
    QRectF bar(rect.left(), rect.top() + (rect.height() - height) / 2, rect.width(), height);
    painting::roundedBox(painter, bar, height / 2.0, theme.trough(), QColor());
    if (!(share > 0))
        return;
    // A little of something is seen as little, not as nothing.
    bar.setWidth(
        std::clamp(bar.width() * share, std::min<double>(height, bar.width()), bar.width()));
    painting::roundedBox(painter, bar, height / 2.0, theme.color(token), QColor());
}

void paintSwatch(QPainter &painter, const QRect &rect, const QColor &color, bool filled, int slot)
{
    const Theme &theme = Theme::instance();
    const int width = std::min(rect.width(), theme.px(18));
    const int height = theme.px(filled ? 4 : 5);
    const QRectF swatch(rect.left() + (rect.width() - width) / 2,
                        rect.top() + (rect.height() - height) / 2, width, height);
    const QVector<qreal> dash = theme.runDash(slot);
    if (dash.isEmpty()) {
        painting::roundedBox(painter, swatch, theme.px(2), filled ? color : QColor(),
                             filled ? QColor() : color);
        return;
    }
    painter.save();
    const double line = filled ? height : 1.0;
    QPen pen(color, line, Qt::CustomDashLine, Qt::FlatCap);
    QVector<qreal> pattern;
    for (const qreal length : dash)
        pattern.append(length * theme.px(1) / line);
    pen.setDashPattern(pattern);
    painter.setPen(pen);
    const double y = swatch.center().y();
    painter.drawLine(QPointF(swatch.left(), y), QPointF(swatch.right(), y));
    painter.restore();
}

} // namespace phi1
