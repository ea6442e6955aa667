// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QStringList>

class QProcess;

namespace phi1 {

/// What `phi1 doctor --json` found about this machine. It runs once per program and session, in
/// the background, and takes a few seconds.
class MachineCheck final : public QObject
{
    Q_OBJECT
public:
    struct Facts {
        bool ready = false;  ///< the check has ended and can be used
        bool usable = false; ///< nothing stands in the way of training
        int cores = 0;
        QString instructionSet; ///< "AVX-512", "AVX2"; empty: neither
        quint64 memoryTotal = 0;
        QStringList gpus;
        bool gpuUsable = false; ///< "auto" chooses a GPU
        bool autoBfloat16 = false;
        double cpuFloat32 = 0, cpuBfloat16 = 0; ///< measured GFLOP/s of matrix products
        double gpuBfloat16 = 0, gpuFloat32 = 0;
        QStringList problems; ///< sentences
        QString report;       ///< the whole answer, for copying
    };

    explicit MachineCheck(QString program, QObject *parent = nullptr);
    ~MachineCheck() override;

    void start(); ///< nothing happens if it has been run already
    bool isRunning() const;
    const Facts &facts() const { return m_facts; }
    QString failure() const { return m_failure; } ///< one sentence if it could not be run

    static Facts read(const QJsonObject &answer);

signals:
    void finished();

private:
    void take(int exitCode);

    QString m_program;
    Facts m_facts;
    QString m_failure;
    QProcess *m_process = nullptr;
};

} // namespace phi1
