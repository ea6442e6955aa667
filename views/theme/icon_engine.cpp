// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/icon_engine.h"

#include <QPainter>

#include <algorithm>

namespace phi1 {

ThemedIconEngine::ThemedIconEngine(QString name, Theme::Token tone)
    : m_name(std::move(name))
    , m_tone(tone)
{}

QColor ThemedIconEngine::color(QIcon::Mode mode, QIcon::State state) const
{
    const Theme &theme = Theme::instance();
    if (mode == QIcon::Disabled)
        return theme.color(Theme::Token::Disabled);
    // A pressed toggle and an icon under the pointer: the same hue, told apart by the ground they
    // stand on.
    if (state == QIcon::On && m_tone == Theme::Token::Text2)
        return theme.color(Theme::Token::Accent);
    return theme.color(m_tone);
}

void ThemedIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode,
                             QIcon::State state)
{
    const int side = std::min(rect.width(), rect.height());
    QRect target(0, 0, side, side);
    target.moveCenter(rect.center());
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    painter->drawPixmap(target, Theme::instance().pixmap(m_name, side, color(mode, state), ratio));
}

QPixmap ThemedIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1.0);
}

QPixmap ThemedIconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                                       qreal scale)
{
    // The size is in device pixels already; QIcon sets the ratio of what it gets.
    const int side = std::min(size.width(), size.height());
    QPixmap pixmap = Theme::instance().pixmap(m_name, side, color(mode, state), 1.0);
    pixmap.setDevicePixelRatio(scale);
    return pixmap;
}

QSize ThemedIconEngine::actualSize(const QSize &size, QIcon::Mode, QIcon::State)
{
    const int side = std::min(size.width(), size.height());
    return {side, side};
}

QIconEngine *ThemedIconEngine::clone() const
{
    return new ThemedIconEngine(m_name, m_tone);
}

QString ThemedIconEngine::key() const
{
    return QStringLiteral("phi1");
}

QString ThemedIconEngine::iconName()
{
    return m_name;
}

bool ThemedIconEngine::isNull()
{
    return m_name.isEmpty();
}

} // namespace phi1
