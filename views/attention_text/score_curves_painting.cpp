// SPDX-License-Identifier: GPL-3.0-or-later
// How the curves of all heads look.
#include "views/attention_text/faint_curves.h"
#include "views/attention_text/score_curves.h"
#include "views/format/number_text.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1 {
namespace {

constexpr double faintInk = 0.20; ///< opacity of the curves that are not named
constexpr int mostNames = 6;

} // namespace

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
    FaintCurves curves;
    for (int step = 0; step < m_steps.size(); ++step)
        curves.xs.push_back(static_cast<float>(xOf(step) * ratio));
    curves.values = {m_values.constData(), static_cast<std::size_t>(m_values.size())};
    curves.zero = static_cast<float>(yOf(0) * ratio);
    curves.one = static_cast<float>(yOf(1) * ratio);
    curves.thickness = static_cast<float>(ratio);
    QImage picture =
        faintCurves(curves, size, Theme::instance().color(Theme::Token::Text2), faintInk);
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

} // namespace phi1
