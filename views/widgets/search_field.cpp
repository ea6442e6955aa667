// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/search_field.h"

#include "views/theme/style_painting.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>
#include <QTimer>

namespace phi1 {

SearchField::SearchField(const QString &placeholder, const QString &iconName, QWidget *parent)
    : QLineEdit(parent)
    , m_iconName(iconName)
    , m_clear(new QAction(tr("Clear"), this))
    , m_timer(new QTimer(this))
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    m_clear->setIcon(Theme::instance().icon(QStringLiteral("close"), Theme::Token::Text3));
    addAction(m_clear, TrailingPosition);
    m_clear->setVisible(false);
    m_timer->setSingleShot(true);
    m_timer->setInterval(120);
    connect(m_timer, &QTimer::timeout, this, &SearchField::emitNow);
    connect(m_clear, &QAction::triggered, this, [this] {
        clear();
        emitNow();
    });
    connect(this, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_clear->setVisible(!text.isEmpty());
        m_timer->start();
    });
    Theme::instance().follow(this, [this] { restyle(); });
}

void SearchField::setSmall(bool isSmall)
{
    m_small = isSmall;
    restyle();
}

void SearchField::setCount(const QString &text)
{
    if (text == m_count)
        return;
    m_count = text;
    setAccessibleDescription(text);
    restyle();
}

void SearchField::setInvalid(const QString &sentence)
{
    setProperty("phi1State", sentence.isEmpty() ? QString() : QStringLiteral("error"));
    setToolTip(sentence);
    setAccessibleDescription(sentence.isEmpty() ? m_count : sentence);
    update();
}

void SearchField::setDelay(int milliseconds)
{
    m_timer->setInterval(milliseconds);
}

QSize SearchField::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(m_small ? 170 : 216), theme.px(m_small ? 24 : 28)};
}

void SearchField::restyle()
{
    const Theme &theme = Theme::instance();
    setProperty("phi1Role", m_small ? QStringLiteral("small") : QString());
    setFont(theme.font(m_small ? Theme::Font::Small : Theme::Font::Body));
    const int count =
        m_count.isEmpty()
            ? 0
            : QFontMetrics(theme.font(Theme::Font::Caption)).horizontalAdvance(m_count) +
                  theme.px(6);
    setTextMargins(theme.px(14 + 6), 0, count, 0);
    updateGeometry();
    update();
}

void SearchField::emitNow()
{
    m_timer->stop();
    if (text() == m_last)
        return;
    m_last = text();
    emit searchChanged(m_last);
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        emitNow();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emitNow();
    QLineEdit::keyPressEvent(event);
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const int side = theme.px(14);
    painting::themeIcon(painter, QRect(theme.px(8), 0, side, height()), m_iconName, side,
                        theme.color(isEnabled() ? Theme::Token::Text3 : Theme::Token::Disabled));
    if (m_count.isEmpty())
        return;
    painter.setFont(theme.font(Theme::Font::Caption));
    painter.setPen(theme.color(Theme::Token::Text3));
    const int end = width() - theme.px(8) - (m_clear->isVisible() ? theme.px(14 + 6) : 0);
    painter.drawText(QRect(0, 0, end, height()), Qt::AlignVCenter | Qt::AlignRight, m_count);
}

} // namespace phi1
