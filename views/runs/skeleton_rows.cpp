// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/skeleton_rows.h"

#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {

SkeletonRows::SkeletonRows(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Loading"));
    m_patience.setSingleShot(true);
    m_patience.setInterval(150);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_visibleBars = true;
        update();
    });
}

void SkeletonRows::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_visibleBars = false;
    m_patience.start();
}

void SkeletonRows::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    if (!m_visibleBars)
        return;
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Theme::Token::Sunken));
    const int height = theme.px(12);
    // Widths of name, state, progress and figures; no more than a hint of a table.
    constexpr double columns[][2] = {{0.02, 0.14}, {0.20, 0.08}, {0.32, 0.16}, {0.56, 0.36}};
    for (int row = 0; row < 6; ++row) {
        const int top = theme.px(26) + row * theme.px(28) + theme.px(8);
        for (const auto &column : columns)
            painter.drawRoundedRect(QRectF(column[0] * width(), top, column[1] * width(), height),
                                    theme.px(3), theme.px(3));
    }
}

} // namespace phi1
