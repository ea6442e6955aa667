// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/machine/machine_load.h"

namespace phi1 {

struct RunForecast;
class ActionButton;
class FactsGrid;
class Panel;
class RunComposer;
class SpeedProbe;

/// "This run": size, tokens, time and disk, and the button that measures instead of estimating.
class RunSummaryPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RunSummaryPanel(SpeedProbe &probe, QWidget *parent = nullptr);

    void show(const RunForecast &forecast, const RunComposer &composer, const MachineLoad &load);
    using QWidget::show;
    void setNarrow(bool narrow); ///< shorter labels; show() follows
    void setMeasureEnabled(bool enabled, const QString &reason);
    void setProblem(const QString &sentence); ///< of a measurement

signals:
    void measureRequested();

private:
    void refreshButton();

    SpeedProbe &m_probe;
    Panel *m_panel;
    FactsGrid *m_facts;
    ActionButton *m_measure;
    QWidget *m_problem;
    bool m_narrow = false;
};

/// "≈ 470k" unless it was measured.
QString speedText(const RunForecast &forecast);
/// "≈ 45 h", "≈ 3.5 years".
QString lengthText(double seconds);

} // namespace phi1
