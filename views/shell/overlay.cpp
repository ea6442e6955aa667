// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/overlay.h"

#include "views/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace phi1 {

Overlay::Overlay(QWidget *window)
    : QWidget(window)
    , m_window(window)
{
    hide();
    setFocusPolicy(Qt::NoFocus);
    window->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (isVisible() && now && now->window() == m_window && now != this && !isAncestorOf(now))
            close(false);
    });
    Theme::instance().follow(this, [this] {
        if (isVisible())
            place();
        update();
    });
}

void Overlay::open()
{
    if (isVisible())
        return;
    m_before = QApplication::focusWidget();
    aboutToOpen();
    place();
    raise();
    show();
    firstFocus()->setFocus(Qt::ShortcutFocusReason);
    qApp->installEventFilter(this);
}

void Overlay::dismiss()
{
    close(true);
}

void Overlay::close(bool returnFocus)
{
    if (!isVisible())
        return;
    qApp->removeEventFilter(this);
    m_window->installEventFilter(this);
    // Before hiding: Qt would otherwise hand the focus to the next widget in the tab order.
    if (returnFocus && m_before && m_before->isVisible())
        m_before->setFocus(Qt::OtherFocusReason);
    hide();
    emit dismissed();
}

void Overlay::place()
{
    const Theme &theme = Theme::instance();
    const QSize room = m_window->size() - QSize(theme.px(32), theme.px(32));
    const QSize size = sizeIn(m_window->size()).boundedTo(room);
    setGeometry((m_window->width() - size.width()) / 2,
                std::max(theme.px(16), std::min(theme.px(64), room.height() - size.height())),
                size.width(), size.height());
}

bool Overlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window && event->type() == QEvent::Resize && isVisible())
        place();
    if (event->type() == QEvent::MouseButtonPress && isVisible()) {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && widget->window() == m_window && widget != this && !isAncestorOf(widget))
            close(true); // and the click goes on to what was clicked
    }
    return QWidget::eventFilter(watched, event);
}

bool Overlay::event(QEvent *event)
{
    // Esc closes this one, whatever else it is a shortcut for.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void Overlay::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QWidget::keyPressEvent(event);
}

void Overlay::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Window));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(Theme::Token::BorderStrong));
    painter.setBrush(theme.color(Theme::Token::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6),
                            theme.px(6));
}

} // namespace phi1
