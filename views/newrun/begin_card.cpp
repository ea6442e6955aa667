// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/begin_card.h"

#include <QKeyEvent>
#include <QPainter>

#include "views/theme/theme.h"
#include "views/widgets/key_hint.h"

namespace phi1 {

BeginCard::BeginCard(const QString &iconName, const QString &title, const QString &sentence,
                     const QString &keys, QWidget *parent)
    : QAbstractButton(parent)
    , m_iconName(iconName)
    , m_sentence(sentence)
    , m_keys(keys)
{
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    setFocusPolicy(Qt::StrongFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

QSize BeginCard::sizeHint() const
{
    const int width = Theme::instance().px(300);
    return {width, heightForWidth(width)};
}

int BeginCard::heightForWidth(int width) const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Small));
    const QRect text = metrics.boundingRect(0, 0, width - theme.px(14 + 20 + 12 + 14), 10000,
                                            Qt::TextWordWrap, m_sentence);
    return theme.px(12) + theme.lineHeight(Theme::Font::PanelTitle) + theme.px(2) + text.height() +
           theme.px(12);
}

void BeginCard::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(Theme::Token::Border));
    painter.setBrush(theme.color(isDown()    ? Theme::Token::Border
                                 : m_hovered ? Theme::Token::Hover
                                             : Theme::Token::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6),
                            theme.px(6));
    const int icon = theme.px(20);
    painter.drawPixmap(QPoint(theme.px(14), theme.px(13)),
                       theme.pixmap(m_iconName, icon, Theme::Token::Accent, devicePixelRatioF()));
    const int left = theme.px(14 + 20 + 12);
    const int line = theme.lineHeight(Theme::Font::PanelTitle);
    painter.setFont(theme.font(Theme::Font::PanelTitle));
    painter.setPen(theme.color(Theme::Token::Text));
    painter.drawText(QRect(left, theme.px(12), width() - left, line),
                     Qt::AlignLeft | Qt::AlignVCenter, text());
    if (!m_keys.isEmpty()) {
        const int keyWidth = KeyHint::width(m_keys);
        KeyHint::paint(painter,
                       QRect(width() - theme.px(14) - keyWidth,
                             theme.px(12) + (line - KeyHint::height()) / 2, keyWidth,
                             KeyHint::height()),
                       m_keys);
    }
    painter.setFont(theme.font(Theme::Font::Small));
    painter.setPen(theme.color(Theme::Token::Text2));
    painter.drawText(
        QRect(left, theme.px(12) + line + theme.px(2), width() - left - theme.px(14), height()),
        Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop, m_sentence);
}

void BeginCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void BeginCard::enterEvent(QEnterEvent *event)
{
    m_hovered = true;
    update();
    QAbstractButton::enterEvent(event);
}

void BeginCard::leaveEvent(QEvent *event)
{
    m_hovered = false;
    update();
    QAbstractButton::leaveEvent(event);
}

} // namespace phi1
