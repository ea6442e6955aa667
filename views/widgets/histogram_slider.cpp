// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/histogram_slider.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/widget_accessibility.h"

namespace phi1 {

namespace {

constexpr double open = std::numeric_limits<double>::infinity();
constexpr int binsPerPage = 10;

} // namespace

HistogramSlider::HistogramSlider(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_low(-open)
    , m_high(open)
{
    installWidgetAccessibility();
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
    describe();
}

bool HistogramSlider::isOpen() const
{
    return std::isinf(m_low) && std::isinf(m_high);
}

bool HistogramSlider::hasScale() const
{
    return !m_bins.all.isEmpty() && m_bins.low < m_bins.high &&
           (!m_bins.isLogarithmic || m_bins.low > 0);
}

void HistogramSlider::setBins(const HistogramBins &bins)
{
    if (bins == m_bins)
        return;
    m_bins = bins;
    describe();
}

void HistogramSlider::setRange(double low, double high)
{
    if (low == m_low && high == m_high)
        return;
    m_low = low;
    m_high = high;
    describe();
}

double HistogramSlider::place(double value) const
{
    if (!hasScale())
        return 0.5;
    const double share = m_bins.isLogarithmic
                             ? (std::log(std::max(value, m_bins.low)) - std::log(m_bins.low)) /
                                   (std::log(m_bins.high) - std::log(m_bins.low))
                             : (value - m_bins.low) / (m_bins.high - m_bins.low);
    return std::clamp(share, 0.0, 1.0);
}

double HistogramSlider::valueOf(double place) const
{
    if (m_bins.isLogarithmic)
        return m_bins.low * std::pow(m_bins.high / m_bins.low, place);
    return m_bins.low + place * (m_bins.high - m_bins.low);
}

double HistogramSlider::xOf(double value) const
{
    return place(value) * width();
}

double HistogramSlider::valueAt(double x) const
{
    return valueOf(std::clamp(x / std::max(width(), 1), 0.0, 1.0));
}

/// The nearest multiple of 1, 2 or 5 · 10ⁿ, no finer than the resolution: a figure that can be
/// said.
double HistogramSlider::rounded(double value, double resolution) const
{
    if (resolution <= 0)
        return value;
    const double power = std::pow(10.0, std::floor(std::log10(resolution)));
    double step = power;
    for (const double factor : {2.0, 5.0, 10.0}) {
        if (step >= resolution)
            break;
        step = factor * power;
    }
    if (m_bins.isWhole)
        step = std::max(step, 1.0);
    // Divided by the power's inverse where that is whole: 0.61, not 0.6100000000000001.
    if (step < 1)
        return std::round(value / step) / std::round(1 / step);
    return std::round(value / step) * step;
}

double HistogramSlider::handleValue(Handle handle) const
{
    if (handle == Handle::Lower)
        return std::isinf(m_low) ? m_bins.low : m_low;
    return std::isinf(m_high) ? m_bins.high : m_high;
}

QString HistogramSlider::valueText(double value) const
{
    if (std::isinf(value))
        value = value < 0 ? m_bins.low : m_bins.high;
    if (m_bins.isWhole && std::fabs(value) < 10000)
        return grouped(static_cast<qint64>(std::llround(value)));
    return axisTick(value);
}

QString HistogramSlider::rangeText() const
{
    if (m_bins.all.isEmpty())
        return {};
    return tr("%1 to %2").arg(valueText(m_low), valueText(m_high));
}

QString HistogramSlider::handleText() const
{
    if (m_bins.all.isEmpty())
        return tr("no values");
    const QString value = valueText(handleValue(m_current));
    return m_current == Handle::Lower ? tr("at least %1").arg(value) : tr("at most %1").arg(value);
}

QString HistogramSlider::binText(int bin) const
{
    if (bin < 0 || bin >= m_bins.all.size())
        return {};
    const double count = static_cast<double>(m_bins.all.size());
    const QString range =
        tr("%1 to %2").arg(valueText(valueOf(bin / count)), valueText(valueOf((bin + 1) / count)));
    const quint64 all = m_bins.all[bin];
    const quint64 passing = m_bins.passing.value(bin, all);
    return passing == all ? tr("%1: %2").arg(range, grouped(static_cast<qint64>(all)))
                          : tr("%1: %2 of %3")
                                .arg(range, grouped(static_cast<qint64>(passing)),
                                     grouped(static_cast<qint64>(all)));
}

QRect HistogramSlider::handleRect(Handle handle) const
{
    const Theme &theme = Theme::instance();
    const int half = theme.px(8); // more than is painted: a target that can be hit
    const int inset = theme.px(5);
    const int x = std::clamp(static_cast<int>(std::lround(xOf(handleValue(handle)))), inset,
                             std::max(inset, width() - inset));
    return {x - half, plotHeight() - half, 2 * half, height() - plotHeight() + half};
}

int HistogramSlider::plotHeight() const
{
    return height() - Theme::instance().px(12);
}

QSize HistogramSlider::sizeHint() const
{
    return {Theme::instance().px(220), Theme::instance().px(52)};
}

QSize HistogramSlider::minimumSizeHint() const
{
    return {Theme::instance().px(80), Theme::instance().px(52)};
}

void HistogramSlider::moveHandle(Handle handle, double value)
{
    if (!hasScale())
        return;
    double low = m_low, high = m_high;
    if (handle == Handle::Lower) {
        value = std::min(value, handleValue(Handle::Upper));
        low = value <= m_bins.low ? -open : value;
    } else {
        value = std::max(value, handleValue(Handle::Lower));
        high = value >= m_bins.high ? open : value;
    }
    if (low == m_low && high == m_high)
        return;
    setRange(low, high);
    emit rangeEdited(m_low, m_high);
}

void HistogramSlider::describe()
{
    setAccessibleDescription(rangeText());
    if (QAccessible::isActive()) {
        QAccessibleValueChangeEvent changed(this, handleText());
        QAccessible::updateAccessibility(&changed);
    }
    update();
}

bool HistogramSlider::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int bin = static_cast<int>(help->x() * m_bins.all.size() / std::max(width(), 1));
        const QString text = binText(bin);
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

void HistogramSlider::keyPressEvent(QKeyEvent *event)
{
    const double value = handleValue(m_current);
    const double bin = 1.0 / std::max<double>(static_cast<double>(m_bins.all.size()), 1);
    const auto move = [&](double share) {
        const double aim = valueOf(std::clamp(place(value) + share, 0.0, 1.0));
        double next = rounded(aim, std::fabs(aim - value) / 2);
        if (m_bins.isWhole && next == value)
            next += share < 0 ? -1 : 1;
        moveHandle(m_current, next);
    };
    const bool fine = event->modifiers() & Qt::ShiftModifier;
    const double step = fine ? 1.0 / std::max(width(), 1) : bin;
    switch (event->key()) {
    case Qt::Key_Left:
        move(-step);
        break;
    case Qt::Key_Right:
        move(step);
        break;
    case Qt::Key_PageDown:
        move(-binsPerPage * bin);
        break;
    case Qt::Key_PageUp:
        move(binsPerPage * bin);
        break;
    case Qt::Key_Home:
        moveHandle(m_current, m_bins.low);
        break;
    case Qt::Key_End:
        moveHandle(m_current, m_bins.high);
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        m_current = event->key() == Qt::Key_Up ? Handle::Upper : Handle::Lower;
        describe();
        break;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (!isOpen()) {
            setRange(-open, open);
            emit rangeEdited(m_low, m_high);
        }
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void HistogramSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !hasScale())
        return;
    const double lower = handleRect(Handle::Lower).center().x();
    const double upper = handleRect(Handle::Upper).center().x();
    const double x = event->position().x();
    m_current = std::fabs(x - lower) <= std::fabs(x - upper) ? Handle::Lower : Handle::Upper;
    const double nearest = m_current == Handle::Lower ? lower : upper;
    const bool onHandle = handleRect(m_current).contains(event->position().toPoint());
    m_undecided = onHandle && std::fabs(lower - upper) < 2;
    m_grabbed = onHandle ? nearest - x : 0;
    m_dragging = true;
    if (!onHandle)
        drag(x);
    describe();
}

void HistogramSlider::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    if (!m_dragging) {
        int hovered = -1;
        for (const Handle handle : {Handle::Lower, Handle::Upper}) {
            if (handleRect(handle).contains(event->position().toPoint()))
                hovered = static_cast<int>(handle);
        }
        if (hovered != m_hovered) {
            m_hovered = hovered;
            setCursor(hovered >= 0 ? Qt::SizeHorCursor : Qt::ArrowCursor);
            update();
        }
        return;
    }
    if (m_undecided) {
        const double middle = handleRect(m_current).center().x() - m_grabbed;
        if (std::fabs(x - middle) < 1)
            return;
        m_current = x < middle ? Handle::Lower : Handle::Upper;
        m_undecided = false;
    }
    drag(x + m_grabbed);
}

void HistogramSlider::drag(double x)
{
    // The handles stop short of the ends, which they stand for nevertheless.
    const int inset = Theme::instance().px(5);
    if (x <= inset)
        moveHandle(m_current, m_bins.low);
    else if (x >= width() - inset)
        moveHandle(m_current, m_bins.high);
    else
        moveHandle(m_current, rounded(valueAt(x), valueAt(x + 0.5) - valueAt(x - 0.5)));
}

void HistogramSlider::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        m_dragging = m_undecided = false;
}

void HistogramSlider::mouseDoubleClickEvent(QMouseEvent *event)
{
    mousePressEvent(event);
}

void HistogramSlider::focusInEvent(QFocusEvent *event)
{
    if (event->reason() == Qt::TabFocusReason)
        m_current = Handle::Lower;
    else if (event->reason() == Qt::BacktabFocusReason)
        m_current = Handle::Upper;
    describe();
    QWidget::focusInEvent(event);
}

void HistogramSlider::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

} // namespace phi1
