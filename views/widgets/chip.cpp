// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/chip.h"

#include "views/theme/style_painting.h"
#include "views/widgets/widget_accessibility.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace phi1 {
namespace {

struct ChipColors {
    Theme::Token fill;
    Theme::Token ink;
};

ChipColors colorsOf(Chip::Tone tone)
{
    using Token = Theme::Token;
    switch (tone) {
    case Chip::Tone::Neutral:
        return {Token::Sunken, Token::Text2};
    case Chip::Tone::Accent:
        return {Token::AccentTint, Token::Accent};
    case Chip::Tone::Success:
        return {Token::SuccessTint, Token::Success};
    case Chip::Tone::Warning:
        return {Token::WarningTint, Token::Warning};
    case Chip::Tone::Error:
        return {Token::ErrorTint, Token::Error};
    case Chip::Tone::Info:
        return {Token::InfoTint, Token::Info};
    }
    return {Token::Sunken, Token::Text2};
}

QFont strongFont(QFont font)
{
    font.setWeight(QFont::Bold);
    return font;
}

} // namespace

Chip::Chip(const QString &text, bool removable, QWidget *parent)
    : QWidget(parent)
    , m_text(text)
{
    installWidgetAccessibility();
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setMouseTracking(true);
    setRemovable(removable);
    describe();
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void Chip::describe()
{
    const QString name = m_strong.isEmpty() ? m_text : QString(m_text + u' ' + m_strong);
    setAccessibleName(name);
    setAccessibleDescription(m_removable ? tr("Delete removes it") : QString());
    updateGeometry();
    update();
}

void Chip::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    describe();
}

void Chip::setStrong(const QString &strong)
{
    if (strong == m_strong)
        return;
    m_strong = strong;
    describe();
}

void Chip::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Chip::setIconName(const QString &name)
{
    m_iconName = name;
    updateGeometry();
    update();
}

void Chip::setRemovable(bool removable)
{
    m_removable = removable;
    setFocusPolicy(removable ? Qt::TabFocus : Qt::NoFocus);
    describe();
}

void Chip::setTall(bool tall)
{
    m_tall = tall;
    updateGeometry();
    update();
}

QRect Chip::removeRect() const
{
    if (!m_removable)
        return {};
    // The whole end of the chip, since the cross alone is a small target.
    const int width = Theme::instance().px(20);
    return {this->width() - width, 0, width, height()};
}

QSize Chip::sizeHint() const
{
    const Theme &theme = Theme::instance();
    const QFont font = theme.font(Theme::Font::Caption);
    int width = 2 * theme.px(7) + QFontMetrics(font).horizontalAdvance(m_text);
    if (!m_strong.isEmpty())
        width += theme.px(4) + QFontMetrics(strongFont(font)).horizontalAdvance(m_strong);
    if (!m_iconName.isEmpty())
        width += theme.px(13 + 4);
    if (m_removable)
        width += theme.px(11 + 4);
    return {width, theme.px(m_tall ? 24 : 18)};
}

void Chip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    const ChipColors colors = colorsOf(m_tone);
    const QColor ink = theme.color(isEnabled() ? colors.ink : Theme::Token::Disabled);
    QPainter painter(this);
    painting::roundedBox(painter, rect(), m_tall ? theme.px(5) : height() / 2.0,
                         theme.color(colors.fill), QColor());
    int x = theme.px(7);
    if (!m_iconName.isEmpty()) {
        const int side = theme.px(13);
        painting::themeIcon(painter, QRect(x, 0, side, height()), m_iconName, side, ink);
        x += side + theme.px(4);
    }
    const int end = width() - (m_removable ? removeRect().width() : theme.px(7));
    painter.setPen(ink);
    QFont font = theme.font(Theme::Font::Caption);
    const auto write = [&](const QString &text) {
        painter.setFont(font);
        const QString shown =
            painter.fontMetrics().elidedText(text, Qt::ElideMiddle, std::max(0, end - x) + 1);
        painter.drawText(QRect(x, 0, width(), height()),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
        x += painter.fontMetrics().horizontalAdvance(shown) + theme.px(4);
    };
    write(m_text);
    if (!m_strong.isEmpty()) {
        font = strongFont(font);
        write(m_strong);
    }
    if (m_removable) {
        const int side = theme.px(11);
        const QRect place(width() - theme.px(6) - side, 0, side, height());
        painting::themeIcon(painter, place, QStringLiteral("close"), side,
                            m_hoversRemove ? theme.color(Theme::Token::Text) : ink);
    }
}

void Chip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_removable) {
            emit removeRequested();
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void Chip::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton;
}

void Chip::mouseReleaseEvent(QMouseEvent *event)
{
    const QPoint position = event->position().toPoint();
    if (!m_pressed || event->button() != Qt::LeftButton || !rect().contains(position))
        return;
    m_pressed = false;
    if (removeRect().contains(position))
        emit removeRequested();
    else
        emit clicked();
}

void Chip::mouseMoveEvent(QMouseEvent *event)
{
    const bool hovers = removeRect().contains(event->position().toPoint());
    if (hovers == m_hoversRemove)
        return;
    m_hoversRemove = hovers;
    update();
}

void Chip::leaveEvent(QEvent *event)
{
    m_hoversRemove = false;
    update();
    QWidget::leaveEvent(event);
}

} // namespace phi1
