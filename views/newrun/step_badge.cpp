// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/step_badge.h"

#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {

StepBadge::StepBadge(int number, int colourSlot, QWidget *parent)
    : QWidget(parent)
    , m_number(number)
    , m_colourSlot(colourSlot)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize StepBadge::sizeHint() const
{
    const int side = Theme::instance().px(24);
    return {side, side};
}

void StepBadge::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour =
        m_colourSlot < 0 ? theme.color(Theme::Token::Text3) : theme.runColor(m_colourSlot);
    painter.setPen(QPen(colour, 2));
    painter.drawEllipse(QRectF(rect()).adjusted(1, 1, -1, -1));
    painter.setFont(theme.font(Theme::Font::PanelTitle));
    painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
}

} // namespace phi1
