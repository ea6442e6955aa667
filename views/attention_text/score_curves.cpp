// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/score_curves.h"

#include "views/format/number_text.h"
#include "views/plots/nice_ticker.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1 {
namespace {

constexpr double reach = 12; ///< of the pointer, for a 13 px font

} // namespace

ScoreCurves::ScoreCurves(QWidget *parent)
    : QWidget(parent)
{
    installSpokenValue(this, QAccessible::Chart);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setProperty("phi1OwnFocus", true);
    setAccessibleName(tr("Scores of the heads by step"));
    connect(&Theme::instance(), &Theme::themeChanged, this, [this] {
        measure();
        updateGeometry();
    });
}

void ScoreCurves::setCurves(const QVector<double> &steps, int layers, int heads,
                            const QVector<float> &values)
{
    const bool fits = values.size() == steps.size() * layers * heads;
    m_steps = fits ? steps : QVector<double>();
    m_values = fits ? values : QVector<float>();
    m_layers = fits ? layers : 0;
    m_heads = fits ? heads : 0;
    if (m_shown >= m_steps.size())
        m_shown = -1;
    if (curveOf(m_hovered) < 0)
        m_hovered = HeadKey();
    measure();
    announce();
}

void ScoreCurves::setScore(const AttentionScoreInfo &score)
{
    m_score = score;
    setAccessibleName(tr("%1 of the heads by step").arg(score.title));
    measure();
    announce();
}

void ScoreCurves::setSelectedHead(HeadKey key)
{
    if (key == m_selected)
        return;
    m_selected = key;
    announce();
    update();
}

void ScoreCurves::setMarkedHeads(const QVector<HeadKey> &heads)
{
    if (heads == m_marked)
        return;
    m_marked = heads;
    update();
}

void ScoreCurves::setHoveredHead(HeadKey key)
{
    if (key == m_hovered)
        return;
    m_hovered = key;
    update();
}

void ScoreCurves::setShownStep(int index)
{
    index = index < m_steps.size() ? index : -1;
    if (index == m_shown)
        return;
    m_shown = index;
    announce();
    update();
}

void ScoreCurves::setPlaceholder(const QString &sentence)
{
    m_placeholder = sentence;
    setAccessibleDescription(sentence);
    update();
}

bool ScoreCurves::isEmpty() const
{
    return m_y.places.isEmpty();
}

HeadKey ScoreCurves::headOf(int curve) const
{
    return curve < 0 || m_heads == 0 ? HeadKey() : HeadKey{curve / m_heads, curve % m_heads};
}

int ScoreCurves::curveOf(HeadKey key) const
{
    const bool exists = key.isValid() && key.layer < m_layers && key.head < m_heads;
    return exists ? key.layer * m_heads + key.head : -1;
}

float ScoreCurves::value(HeadKey key, int step) const
{
    const int curve = curveOf(key);
    return curve < 0 || step < 0 || step >= m_steps.size()
               ? std::numeric_limits<float>::quiet_NaN()
               : m_values[qsizetype(curve) * m_steps.size() + step];
}

void ScoreCurves::forget()
{
    m_faint = QImage();
    update();
}

void ScoreCurves::measure()
{
    forget();
    m_x = m_y = Axis();
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const float value : std::as_const(m_values)) {
        if (std::isfinite(value)) {
            least = std::min(least, static_cast<double>(value));
            most = std::max(most, static_cast<double>(value));
        }
    }
    if (least > most)
        return;
    // Shares begin at 0, and end at 1 where they come near: half a chart of air is no information.
    m_y.low = std::min(0.0, least);
    m_y.high = m_score.isShare() && most > 0.6 ? 1.0 : most * 1.06;
    if (!(m_y.high > m_y.low))
        m_y.high = m_y.low + 1;
    m_x.low = m_steps.first();
    m_x.high = m_steps.last() > m_steps.first() ? m_steps.last() : m_steps.first() + 1;
    const Theme &theme = Theme::instance();
    const NiceTicker::Ticks down =
        NiceTicker::ticks(m_y.low, m_y.high, false, NiceTicker::Kind::Number,
                          std::clamp(height() / theme.px(40), 2, 6));
    m_y.places = down.places;
    m_y.labels = down.labels;
    const NiceTicker::Ticks across =
        NiceTicker::ticks(m_x.low, m_x.high, false, NiceTicker::Kind::Whole,
                          std::clamp(width() / theme.px(90), 2, 7));
    m_x.places = across.places;
    m_x.labels = across.labels;
}

QRectF ScoreCurves::plotRect() const
{
    const Theme &theme = Theme::instance();
    const QFontMetrics metrics(theme.font(Theme::Font::Caption));
    int labels = 0;
    for (const QString &label : m_y.labels)
        labels = std::max(labels, metrics.horizontalAdvance(label));
    // At the right the names of the bold curves stand.
    return QRectF(rect()).adjusted(labels + theme.px(18), theme.px(10), -theme.px(76),
                                   -metrics.height() - theme.px(12));
}

double ScoreCurves::xOf(int step) const
{
    const QRectF plot = plotRect();
    return plot.left() + plot.width() * (m_steps[step] - m_x.low) / (m_x.high - m_x.low);
}

double ScoreCurves::yOf(double value) const
{
    const QRectF plot = plotRect();
    return plot.bottom() - plot.height() * (value - m_y.low) / (m_y.high - m_y.low);
}

QPointF ScoreCurves::pointOf(HeadKey key, int step) const
{
    const float number = value(key, step);
    return isEmpty() || !std::isfinite(number)
               ? QPointF()
               : QPointF(xOf(step), yOf(static_cast<double>(number)));
}

int ScoreCurves::stepAt(double x) const
{
    int nearest = -1;
    double least = std::numeric_limits<double>::infinity();
    for (int step = 0; step < m_steps.size(); ++step) {
        const double distance = std::fabs(xOf(step) - x);
        if (distance < least) {
            least = distance;
            nearest = step;
        }
    }
    return nearest;
}

HeadKey ScoreCurves::headAt(const QPointF &place) const
{
    if (isEmpty())
        return {};
    // The two checkpoints the place lies between; a curve is straight there.
    int right = 0;
    while (right + 1 < m_steps.size() && xOf(right) < place.x())
        ++right;
    const int left = std::max(0, right - 1);
    const double from = xOf(left);
    const double to = xOf(right);
    const double share = to > from ? std::clamp((place.x() - from) / (to - from), 0.0, 1.0) : 1.0;
    double least = reach * Theme::instance().px(100) / 100.0;
    HeadKey found;
    const auto count = m_steps.size();
    for (int curve = 0; curve < m_layers * m_heads; ++curve) {
        const auto a = static_cast<double>(m_values[curve * count + left]);
        const auto b = static_cast<double>(m_values[curve * count + right]);
        const double at = std::isfinite(a) && std::isfinite(b) ? a + (b - a) * share
                          : share < 0.5                        ? a
                                                               : b;
        const double distance = std::fabs(yOf(at) - place.y());
        if (std::isfinite(at) && distance < least) {
            least = distance;
            found = headOf(curve);
        }
    }
    return found;
}

void ScoreCurves::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    measure();
}

void ScoreCurves::hover(HeadKey key)
{
    if (key == m_hovered)
        return;
    m_hovered = key;
    update();
    emit headHovered(key);
}

void ScoreCurves::mouseMoveEvent(QMouseEvent *event)
{
    hover(headAt(event->position()));
    setCursor(m_hovered.isValid() ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void ScoreCurves::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    hover(HeadKey());
}

void ScoreCurves::mousePressEvent(QMouseEvent *event)
{
    const HeadKey key = headAt(event->position());
    if (event->button() != Qt::LeftButton || !key.isValid()) {
        QWidget::mousePressEvent(event);
        return;
    }
    setSelectedHead(key);
    emit headSelected(key);
}

void ScoreCurves::mouseDoubleClickEvent(QMouseEvent *event)
{
    const int step = isEmpty() ? -1 : stepAt(event->position().x());
    if (event->button() != Qt::LeftButton || step < 0)
        return;
    setShownStep(step);
    emit stepSelected(step);
}

void ScoreCurves::walk(int direction)
{
    const int step = m_shown >= 0 ? m_shown : static_cast<int>(m_steps.size()) - 1;
    const float here = value(m_selected, step);
    HeadKey best;
    float bestValue = 0;
    for (int curve = 0; curve < m_layers * m_heads; ++curve) {
        const HeadKey key = headOf(curve);
        const float number = value(key, step);
        if (!std::isfinite(number) || key == m_selected)
            continue;
        // Of equal values the one that comes next in the model, so that no curve is skipped.
        const bool isEqual = std::isfinite(here) && number == here;
        const bool lies = !std::isfinite(here) ? true
                          : isEqual       ? (direction > 0 ? key > m_selected : key < m_selected)
                          : direction > 0 ? number > here
                                          : number < here;
        if (!lies)
            continue;
        const bool isNearer = !best.isValid() ||
                              (direction > 0 ? number < bestValue : number > bestValue) ||
                              (number == bestValue && (direction > 0 ? key < best : key > best));
        const bool isTop = !std::isfinite(here) && best.isValid() && number > bestValue;
        if (std::isfinite(here) ? isNearer : (!best.isValid() || isTop)) {
            best = key;
            bestValue = number;
        }
    }
    if (!best.isValid())
        return;
    setSelectedHead(best);
    emit headSelected(best);
}

bool ScoreCurves::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto &key = *static_cast<QKeyEvent *>(event);
        const bool isArrow = key.key() == Qt::Key_Up || key.key() == Qt::Key_Down ||
                             key.key() == Qt::Key_Left || key.key() == Qt::Key_Right;
        if (isArrow && (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void ScoreCurves::keyPressEvent(QKeyEvent *event)
{
    if (isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto last = static_cast<int>(m_steps.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Up:
        walk(1);
        return;
    case Qt::Key_Down:
        walk(-1);
        return;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int from = m_shown < 0 ? last : m_shown;
        const int step = m_shown < 0
                             ? last
                             : std::clamp(from + (event->key() == Qt::Key_Left ? -1 : 1), 0, last);
        if (step == m_shown)
            return;
        setShownStep(step);
        emit stepSelected(step);
        return;
    }
    default:
        QWidget::keyPressEvent(event);
    }
}

void ScoreCurves::announce()
{
    const int step = m_shown >= 0 ? m_shown : static_cast<int>(m_steps.size()) - 1;
    if (isEmpty() || step < 0 || !m_selected.isValid()) {
        setSpokenValue(this, m_placeholder);
        return;
    }
    const float number = value(m_selected, step);
    setSpokenValue(this, tr("layer %1, head %2, step %3, %4 %5")
                             .arg(m_selected.layer)
                             .arg(m_selected.head)
                             .arg(grouped(static_cast<qint64>(m_steps[step])), m_score.title,
                                  decimal(static_cast<double>(number), 2)));
}

QSize ScoreCurves::sizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(520), theme.px(220)};
}

QSize ScoreCurves::minimumSizeHint() const
{
    const Theme &theme = Theme::instance();
    return {theme.px(220), theme.px(110)};
}

} // namespace phi1
