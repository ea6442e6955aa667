// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/spinner.h"

#include <QPainter>
#include <QTimer>

#include <cmath>
#include <numbers>

namespace phi1 {

Spinner::Spinner(QWidget *parent)
    : QWidget(parent)
    , m_timer(new QTimer(this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(tr("Under way"));
    m_timer->setInterval(interval);
    connect(m_timer, &QTimer::timeout, this, [this] {
        m_step = (m_step + 1) % steps;
        update();
    });
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void Spinner::setRunning(bool running)
{
    if (running == m_running)
        return;
    m_running = running;
    restart();
    update();
}

QSize Spinner::sizeHint() const
{
    const int side = Theme::instance().px(16);
    return {side, side};
}

void Spinner::restart()
{
    // An invisible spinner must not keep the processor awake.
    if (m_running && isVisible() && Theme::instance().animates())
        m_timer->start();
    else
        m_timer->stop();
}

void Spinner::paint(QPainter &painter, const QRectF &rect, int step, const QColor &color)
{
    const double side = std::min(rect.width(), rect.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    for (int i = 0; i < steps; ++i) {
        QColor ink = color;
        const int age = (step - i + 2 * steps) % steps;
        ink.setAlphaF(static_cast<float>(color.alphaF() * (1.0 - 0.075 * age)));
        painter.setPen(QPen(ink, side * 0.09, Qt::SolidLine, Qt::RoundCap));
        const double angle = 2 * std::numbers::pi * i / steps;
        const QPointF direction(std::sin(angle), -std::cos(angle));
        painter.drawLine(direction * side * 0.24, direction * side * 0.44);
    }
    painter.restore();
}

void Spinner::paintEvent(QPaintEvent *)
{
    if (!m_running)
        return;
    QPainter painter(this);
    paint(painter, rect(), m_step, Theme::instance().color(Theme::Token::Text2));
}

void Spinner::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    restart();
}

void Spinner::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    restart();
}

} // namespace phi1
