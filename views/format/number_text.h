// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

/// Numbers as the window writes them: groups of three parted by a thin space (U+2009), a point as
/// decimal mark, a narrow no-break space (U+202F) before units. Copies and exports use plain()
/// instead, which is ASCII. A number that does not exist (isMissing() of core/curves/series.h) is
/// "", a reported NaN is "NaN".
namespace phi1 {
inline namespace number_text {

inline constexpr char16_t thinSpace = u'\u2009';
inline constexpr char16_t unitSpace = u'\u202f';

QString grouped(qint64 value);               ///< "36 000"
QString decimal(double value, int decimals); ///< "1 024.50", with groups
QString significant(double value,
                    int digits = 3); ///< "0.31", "12.4", "4.1e-4"; no zeros at the end
QString siNumber(double value);      ///< "398k", "3.1 M", "75.5 B": three digits
QString bytes(std::uint64_t count);  ///< "17 GB", "4.21 GB", "96 MB": 10³
QString bytesOf(std::uint64_t used,
                std::uint64_t total);   ///< "61.2 of 80 GB", both in the unit of the total
QString duration(double seconds);       ///< two units: "21 h 15 min", "4 min 12 s", "41 s", "38 ms"
QString loss(double value);             ///< 3 decimals, for tables
QString lossFull(double value);         ///< 4 decimals, for cards
QString learningRate(double value);     ///< "4.1e-4"; "0"
QString learningRateFull(double value); ///< "4.12e-4", for cards
/// "59.7 %" from 0.597. A share below one that rounds to all of it stays below: "99.9 %", a trace
/// is "< 0.1 %".
QString percent(double share, int decimals = 1);
QString axisTick(double value); ///< "6k", "1.2M", "4.1e-4", "0.3"
QString
localTime(double unixSeconds); ///< this week "Mon 09:14", then "12 Mar", other years "12 Mar 2025"
QString localTime(double unixSeconds, double nowUnixSeconds);
QString clockTime(double unixSeconds);      ///< "09:14:02"
QString isoTime(double unixSeconds);        ///< "2026-03-12T09:14:02+01:00", for exports
QString ago(double seconds);                ///< "2 s ago", "14 min ago": one unit
QString silent(double seconds);             ///< "silent 14 min"
QString approximately(const QString &text); ///< "≈ 45 h"
QString withUnit(const QString &number, const QString &unit); ///< joined by U+202F; "" stays ""
QString plain(double value); ///< ASCII, the shortest text that reads back the same
QString plain(qint64 value);

} // namespace number_text
} // namespace phi1
