// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

#include "core/machine/machine_load.h"
#include "core/runs/run_estimate.h"
#include "views/newrun/machine_check.h"
#include "views/state/run_info.h"

namespace phi1 {

/// What hardware.* of a configuration comes to on this machine.
struct TargetDevice {
    QString id;   ///< "cpu", "cuda:0", as run.toml resolves it
    QString name; ///< for people: "CPU, 2 threads", "NVIDIA H100 80GB HBM3"
    bool gpu = false;
    bool bfloat16 = false;
    int threads = 1;
    quint64 memoryTotal = 0; ///< bytes; 0: not known
    quint64 memoryUsed = 0;
    QString problem; ///< one sentence where the machine has no such device or type

    ComputeTarget compute() const { return {.gpu = gpu, .bfloat16 = bfloat16}; }
};
TargetDevice targetDevice(const RunConfig::Hardware &asked, const MachineCheck::Facts &check,
                          const MachineLoad &load);

/// How fast a run will go, and how that is known.
struct Throughput {
    enum class Source { Unknown, Measured, EarlierRun, MachineSpeed };
    Source source = Source::Unknown;
    double tokensPerSecond = 0;
    double memoryBytes = 0; ///< at its highest, where it was measured
    int steps = 0;          ///< that were measured
    QString run;            ///< name of the earlier run
};

/// Runs with the same answer train at the same speed: shape, micro-batch, type, device, threads.
QString speedKey(const RunConfig &config, const TargetDevice &device);
/// Of the newest run on this machine that trained so.
Throughput speedOfEarlierRuns(const QVector<RunInfo> &runs, const QString &key);
/// From the speed of matrix products that the machine check measured: right within a factor of 2.
Throughput speedOfMachine(const RunConfig &config, const TargetDevice &device,
                          const MachineCheck::Facts &check);

/// Seconds that training and its evaluations take.
double trainingSeconds(const RunConfig &config, double tokensPerSecond);

/// Everything the page says beside the form.
struct RunForecast {
    ParameterCounts parameters;
    TokenPlan tokens;
    CheckpointPlan checkpoints;
    DiskEstimate disk;
    TargetDevice device;
    MemoryEstimate memory;
    std::int64_t microBatchThatFits = 0; ///< where it does not fit as it is
    Throughput throughput;
    double seconds = 0; ///< 0: not known

    bool fits() const { return device.memoryTotal == 0 || memory.total() <= device.memoryTotal; }
};
/// Everything but the speed. Reads the manifests of prepared folders: not for the GUI thread.
RunForecast forecastRun(const RunConfig &config, const MachineCheck::Facts &check,
                        const MachineLoad &load);

} // namespace phi1
