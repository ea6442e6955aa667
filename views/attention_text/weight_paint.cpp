// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_text/weight_paint.h"

#include "views/format/number_text.h"
#include "views/theme/theme.h"

#include <QPainter>

#include <cmath>

namespace phi1 {
namespace {

/// Relative luminance as of WCAG 2.
double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

} // namespace

QColor inkOn(const QColor &ground)
{
    const Theme &theme = Theme::instance();
    const QColor dark = theme.color(Theme::Token::Text, false);
    const QColor light = theme.color(Theme::Token::OnAccent, true);
    return contrast(dark, ground) >= contrast(light, ground) ? dark : light;
}

void paintHatch(QPainter &painter, const QRectF &area)
{
    const Theme &theme = Theme::instance();
    painter.fillRect(area, theme.color(Theme::Token::Surface));
    painter.fillRect(area, QBrush(theme.color(Theme::Token::Error), Qt::BDiagPattern));
}

QString weightText(double weight)
{
    if (std::isnan(weight))
        return QStringLiteral("NaN");
    if (weight != 0 && std::fabs(weight) < 0.0005)
        return significant(weight);
    return decimal(weight, 3);
}

} // namespace phi1
