// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/choice_button.h"

#include <algorithm>

#include <QPainter>

#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

namespace phi1 {

ChoiceButton::ChoiceButton(const QString &purpose, QWidget *parent)
    : QToolButton(parent)
    , m_purpose(purpose)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    describe();
    Theme::instance().follow(this, [this] {
        updateGeometry();
        update();
    });
}

void ChoiceButton::setSwatch(const QColor &color)
{
    m_swatch = color;
    update();
}

void ChoiceButton::setChoiceIcon(const QString &name)
{
    m_iconName = name;
    update();
}

void ChoiceButton::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    describe();
}

void ChoiceButton::setChoice(const QString &name, const QString &aside)
{
    if (name == m_name && aside == m_aside)
        return;
    m_name = name;
    m_aside = aside;
    updateGeometry();
    describe();
}

void ChoiceButton::setProblem(const QString &sentence)
{
    if (sentence == m_problem)
        return;
    m_problem = sentence;
    describe();
}

void ChoiceButton::setPreferredWidth(int width)
{
    m_width = width;
    updateGeometry();
}

QRect ChoiceButton::globalArea() const
{
    return {mapToGlobal(QPoint(0, 0)), size()};
}

void ChoiceButton::describe()
{
    const QString chosen = m_name.isEmpty()    ? m_placeholder
                           : m_aside.isEmpty() ? m_name
                                               : tr("%1, %2").arg(m_name, m_aside);
    setAccessibleName(tr("%1: %2").arg(m_purpose, chosen));
    setAccessibleDescription(m_problem);
    setToolTip(m_problem.isEmpty() ? chosen : m_problem);
    update();
}

QSize ChoiceButton::sizeHint() const
{
    // Wider for what is chosen, within reason.
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Body));
    const int wanted = metrics.horizontalAdvance(m_name.isEmpty() ? m_placeholder : m_name) +
                       metrics.horizontalAdvance(m_aside) + theme.px(8 + 20 + 6 + 6 + 13 + 8 + 4);
    const int least = theme.px(m_width);
    return {std::clamp(wanted, least, least + least / 4), theme.px(28)};
}

QSize ChoiceButton::minimumSizeHint() const
{
    return {Theme::instance().px(96), Theme::instance().px(28)};
}

void ChoiceButton::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const bool lit = isEnabled() && (underMouse() || isDown());
    const Theme::Token outline =
        m_problem.isEmpty() ? Theme::Token::BorderStrong : Theme::Token::Error;
    painting::roundedBox(painter, rect(), theme.px(5),
                         theme.color(lit ? Theme::Token::Hover : Theme::Token::Surface),
                         theme.color(outline));
    int left = theme.px(8);
    if (m_swatch.isValid()) {
        const int side = theme.px(12);
        painting::roundedBox(painter, QRectF(left, (height() - side) / 2, side, side), theme.px(3),
                             m_swatch, QColor());
        left += side + theme.px(6);
    } else if (!m_iconName.isEmpty()) {
        const int side = theme.px(14);
        painting::themeIcon(painter, QRect(left, (height() - side) / 2, side, side), m_iconName,
                            side, theme.color(Theme::Token::Text3));
        left += side + theme.px(6);
    }
    const int chevron = theme.px(13);
    const QRect end(width() - theme.px(8) - chevron, (height() - chevron) / 2, chevron, chevron);
    painting::themeIcon(painter, end, QStringLiteral("chevron-down"), chevron,
                        theme.color(Theme::Token::Text3));
    const QFont font = theme.font(Theme::Font::Body);
    const QFontMetrics metrics(font);
    painter.setFont(font);
    const int room = end.left() - theme.px(6) - left;
    const QString name = m_name.isEmpty() ? m_placeholder : m_name;
    const int asideWidth = metrics.horizontalAdvance(m_aside);
    const int nameWidth = metrics.horizontalAdvance(name);
    const int gap = theme.px(6);
    const bool withAside = !m_aside.isEmpty() && room >= asideWidth + gap + theme.px(40);
    const int nameRoom = std::min(nameWidth, withAside ? room - asideWidth - gap : room);
    const Theme::Token ink = !isEnabled()       ? Theme::Token::Disabled
                             : m_name.isEmpty() ? Theme::Token::Text3
                                                : Theme::Token::Text;
    painter.setPen(theme.color(ink));
    const QRect place(left, 0, room, height());
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                     nameRoom >= nameWidth ? name
                                           : metrics.elidedText(name, Qt::ElideMiddle, nameRoom));
    if (withAside) {
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(place.adjusted(nameRoom + gap, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         m_aside);
    }
}

} // namespace phi1
