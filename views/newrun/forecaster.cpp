// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/forecaster.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include "views/newrun/run_composer.h"
#include "views/shell/settings.h"
#include "views/state/workspace_session.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

const QString speedsKey = u"new-run.speeds"_s;

} // namespace

Forecaster::Forecaster(RunComposer &composer, WorkspaceSession &session, Settings &settings,
                       QObject *parent)
    : QObject(parent)
    , m_composer(composer)
    , m_session(session)
    , m_settings(settings)
    , m_check(session.phi1Program())
{
    connect(&composer, &RunComposer::changed, this, &Forecaster::request);
    connect(&m_check, &MachineCheck::finished, this, &Forecaster::request);
    request();
}

Forecaster::~Forecaster() = default;

void Forecaster::start()
{
    m_check.start();
    if (m_sampler)
        return;
    m_sampler = std::make_unique<MachineSampler>(
        m_session.workspace().toStdString(), [self = QPointer(this)](const MachineLoad &load) {
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, load] {
                    if (!self)
                        return;
                    const MachineLoad before = std::exchange(self->m_load, load);
                    const bool devices = before.gpus.size() != load.gpus.size() ||
                                         before.memoryTotal != load.memoryTotal;
                    if (devices)
                        self->request();
                    emit self->loadChanged();
                },
                Qt::QueuedConnection);
        });
}

void Forecaster::request()
{
    if (std::exchange(m_scheduled, true))
        return;
    // Several changes of one event make one forecast.
    QTimer::singleShot(0, this, [this] {
        m_scheduled = false;
        const quint64 id = ++m_newest;
        QThreadPool::globalInstance()->start([self = QPointer(this), id,
                                              config = m_composer.config(), check = m_check.facts(),
                                              load = m_load] {
            RunForecast made = forecastRun(config, check, load);
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [self, id, forecast = std::move(made)]() mutable {
                    if (self)
                        self->take(id, std::move(forecast));
                },
                Qt::QueuedConnection);
        });
    });
}

void Forecaster::take(quint64 id, RunForecast forecast)
{
    if (id != m_newest)
        return;
    m_forecast = std::move(forecast);
    m_ready = true;
    addSpeed();
    emit changed();
}

void Forecaster::addSpeed()
{
    const RunConfig &config = m_composer.config();
    const QString key = speedKey(config, m_forecast.device);
    const QVariantMap stored = m_settings.workspaceValue(speedsKey).toMap().value(key).toMap();
    Throughput speed;
    if (const double measured = stored.value(u"tokens_per_second"_s).toDouble(); measured > 0) {
        speed.source = Throughput::Source::Measured;
        speed.tokensPerSecond = measured;
        speed.memoryBytes = stored.value(u"memory_bytes"_s).toDouble();
        speed.steps = stored.value(u"steps"_s).toInt();
    } else {
        speed = speedOfEarlierRuns(m_session.runs()->runs(), key);
        if (speed.source == Throughput::Source::Unknown)
            speed = speedOfMachine(config, m_forecast.device, m_check.facts());
    }
    m_forecast.throughput = speed;
    m_forecast.seconds = trainingSeconds(config, speed.tokensPerSecond);
}

void Forecaster::setMeasured(double tokensPerSecond, double memoryBytes, int steps)
{
    constexpr int mostKept = 50;
    QVariantMap all = m_settings.workspaceValue(speedsKey).toMap();
    if (all.size() >= mostKept)
        all.clear();
    all.insert(speedKey(m_composer.config(), m_forecast.device),
               QVariantMap{{u"tokens_per_second"_s, tokensPerSecond},
                           {u"memory_bytes"_s, memoryBytes},
                           {u"steps"_s, steps}});
    m_settings.setWorkspaceValue(speedsKey, all);
    addSpeed();
    emit changed();
}

} // namespace phi1
