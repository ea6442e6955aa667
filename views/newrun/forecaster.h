// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QVariantMap>

#include "core/machine/machine_sampler.h"
#include "views/newrun/run_forecast.h"

namespace phi1 {

class RunComposer;
class Settings;
class WorkspaceSession;

/// Keeps the forecast of what the composer holds: in a thread of the pool, since it reads manifests
/// that may lie on a slow disk. Late answers are dropped.
class Forecaster final : public QObject
{
    Q_OBJECT
public:
    Forecaster(RunComposer &composer, WorkspaceSession &session, Settings &settings,
               QObject *parent = nullptr);
    ~Forecaster() override;

    /// Begins to watch the machine; called when the page is first seen.
    void start();
    const RunForecast &forecast() const { return m_forecast; }
    bool isReady() const { return m_ready; }
    const MachineLoad &load() const { return m_load; }
    MachineCheck &check() { return m_check; }

    /// What SpeedProbe found for the present configuration; kept in the workspace.
    void setMeasured(double tokensPerSecond, double memoryBytes, int steps);

signals:
    void changed();
    void loadChanged(); ///< devices, memory or disk are others now

private:
    void request();
    void take(quint64 id, RunForecast forecast);
    void addSpeed();

    RunComposer &m_composer;
    WorkspaceSession &m_session;
    Settings &m_settings;
    MachineCheck m_check;
    std::unique_ptr<MachineSampler> m_sampler;
    MachineLoad m_load;
    RunForecast m_forecast;
    quint64 m_newest = 0;
    bool m_scheduled = false;
    bool m_ready = false;
};

} // namespace phi1
