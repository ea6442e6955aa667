// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/checkpoint_slider.h"

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

constexpr int sliderHeight = 46;
constexpr int sideMargin = 28; ///< half a label may stand over the end of the track
constexpr int trackTop = 12;

} // namespace

CheckpointSlider::CheckpointSlider(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::Slider);
    setAccessibleName(tr("Checkpoint along the run"));
    setFocusPolicy(Qt::StrongFocus);
    setProperty("phi1OwnFocus", true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        updateGeometry();
        update();
    });
}

void CheckpointSlider::setSlot(int slot)
{
    m_slot = slot;
    update();
}

void CheckpointSlider::setStops(const QVector<CheckpointStop> &stops)
{
    const QString path = m_current >= 0 ? m_stops[m_current].path : QString();
    m_stops = stops;
    int current = m_stops.isEmpty() ? -1 : std::clamp<int>(m_current, 0, m_stops.size() - 1);
    for (int index = 0; !path.isEmpty() && index < m_stops.size(); ++index) {
        if (m_stops[index].path == path)
            current = index;
    }
    const bool moved = current != m_current;
    m_current = current;
    describe();
    update();
    if (moved)
        emit currentChanged(current);
}

void CheckpointSlider::setCurrentIndex(int index)
{
    if (m_stops.isEmpty())
        return;
    index = std::clamp<int>(index, 0, m_stops.size() - 1);
    if (index == m_current)
        return;
    m_current = index;
    describe();
    update();
    emit currentChanged(index);
}

void CheckpointSlider::describe()
{
    setSpokenValue(this, m_current < 0 ? QString() : stopText(m_current));
}

QString CheckpointSlider::stopText(int index) const
{
    const CheckpointStop &stop = m_stops[index];
    const QString step = tr("step %1").arg(grouped(stop.step));
    switch (stop.state) {
    case CheckpointStop::State::Waiting:
        return tr("%1, not completed yet").arg(step);
    case CheckpointStop::State::Running:
        return tr("%1, writing").arg(step);
    case CheckpointStop::State::Done:
        return tr("%1, completed").arg(step);
    case CheckpointStop::State::Failed:
        return tr("%1, failed: %2").arg(step, stop.problem);
    }
    return step;
}

QRectF CheckpointSlider::track() const
{
    const Theme &theme = Theme::instance();
    const int margin = theme.px(sideMargin);
    return {static_cast<double>(margin), static_cast<double>(theme.px(trackTop)),
            static_cast<double>(std::max(1, width() - 2 * margin)), 0};
}

QPointF CheckpointSlider::stopPosition(int index) const
{
    const QRectF line = track();
    const auto first = static_cast<double>(m_stops.first().step);
    const double range = static_cast<double>(m_stops.last().step) - first;
    const double share =
        range > 0 ? (static_cast<double>(m_stops[index].step) - first) / range : 0.5;
    return {line.left() + share * line.width(), line.top()};
}

int CheckpointSlider::nearest(double x) const
{
    int best = -1;
    double least = 0;
    for (int index = 0; index < m_stops.size(); ++index) {
        const double distance = std::fabs(stopPosition(index).x() - x);
        if (best < 0 || distance < least) {
            best = index;
            least = distance;
        }
    }
    return best;
}

QSize CheckpointSlider::sizeHint() const
{
    return {Theme::instance().px(320), Theme::instance().px(sliderHeight)};
}

QSize CheckpointSlider::minimumSizeHint() const
{
    return {Theme::instance().px(120), Theme::instance().px(sliderHeight)};
}

void CheckpointSlider::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    if (m_stops.isEmpty()) {
        if (hasFocus() && theme.showsKeyboardFocus())
            painting::focusRing(painter, rect(), theme.px(2));
        return;
    }
    const QColor color = theme.runColor(m_slot);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF line = track();
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.trough());
    const double thick = theme.px(4);
    painter.drawRoundedRect(QRectF(line.left(), line.top() - thick / 2, line.width(), thick),
                            thick / 2, thick / 2);
    for (int index = 0; index < m_stops.size(); ++index) {
        // A checkpoint is a triangle, as it is in the plots.
        const QPointF at = stopPosition(index);
        const double half = theme.px(4);
        QPainterPath mark;
        mark.moveTo(at + QPointF(0, half - half * 1.9));
        mark.lineTo(at + QPointF(-half, half));
        mark.lineTo(at + QPointF(half, half));
        mark.closeSubpath();
        const CheckpointStop::State state = m_stops[index].state;
        const QColor ink = state == CheckpointStop::State::Failed ? theme.color(Theme::Token::Error)
                           : state == CheckpointStop::State::Running
                               ? theme.color(Theme::Token::Live)
                               : color;
        painter.setPen(QPen(ink, 1.2));
        painter.setBrush(
            state == CheckpointStop::State::Waiting ? theme.color(Theme::Token::Surface) : ink);
        painter.drawPath(mark);
    }
    QFont font = theme.font(Theme::Font::Caption);
    const QFontMetrics metrics(font);
    const double labelTop = line.top() + theme.px(13);
    const auto label = [&](int index, bool strong) {
        font.setWeight(strong ? QFont::Bold : QFont::Normal);
        const QString text =
            strong ? tr("step %1").arg(grouped(m_stops[index].step)) : grouped(m_stops[index].step);
        const int textWidth = QFontMetrics(font).horizontalAdvance(text);
        const double x = std::clamp(stopPosition(index).x() - textWidth / 2.0, 0.0,
                                    std::max(0.0, static_cast<double>(width() - textWidth)));
        const QRectF area(x, labelTop, textWidth + 1, metrics.height());
        painter.setFont(font);
        painter.setPen(theme.color(strong ? Theme::Token::Text : Theme::Token::Text3));
        painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, text);
        return area;
    };
    if (m_current >= 0) {
        const QPointF at = stopPosition(m_current);
        const double radius = theme.px(8);
        painter.setPen(QPen(theme.color(Theme::Token::Accent), theme.px(2)));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at, radius, radius);
        if (hasFocus() && theme.showsKeyboardFocus()) {
            const int ring = theme.px(11);
            painting::focusRing(
                painter, QRectF(at.x() - ring, at.y() - ring, 2 * ring, 2 * ring).toAlignedRect(),
                ring);
        }
        const QRectF taken = label(m_current, true);
        const double space = theme.px(10);
        for (const int end : {0, static_cast<int>(m_stops.size()) - 1}) {
            if (end == m_current)
                continue;
            // The ends say how far the run goes where there is room for it.
            const double endX = stopPosition(end).x();
            const double half = metrics.horizontalAdvance(grouped(m_stops[end].step)) / 2.0;
            if (endX + half + space < taken.left() || endX - half - space > taken.right())
                label(end, false);
        }
    }
}

bool CheckpointSlider::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && !m_stops.isEmpty()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = nearest(help->pos().x());
        QToolTip::showText(help->globalPos(), toolTipOf(stopText(index)), this);
        return true;
    }
    return QWidget::event(event);
}

void CheckpointSlider::keyPressEvent(QKeyEvent *event)
{
    const int page = std::max<int>(1, m_stops.size() / 10);
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        setCurrentIndex(m_current - 1);
        break;
    case Qt::Key_Right:
    case Qt::Key_Up:
        setCurrentIndex(m_current + 1);
        break;
    case Qt::Key_PageUp:
        setCurrentIndex(m_current + page);
        break;
    case Qt::Key_PageDown:
        setCurrentIndex(m_current - page);
        break;
    case Qt::Key_Home:
        setCurrentIndex(0);
        break;
    case Qt::Key_End:
        setCurrentIndex(static_cast<int>(m_stops.size()) - 1);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void CheckpointSlider::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && !m_stops.isEmpty())
        setCurrentIndex(nearest(event->position().x()));
}

void CheckpointSlider::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton && !m_stops.isEmpty())
        setCurrentIndex(nearest(event->position().x()));
}

void CheckpointSlider::wheelEvent(QWheelEvent *event)
{
    const int turned =
        event->angleDelta().y() != 0 ? event->angleDelta().y() : -event->angleDelta().x();
    if (turned == 0)
        return;
    setCurrentIndex(m_current + (turned > 0 ? -1 : 1));
    event->accept();
}

} // namespace phi1
