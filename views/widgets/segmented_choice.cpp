// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/segmented_choice.h"

#include "views/theme/style_painting.h"
#include "views/widgets/widget_accessibility.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace phi1 {

SegmentedChoice::SegmentedChoice(QWidget *parent)
    : QWidget(parent)
{
    installWidgetAccessibility();
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

int SegmentedChoice::addOption(const QString &text, const QVariant &value)
{
    m_options.append({text, value, {}, true});
    if (m_current < 0) {
        m_current = 0;
        setAccessibleDescription(text);
    }
    updateGeometry();
    update();
    return count() - 1;
}

void SegmentedChoice::setOptionEnabled(int index, bool enabled, const QString &reason)
{
    m_options[index].enabled = enabled;
    m_options[index].reason = reason;
    update();
}

void SegmentedChoice::setOptionText(int index, const QString &text)
{
    m_options[index].text = text;
    updateGeometry();
    update();
}

QVariant SegmentedChoice::currentData() const
{
    return m_current < 0 ? QVariant() : m_options[m_current].data;
}

QString SegmentedChoice::currentText() const
{
    return m_current < 0 ? QString() : m_options[m_current].text;
}

void SegmentedChoice::setCurrentIndex(int index)
{
    if (index == m_current || index < 0 || index >= count())
        return;
    m_current = index;
    setAccessibleDescription(currentText());
    QAccessibleEvent change(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&change);
    update();
    emit currentChanged(index);
    emit currentDataChanged(currentData());
}

void SegmentedChoice::setCurrentData(const QVariant &value)
{
    for (int i = 0; i < count(); ++i) {
        if (m_options[i].data == value) {
            setCurrentIndex(i);
            return;
        }
    }
}

void SegmentedChoice::setLarge(bool large)
{
    m_large = large;
    updateGeometry();
    update();
}

int SegmentedChoice::optionWidth(int index) const
{
    const Theme &theme = Theme::instance();
    // As wide as the bold text, so that nothing moves when the choice does.
    QFont font = theme.font(Theme::Font::Small);
    font.setWeight(QFont::Bold);
    return QFontMetrics(font).horizontalAdvance(m_options[index].text) +
           2 * theme.px(m_large ? 12 : 9);
}

QRect SegmentedChoice::optionRect(int index) const
{
    int x = 1;
    for (int i = 0; i < index; ++i)
        x += optionWidth(i) + 1;
    return {x, 1, optionWidth(index), height() - 2};
}

int SegmentedChoice::optionAt(const QPoint &position) const
{
    for (int i = 0; i < count(); ++i) {
        if (optionRect(i).adjusted(-1, -1, 0, 1).contains(position))
            return i;
    }
    return -1;
}

QSize SegmentedChoice::sizeHint() const
{
    int width = 1;
    for (int i = 0; i < count(); ++i)
        width += optionWidth(i) + 1;
    return {std::max(width, 2), Theme::instance().px(m_large ? 28 : 24)};
}

void SegmentedChoice::choose(int index)
{
    if (index >= 0 && index < count() && m_options[index].enabled)
        setCurrentIndex(index);
}

void SegmentedChoice::step(int direction)
{
    for (int i = m_current + direction; i >= 0 && i < count(); i += direction) {
        if (m_options[i].enabled) {
            setCurrentIndex(i);
            return;
        }
    }
}

bool SegmentedChoice::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = optionAt(help->pos());
        if (index >= 0 && !m_options[index].reason.isEmpty()) {
            QToolTip::showText(help->globalPos(), m_options[index].reason, this, optionRect(index));
            return true;
        }
    }
    return QWidget::event(event);
}

void SegmentedChoice::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    const double radius = theme.px(5);
    painting::roundedBox(painter, rect(), radius, theme.color(Theme::Token::Surface),
                         theme.color(Theme::Token::Border));
    QPainterPath inside;
    inside.addRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), radius - 1, radius - 1);
    QFont font = theme.font(Theme::Font::Small);
    for (int i = 0; i < count(); ++i) {
        const Option &option = m_options[i];
        const QRect place = optionRect(i);
        const bool on = i == m_current;
        const bool enabled = isEnabled() && option.enabled;
        QColor fill;
        if (on)
            fill = theme.color(enabled ? Theme::Token::AccentTint : Theme::Token::Sunken);
        else if (enabled && i == m_hovered)
            fill = theme.color(Theme::Token::Hover);
        if (fill.isValid()) {
            painter.save();
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setClipPath(inside);
            painter.fillRect(place, fill);
            painter.restore();
        }
        if (i + 1 < count())
            painter.fillRect(QRect(place.right() + 1, 1, 1, height() - 2),
                             theme.color(Theme::Token::Border));
        font.setWeight(on ? QFont::Bold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(theme.color(!enabled ? Theme::Token::Disabled
                                   : on     ? Theme::Token::Accent
                                            : Theme::Token::Text2));
        painter.drawText(place, Qt::AlignCenter | Qt::TextSingleLine, option.text);
    }
}

void SegmentedChoice::keyPressEvent(QKeyEvent *event)
{
    const int forward = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        step(-forward);
        return;
    case Qt::Key_Right:
        step(forward);
        return;
    case Qt::Key_Up:
        step(-1);
        return;
    case Qt::Key_Down:
        step(1);
        return;
    case Qt::Key_Home:
        choose(0);
        return;
    case Qt::Key_End:
        choose(count() - 1);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void SegmentedChoice::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(optionAt(event->position().toPoint()));
}

void SegmentedChoice::mouseMoveEvent(QMouseEvent *event)
{
    const int index = optionAt(event->position().toPoint());
    if (index == m_hovered)
        return;
    m_hovered = index;
    update();
}

void SegmentedChoice::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    QWidget::leaveEvent(event);
}

} // namespace phi1
