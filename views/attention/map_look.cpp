// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention/map_look.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr double decades = 1e-3; ///< of the largest number: where logarithmic scales begin

} // namespace

QVariantMap MapLook::saved() const
{
    return {{u"quantity"_s, static_cast<int>(quantity)},
            {u"scale"_s, kindName()},
            {u"map"_s, mapName()},
            {u"mean"_s, isMean},
            {u"sums"_s, showsSums},
            {u"threshold"_s, threshold},
            {u"locked"_s, isLocked},
            {u"low"_s, low},
            {u"high"_s, high},
            {u"difference-low"_s, differenceLow},
            {u"difference-high"_s, differenceHigh}};
}

MapLook MapLook::restored(const QVariantMap &state)
{
    MapLook look;
    const QString kind = state.value(u"scale"_s).toString();
    if (kind == u"linear"_s)
        look.kind = ColourScale::Kind::Linear;
    else if (kind == u"quantile"_s)
        look.kind = ColourScale::Kind::Quantile;
    // A difference needs a second checkpoint; the page begins without.
    if (state.value(u"quantity"_s).toInt() == static_cast<int>(Quantity::Entropy))
        look.quantity = Quantity::Entropy;
    if (state.value(u"map"_s).toString() == u"grey"_s)
        look.map = ColourScale::Map::Grey;
    look.isMean = state.value(u"mean"_s).toBool();
    look.showsSums = state.value(u"sums"_s).toBool();
    const auto number = [&](const QString &key, double fallback) {
        const double value = state.value(key, fallback).toDouble();
        return value >= 0 && value <= 1 ? value : fallback;
    };
    look.threshold = number(u"threshold"_s, 0);
    look.isLocked = state.value(u"locked"_s).toBool();
    look.low = number(u"low"_s, look.low);
    look.high = number(u"high"_s, look.high);
    look.differenceLow = number(u"difference-low"_s, look.differenceLow);
    look.differenceHigh = number(u"difference-high"_s, look.differenceHigh);
    if (!(look.low < look.high))
        std::tie(look.low, look.high) = std::pair(1e-3, 1.0);
    if (!(look.differenceLow < look.differenceHigh))
        std::tie(look.differenceLow, look.differenceHigh) = std::pair(1e-3, 0.5);
    return look;
}

AttentionPooling MapLook::pooling() const
{
    if (quantity == Quantity::Entropy)
        return AttentionPooling::Entropy;
    return isMean ? AttentionPooling::Mean : AttentionPooling::Maximum;
}

MapPooling MapLook::mapPooling() const
{
    if (quantity == Quantity::Entropy)
        return MapPooling::Entropy;
    return isMean ? MapPooling::Mean : MapPooling::Maximum;
}

QString MapLook::kindName() const
{
    switch (kind) {
    case ColourScale::Kind::Linear:
        return u"linear"_s;
    case ColourScale::Kind::Quantile:
        return u"quantile"_s;
    case ColourScale::Kind::Log:
        break;
    }
    return u"log"_s;
}

QString MapLook::mapName() const
{
    return map == ColourScale::Map::Grey ? u"grey"_s : u"tide"_s;
}

double roundRangeEnd(double value)
{
    if (!(value > 0) || !std::isfinite(value))
        return 1;
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0, 10.0})
        if (step * decade >= value * (1 - 1e-6))
            return step * decade;
    return 10 * decade;
}

ColourScale weightScale(const MapLook &look, double largest, const QVector<float> &marks)
{
    ColourScale scale;
    scale.map = look.map;
    scale.kind = look.kind;
    scale.threshold = look.threshold;
    scale.marks = marks;
    const bool entropy = look.quantity == MapLook::Quantity::Entropy;
    if (look.isLocked && !entropy) {
        scale.low = look.low;
        scale.high = look.high;
    } else {
        scale.high = entropy ? roundRangeEnd(largest) : std::min(1.0, roundRangeEnd(largest));
        scale.low = look.kind == ColourScale::Kind::Log ? scale.high * decades : 0;
    }
    if (look.kind == ColourScale::Kind::Log && !(scale.low > 0))
        scale.low = scale.high * decades;
    return scale;
}

ColourScale differenceScale(const MapLook &look, double largest, const QVector<float> &marks)
{
    ColourScale scale;
    scale.map = ColourScale::Map::EmberTide;
    scale.kind = look.kind;
    scale.threshold = look.threshold;
    scale.marks = marks;
    if (look.isLocked) {
        scale.low = look.differenceLow;
        scale.high = look.differenceHigh;
    } else {
        scale.high = std::min(1.0, roundRangeEnd(largest));
        scale.low = look.kind == ColourScale::Kind::Log ? scale.high * decades : 0;
    }
    if (look.kind == ColourScale::Kind::Log && !(scale.low > 0))
        scale.low = scale.high * decades;
    return scale;
}

} // namespace phi1
