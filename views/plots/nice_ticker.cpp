// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/nice_ticker.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QDateTime>

#include "views/format/number_text.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

int countOf(double lower, double upper, double step)
{
    return static_cast<int>(std::floor(upper / step + 1e-9) - std::ceil(lower / step - 1e-9)) + 1;
}

QVector<double> multiples(double lower, double upper, double step)
{
    QVector<double> places;
    const double first = std::ceil(lower / step - 1e-9);
    const double last = std::floor(upper / step + 1e-9);
    // Where neighbouring doubles are further apart than the step, no tick has a place of its own.
    if (!(last - first < 64) || std::abs(first) > 1e15)
        return places;
    for (int index = 0; index <= static_cast<int>(last - first); ++index) {
        const double k = first + index;
        places.append(k == 0 ? 0.0 : k * step);
    }
    return places;
}

int decimalsOf(double step)
{
    int decimals = 0;
    for (double value = std::abs(step); decimals < 12; ++decimals, value *= 10)
        if (std::abs(value - std::round(value)) < 1e-6 * std::max(value, 1.0))
            break;
    return decimals;
}

QString fixed(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

/// Labels of evenly spaced ticks: as many decimals as the step needs, the same for all of them.
QVector<QString> numberLabels(const QVector<double> &places, double step)
{
    double largest = 0;
    for (const double place : places)
        largest = std::max(largest, std::abs(place));
    QVector<QString> labels;
    if (largest == 0) {
        labels.fill(u"0"_s, places.size());
        return labels;
    }
    if (largest < 0.01) {
        const int exponent = static_cast<int>(std::floor(std::log10(largest) + 1e-9));
        const double unit = std::pow(10.0, exponent);
        const int decimals = std::clamp(decimalsOf(step / unit), 1, 4);
        for (const double place : places)
            labels.append(place == 0
                              ? u"0"_s
                              : fixed(place / unit, decimals) + u'e' + QString::number(exponent));
        return labels;
    }
    struct Unit {
        double size;
        QLatin1StringView suffix;
    };
    static constexpr std::array units = {
        Unit{1e12, QLatin1StringView("T")}, Unit{1e9, QLatin1StringView("B")},
        Unit{1e6, QLatin1StringView("M")}, Unit{1e3, QLatin1StringView("k")}};
    for (const Unit &unit : units) {
        if (largest < unit.size)
            continue;
        const int decimals = decimalsOf(step / unit.size);
        if (decimals > 2)
            break; // 21.4835M says less than the number itself
        for (const double place : places)
            labels.append(place == 0 ? u"0"_s : fixed(place / unit.size, decimals) + unit.suffix);
        return labels;
    }
    const int decimals = std::min(decimalsOf(step), 8);
    for (const double place : places)
        labels.append(decimals == 0 ? number_text::grouped(qRound64(place))
                                    : fixed(place, decimals));
    return labels;
}

/// As numberLabels(), with the unit of the largest at all of them.
QVector<QString> byteLabels(const QVector<double> &places, double step)
{
    double largest = 0;
    for (const double place : places)
        largest = std::max(largest, std::abs(place));
    static constexpr std::array units = {"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    double size = 1;
    while (unit + 1 < units.size() && largest >= size * 1000) {
        size *= 1000;
        ++unit;
    }
    QVector<QString> labels;
    for (const double place : places)
        labels.append(place == 0 ? u"0"_s
                                 : fixed(place / size, std::min(decimalsOf(step / size), 4)) +
                                       QChar(0x202F) + QLatin1StringView(units[unit]));
    return labels;
}

QVector<QString> shareLabels(const QVector<double> &places, double step)
{
    QVector<QString> labels;
    for (const double place : places)
        labels.append(fixed(place * 100, std::min(decimalsOf(step * 100), 4)) + QChar(0x202F) +
                      u'%');
    return labels;
}

NiceTicker::Ticks logarithmicTicks(double lower, double upper, int most)
{
    NiceTicker::Ticks ticks;
    const double decades = std::log10(upper / lower);
    const int first = static_cast<int>(std::floor(std::log10(lower) - 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(upper) + 1e-9));
    const int stride =
        std::max(1, static_cast<int>(std::ceil((last - first) / std::max(2.0, most + 0.0))));
    for (int exponent = first; exponent <= last; ++exponent) {
        if (exponent % stride != 0)
            continue;
        for (const double digit : {1.0, 2.0, 5.0}) {
            if (digit > 1 && decades >= 2)
                break;
            const double place = digit * std::pow(10.0, exponent);
            if (place >= lower * (1 - 1e-9) && place <= upper * (1 + 1e-9))
                ticks.places.append(place);
        }
    }
    if (ticks.places.size() > std::max(most, 3)) {
        QVector<double> powers;
        for (const double place : ticks.places)
            if (std::abs(std::log10(place) - std::round(std::log10(place))) < 1e-9)
                powers.append(place);
        if (powers.size() > 1)
            ticks.places = powers;
    }
    for (const double place : ticks.places) {
        const double exponent = std::floor(std::log10(place) + 1e-9);
        if (place < 0.01)
            ticks.labels.append(QString::number(qRound(place / std::pow(10.0, exponent))) + u'e' +
                                QString::number(static_cast<int>(exponent)));
        else
            ticks.labels.append(numberLabels({place}, place).first());
    }
    return ticks;
}

QString durationLabel(double seconds, double step)
{
    if (seconds == 0)
        return u"0"_s;
    const QString sign = seconds < 0 ? u"-"_s : QString();
    const auto whole = qRound64(std::abs(seconds));
    const QChar space(number_text::unitSpace);
    if (step < 60 && whole < 60)
        return sign + fixed(std::abs(seconds), decimalsOf(step)) + space +
               NiceTicker::tr("s", "seconds");
    if (step < 60)
        return sign + u"%1:%2"_s.arg(whole / 60).arg(whole % 60, 2, 10, QChar(u'0'));
    if (step < 3600 && whole < 3600)
        return sign + QString::number(whole / 60) + space + NiceTicker::tr("min", "minutes");
    if (step < 3600)
        return sign + u"%1:%2"_s.arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QChar(u'0')) +
               space + NiceTicker::tr("h", "hours");
    if (step < 86400)
        return sign + QString::number(whole / 3600) + space + NiceTicker::tr("h", "hours");
    return sign + QString::number(whole / 86400) + space + NiceTicker::tr("d", "days");
}

double timeStep(double lower, double upper, int most)
{
    static constexpr std::array steps = {1.0,    2.0,    5.0,    10.0,   15.0,    30.0,    60.0,
                                         120.0,  300.0,  600.0,  900.0,  1800.0,  3600.0,  7200.0,
                                         10800., 21600., 43200., 86400., 172800., 432000., 864000.};
    for (const double step : steps)
        if (countOf(lower, upper, step) <= most)
            return step;
    return NiceTicker::niceStep((upper - lower) / 86400, most) * 86400;
}

} // namespace

double NiceTicker::niceStep(double span, int most)
{
    const double raw = span / std::max(most, 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double digit : {1.0, 2.0, 2.5, 5.0})
        if (digit * power >= raw * (1 - 1e-9))
            return digit * power;
    return 10 * power;
}

NiceTicker::Ticks NiceTicker::ticks(double lower, double upper, bool logarithmic, Kind kind,
                                    int most)
{
    Ticks ticks;
    if (!(upper > lower) || !std::isfinite(lower) || !std::isfinite(upper))
        return ticks;
    most = std::max(most, 2);
    if (logarithmic && lower > 0) {
        ticks = logarithmicTicks(lower, upper, most);
        if (ticks.places.size() >= 2)
            return ticks;
        ticks = {}; // less than a decade without round numbers: as on a linear axis
    }
    if (kind == Kind::Duration || kind == Kind::Clock) {
        const double step =
            upper - lower < 2 ? niceStep(upper - lower, most) : timeStep(lower, upper, most);
        double offset = 0;
        if (kind == Kind::Clock && step >= 1)
            offset = QDateTime::fromSecsSinceEpoch(static_cast<qint64>(lower)).offsetFromUtc();
        for (const double place : multiples(lower + offset, upper + offset, step)) {
            ticks.places.append(place - offset);
            if (kind == Kind::Duration) {
                ticks.labels.append(durationLabel(place, step));
                continue;
            }
            const QDateTime time =
                QDateTime::fromMSecsSinceEpoch(static_cast<qint64>((place - offset) * 1000));
            const bool midnight = time.time().msecsSinceStartOfDay() == 0;
            ticks.labels.append(step >= 86400 || midnight ? time.toString(u"d MMM"_s)
                                : step >= 60              ? time.toString(u"HH:mm"_s)
                                                          : time.toString(u"HH:mm:ss"_s));
        }
        return ticks;
    }
    double step = niceStep(upper - lower, most);
    // A tick at both ends makes one more than fits.
    if (countOf(lower, upper, step) > most)
        step = niceStep(step * (most + 0.5), most);
    if (kind == Kind::Whole)
        step = step <= 1 ? 1 : step < 5 ? std::ceil(step) : step;
    ticks.places = multiples(lower, upper, step);
    ticks.labels = kind == Kind::Bytes   ? byteLabels(ticks.places, step)
                   : kind == Kind::Share ? shareLabels(ticks.places, step)
                                         : numberLabels(ticks.places, step);
    return ticks;
}

} // namespace phi1
