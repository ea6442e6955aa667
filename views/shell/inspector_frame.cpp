// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/inspector_frame.h"

#include "views/theme/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace phi1 {

InspectorFrame::InspectorFrame(QWidget *content, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(content);
    content->show();
    setMargins({});
    Theme::instance().follow(this, [this] { update(); });
}

void InspectorFrame::setMargins(const QMargins &margins)
{
    m_margins = margins;
    // The round corners at the bottom stay free of the content.
    layout()->setContentsMargins(margins + QMargins(1, 1, 1, Theme::instance().px(3)));
    update();
}

void InspectorFrame::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Window));
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal radius = theme.px(6);
    painter.setPen(theme.color(Theme::Token::Border));
    painter.setBrush(theme.color(Theme::Token::Surface));
    // Goes on upwards behind the title, so that only the lower corners are round.
    painter.drawRoundedRect(
        QRectF(rect()).marginsRemoved(m_margins).adjusted(0.5, -2 * radius, -0.5, -0.5), radius,
        radius);
    painter.fillRect(QRect(m_margins.left(), 0, width() - m_margins.left() - m_margins.right(), 1),
                     theme.color(Theme::Token::Border)); // parts title and content
}

} // namespace phi1
