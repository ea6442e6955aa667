// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/hover_card.h"

#include "views/theme/style_painting.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScreen>
#include <QTimer>
#include <QVBoxLayout>

namespace phi1 {

HoverCard::HoverCard(QWidget *parent)
    : QWidget(parent, Qt::ToolTip | Qt::FramelessWindowHint)
    , m_layout(new QVBoxLayout(this))
    , m_showTimer(new QTimer(this))
    , m_hideTimer(new QTimer(this))
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    m_showTimer->setSingleShot(true);
    m_showTimer->setInterval(delay);
    m_hideTimer->setSingleShot(true);
    m_hideTimer->setInterval(delay);
    connect(m_showTimer, &QTimer::timeout, this, [this] {
        place();
        show();
    });
    connect(m_hideTimer, &QTimer::timeout, this, &HoverCard::dismiss);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_layout->setContentsMargins(theme.px(10), theme.px(8), theme.px(10), theme.px(8));
        update();
    });
}

void HoverCard::setContent(QWidget *content)
{
    if (content == m_content)
        return;
    delete m_content;
    m_content = content;
    if (m_content)
        m_layout->addWidget(m_content);
    if (isVisible())
        place();
}

void HoverCard::showBeside(const QRect &globalArea, bool atOnce)
{
    m_area = globalArea;
    m_hideTimer->stop();
    if (isVisible()) {
        place();
        return;
    }
    m_showTimer->start(atOnce ? 0 : delay);
}

void HoverCard::release()
{
    m_showTimer->stop();
    // The pointer may be on its way to the card.
    if (isVisible())
        m_hideTimer->start();
}

void HoverCard::dismiss()
{
    m_showTimer->stop();
    m_hideTimer->stop();
    if (!isVisible())
        return;
    hide();
    emit dismissed();
}

void HoverCard::place()
{
    m_layout->activate();
    adjustSize();
    const Theme &theme = Theme::instance();
    const QScreen *screen = QGuiApplication::screenAt(m_area.center());
    if (!screen)
        screen = QGuiApplication::primaryScreen();
    const QRect room = screen->availableGeometry();
    const int gap = theme.px(8);
    // Where there is more room; beside if it fits, otherwise above or below.
    const bool right = room.right() - m_area.right() >= m_area.left() - room.left();
    int x = right ? m_area.right() + gap : m_area.left() - gap - width();
    int y = m_area.top();
    if (x < room.left() || x + width() > room.right()) {
        x = m_area.left();
        y = room.bottom() - m_area.bottom() >= height() + gap ? m_area.bottom() + gap
                                                              : m_area.top() - gap - height();
    }
    x = std::clamp(x, room.left(), std::max(room.left(), room.right() - width()));
    y = std::clamp(y, room.top(), std::max(room.top(), room.bottom() - height()));
    move(x, y);
}

bool HoverCard::event(QEvent *event)
{
    if (event->type() == QEvent::Enter)
        m_hideTimer->stop();
    else if (event->type() == QEvent::Leave)
        m_hideTimer->start();
    return QWidget::event(event);
}

void HoverCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

void HoverCard::paintEvent(QPaintEvent *)
{
    // A window of its own without transparency: its corners are square.
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painting::roundedBox(painter, rect(), 0, theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::BorderStrong));
}

} // namespace phi1
