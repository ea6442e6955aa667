// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/score_curves.h"

#include "views/format/number_text.h"
#include "views/plots/nice_ticker.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/spoken_value.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace phi1 {
namespace {

constexpr double reach = 12;      ///< of the pointer, for a 13 px font
constexpr double faintInk = 0.20; ///< opacity of the curves that are not named
constexpr int mostNames = 6;

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

void ScoreCurves::paintCurve(QPainter &painter, int curve, const QColor &color, double width) const
{
    const auto count = static_cast<int>(m_steps.size());
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    QPolygonF line;
    const auto flush = [&] {
        if (line.size() > 1) {
            painter.drawPolyline(line);
        } else if (line.size() == 1) {
            painter.drawPoint(line.first()); // a checkpoint alone between gaps
        }
        line.clear();
    };
    for (int step = 0; step < count; ++step) {
        const float number = m_values[qsizetype(curve) * count + step];
        if (std::isfinite(number))
            line.append(QPointF(xOf(step), yOf(static_cast<double>(number))));
        else
            flush();
    }
    flush();
}

QImage ScoreCurves::faintPicture(QSize size, double ratio) const
{
    // How often each pixel is covered, column by column: a painter would take half a second for
    // what is a few million additions.
    const int width = size.width();
    const int height = size.height();
    std::vector<float> covered(static_cast<std::size_t>(width) * height);
    const auto half = static_cast<float>(ratio / 2);
    const auto deposit = [&](int column, float low, float high, float share) {
        if (column < 0 || column >= width)
            return;
        const int first = std::max(0, static_cast<int>(low));
        const int last = std::min(height - 1, static_cast<int>(high));
        for (int y = first; y <= last; ++y) {
            const float from = std::max(low, static_cast<float>(y));
            const float to = std::min(high, static_cast<float>(y + 1));
            covered[static_cast<std::size_t>(y) * width + column] += (to - from) * share;
        }
    };
    const auto count = static_cast<int>(m_steps.size());
    std::vector<float> xs;
    for (int step = 0; step < count; ++step)
        xs.push_back(static_cast<float>(xOf(step) * ratio));
    const auto scale = static_cast<float>((yOf(1) - yOf(0)) * ratio);
    const auto zero = static_cast<float>(yOf(0) * ratio);
    for (int curve = 0; curve < m_layers * m_heads; ++curve) {
        const float *values = m_values.constData() + qsizetype(curve) * count;
        for (int step = 0; step < count; ++step) {
            const bool isAlone = (step == 0 || !std::isfinite(values[step - 1])) &&
                                 (step + 1 == count || !std::isfinite(values[step + 1]));
            if (!std::isfinite(values[step]))
                continue;
            const float y = zero + scale * values[step];
            if (isAlone)
                deposit(static_cast<int>(xs[step]), y - 2 * half, y + 2 * half, 1);
            if (step + 1 == count || !std::isfinite(values[step + 1]))
                continue;
            const float next = zero + scale * values[step + 1];
            const float left = xs[step];
            const float right = std::max(left + 1e-3F, xs[step + 1]);
            const float slope = (next - y) / (right - left);
            for (int column = static_cast<int>(left); column < right; ++column) {
                const float from = std::max(left, static_cast<float>(column));
                const float to = std::min(right, static_cast<float>(column + 1));
                const float a = y + slope * (from - left);
                const float b = y + slope * (to - left);
                deposit(column, std::min(a, b) - half, std::max(a, b) + half, to - from);
            }
        }
    }
    // Coverages add up as layers of faint ink do: n of them leave (1 - ink)^n of the ground.
    constexpr int finest = 16; ///< entries of the table for one layer
    std::array<quint8, 48 * finest> alphas{};
    for (std::size_t i = 0; i < alphas.size(); ++i)
        alphas[i] = static_cast<quint8>(
            std::lround(255 * (1 - std::pow(1 - faintInk, static_cast<double>(i) / finest))));
    const QColor ink = Theme::instance().color(Theme::Token::Text2);
    QImage picture(size, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < height; ++y) {
        auto *line = reinterpret_cast<QRgb *>(picture.scanLine(y));
        const float *row = covered.data() + static_cast<std::size_t>(y) * width;
        for (int x = 0; x < width; ++x) {
            const auto entry = std::min<std::size_t>(
                alphas.size() - 1, static_cast<std::size_t>(row[x] * finest + 0.5F));
            line[x] = qPremultiply(qRgba(ink.red(), ink.green(), ink.blue(), alphas[entry]));
        }
    }
    picture.setDevicePixelRatio(ratio);
    return picture;
}

void ScoreCurves::paintAxes(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QRectF plot = plotRect();
    const QFont font = theme.font(Theme::Font::Caption);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    for (int i = 0; i < m_y.places.size(); ++i) {
        const double y = std::round(yOf(m_y.places[i])) + 0.5;
        painter.setPen(theme.color(Theme::Token::Grid));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(
            QRectF(0, y - metrics.height() / 2, plot.left() - theme.px(6), metrics.height()),
            Qt::AlignRight | Qt::AlignVCenter, m_y.labels[i]);
    }
    const double bottom = std::round(plot.bottom()) + 0.5;
    painter.setPen(theme.color(Theme::Token::Axis));
    painter.drawLine(QPointF(plot.left(), bottom), QPointF(plot.right(), bottom));
    painter.drawLine(QPointF(plot.left(), plot.top()), QPointF(plot.left(), bottom));
    double free = -1e9;
    for (int i = 0; i < m_x.places.size(); ++i) {
        const double x =
            plot.left() + plot.width() * (m_x.places[i] - m_x.low) / (m_x.high - m_x.low);
        painter.setPen(theme.color(Theme::Token::Axis));
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + theme.px(4)));
        const double width = metrics.horizontalAdvance(m_x.labels[i]);
        if (x - width / 2 < free)
            continue;
        free = x + width / 2 + theme.px(8);
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(QRectF(x - width, bottom + theme.px(5), 2 * width, metrics.height()),
                         Qt::AlignHCenter | Qt::AlignTop, m_x.labels[i]);
    }
    // Where checkpoints are, whether a tick stands there or not.
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Theme::Token::Text3));
    const double half = theme.px(3);
    for (int step = 0; step < m_steps.size(); ++step) {
        const double x = xOf(step);
        painter.drawPolygon(
            QPolygonF({{x - half, bottom}, {x + half, bottom}, {x, bottom - half * 1.6}}));
    }
}

void ScoreCurves::paintNamed(QPainter &painter) const
{
    const Theme &theme = Theme::instance();
    const QRectF plot = plotRect();
    struct Named {
        int curve;
        QColor color;
        double width;
        double y; ///< of its name
    };
    QVector<Named> named;
    const auto add = [&](HeadKey key, Theme::Token tone, double width) {
        const int curve = curveOf(key);
        const bool isThere = std::any_of(named.begin(), named.end(),
                                         [&](const Named &one) { return one.curve == curve; });
        if (curve < 0 || isThere)
            return;
        double y = std::numeric_limits<double>::quiet_NaN();
        for (int step = 0; step < m_steps.size(); ++step) {
            const float number = value(key, step);
            if (std::isfinite(number))
                y = yOf(static_cast<double>(number));
        }
        named.append({curve, theme.color(tone), width, y});
    };
    const double unit = theme.px(100) / 100.0;
    add(m_selected, Theme::Token::Accent, 2.2 * unit);
    add(m_hovered, Theme::Token::Text, 2.6 * unit);
    for (const HeadKey &key : m_marked)
        add(key, Theme::Token::Live, 1.6 * unit);
    for (qsizetype i = named.size() - 1; i >= 0; --i)
        paintCurve(painter, named[i].curve, named[i].color, named[i].width);
    if (m_shown >= 0) {
        for (const Named &one : std::as_const(named)) {
            const QPointF point = pointOf(headOf(one.curve), m_shown);
            if (point.isNull())
                continue;
            painter.setPen(QPen(theme.color(Theme::Token::Surface), unit));
            painter.setBrush(one.color);
            painter.drawEllipse(point, 3.5 * unit, 3.5 * unit);
        }
    }
    // Names at the ends of the lines from top to bottom, pushed apart; the first ones come first.
    QFont font = theme.font(Theme::Font::Caption);
    font.setBold(true);
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    named.removeIf([](const Named &one) { return std::isnan(one.y); });
    if (named.size() > mostNames)
        named.resize(mostNames);
    std::stable_sort(named.begin(), named.end(),
                     [](const Named &a, const Named &b) { return a.y < b.y; });
    const double height = metrics.height() * 0.95;
    for (qsizetype i = 1; i < named.size(); ++i)
        named[i].y = std::max(named[i].y, named[i - 1].y + height);
    double lowest = plot.bottom();
    for (qsizetype i = named.size() - 1; i >= 0; --i) {
        named[i].y = std::min(named[i].y, lowest);
        lowest = named[i].y - height;
    }
    for (const Named &one : std::as_const(named)) {
        const HeadKey key = headOf(one.curve);
        const int step = m_shown >= 0 ? m_shown : static_cast<int>(m_steps.size()) - 1;
        const float number = value(key, step);
        const QString text =
            std::isfinite(number)
                ? tr("%1  %2").arg(headName(key), decimal(static_cast<double>(number), 2))
                : headName(key);
        painter.setPen(one.color);
        painter.drawText(QRectF(plot.right() + theme.px(6), one.y - metrics.height() / 2,
                                width() - plot.right() - theme.px(6), metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    }
}

void ScoreCurves::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    if (isEmpty()) {
        painter.setFont(theme.font(Theme::Font::Body));
        painter.setPen(theme.color(Theme::Token::Text3));
        painter.drawText(rect().adjusted(theme.px(24), 0, -theme.px(24), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    const QRectF plot = plotRect();
    if (m_shown >= 0) {
        const double x = std::round(xOf(m_shown)) + 0.5;
        painter.setPen(QPen(theme.color(Theme::Token::Text2), 1, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    const double ratio = devicePixelRatioF();
    const QSize size = (QSizeF(this->size()) * ratio).toSize();
    if (m_faint.size() != size)
        m_faint = faintPicture(size, ratio);
    // While one is pointed at the others make way.
    painter.setOpacity(m_hovered.isValid() ? 0.5 : 1);
    painter.drawImage(QPointF(0, 0), m_faint);
    painter.setOpacity(1);
    paintNamed(painter);
    if (hasFocus() && theme.showsKeyboardFocus())
        painting::focusRing(painter, rect(), theme.px(3));
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
