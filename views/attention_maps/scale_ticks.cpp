// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attention_maps/scale_ticks.h"

#include "views/format/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace phi1 {
namespace {

/// 1, 2, 2.5 or 5 · 10ⁿ, so that some five fit between.
double niceStep(double length)
{
    const double raw = length / 5;
    const double decade = std::pow(10, std::floor(std::log10(raw)));
    for (const double step : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (step * decade >= raw * 0.999)
            return step * decade;
    }
    return 10 * decade;
}

QVector<double> linearValues(double low, double high)
{
    QVector<double> values;
    if (!(high > low))
        return {high};
    const double step = niceStep(high - low);
    for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i)
        values.append(i * step);
    return values;
}

QVector<double> logValues(double low, double high)
{
    QVector<double> values;
    if (!(low > 0) || !(high > low))
        return {high};
    const bool fewDecades = high / low < 100;
    const int first = static_cast<int>(std::floor(std::log10(low)));
    const int last = static_cast<int>(std::ceil(std::log10(high)));
    // At most seven decades are told.
    const int stride = std::max(1, (last - first + 6) / 7);
    for (int decade = last; decade >= first; --decade) {
        if ((last - decade) % stride != 0)
            continue;
        for (const double step : {5.0, 2.0, 1.0}) {
            const double value = step * std::pow(10, decade);
            if ((step == 1 || fewDecades) && value >= low * 0.999 && value <= high * 1.001)
                values.append(value);
        }
    }
    return values;
}

} // namespace

QVector<ScaleTick> scaleTicks(const ColourScale &scale)
{
    QVector<double> values;
    const bool isQuantile = scale.kind == ColourScale::Kind::Quantile && scale.marks.size() >= 2;
    QVector<ScaleTick> ticks;
    if (isQuantile) {
        for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
            const double place = scale.isSigned() ? 0.5 + share / 2 : share;
            const double value = scale.value(place);
            ticks.append({place, value,
                          QCoreApplication::translate("phi1::ColourBar", "%1 · %2")
                              .arg(significant(value, 2), percent(share, 0))});
            if (scale.isSigned() && share > 0)
                ticks.append({1 - place, -value, significant(-value, 2)});
        }
        return ticks;
    }
    if (scale.kind == ColourScale::Kind::Log) {
        values = logValues(scale.low, scale.high);
    } else {
        values = linearValues(scale.isSigned() ? -scale.high : scale.low, scale.high);
    }
    if (scale.isSigned() && scale.kind == ColourScale::Kind::Log) {
        const QVector<double> positive = values;
        for (const double value : positive)
            values.append(-value);
        values.append(0);
    }
    ColourScale whole = scale;
    whole.threshold = 0; // ticks stand where numbers are, also those that are hidden
    for (const double value : values) {
        const double shown = std::abs(value) < 1e-12 ? 0 : value;
        // Decades without the decimal that the other numbers of an axis have.
        ticks.append({whole.position(shown), shown,
                      axisTick(shown).replace(QLatin1String(".0e"), QLatin1String("e"))});
    }
    return ticks;
}

} // namespace phi1
