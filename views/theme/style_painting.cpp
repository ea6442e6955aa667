// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/style_painting.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QVariant>

#include <algorithm>
#include <cmath>

namespace phi1::painting {

using Token = Theme::Token;

namespace {

const Theme &theme()
{
    return Theme::instance();
}

bool has(const QStyleOption &option, QStyle::StateFlag flag)
{
    return option.state.testFlag(flag);
}

/// Room for an icon, a gap and a text, all centred together.
void iconAndText(QPainter &painter, const QRect &rect, const QIcon &icon, const QSize &iconSize,
                 const QString &text, const QColor &ink, QIcon::Mode mode, QIcon::State state,
                 Qt::Alignment alignment)
{
    const int gap = icon.isNull() || text.isEmpty() ? 0 : theme().px(6);
    const int iconWidth = icon.isNull() ? 0 : iconSize.width();
    const int textWidth =
        text.isEmpty() ? 0 : painter.fontMetrics().size(Qt::TextShowMnemonic, text).width();
    int x = rect.left();
    if (!(alignment & Qt::AlignLeft))
        x += std::max(0, (rect.width() - iconWidth - gap - textWidth) / 2);
    if (!icon.isNull()) {
        const QRect target(QPoint(x, rect.top() + (rect.height() - iconSize.height()) / 2),
                           iconSize);
        const qreal ratio = painter.device()->devicePixelRatioF();
        painter.drawPixmap(target, icon.pixmap(iconSize, ratio, mode, state));
        x += iconWidth + gap;
    }
    if (!text.isEmpty()) {
        painter.setPen(ink);
        const QRect target(x, rect.top(), rect.right() - x + 1, rect.height());
        painter.drawText(
            target, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine,
            text);
    }
}

} // namespace

bool isItemView(const QWidget *widget)
{
    for (; widget; widget = widget->parentWidget()) {
        if (qobject_cast<const QAbstractItemView *>(widget))
            return true;
    }
    return false;
}

ButtonLook buttonLook(const QWidget *widget)
{
    ButtonLook look;
    if (!widget)
        return look;
    const QString role = widget->property("phi1Role").toString();
    if (role.contains(QStringLiteral("primary")))
        look.role = ButtonRole::Primary;
    else if (role.contains(QStringLiteral("flat")))
        look.role = ButtonRole::Flat;
    else if (role.contains(QStringLiteral("toggle")))
        look.role = ButtonRole::Toggle;
    else if (role.contains(QStringLiteral("rail")))
        look.role = ButtonRole::Rail;
    else if (role.contains(QStringLiteral("link")))
        look.role = ButtonRole::Link;
    look.isSmall = role.contains(QStringLiteral("small"));
    return look;
}

ButtonColors buttonColors(ButtonRole role, bool enabled, bool hovered, bool pressed, bool on)
{
    const Theme &t = theme();
    const bool frameless = role == ButtonRole::Flat || role == ButtonRole::Toggle ||
                           role == ButtonRole::Rail || role == ButtonRole::Link;
    ButtonColors colors;
    if (role == ButtonRole::Primary) {
        if (!enabled)
            return {t.color(Token::Sunken), t.color(Token::Border), t.color(Token::Disabled)};
        const QColor fill = t.color(hovered || pressed ? Token::AccentHover : Token::AccentFill);
        return {fill, fill, t.color(Token::OnAccent)};
    }
    if (on && role == ButtonRole::Rail)
        return {t.color(Token::Surface), t.color(Token::Border),
                t.color(enabled ? Token::Accent : Token::Disabled)};
    if (on) {
        if (!enabled)
            return {t.color(Token::Sunken), t.color(Token::Border), t.color(Token::Disabled)};
        return {t.color(Token::AccentTint), t.color(Token::Accent), t.color(Token::Accent)};
    }
    if (!frameless) {
        colors.fill = t.color(Token::Surface);
        colors.outline = t.color(Token::Border);
    }
    if (role == ButtonRole::Link)
        return {QColor(), QColor(), t.color(enabled ? Token::Accent : Token::Disabled)};
    if (enabled && pressed)
        colors.fill = t.color(Token::Border);
    else if (enabled && hovered)
        colors.fill = t.color(Token::Hover);
    colors.ink = t.color(!enabled ? Token::Disabled : frameless ? Token::Text2 : Token::Text);
    return colors;
}

void roundedBox(QPainter &painter, const QRectF &rect, double radius, const QColor &fill,
                const QColor &outline, double lineWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    QRectF box = rect;
    if (outline.isValid() && lineWidth > 0) {
        painter.setPen(QPen(outline, lineWidth));
        box.adjust(lineWidth / 2, lineWidth / 2, -lineWidth / 2, -lineWidth / 2);
        radius = std::max(0.0, radius - lineWidth / 2);
    } else {
        painter.setPen(Qt::NoPen);
    }
    painter.drawRoundedRect(box, radius, radius);
    painter.restore();
}

void focusRing(QPainter &painter, const QRect &rect, double radius)
{
    roundedBox(painter, rect, radius, QColor(), theme().color(Token::Accent), theme().px(2));
}

void themeIcon(QPainter &painter, const QRect &rect, const QString &name, int size,
               const QColor &color)
{
    QRect target(0, 0, size, size);
    target.moveTopLeft(rect.topLeft() +
                       QPoint((rect.width() - size) / 2, (rect.height() - size) / 2));
    painter.drawPixmap(target,
                       theme().pixmap(name, size, color, painter.device()->devicePixelRatioF()));
}

QFont buttonFont(const ButtonLook &look, const QFont &font)
{
    if (look.role == ButtonRole::Rail)
        return theme().font(Theme::Font::Caption);
    QFont result = font;
    if (look.isSmall) {
        result = theme().font(Theme::Font::Small);
        result.setWeight(font.weight());
    }
    if (look.role == ButtonRole::Primary)
        result.setWeight(QFont::Bold);
    return result;
}

void pushButtonBevel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const ButtonLook look = buttonLook(widget);
    ButtonRole role = look.role;
    if (role == ButtonRole::Normal && option.features.testFlag(QStyleOptionButton::Flat))
        role = ButtonRole::Flat;
    const ButtonColors colors =
        buttonColors(role, has(option, QStyle::State_Enabled), has(option, QStyle::State_MouseOver),
                     has(option, QStyle::State_Sunken), has(option, QStyle::State_On));
    roundedBox(painter, option.rect, theme().px(5), colors.fill, colors.outline);
}

void pushButtonLabel(QPainter &painter, const QStyleOptionButton &option, const QWidget *widget)
{
    const ButtonLook look = buttonLook(widget);
    ButtonRole role = look.role;
    if (role == ButtonRole::Normal && option.features.testFlag(QStyleOptionButton::Flat))
        role = ButtonRole::Flat;
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const ButtonColors colors = buttonColors(role, enabled, has(option, QStyle::State_MouseOver),
                                             has(option, QStyle::State_Sunken), on);
    painter.save();
    QFont font = buttonFont(look, widget ? widget->font() : painter.font());
    font.setUnderline(role == ButtonRole::Link && enabled && has(option, QStyle::State_MouseOver));
    painter.setFont(font);
    QRect rect = option.rect;
    if (option.features.testFlag(QStyleOptionButton::HasMenu)) {
        const int size = theme().px(12);
        const QRect arrow(rect.right() - theme().px(8) - size, rect.top(), size, rect.height());
        themeIcon(painter, arrow, QStringLiteral("chevron-down"), size, colors.ink);
        rect.setRight(arrow.left());
    }
    iconAndText(painter, rect, option.icon, option.iconSize, option.text, colors.ink,
                enabled ? QIcon::Normal : QIcon::Disabled, on ? QIcon::On : QIcon::Off,
                Qt::AlignCenter);
    painter.restore();
}

void toolButton(QPainter &painter, const QStyleOptionToolButton &option, const QWidget *widget)
{
    const ButtonLook look = buttonLook(widget);
    ButtonRole role = look.role;
    // Tool buttons are flat unless their role says otherwise.
    if (role == ButtonRole::Normal &&
        (!widget || widget->property("phi1Role").toString().isEmpty()))
        role = ButtonRole::Flat;
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const ButtonColors colors = buttonColors(role, enabled, has(option, QStyle::State_MouseOver),
                                             has(option, QStyle::State_Sunken), on);
    const int radius = theme().px(role == ButtonRole::Rail ? 6 : 5);
    roundedBox(painter, option.rect, radius, colors.fill, colors.outline);

    painter.save();
    QFont font = buttonFont(look, option.font);
    font.setUnderline(role == ButtonRole::Link && enabled && has(option, QStyle::State_MouseOver));
    painter.setFont(font);
    const QIcon::Mode mode = enabled ? QIcon::Normal : QIcon::Disabled;
    const QIcon::State state = on ? QIcon::On : QIcon::Off;
    QRect rect = option.rect;
    const bool menu = option.features.testFlag(QStyleOptionToolButton::HasMenu) &&
                      option.toolButtonStyle != Qt::ToolButtonIconOnly;
    const bool arrow =
        option.arrowType != Qt::NoArrow && option.features.testFlag(QStyleOptionToolButton::Arrow);
    if (menu) {
        const int size = theme().px(12);
        const QRect place(rect.right() - theme().px(8) - size, rect.top(), size, rect.height());
        themeIcon(painter, place, QStringLiteral("chevron-down"), size, colors.ink);
        rect.setRight(place.left() - theme().px(2));
    }
    if (arrow) {
        const QString name = option.arrowType == Qt::DownArrow   ? QStringLiteral("chevron-down")
                             : option.arrowType == Qt::LeftArrow ? QStringLiteral("chevron-left")
                                                                 : QStringLiteral("chevron-right");
        const int size = theme().px(12);
        QRect place = rect;
        if (option.toolButtonStyle != Qt::ToolButtonIconOnly) {
            place.setLeft(place.left() + theme().px(6));
            place.setWidth(size);
            rect.setLeft(place.right() + 1 + theme().px(6));
        }
        themeIcon(painter, place, name, size, colors.ink);
    }
    if (option.toolButtonStyle == Qt::ToolButtonTextUnderIcon) {
        const int line = painter.fontMetrics().height();
        const int block = option.iconSize.height() + theme().px(3) + line;
        const int top = rect.top() + (rect.height() - block) / 2;
        const QRect target(QPoint(rect.left() + (rect.width() - option.iconSize.width()) / 2, top),
                           option.iconSize);
        painter.drawPixmap(target,
                           option.icon.pixmap(option.iconSize,
                                              painter.device()->devicePixelRatioF(), mode, state));
        painter.setPen(colors.ink);
        painter.drawText(
            QRect(rect.left(), target.bottom() + 1 + theme().px(3), rect.width(), line),
            Qt::AlignHCenter | Qt::AlignVCenter | Qt::TextHideMnemonic, option.text);
    } else {
        const bool withText =
            option.toolButtonStyle != Qt::ToolButtonIconOnly || option.icon.isNull();
        const bool withIcon = option.toolButtonStyle != Qt::ToolButtonTextOnly && !arrow;
        const bool left = menu || arrow;
        if (left && !arrow)
            rect.adjust(theme().px(look.isSmall ? 8 : 10), 0, 0, 0);
        if (withText || withIcon)
            iconAndText(painter, rect, withIcon ? option.icon : QIcon(), option.iconSize,
                        withText && !(arrow && option.toolButtonStyle == Qt::ToolButtonIconOnly)
                            ? option.text
                            : QString(),
                        colors.ink, mode, state, left ? Qt::AlignLeft : Qt::AlignCenter);
    }
    painter.restore();
}

namespace {

QColor inputOutline(const QStyleOption &option, const QWidget *widget)
{
    const QString state = widget ? widget->property("phi1State").toString() : QString();
    if (!has(option, QStyle::State_Enabled))
        return theme().color(Token::Border);
    if (state == u"error")
        return theme().color(Token::Error);
    if (state == u"changed")
        return theme().color(Token::Accent);
    return theme().color(Token::BorderStrong);
}

} // namespace

void inputFrame(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const QWidget *parent = widget ? widget->parentWidget() : nullptr;
    // The editor of a spin box or combo box lies inside their frame; one in a row fills its cell.
    if (qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QComboBox *>(parent))
        return;
    QColor fill =
        theme().color(has(option, QStyle::State_Enabled) ? Token::Surface : Token::Window);
    if (has(option, QStyle::State_ReadOnly))
        fill = theme().color(Token::Alt);
    roundedBox(painter, option.rect, theme().px(5), fill, inputOutline(option, widget));
}

void comboBox(QPainter &painter, const QStyleOptionComboBox &option, const QWidget *widget)
{
    const ButtonLook look = buttonLook(widget);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool hovered = has(option, QStyle::State_MouseOver) && enabled;
    QColor ink = theme().color(enabled ? Token::Text3 : Token::Disabled);
    if (look.role == ButtonRole::Flat) {
        const ButtonColors colors =
            buttonColors(look.role, enabled, hovered, has(option, QStyle::State_Sunken), false);
        roundedBox(painter, option.rect, theme().px(5), colors.fill, colors.outline);
    } else {
        const Token fill = !enabled                      ? Token::Window
                           : hovered && !option.editable ? Token::Hover
                                                         : Token::Surface;
        roundedBox(painter, option.rect, theme().px(5), theme().color(fill),
                   inputOutline(option, widget));
    }
    const int size = theme().px(12);
    const QRect arrow(option.rect.right() - theme().px(8) - size, option.rect.top(), size,
                      option.rect.height());
    themeIcon(painter, arrow, QStringLiteral("chevron-down"), size, ink);
}

void comboBoxLabel(QPainter &painter, const QStyleOptionComboBox &option, const QWidget *widget)
{
    if (option.editable)
        return;
    const ButtonLook look = buttonLook(widget);
    const bool enabled = has(option, QStyle::State_Enabled);
    const QColor ink = theme().color(!enabled                        ? Token::Disabled
                                     : look.role == ButtonRole::Flat ? Token::Text2
                                                                     : Token::Text);
    painter.save();
    if (look.isSmall)
        painter.setFont(theme().font(Theme::Font::Small));
    QRect rect = option.rect.adjusted(theme().px(8), 0, -theme().px(24), 0);
    const QString text = painter.fontMetrics().elidedText(
        option.currentText, Qt::ElideMiddle,
        rect.width() - (option.currentIcon.isNull() ? 0 : option.iconSize.width() + theme().px(6)));
    iconAndText(painter, rect, option.currentIcon, option.iconSize, text, ink,
                enabled ? QIcon::Normal : QIcon::Disabled, QIcon::Off, Qt::AlignLeft);
    painter.restore();
}

void spinBox(QPainter &painter, const QStyleOptionSpinBox &option, const QWidget *widget,
             const QRect &up, const QRect &down)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const QColor fill = theme().color(enabled ? Token::Surface : Token::Window);
    roundedBox(painter, option.rect, theme().px(5), option.frame ? fill : QColor(),
               option.frame ? inputOutline(option, widget) : QColor());
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto button = [&](const QRect &rect, QStyle::SubControl control, bool can, bool upward) {
        const bool active = option.activeSubControls.testFlag(control);
        const bool usable = enabled && can;
        const QColor ink = theme().color(!usable  ? Token::Disabled
                                         : active ? Token::Accent
                                                  : Token::Text3);
        const double w = theme().px(3);
        const double h = theme().px(2) * (upward ? -1 : 1);
        const QPointF c = QRectF(rect).center();
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ink, theme().px(1.2), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF points[]{
            {c.x() - w, c.y() - h / 2}, {c.x(), c.y() + h}, {c.x() + w, c.y() - h / 2}};
        painter.drawPolyline(points, 3);
        painter.restore();
    };
    button(up, QStyle::SC_SpinBoxUp, option.stepEnabled.testFlag(QAbstractSpinBox::StepUpEnabled),
           true);
    button(down, QStyle::SC_SpinBoxDown,
           option.stepEnabled.testFlag(QAbstractSpinBox::StepDownEnabled), false);
}

void checkMark(QPainter &painter, const QStyleOption &option)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const bool partly = has(option, QStyle::State_NoChange);
    const bool hovered = has(option, QStyle::State_MouseOver) && enabled;
    QColor fill = theme().color(hovered ? Token::Hover : Token::Surface);
    QColor outline = theme().color(enabled ? Token::BorderStrong : Token::Border);
    if (on || partly) {
        fill = theme().color(!enabled  ? Token::Sunken
                             : hovered ? Token::AccentHover
                                       : Token::AccentFill);
        outline = enabled ? fill : theme().color(Token::Border);
    }
    roundedBox(painter, option.rect, theme().px(3), fill, outline);
    const QColor ink = theme().color(enabled ? Token::OnAccent : Token::Disabled);
    const QRectF r = option.rect;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(ink, r.width() * 0.12, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (on) {
        const QPointF points[]{r.topLeft() + QPointF(r.width() * 0.24, r.height() * 0.52),
                               r.topLeft() + QPointF(r.width() * 0.42, r.height() * 0.70),
                               r.topLeft() + QPointF(r.width() * 0.76, r.height() * 0.32)};
        painter.drawPolyline(points, 3);
    } else if (partly) {
        painter.drawLine(r.topLeft() + QPointF(r.width() * 0.28, r.height() * 0.5),
                         r.topLeft() + QPointF(r.width() * 0.72, r.height() * 0.5));
    }
    painter.restore();
}

void radioMark(QPainter &painter, const QStyleOption &option)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const bool hovered = has(option, QStyle::State_MouseOver) && enabled;
    const QColor mark = theme().color(enabled ? Token::Accent : Token::Disabled);
    const QColor outline = on ? mark : theme().color(enabled ? Token::BorderStrong : Token::Border);
    const double radius = option.rect.width() / 2.0;
    roundedBox(painter, option.rect, radius, theme().color(hovered ? Token::Hover : Token::Surface),
               outline, on ? theme().px(1.5) : 1);
    if (on) {
        const double inset = option.rect.width() * 0.3;
        roundedBox(painter, QRectF(option.rect).adjusted(inset, inset, -inset, -inset), radius,
                   mark, QColor());
    }
}

void slider(QPainter &painter, const QStyleOptionSlider &option, const QRect &groove,
            const QRect &handle)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool horizontal = option.orientation == Qt::Horizontal;
    const double thickness = theme().px(4);
    QRectF track = groove;
    if (horizontal) {
        track.setTop(groove.top() + (groove.height() - thickness) / 2);
        track.setHeight(thickness);
    } else {
        track.setLeft(groove.left() + (groove.width() - thickness) / 2);
        track.setWidth(thickness);
    }
    const QColor mark = theme().color(enabled ? Token::Accent : Token::Disabled);
    roundedBox(painter, track, thickness / 2, theme().color(Token::Border), QColor());
    QRectF filled = track;
    const QPointF centre = QRectF(handle).center();
    // From the end of the smallest value, wherever the direction put it.
    if (horizontal && option.upsideDown)
        filled.setLeft(centre.x());
    else if (horizontal)
        filled.setRight(centre.x());
    else if (option.upsideDown)
        filled.setTop(centre.y());
    else
        filled.setBottom(centre.y());
    roundedBox(painter, filled, thickness / 2, mark, QColor());
    const double side = theme().px(14);
    const QRectF knob(centre.x() - side / 2, centre.y() - side / 2, side, side);
    const bool active =
        enabled && (has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken));
    roundedBox(painter, knob, side / 2, theme().color(active ? Token::AccentTint : Token::Surface),
               mark, theme().px(2));
}

void scrollBar(QPainter &painter, const QStyleOptionSlider &option, const QRect &handle,
               const QWidget *widget)
{
    // A scroll bar promises to paint all of itself: the ground of what it scrolls goes on under it.
    QColor ground = theme().color(Token::Window);
    for (const QWidget *ancestor = widget; ancestor; ancestor = ancestor->parentWidget()) {
        if (const auto *area = qobject_cast<const QAbstractScrollArea *>(ancestor)) {
            const QWidget *view = area->viewport();
            ground = view->palette().color(view->backgroundRole());
            if (!view->autoFillBackground() && view->backgroundRole() == QPalette::Window)
                ground = area->palette().color(QPalette::Window);
            break;
        }
    }
    painter.fillRect(option.rect, ground);
    if (option.minimum >= option.maximum)
        return;
    const bool pressed = has(option, QStyle::State_Sunken) &&
                         option.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider);
    const bool active = pressed || has(option, QStyle::State_MouseOver);
    const double thickness = theme().px(6);
    QRectF bar = handle;
    if (option.orientation == Qt::Vertical) {
        bar.setLeft(handle.left() + (handle.width() - thickness) / 2);
        bar.setWidth(thickness);
        bar.adjust(0, theme().px(2), 0, -theme().px(2));
    } else {
        bar.setTop(handle.top() + (handle.height() - thickness) / 2);
        bar.setHeight(thickness);
        bar.adjust(theme().px(2), 0, -theme().px(2), 0);
    }
    const Token tone = pressed ? Token::BorderStrong : active ? Token::Axis : Token::Border;
    roundedBox(painter, bar, thickness / 2, theme().color(tone), QColor());
}

void splitterHandle(QPainter &painter, const QStyleOption &option, bool horizontal)
{
    const bool shown = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken) ||
                       has(option, QStyle::State_HasFocus);
    if (!shown || !has(option, QStyle::State_Enabled))
        return;
    const int width = theme().px(2);
    QRect line = option.rect;
    if (horizontal) {
        line.setLeft(line.left() + (line.width() - width) / 2);
        line.setWidth(width);
    } else {
        line.setTop(line.top() + (line.height() - width) / 2);
        line.setHeight(width);
    }
    painter.fillRect(line, theme().color(Token::Accent));
}

} // namespace phi1::painting
