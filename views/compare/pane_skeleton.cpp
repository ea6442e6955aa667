// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_skeleton.h"

#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {

PaneSkeleton::PaneSkeleton(QWidget *parent)
    : QWidget(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(150);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_visibleLines = true;
        update();
    });
    setText({});
}

void PaneSkeleton::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text.isEmpty() ? tr("Loading") : text);
    update();
}

void PaneSkeleton::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_visibleLines = false;
    m_patience.start();
}

void PaneSkeleton::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Theme::Token::Surface));
    if (!m_visibleLines)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Theme::Token::Sunken));
    // Indentation and length in widths of a line; a hint of a function, no more.
    constexpr double lines[][2] = {{0.06, 0.34}, {0.06, 0.28}, {0.12, 0.20},
                                   {0.06, 0.42}, {0.12, 0.36}, {0.06, 0.18}};
    const int left = theme.px(40);
    const double room = qMin(width() - left - theme.px(16), theme.px(640));
    int top = theme.px(12);
    for (const auto &line : lines) {
        painter.drawRoundedRect(QRectF(left + line[0] * room, top, line[1] * room, theme.px(10)),
                                theme.px(3), theme.px(3));
        top += theme.px(18);
    }
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.setFont(theme.font(Theme::Font::Small));
    painter.drawText(QRect(left + qRound(0.06 * room), top + theme.px(4), width(), theme.px(20)),
                     Qt::AlignLeft | Qt::AlignVCenter, m_text);
}

} // namespace phi1
