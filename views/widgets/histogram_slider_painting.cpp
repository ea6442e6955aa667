// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/histogram_slider.h"

#include <algorithm>

#include <QPainter>

#include "views/theme/theme.h"

namespace phi1 {

/// Each shape to its own scale: the few that pass are to be seen beside the many.
void HistogramSlider::paintBars(QPainter &painter, const QVector<quint64> &counts,
                                const QColor &color) const
{
    const quint64 most =
        counts.isEmpty() ? 0 : *std::max_element(counts.constBegin(), counts.constEnd());
    if (most == 0)
        return;
    const int base = plotHeight();
    const double room = base - 1;
    const double step = static_cast<double>(width()) / static_cast<double>(counts.size());
    const double gap = step > 3 ? 1 : 0;
    for (qsizetype i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0)
            continue;
        // A trace is to be seen, too.
        const double height =
            std::max(1.0, room * static_cast<double>(counts[i]) / static_cast<double>(most));
        const double left = std::round(static_cast<double>(i) * step);
        const double right = std::round(static_cast<double>(i + 1) * step) - gap;
        painter.fillRect(QRectF(left, base - height, right - left, height), color);
    }
}

void HistogramSlider::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const int base = plotHeight();
    const bool on = isEnabled() && hasScale();
    const QVector<quint64> &passing = m_bins.passing.isEmpty() ? m_bins.all : m_bins.passing;
    if (passing != m_bins.all)
        paintBars(painter, m_bins.all, theme.color(Theme::Token::Sunken));
    const QRect lower = handleRect(Handle::Lower), upper = handleRect(Handle::Upper);
    const double from = std::isinf(m_low) ? 0 : xOf(m_low);
    const double to = std::isinf(m_high) ? width() : xOf(m_high);
    paintBars(painter, passing, theme.color(Theme::Token::Border));
    painter.save();
    painter.setClipRect(QRectF(from, 0, to - from, base));
    QColor kept = theme.color(on ? Theme::Token::Accent : Theme::Token::Axis);
    kept.setAlphaF(0.75F);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    // Over the surface, not over the bars in another colour.
    paintBars(painter, passing, theme.color(Theme::Token::Surface));
    paintBars(painter, passing, kept);
    painter.restore();
    painter.fillRect(QRectF(0, base, width(), 1), theme.color(Theme::Token::Axis));
    if (!on)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = theme.px(9) / 2.0;
    const QColor accent = theme.color(Theme::Token::Accent);
    for (const Handle handle : {Handle::Lower, Handle::Upper}) {
        const QRect area = handle == Handle::Lower ? lower : upper;
        const double x = area.center().x() + 0.5;
        const double y = base + radius;
        painter.setPen(QPen(accent, 2));
        painter.drawLine(QPointF(x, base - radius), QPointF(x, y));
        const bool current = hasFocus() && handle == m_current && theme.showsKeyboardFocus();
        const bool hovered =
            m_hovered == static_cast<int>(handle) || (m_dragging && handle == m_current);
        painter.setBrush(theme.color(current   ? Theme::Token::Accent
                                     : hovered ? Theme::Token::AccentTint
                                               : Theme::Token::Surface));
        painter.drawEllipse(QPointF(x, y), radius, radius);
    }
}

} // namespace phi1
