// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/code_label.h"

#include <QPainter>

namespace phi1 {

CodeLabel::CodeLabel(QWidget *parent)
    : TextLabel(Theme::Font::CodeSmall, Theme::Token::Text, parent)
{
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setAlignment(Qt::AlignTop | Qt::AlignLeft);
    setWordWrap(true);
    Theme::instance().follow(this, [this] {
        const int margin = Theme::instance().px(6);
        setContentsMargins(margin, margin, margin, margin);
    });
}

void CodeLabel::paintEvent(QPaintEvent *event)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Theme::Token::Alt));
    painter.drawRoundedRect(rect(), theme.px(4), theme.px(4));
    painter.end();
    TextLabel::paintEvent(event);
}

} // namespace phi1
