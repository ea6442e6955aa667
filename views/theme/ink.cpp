// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/ink.h"

#include "views/theme/theme.h"

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

} // namespace phi1
