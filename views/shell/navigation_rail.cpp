// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/navigation_rail.h"

#include "views/shell/rail_button.h"
#include "views/theme/theme.h"

#include <QAction>
#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

namespace phi1 {

NavigationRail::NavigationRail(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_top(new QVBoxLayout)
    , m_commands(new QVBoxLayout)
    , m_bottom(new QVBoxLayout)
{
    setAccessibleName(tr("Pages"));
    m_group->setExclusive(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(0);
    layout->addLayout(m_top);
    layout->addStretch(1);
    layout->addLayout(m_commands);
    layout->addLayout(m_bottom);
    Theme::instance().follow(this, [this, layout] {
        const Theme &theme = Theme::instance();
        const int side = theme.px(4);
        layout->setContentsMargins(side, theme.px(8), side, theme.px(8));
        for (QVBoxLayout *part : {m_top, m_commands, m_bottom})
            part->setSpacing(theme.px(2));
        m_commands->setContentsMargins(0, 0, 0, theme.px(2));
        setFixedWidth(theme.px(76));
        update();
    });
}

void NavigationRail::addPage(const QString &id, const QString &label, const QString &iconName,
                             const QString &keys, bool atBottom)
{
    auto *button = new RailButton(label, iconName, this);
    button->setObjectName(u"rail." % id);
    button->setCheckable(true);
    button->setToolTip(keys);
    m_group->addButton(button);
    m_buttons.insert(id, button);
    (atBottom ? m_bottom : m_top)->addWidget(button, 0, Qt::AlignHCenter);
    connect(button, &RailButton::clicked, this, [this, id] { emit pageRequested(id); });
}

void NavigationRail::addCommand(QAction *action, const QString &label, const QString &iconName)
{
    auto *button = new RailButton(label, iconName, this);
    button->setObjectName(u"rail." % action->objectName());
    button->setToolTip(action->shortcut().toString(QKeySequence::NativeText));
    m_commands->addWidget(button, 0, Qt::AlignHCenter);
    connect(button, &RailButton::clicked, action, &QAction::trigger);
}

void NavigationRail::setCurrent(const QString &id)
{
    if (RailButton *button = m_buttons.value(id))
        button->setChecked(true);
}

QString NavigationRail::current() const
{
    return m_buttons.key(qobject_cast<RailButton *>(m_group->checkedButton()));
}

void NavigationRail::setBadge(const QString &id, int count)
{
    if (RailButton *button = m_buttons.value(id))
        button->setBadge(count);
}

RailButton *NavigationRail::button(const QString &id) const
{
    return m_buttons.value(id);
}

void NavigationRail::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Rail));
    const int line = 1;
    painter.fillRect(QRect(width() - line, 0, line, height()), theme.color(Theme::Token::Border));
}

} // namespace phi1
