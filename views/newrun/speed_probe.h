// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QStringList>

#include "core/jobs/event_reader.h"
#include "core/runs/run_config.h"

class QProcess;
class QTemporaryDir;
class QTimer;

namespace phi1 {

/// "Measure 20 steps": a real `phi1 train` of the configuration in a folder of its own that is
/// removed afterwards. It writes no checkpoint, since it is ended after the last step.
class SpeedProbe final : public QObject
{
    Q_OBJECT
public:
    static constexpr int stepsWanted = 20;

    struct Result {
        double tokensPerSecond = 0; ///< median without the first steps, which warm up
        double memoryBytes = 0;     ///< the most that a step reported
        int steps = 0;
    };

    explicit SpeedProbe(QString program, QObject *parent = nullptr);
    ~SpeedProbe() override;

    /// @param arguments  of `phi1 train`, without --run
    void start(const QStringList &arguments, const RunConfig &config);
    bool isRunning() const { return m_process != nullptr; }
    int stepsDone() const { return static_cast<int>(m_speeds.size()); }
    /// Ends it; what was measured by then is told if it is enough to go by.
    void stop();

signals:
    void progressed(int steps);
    void finished(const phi1::SpeedProbe::Result &result);
    void failed(const QString &sentence);

private:
    void poll();
    void end(bool byItself);

    QString m_program;
    QProcess *m_process = nullptr;
    QTimer *m_timer;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EventReader> m_reader;
    std::vector<double> m_speeds;
    double m_memory = 0;
};

} // namespace phi1
