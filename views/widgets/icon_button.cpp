// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/icon_button.h"

namespace phi1 {

IconButton::IconButton(const QString &iconName, const QString &description, QWidget *parent)
    : QToolButton(parent)
{
    setToolButtonStyle(Qt::ToolButtonIconOnly);
    setFocusPolicy(Qt::TabFocus);
    setIconName(iconName);
    setDescription(description);
    Theme::instance().follow(this, [this] { restyle(); });
}

void IconButton::setIconName(const QString &name, Theme::Token tone)
{
    setIcon(Theme::instance().icon(name, tone));
}

void IconButton::setDescription(const QString &description)
{
    setToolTip(description);
    setAccessibleName(description);
}

void IconButton::setSmall(bool isSmall)
{
    m_small = isSmall;
    restyle();
}

void IconButton::setOutlined(bool outlined)
{
    m_outlined = outlined;
    restyle();
}

void IconButton::restyle()
{
    QString role = m_outlined ? QStringLiteral("normal") : QStringLiteral("flat");
    if (m_small)
        role += QStringLiteral(" small");
    setProperty("phi1Role", role);
    const int side = Theme::instance().px(m_small ? 14 : 16);
    setIconSize({side, side});
    updateGeometry();
    update();
}

QSize IconButton::sizeHint() const
{
    const int side = Theme::instance().px(m_small ? 24 : 28);
    return {side, side};
}

} // namespace phi1
