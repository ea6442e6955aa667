// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/quality/cross_validation.h"

namespace phi1 {

/// How often samples are good for which a forest predicted so: points with their 95 % intervals,
/// as large as samples are many; on the diagonal predictions mean what they say.
class CalibrationPlot final : public QWidget
{
    Q_OBJECT
public:
    explicit CalibrationPlot(QWidget *parent = nullptr);

    void setReport(const ForestReport &report);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRectF plotArea() const;
    QPointF place(double predicted, double observed) const;
    QString binText(const CalibrationBin &bin) const;

    ForestReport m_report;
};

} // namespace phi1
