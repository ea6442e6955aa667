// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/format/number_text.h"

#include "core/curves/series.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace phi1 {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("NumberText", text);
}

/// "" for a missing number, "NaN", "Inf" and "-Inf" for what is none; otherwise nothing.
std::optional<QString> noNumber(double value)
{
    if (std::isfinite(value))
        return std::nullopt;
    if (isMissing(value))
        return QString();
    if (std::isnan(value))
        return QStringLiteral("NaN");
    return value > 0 ? QStringLiteral("Inf") : QStringLiteral("-Inf");
}

QString withGroups(QString digits)
{
    // Digits before the point only; a sign stays in front.
    const auto point = digits.indexOf(u'.');
    auto position = (point < 0 ? digits.size() : point) - 3;
    const qsizetype first = digits.startsWith(u'-') ? 1 : 0;
    for (; position > first; position -= 3)
        digits.insert(position, thinSpace);
    return digits;
}

QString withoutZerosAtEnd(QString number)
{
    if (!number.contains(u'.'))
        return number;
    while (number.endsWith(u'0'))
        number.chop(1);
    if (number.endsWith(u'.'))
        number.chop(1);
    return number;
}

QString fixed(double value, int decimals)
{
    const QString text = QString::number(value, 'f', decimals);
    // "-0.000" is no number a reader expects.
    for (const QChar c : text) {
        if (c >= u'1' && c <= u'9')
            return text;
    }
    return text.startsWith(u'-') ? text.mid(1) : text;
}

int decimalsFor(double magnitude, int digits)
{
    const int before = magnitude > 0 ? static_cast<int>(std::floor(std::log10(magnitude))) + 1 : 1;
    return std::max(0, digits - std::max(before, 1));
}

/// Three digits of a number from 1 to 999; rounding may have made it 1000, which the caller has to
/// expect.
QString threeDigits(double value)
{
    return withoutZerosAtEnd(fixed(value, decimalsFor(std::fabs(value), 3)));
}

QString scientific(double value, int decimals)
{
    QString text = QString::number(value, 'e', decimals);
    // "4.1e-04" as people write it: 4.1e-4.
    const auto e = text.indexOf(u'e');
    const int exponent = text.mid(e + 1).toInt();
    return text.left(e) + u'e' + QString::number(exponent);
}

struct Prefix {
    double factor;
    const char *sign;
    bool space;
};

constexpr std::array<Prefix, 4> countPrefixes{{{1e12, QT_TRANSLATE_NOOP("NumberText", "T"), true},
                                               {1e9, QT_TRANSLATE_NOOP("NumberText", "B"), true},
                                               {1e6, QT_TRANSLATE_NOOP("NumberText", "M"), true},
                                               {1e3, QT_TRANSLATE_NOOP("NumberText", "k"), false}}};

constexpr std::array<Prefix, 5> bytePrefixes{{{1e15, QT_TRANSLATE_NOOP("NumberText", "PB"), true},
                                              {1e12, QT_TRANSLATE_NOOP("NumberText", "TB"), true},
                                              {1e9, QT_TRANSLATE_NOOP("NumberText", "GB"), true},
                                              {1e6, QT_TRANSLATE_NOOP("NumberText", "MB"), true},
                                              {1e3, QT_TRANSLATE_NOOP("NumberText", "kB"), true}}};

/// The prefix whose number, rounded to three digits, stays below 1000: 999 960 is 1 M, not 1000k.
template<std::size_t Count>
const Prefix *prefixOf(double magnitude, const std::array<Prefix, Count> &prefixes)
{
    for (const Prefix &prefix : prefixes) {
        if (magnitude >= prefix.factor * 0.9995)
            return &prefix;
    }
    return nullptr;
}

QString joined(double value, const Prefix &prefix)
{
    QString text = threeDigits(value / prefix.factor);
    if (prefix.space)
        text += unitSpace;
    return text + tr(prefix.sign);
}

QString unitCount(qint64 count, const char *unit)
{
    return grouped(count) + QString(unitSpace) + tr(unit);
}

QString twoUnits(qint64 large, const char *largeUnit, qint64 small, const char *smallUnit)
{
    if (small == 0)
        return unitCount(large, largeUnit);
    return unitCount(large, largeUnit) + u' ' + unitCount(small, smallUnit);
}

constexpr const char *day = QT_TRANSLATE_NOOP("NumberText", "d");
constexpr const char *hour = QT_TRANSLATE_NOOP("NumberText", "h");
constexpr const char *minute = QT_TRANSLATE_NOOP("NumberText", "min");
constexpr const char *second = QT_TRANSLATE_NOOP("NumberText", "s");
constexpr const char *millisecond = QT_TRANSLATE_NOOP("NumberText", "ms");

QString oneUnit(double seconds)
{
    const auto whole = static_cast<qint64>(std::llround(std::min(std::max(seconds, 0.0), 1e15)));
    if (whole < 60)
        return unitCount(whole, second);
    if (whole < 3600)
        return unitCount(whole / 60, minute);
    if (whole < 48 * 3600)
        return unitCount(whole / 3600, hour);
    return unitCount(whole / 86400, day);
}

QDateTime timeOf(double unixSeconds)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(unixSeconds * 1000));
}

} // namespace

inline namespace number_text {

QString grouped(qint64 value)
{
    return withGroups(QString::number(value));
}

QString decimal(double value, int decimals)
{
    if (const auto text = noNumber(value))
        return *text;
    return withGroups(fixed(value, decimals));
}

QString significant(double value, int digits)
{
    if (const auto text = noNumber(value))
        return *text;
    const double magnitude = std::fabs(value);
    if (magnitude == 0)
        return QStringLiteral("0");
    if (magnitude < 0.01)
        return scientific(value, std::max(0, digits - 2));
    if (magnitude < 1) {
        const int zeros = static_cast<int>(-std::floor(std::log10(magnitude))) - 1;
        return withoutZerosAtEnd(fixed(value, zeros + digits));
    }
    return withGroups(withoutZerosAtEnd(fixed(value, decimalsFor(magnitude, digits))));
}

QString siNumber(double value)
{
    if (const auto text = noNumber(value))
        return *text;
    const double magnitude = std::fabs(value);
    if (const Prefix *prefix = prefixOf(magnitude, countPrefixes))
        return joined(value, *prefix);
    return magnitude < 1 ? significant(value) : threeDigits(value);
}

QString bytes(std::uint64_t count)
{
    const auto value = static_cast<double>(count);
    if (const Prefix *prefix = prefixOf(value, bytePrefixes))
        return joined(value, *prefix);
    return QString::number(count) + QString(unitSpace) + tr(QT_TRANSLATE_NOOP("NumberText", "B"));
}

QString bytesOf(std::uint64_t used, std::uint64_t total)
{
    const Prefix *prefix = prefixOf(static_cast<double>(total), bytePrefixes);
    const QString whole = bytes(total);
    QString part = QString::number(used);
    if (prefix) {
        const double share = static_cast<double>(used) / prefix->factor;
        part = share >= 100 ? fixed(share, 0) : withoutZerosAtEnd(fixed(share, 1));
    }
    return QCoreApplication::translate("NumberText", "%1 of %2", "61.2 of 80 GB").arg(part, whole);
}

QString duration(double seconds)
{
    if (const auto text = noNumber(seconds))
        return *text;
    const QString sign = seconds < 0 ? QStringLiteral("-") : QString();
    const double magnitude = std::min(std::fabs(seconds), 1e15);
    if (magnitude == 0)
        return unitCount(0, second);
    if (magnitude < 0.9995)
        return sign + withUnit(threeDigits(std::max(magnitude * 1000, 0.001)), tr(millisecond));
    if (magnitude < 9.95)
        return sign + withUnit(withoutZerosAtEnd(fixed(magnitude, 1)), tr(second));
    const auto whole = static_cast<qint64>(std::llround(magnitude));
    if (whole < 60)
        return sign + unitCount(whole, second);
    if (whole < 3600)
        return sign + twoUnits(whole / 60, minute, whole % 60, second);
    const qint64 minutes = std::llround(magnitude / 60);
    if (minutes < 48 * 60)
        return sign + twoUnits(minutes / 60, hour, minutes % 60, minute);
    const qint64 hours = std::llround(magnitude / 3600);
    return sign + twoUnits(hours / 24, day, hours % 24, hour);
}

QString loss(double value)
{
    return decimal(value, 3);
}

QString lossFull(double value)
{
    return decimal(value, 4);
}

QString learningRate(double value)
{
    if (const auto text = noNumber(value))
        return *text;
    return value == 0 ? QStringLiteral("0") : scientific(value, 1);
}

QString learningRateFull(double value)
{
    if (const auto text = noNumber(value))
        return *text;
    return value == 0 ? QStringLiteral("0") : scientific(value, 2);
}

QString percent(double share, int decimals)
{
    if (const auto text = noNumber(share))
        return *text;
    const double value = share * 100;
    const double step = std::pow(10.0, -decimals);
    QString text = fixed(value, decimals);
    if (value > 0 && value < step / 2)
        text = QStringLiteral("< ") + fixed(step, decimals);
    else if (value < 100 && value > 100 - step)
        text = fixed(100 - step, decimals);
    else if (value == 0 || value == 100)
        text = fixed(value, 0);
    return withUnit(withGroups(text), QStringLiteral("%"));
}

QString axisTick(double value)
{
    if (const auto text = noNumber(value))
        return *text;
    const double magnitude = std::fabs(value);
    if (magnitude == 0)
        return QStringLiteral("0");
    if (magnitude < 0.01)
        return scientific(value, 1);
    if (const Prefix *prefix = prefixOf(magnitude, countPrefixes)) {
        // Ticks are multiples of 1, 2, 2.5 and 5: four digits tell neighbours of a deep zoom apart.
        return withoutZerosAtEnd(fixed(value / prefix->factor, 3)) + tr(prefix->sign);
    }
    return withoutZerosAtEnd(fixed(value, 4));
}

QString localTime(double unixSeconds)
{
    return localTime(unixSeconds, static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000);
}

QString localTime(double unixSeconds, double nowUnixSeconds)
{
    if (!std::isfinite(unixSeconds))
        return {};
    const QDateTime time = timeOf(unixSeconds);
    const QDateTime now = timeOf(nowUnixSeconds);
    const QLocale locale = QLocale::c();
    // Six days to either side: a weekday then names one day only.
    if (std::llabs(time.date().daysTo(now.date())) < 7)
        return locale.toString(time, QStringLiteral("ddd HH:mm"));
    if (time.date().year() == now.date().year())
        return locale.toString(time, QStringLiteral("d MMM"));
    return locale.toString(time, QStringLiteral("d MMM yyyy"));
}

QString clockTime(double unixSeconds)
{
    if (!std::isfinite(unixSeconds))
        return {};
    return timeOf(unixSeconds).toString(QStringLiteral("HH:mm:ss"));
}

QString isoTime(double unixSeconds)
{
    if (!std::isfinite(unixSeconds))
        return {};
    const QDateTime time = timeOf(unixSeconds);
    return time.toOffsetFromUtc(time.offsetFromUtc()).toString(Qt::ISODate);
}

QString ago(double seconds)
{
    if (!std::isfinite(seconds))
        return {};
    return QCoreApplication::translate("NumberText", "%1 ago").arg(oneUnit(seconds));
}

QString silent(double seconds)
{
    if (!std::isfinite(seconds))
        return {};
    return QCoreApplication::translate("NumberText", "silent %1").arg(oneUnit(seconds));
}

QString approximately(const QString &text)
{
    return text.isEmpty() ? text : QString(QStringLiteral("≈") + QString(unitSpace) + text);
}

QString withUnit(const QString &number, const QString &unit)
{
    return number.isEmpty() || unit.isEmpty() ? number
                                              : QString(number + QString(unitSpace) + unit);
}

QString plain(double value)
{
    if (const auto text = noNumber(value))
        return *text;
    std::array<char, 64> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return QString::fromLatin1(buffer.data(), end - buffer.data());
}

QString plain(qint64 value)
{
    return QString::number(value);
}

} // namespace number_text
} // namespace phi1
