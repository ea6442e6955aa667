// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/colour_bar.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr double keyStep = 0.02; // of the bar
constexpr int farSteps = 5;
constexpr double leastLogRatio = 1.05; // between the ends

} // namespace

void ColourBar::changeRange(double low, double high)
{
    if (m_scale.kind == ColourScale::Kind::Log) {
        low = std::max(low, m_least);
        high = std::min(high, m_most);
        if (m_scale.isSigned())
            low *= high / m_scale.high; // as many decades as before
        else if (m_handle == Handle::High || m_dragged == Handle::High)
            high = std::max(high, low * leastLogRatio);
        low = std::min(low, high / leastLogRatio);
    } else {
        const double gap = m_most * 1e-3;
        high = std::min(high, m_most);
        if (m_handle == Handle::High || m_dragged == Handle::High)
            high = std::max(high, low + gap);
        low = std::max(std::min(low, high - gap), 0.0);
    }
    if (low == m_scale.low && high == m_scale.high)
        return;
    m_scale.low = low;
    m_scale.high = high;
    announce();
    update();
    emit rangeChanged(low, high);
}

/// The number at a height of the bar, beyond its ends too.
double ColourBar::valueAt(double y) const
{
    const QRect bar = barRect();
    const ColourScale numbers = axis();
    const double place = (bar.bottom() + 1 - y) / bar.height();
    if (numbers.isSigned()) {
        const double away = std::max(0.0, 2 * place - 1);
        return numbers.kind == ColourScale::Kind::Log
                   ? numbers.low * std::pow(numbers.high / numbers.low, away)
                   : numbers.high * away;
    }
    if (numbers.kind == ColourScale::Kind::Log)
        return numbers.low * std::pow(numbers.high / numbers.low, place);
    return numbers.low + place * (numbers.high - numbers.low);
}

void ColourBar::drag(double y)
{
    m_dragY = y;
    const double value = valueAt(y);
    if (m_dragged == Handle::High)
        changeRange(m_scale.low, value);
    else
        changeRange(value, m_scale.high);
    update();
}

void ColourBar::shift(double steps)
{
    const QRect bar = barRect();
    const double length = bar.height() * keyStep * steps;
    if (m_handle == Handle::Low)
        changeRange(valueAt(bar.bottom() + 1 - length), m_scale.high);
    else
        changeRange(m_scale.low, valueAt(bar.top() - length));
}

void ColourBar::mousePressEvent(QMouseEvent *event)
{
    const Handle handle = handleAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || handle == Handle::None)
        return;
    m_handle = handle;
    m_dragLow = m_scale.low;
    m_dragHigh = m_scale.high;
    m_dragY = event->position().y();
    m_dragged = handle;
    update();
}

void ColourBar::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragged != Handle::None) {
        if (event->position().y() != m_dragY)
            drag(event->position().y());
        return;
    }
    const Handle handle = handleAt(event->position().toPoint());
    if (handle == m_hovered)
        return;
    m_hovered = handle;
    if (handle == Handle::None)
        unsetCursor();
    else
        setCursor(Qt::SizeVerCursor);
    update();
}

void ColourBar::mouseReleaseEvent(QMouseEvent *event)
{
    Q_UNUSED(event)
    m_dragged = Handle::None;
    updateGeometry();
    update();
}

void ColourBar::mouseDoubleClickEvent(QMouseEvent *event)
{
    Q_UNUSED(event)
    m_dragged = Handle::None;
    if (isAdjustable())
        emit rangeResetRequested();
}

void ColourBar::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_hovered = Handle::None;
    update();
}

bool ColourBar::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Keys of the page mean something else while the focus is here.
        const auto &key = *static_cast<QKeyEvent *>(event);
        static constexpr int ours[] = {Qt::Key_Up,     Qt::Key_Down,     Qt::Key_Home,  Qt::Key_End,
                                       Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Delete};
        if (!(key.modifiers() & ~Qt::KeypadModifier) &&
            std::count(std::begin(ours), std::end(ours), key.key()))
            event->accept();
    }
    return QWidget::event(event);
}

void ColourBar::keyPressEvent(QKeyEvent *event)
{
    if (!isAdjustable()) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Home:
        m_handle = Handle::High;
        break;
    case Qt::Key_End:
        m_handle = hasLowHandle() ? Handle::Low : Handle::High;
        break;
    case Qt::Key_Up:
        shift(1);
        break;
    case Qt::Key_Down:
        shift(-1);
        break;
    case Qt::Key_PageUp:
        shift(farSteps);
        break;
    case Qt::Key_PageDown:
        shift(-farSteps);
        break;
    case Qt::Key_Delete:
        emit rangeResetRequested();
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

} // namespace phi1
