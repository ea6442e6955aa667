// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/colour_scale.h"

#include "views/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace phi1 {
namespace {

/// Between the stops, linear in sRGB.
QRgb between(const QVector<QColor> &stops, double position)
{
    const double place = position * static_cast<double>(stops.size() - 1);
    const auto first = std::clamp<qsizetype>(static_cast<qsizetype>(place), 0,
                                             std::max<qsizetype>(0, stops.size() - 2));
    const QColor &from = stops[first];
    const QColor &to = stops[std::min(first + 1, stops.size() - 1)];
    const double share = place - static_cast<double>(first);
    const auto mix = [share](int a, int b) {
        return static_cast<int>(std::lround(a + share * (b - a)));
    };
    return qRgb(mix(from.red(), to.red()), mix(from.green(), to.green()),
                mix(from.blue(), to.blue()));
}

QVector<QColor> stopsOf(ColourScale::Map map, bool dark)
{
    const Theme &theme = Theme::instance();
    switch (map) {
    case ColourScale::Map::Tide:
        return theme.tideStops(dark);
    case ColourScale::Map::EmberTide:
        return theme.emberTideStops(dark);
    case ColourScale::Map::Grey:
        break;
    }
    return {theme.color(Theme::Token::Surface, dark), theme.color(Theme::Token::Text, dark)};
}

/// Share of the scale's length for a magnitude.
double positionOf(const ColourScale &scale, double magnitude)
{
    switch (scale.kind) {
    case ColourScale::Kind::Linear:
        break;
    case ColourScale::Kind::Log:
        if (!(magnitude > scale.low))
            return 0;
        if (!(scale.low > 0) || !(scale.high > scale.low))
            return 1;
        return std::log(magnitude / scale.low) / std::log(scale.high / scale.low);
    case ColourScale::Kind::Quantile: {
        if (scale.marks.size() < 2)
            break;
        const auto value = static_cast<float>(magnitude);
        const auto next = std::upper_bound(scale.marks.begin(), scale.marks.end(), value);
        if (next == scale.marks.begin())
            return 0;
        if (next == scale.marks.end())
            return 1;
        const double below = *(next - 1);
        const double inside = *next > below ? (magnitude - below) / (*next - below) : 0;
        return (static_cast<double>(next - scale.marks.begin()) - 1 + inside) /
               static_cast<double>(scale.marks.size() - 1);
    }
    }
    const double low = scale.isSigned() ? 0 : scale.low;
    if (!(scale.high > low))
        return magnitude > low ? 1 : 0;
    return (magnitude - low) / (scale.high - low);
}

double magnitudeOf(const ColourScale &scale, double position)
{
    switch (scale.kind) {
    case ColourScale::Kind::Linear:
        break;
    case ColourScale::Kind::Log:
        if (scale.low > 0 && scale.high > scale.low)
            return scale.low * std::pow(scale.high / scale.low, position);
        return scale.high;
    case ColourScale::Kind::Quantile:
        if (scale.marks.size() >= 2) {
            const double place = position * static_cast<double>(scale.marks.size() - 1);
            const auto first =
                std::clamp<qsizetype>(static_cast<qsizetype>(place), 0, scale.marks.size() - 2);
            const double share = place - static_cast<double>(first);
            return scale.marks[first] +
                   share * (static_cast<double>(scale.marks[first + 1]) - scale.marks[first]);
        }
        break;
    }
    const double low = scale.isSigned() ? 0 : scale.low;
    return low + position * (scale.high - low);
}

} // namespace

ColourScale ColourScale::weights(Kind kind)
{
    ColourScale scale;
    scale.kind = kind;
    if (kind != Kind::Log)
        scale.low = 0;
    return scale;
}

ColourScale ColourScale::difference(Kind kind, double high)
{
    ColourScale scale;
    scale.map = Map::EmberTide;
    scale.kind = kind;
    scale.high = high;
    scale.low = kind == Kind::Log ? high * 1e-3 : 0;
    return scale;
}

double ColourScale::position(double value) const
{
    if (std::isnan(value))
        return value;
    double magnitude = isSigned() ? std::abs(value) : value;
    if (magnitude < threshold)
        magnitude = 0;
    const double place = std::clamp(positionOf(*this, magnitude), 0.0, 1.0);
    if (!isSigned())
        return place;
    return value < 0 ? 0.5 - place / 2 : 0.5 + place / 2;
}

double ColourScale::value(double position) const
{
    if (!isSigned())
        return magnitudeOf(*this, std::clamp(position, 0.0, 1.0));
    const double away = std::clamp(std::abs(2 * position - 1), 0.0, 1.0);
    // A logarithmic scale begins beside 0, not at it.
    if (away == 0)
        return 0;
    return std::copysign(magnitudeOf(*this, away), position - 0.5);
}

QColor ColourScale::colour(double value, bool dark) const
{
    const double place = position(value);
    if (std::isnan(place))
        return QColor(Qt::transparent);
    const double last = colourCount() - 1;
    return QColor(between(stopsOf(map, dark), std::round(place * last) / last));
}

QVector<QRgb> ColourScale::table(bool dark) const
{
    const QVector<QColor> stops = stopsOf(map, dark);
    QVector<QRgb> table(colourCount());
    for (int i = 0; i < table.size(); ++i)
        table[i] = between(stops, i / static_cast<double>(table.size() - 1));
    return table;
}

} // namespace phi1
