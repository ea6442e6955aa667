// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/colour_bar.h"

#include "views/attention_maps/scale_ticks.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1 {

ColourBar::ColourBar(QWidget *parent)
    : QWidget(parent)
    , m_scale(ColourScale::weights())
    , m_marked(std::numeric_limits<double>::quiet_NaN())
{
    installSpokenValue(this, QAccessible::Slider);
    setAccessibleName(tr("Range of the colours"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
    announce();
}

void ColourBar::setTitle(const QString &title)
{
    if (title == m_title)
        return;
    m_title = title;
    updateGeometry();
    update();
}

void ColourBar::setScale(const ColourScale &scale)
{
    if (scale == m_scale)
        return;
    m_scale = scale;
    updateGeometry();
    announce();
    update();
}

void ColourBar::setLimits(double least, double most)
{
    m_least = least;
    m_most = most;
}

void ColourBar::setMarkedValue(double value)
{
    if (value == m_marked || (std::isnan(value) && std::isnan(m_marked)))
        return;
    m_marked = value;
    update();
}

void ColourBar::setLocked(bool locked)
{
    if (locked == m_locked)
        return;
    m_locked = locked;
    m_dragged = Handle::None;
    announce();
    update();
}

QSize ColourBar::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {std::max(minimumSizeHint().width(), theme.px(110)), theme.px(212)};
}

QSize ColourBar::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics small(theme.font(Theme::Font::Caption));
    const QFontMetrics title(theme.font(Theme::Font::Section));
    int widest = 0;
    for (const ScaleTick &tick : scaleTicks(m_scale))
        widest = std::max(widest, small.horizontalAdvance(tick.text));
    return {std::max(theme.px(30) + widest + theme.px(4), title.horizontalAdvance(m_title)),
            theme.px(120)};
}

QRect ColourBar::barRect() const
{
    const Theme &theme = Theme::instance();
    const int top = (m_title.isEmpty() ? 0 : theme.lineHeight(Theme::Font::Section)) + theme.px(8);
    return {theme.px(4), top, theme.px(14), height() - top - theme.px(8)};
}

bool ColourBar::isAdjustable() const
{
    return !m_locked && m_scale.kind != ColourScale::Kind::Quantile;
}

/// A signed scale is symmetric about 0: both of its ends are the upper one.
bool ColourBar::hasLowHandle() const
{
    return !m_scale.isSigned();
}

/// The bar while a handle is dragged keeps the numbers it had, so that they do not run away under
/// the pointer.
ColourScale ColourBar::axis() const
{
    ColourScale axis = m_scale;
    axis.threshold = 0;
    if (m_dragged != Handle::None) {
        axis.low = m_dragLow;
        axis.high = m_dragHigh;
    }
    return axis;
}

double ColourBar::yOf(double value) const
{
    const QRect bar = barRect();
    return bar.bottom() + 1 - axis().position(value) * bar.height();
}

ColourBar::Handle ColourBar::handleAt(const QPoint &place) const
{
    if (!isAdjustable())
        return Handle::None;
    const QRect bar = barRect();
    const int reach = Theme::instance().px(10);
    if (place.x() > bar.right() + reach)
        return Handle::None;
    if (std::abs(place.y() - bar.top()) <= reach)
        return Handle::High;
    if (hasLowHandle() && std::abs(place.y() - bar.bottom()) <= reach)
        return Handle::Low;
    return Handle::None;
}

void ColourBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    const bool isDark = theme.isDark();
    QPainter painter(this);
    if (!m_title.isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Section));
        painter.setPen(theme.color(Theme::Token::Text2));
        painter.drawText(QRect(0, 0, width(), theme.lineHeight(Theme::Font::Section)),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_title, Qt::ElideRight, width()));
    }
    const QRect bar = barRect();
    const ColourScale numbers = axis();
    const double ratio = devicePixelRatioF();
    const int rows = static_cast<int>(bar.height() * ratio);
    QImage colours(1, std::max(1, rows), QImage::Format_RGB32);
    for (int row = 0; row < colours.height(); ++row) {
        const double place = 1 - (row + 0.5) / colours.height();
        colours.setPixel(0, row, m_scale.colour(numbers.value(place), isDark).rgb());
    }
    painter.drawImage(bar, colours);
    painter.setPen(theme.color(Theme::Token::Border));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar.adjusted(-1, -1, 0, 0));

    painter.setFont(theme.font(Theme::Font::Caption));
    const int line = painter.fontMetrics().height();
    double before = -line;
    QVector<ScaleTick> ticks = scaleTicks(numbers);
    std::sort(ticks.begin(), ticks.end(),
              [](const ScaleTick &a, const ScaleTick &b) { return a.position > b.position; });
    for (const ScaleTick &tick : ticks) {
        const double y = bar.bottom() + 1 - tick.position * bar.height();
        painter.setPen(theme.color(Theme::Token::Axis));
        painter.drawLine(QPointF(bar.right() + 1, y), QPointF(bar.right() + theme.px(4), y));
        if (y - before < line)
            continue;
        before = y;
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(QRectF(bar.right() + theme.px(8), y - line, width(), 2 * line),
                         Qt::AlignLeft | Qt::AlignVCenter, tick.text);
    }
    if (!std::isnan(m_marked)) {
        const double y = yOf(m_marked);
        painter.setPen(QPen(theme.color(Theme::Token::Text), theme.px(2)));
        painter.drawLine(QPointF(bar.left() - theme.px(2), y),
                         QPointF(bar.right() + theme.px(3), y));
    }
    if (isAdjustable()) {
        paintHandle(painter, Handle::High);
        if (hasLowHandle())
            paintHandle(painter, Handle::Low);
    }
}

void ColourBar::paintHandle(QPainter &painter, Handle handle) const
{
    const Theme &theme = Theme::instance();
    const QRect bar = barRect();
    const double value = handle == Handle::High ? m_scale.high : m_scale.low;
    const double y =
        m_dragged == handle ? std::clamp(m_dragY, bar.top() - 4.0, bar.bottom() + 5.0) : yOf(value);
    const bool isLive = m_dragged == handle || (m_dragged == Handle::None && m_hovered == handle) ||
                        (hasFocus() && theme.showsKeyboardFocus() && m_handle == handle);
    const QRectF grip(bar.left() - theme.px(3), y - theme.px(2), bar.width() + theme.px(6),
                      theme.px(4));
    painting::roundedBox(painter, grip, theme.px(2), theme.color(Theme::Token::Surface),
                         theme.color(isLive ? Theme::Token::Accent : Theme::Token::BorderStrong));
}

void ColourBar::announce()
{
    setSpokenValue(this,
                   (m_locked ? tr("%1 from %2 to %3, locked") : tr("%1 from %2 to %3"))
                       .arg(m_title, significant(m_scale.isSigned() ? -m_scale.high : m_scale.low),
                            significant(m_scale.high)));
}

} // namespace phi1
