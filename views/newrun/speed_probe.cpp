// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/speed_probe.h"

#include <algorithm>

#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int warmingUp = 3; ///< steps that say little about speed
constexpr int enough = 5;

} // namespace

SpeedProbe::SpeedProbe(QString program, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(200);
    connect(m_timer, &QTimer::timeout, this, &SpeedProbe::poll);
}

SpeedProbe::~SpeedProbe()
{
    if (m_process) {
        m_process->disconnect(this);
        m_process->kill();
        m_process->waitForFinished(2000);
    }
}

void SpeedProbe::start(const QStringList &arguments, const RunConfig &config)
{
    if (m_process)
        return;
    m_speeds.clear();
    m_memory = 0;
    m_folder = std::make_unique<QTemporaryDir>();
    if (!m_folder->isValid()) {
        emit failed(tr("no temporary folder can be made: %1").arg(m_folder->errorString()));
        return;
    }
    const QString run = m_folder->filePath(u"measure"_s);
    m_reader = std::make_unique<EventReader>(QString(run % "/events.jsonl"_L1).toStdString());
    // One step more than is wanted, so that the end and its checkpoint are never reached.
    const int steps = stepsWanted + 1;
    QStringList all;
    for (const QString &argument : arguments) {
        // Training from a checkpoint would leave its mark there, and is as fast without.
        if (argument.startsWith("training.init_from="_L1))
            all.removeLast();
        else
            all << argument;
    }
    all << u"--run"_s << run << u"--set"_s << u"training.steps=%1"_s.arg(steps) << u"--set"_s
        << u"training.warmup_steps=%1"_s.arg(
               std::min<std::int64_t>(config.training.warmupSteps, steps))
        << u"--set"_s << u"evaluation.every=0"_s << u"--set"_s << u"checkpoint.every=0"_s
        << u"--set"_s << u"probes.every=0"_s;
    m_process = new QProcess(this);
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    connect(m_process, &QProcess::finished, this, [this] { end(true); });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(true);
    });
    m_process->start(m_program, all, QIODevice::ReadOnly);
    m_timer->start();
}

void SpeedProbe::poll()
{
    const std::size_t before = m_speeds.size();
    const auto polled = m_reader->poll([this](const Event &event) {
        if (event.kind != "step" || m_speeds.size() >= stepsWanted)
            return;
        m_speeds.push_back(event.number("tokens_per_second", 0));
        m_memory = std::max(m_memory, event.number("memory_bytes", 0));
    });
    Q_UNUSED(polled); // a file that is not there yet is looked for again
    if (m_speeds.size() != before)
        emit progressed(stepsDone());
    if (m_speeds.size() >= stepsWanted)
        end(false);
}

void SpeedProbe::stop()
{
    if (m_process)
        end(false);
}

void SpeedProbe::end(bool byItself)
{
    if (!m_process)
        return;
    QProcess *process = m_process;
    m_process = nullptr;
    m_timer->stop();
    process->disconnect(this);
    const QString output = QString::fromUtf8(process->readAll()).trimmed();
    const bool started = process->error() != QProcess::FailedToStart;
    if (process->state() != QProcess::NotRunning) {
        // The folder goes once nobody writes into it any more, also if this object goes first.
        process->setParent(nullptr);
        connect(process, &QProcess::finished, process,
                [process, folder = std::shared_ptr<QTemporaryDir>(std::move(m_folder))] {
                    process->deleteLater();
                });
        process->kill();
    } else {
        process->deleteLater();
    }
    m_reader.reset();
    m_folder.reset();
    if (stepsDone() >= enough) {
        std::vector<double> speeds(m_speeds.begin() + warmingUp, m_speeds.end());
        auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2);
        std::nth_element(speeds.begin(), middle, speeds.end());
        emit finished({*middle, m_memory, stepsDone()});
        return;
    }
    if (!byItself) {
        emit failed(
            tr("stopped after %1 of %2 steps, too few to go by").arg(stepsDone()).arg(stepsWanted));
        return;
    }
    if (!started) {
        emit failed(tr("%1 could not be started").arg(m_program));
        return;
    }
    QString reason = output.section(u'\n', -1).trimmed();
    if (reason.startsWith("phi1: "_L1))
        reason.remove(0, 6);
    emit failed(reason.isEmpty()
                    ? tr("it ended after %1 of %2 steps").arg(stepsDone()).arg(stepsWanted)
                    : reason);
}

} // namespace phi1
