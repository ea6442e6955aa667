// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QVector>

namespace phi1 {

/// Where an axis has its ticks and what stands there: steps of 1, 2, 2.5, 5 · 10ⁿ, thousands as 6k,
/// values below 0.01 as 4.1e-4; decades on a logarithmic axis; round times on axes of time.
class NiceTicker
{
    Q_DECLARE_TR_FUNCTIONS(phi1::NiceTicker)
public:
    enum class Kind {
        Number,
        Whole,    ///< steps: never between two whole numbers
        Bytes,    ///< multiples of 10³ bytes: 250 MB
        Share,    ///< 0 … 1 as per cent
        Duration, ///< seconds of work
        Clock     ///< unix seconds, shown as local time
    };

    struct Ticks {
        QVector<double> places; ///< ascending, inside of the range
        QVector<QString> labels;
    };

    /// @param most  how many ticks there is room for; as a rule 4 to 6 are chosen of them
    static Ticks ticks(double lower, double upper, bool logarithmic, Kind kind, int most);

    /// The step of 1, 2, 2.5, 5 · 10ⁿ that gives at most `most` ticks.
    static double niceStep(double span, int most);
};

} // namespace phi1
