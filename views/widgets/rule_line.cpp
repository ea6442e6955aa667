// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/rule_line.h"

#include <QPainter>

namespace phi1 {

RuleLine::RuleLine(Qt::Orientation orientation, Theme::Token tone, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
{
    if (orientation == Qt::Horizontal) {
        setFixedHeight(1);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    } else {
        setFixedWidth(1);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    }
    connect(&Theme::instance(), &Theme::themeChanged, this, qOverload<>(&QWidget::update));
}

void RuleLine::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::instance().color(m_tone));
}

} // namespace phi1
