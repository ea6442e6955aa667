// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>

namespace phi1 {

class ChartArea;

/// Tells assistive programs what the charts show: their names, the runs and the last values, and
/// the values under the crosshair.
class AccessibleChartArea : public QAccessibleWidget
{
public:
    explicit AccessibleChartArea(ChartArea *area);
    static void install(); ///< for all ChartAreas; once is enough, more does no harm

    QString text(QAccessible::Text kind) const override;

private:
    ChartArea *m_area;
};

} // namespace phi1
