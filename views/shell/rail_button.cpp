// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/rail_button.h"

#include "views/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace phi1 {

RailButton::RailButton(const QString &label, const QString &iconName, QWidget *parent)
    : QToolButton(parent)
    , m_label(label)
    , m_iconName(iconName)
{
    setText(label);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus); // a click must not take the focus away from the page's content
    updateAccessibleName();
    Theme::instance().follow(this, [this] {
        setFont(Theme::instance().font(Theme::Font::Caption));
        updateGeometry();
    });
}

void RailButton::setBadge(int count)
{
    if (m_badge == count)
        return;
    m_badge = count;
    updateAccessibleName();
    update();
}

void RailButton::updateAccessibleName()
{
    setAccessibleName(m_badge > 0 ? tr("%1, %n running", nullptr, m_badge).arg(m_label) : m_label);
}

QSize RailButton::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(68), theme.px(54)};
}

void RailButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool current = isChecked();
    const qreal radius = theme.px(6);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (current || isDown()) {
        painter.setPen(theme.color(Theme::Token::Border));
        painter.setBrush(theme.color(Theme::Token::Surface));
        painter.drawRoundedRect(frame, radius, radius);
    } else if (underMouse() && isEnabled()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Theme::Token::Hover));
        painter.drawRoundedRect(frame, radius, radius);
    }

    const Theme::Token ink = !isEnabled() ? Theme::Token::Disabled
                             : current    ? Theme::Token::Accent
                                          : Theme::Token::Text2;
    const int iconSize = theme.px(20);
    const int textHeight = theme.lineHeight(Theme::Font::Caption);
    const int gap = theme.px(3);
    const int top = (height() - iconSize - gap - textHeight) / 2;
    painter.drawPixmap(QPoint((width() - iconSize) / 2, top),
                       theme.pixmap(m_iconName, iconSize, ink, devicePixelRatioF()));
    painter.setPen(theme.color(ink));
    painter.setFont(font());
    const QRect label(0, top + iconSize + gap, width(), textHeight);
    painter.drawText(label, Qt::AlignCenter,
                     painter.fontMetrics().elidedText(m_label, Qt::ElideMiddle, width()));
    if (m_badge > 0)
        paintBadge(painter);
    if (hasFocus() && theme.showsKeyboardFocus()) {
        painter.setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
        painter.setBrush(Qt::NoBrush);
        const qreal inset = theme.px(2) / 2.0;
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), radius,
                                radius);
    }
}

void RailButton::paintBadge(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    QFont badgeFont = theme.font(Theme::Font::Caption);
    badgeFont.setBold(true);
    badgeFont.setPixelSize(theme.px(10));
    painter.setFont(badgeFont);
    const QString text = m_badge > 99 ? QStringLiteral("99+") : QString::number(m_badge);
    const int height = theme.px(15);
    const int width = std::max(height, painter.fontMetrics().horizontalAdvance(text) + theme.px(7));
    const QRectF place(this->width() / 2 + theme.px(8), theme.px(5), width, height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Theme::Token::Live));
    painter.drawRoundedRect(place, height / 2.0, height / 2.0);
    painter.setPen(theme.color(Theme::Token::Surface));
    painter.drawText(place, Qt::AlignCenter, text);
}

} // namespace phi1
