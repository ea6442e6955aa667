// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/action_button.h"

#include "views/theme/style_painting.h"
#include "views/widgets/key_hint.h"
#include "views/widgets/spinner.h"

#include <QAction>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTimer>

namespace phi1 {
namespace {

QString roleName(ActionButton::Role role, bool isSmall)
{
    QString name;
    switch (role) {
    case ActionButton::Role::Normal:
        name = QStringLiteral("normal");
        break;
    case ActionButton::Role::Primary:
        name = QStringLiteral("primary");
        break;
    case ActionButton::Role::Flat:
        name = QStringLiteral("flat");
        break;
    case ActionButton::Role::Toggle:
        name = QStringLiteral("toggle");
        break;
    }
    return isSmall ? QString(name + QStringLiteral(" small")) : name;
}

int gap()
{
    return Theme::instance().px(6);
}

int chipWidth(const QString &text, const QFont &font)
{
    const int height = Theme::instance().px(18);
    return std::max(height,
                    QFontMetrics(font).horizontalAdvance(text) + 2 * Theme::instance().px(6));
}

} // namespace

ActionButton::ActionButton(const QString &text, const QString &iconName, Role role, QWidget *parent)
    : QPushButton(text, parent)
    , m_iconName(iconName)
    , m_role(role)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    // The ring needs no focus by mouse; a click must not take it from what is being typed.
    setFocusPolicy(Qt::TabFocus);
    setCheckable(role == Role::Toggle);
    restyle();
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void ActionButton::setRole(Role role)
{
    if (role == m_role)
        return;
    m_role = role;
    setCheckable(role == Role::Toggle);
    restyle();
}

void ActionButton::setSmall(bool isSmall)
{
    if (isSmall == m_small)
        return;
    m_small = isSmall;
    restyle();
}

void ActionButton::setIconName(const QString &name)
{
    if (name == m_iconName)
        return;
    m_iconName = name;
    updateGeometry();
    update();
}

void ActionButton::setIconTone(Theme::Token tone)
{
    m_iconTone = tone;
    m_ownIconTone = true;
    update();
}

void ActionButton::setKeyHint(const QString &keys)
{
    if (keys == m_keyHint)
        return;
    m_keyHint = keys;
    updateGeometry();
    update();
}

void ActionButton::setKeyBefore(bool before)
{
    m_keyBefore = before;
    update();
}

void ActionButton::setCount(int count)
{
    if (count == m_count)
        return;
    m_count = count;
    updateGeometry();
    update();
}

void ActionButton::setBusy(bool busy)
{
    if (busy == isBusy())
        return;
    if (busy) {
        m_enabledBeforeBusy = isEnabled();
        m_step = 0;
        m_timer = new QTimer(this);
        m_timer->setInterval(Spinner::interval);
        connect(m_timer, &QTimer::timeout, this, [this] {
            m_step = (m_step + 1) % Spinner::steps;
            update();
        });
        if (Theme::instance().animates())
            m_timer->start();
        setEnabled(false);
        setAccessibleDescription(tr("Under way"));
    } else {
        delete m_timer;
        m_timer = nullptr;
        setEnabled(m_enabledBeforeBusy);
        setAccessibleDescription({});
    }
    update();
}

void ActionButton::follow(QAction *action)
{
    const auto take = [this, action] {
        setText(action->text());
        setKeyHint(action->shortcut().toString(QKeySequence::NativeText));
        setCheckable(action->isCheckable() || m_role == Role::Toggle);
        setChecked(action->isChecked());
        if (isBusy())
            m_enabledBeforeBusy = action->isEnabled();
        else
            setEnabled(action->isEnabled());
        // A reason why it is disabled is worth a tool tip, the label again is not.
        setToolTip(action->toolTip() == action->text() || action->toolTip() == action->iconText()
                       ? QString()
                       : action->toolTip());
    };
    take();
    connect(action, &QAction::changed, this, take);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
}

QSize ActionButton::sizeHint() const
{
    ensurePolished();
    const Theme &theme = Theme::instance();
    const auto look = painting::buttonLook(this);
    const QFontMetrics metrics(painting::buttonFont(look, theme.font(Theme::Font::Body)));
    int content = 0;
    const auto add = [&](int width) { content += content > 0 ? gap() + width : width; };
    if (!m_iconName.isEmpty())
        add(theme.px(m_small ? 14 : 16));
    if (!text().isEmpty())
        add(metrics.size(Qt::TextShowMnemonic, text()).width());
    if (m_count >= 0)
        add(chipWidth(QString::number(m_count), theme.font(Theme::Font::Caption)));
    if (!m_keyHint.isEmpty())
        add(KeyHint::width(m_keyHint));
    const int height = theme.px(m_small ? 24 : 28);
    return {std::max(height, content + 2 * theme.px(m_small ? 8 : 10)), height};
}

void ActionButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QStyleOptionButton option;
    initStyleOption(&option);
    QPainter painter(this);
    painting::pushButtonBevel(painter, option, this);

    const auto look = painting::buttonLook(this);
    const bool on = isChecked();
    const auto colors = painting::buttonColors(
        look.role, isEnabled(), option.state.testFlag(QStyle::State_MouseOver), isDown(), on);
    painter.setFont(painting::buttonFont(look, theme.font(Theme::Font::Body)));
    const int iconSize = theme.px(m_small ? 14 : 16);
    const int textWidth =
        text().isEmpty() ? 0 : painter.fontMetrics().size(Qt::TextShowMnemonic, text()).width();
    const int content = sizeHint().width() - 2 * theme.px(m_small ? 8 : 10);
    int x = std::max(0, (width() - content) / 2);
    const auto next = [&x](int used) { x += used + gap(); };
    const QColor ink = isBusy() ? theme.color(Theme::Token::Text2) : colors.ink;
    if (isBusy() && m_iconName.isEmpty()) {
        QRect place(0, 0, iconSize, iconSize);
        place.moveCenter(rect().center());
        Spinner::paint(painter, place, m_step, ink);
        return;
    }
    const auto paintKey = [&] {
        if (m_keyHint.isEmpty())
            return;
        const int keyWidth = KeyHint::width(m_keyHint);
        const QRect place(x, (height() - KeyHint::height()) / 2, keyWidth, KeyHint::height());
        KeyHint::paint(painter, place, m_keyHint, look.role == painting::ButtonRole::Primary,
                       isEnabled());
        next(keyWidth);
    };
    if (m_keyBefore)
        paintKey();
    if (!m_iconName.isEmpty()) {
        const QRect place(x, (height() - iconSize) / 2, iconSize, iconSize);
        if (isBusy()) {
            Spinner::paint(painter, place, m_step, ink);
        } else {
            const QColor tone =
                m_ownIconTone && isEnabled() && !on ? theme.color(m_iconTone) : colors.ink;
            painting::themeIcon(painter, place, m_iconName, iconSize, tone);
        }
        next(iconSize);
    }
    if (!text().isEmpty()) {
        painter.setPen(colors.ink);
        const int room = std::max(0, std::min(textWidth, width() - x));
        painter.drawText(
            QRect(x, 0, room + 1, height()),
            Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic | Qt::TextSingleLine, text());
        next(textWidth);
    }
    if (m_count >= 0) {
        const QFont font = theme.font(Theme::Font::Caption);
        const QString label = QString::number(m_count);
        const QRect chip(x, (height() - theme.px(18)) / 2, chipWidth(label, font), theme.px(18));
        painting::roundedBox(painter, chip, chip.height() / 2.0, theme.color(Theme::Token::Sunken),
                             QColor());
        painter.setFont(font);
        painter.setPen(theme.color(isEnabled() ? Theme::Token::Text2 : Theme::Token::Disabled));
        painter.drawText(chip, Qt::AlignCenter, label);
        next(chip.width());
    }
    if (!m_keyBefore)
        paintKey();
}

void ActionButton::restyle()
{
    setProperty("phi1Role", roleName(m_role, m_small));
    updateGeometry();
    update();
}

} // namespace phi1
