// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/state_badge.h"

#include "views/widgets/widget_accessibility.h"

#include <QAccessible>
#include <QPainter>

namespace phi1 {

StateBadge::StateBadge(QWidget *parent)
    : QWidget(parent)
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void StateBadge::setState(ShownState state, const QString &text)
{
    setLook(stateLook(state, text));
}

void StateBadge::setLook(const StateLook &look)
{
    const bool otherState = look.token != m_look.token || look.iconName != m_look.iconName;
    if (!otherState && look.text == m_look.text && look.bold == m_look.bold)
        return;
    const bool first = m_look.text.isEmpty();
    m_look = look;
    setAccessibleName(look.text);
    if (otherState && !first) {
        // Not for "2 s ago": a screen reader would read nothing else any more.
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
    updateGeometry();
    update();
}

void StateBadge::setFontRole(Theme::Font font)
{
    m_font = font;
    updateGeometry();
    update();
}

QSize StateBadge::sizeHint() const
{
    return {m_look.text.isEmpty() ? 0 : stateWidth(m_look, m_font),
            Theme::instance().lineHeight(m_font)};
}

QSize StateBadge::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), Theme::instance().px(40)), sizeHint().height()};
}

void StateBadge::paintEvent(QPaintEvent *)
{
    if (m_look.text.isEmpty())
        return;
    QPainter painter(this);
    paintState(painter, rect(), m_look, m_font);
}

} // namespace phi1
