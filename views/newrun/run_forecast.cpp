// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/run_forecast.h"

#include <cmath>

#include <QCoreApplication>
#include <QThread>

#include "views/newrun/counted.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(RunForecast)
};

} // namespace

TargetDevice targetDevice(const RunConfig::Hardware &asked, const MachineCheck::Facts &check,
                          const MachineLoad &load)
{
    TargetDevice device;
    const QString wanted =
        asked.devices.empty() ? u"auto"_s : QString::fromStdString(asked.devices.front());
    int index = 0;
    if (wanted == "auto"_L1) {
        device.gpu = check.gpuUsable;
    } else if (wanted.startsWith("cuda"_L1)) {
        device.gpu = true;
        index = wanted.mid(5).toInt();
    }
    device.threads = asked.threads > 0 ? static_cast<int>(asked.threads)
                     : check.cores > 0 ? check.cores
                     : load.cores > 0  ? load.cores
                                       : QThread::idealThreadCount();
    if (device.gpu) {
        device.id = u"cuda:"_s + QString::number(index);
        device.name = Words::tr("GPU %1").arg(index);
        bool found = false;
        for (const GpuLoad &gpu : load.gpus) {
            if (gpu.index != index)
                continue;
            found = true;
            device.name = QString::fromStdString(gpu.name);
            device.memoryTotal = gpu.total;
            device.memoryUsed = gpu.used;
        }
        if (load.gpuKnown && !found)
            device.problem =
                Words::tr("this machine has no GPU %1; choose another device").arg(index);
        else if (check.ready && !check.gpuUsable)
            device.problem = Words::tr("no GPU can be used on this machine; choose the CPU");
    } else {
        device.id = u"cpu"_s;
        device.name =
            counted(device.threads, Words::tr("CPU, 1 thread"), Words::tr("CPU, %1 threads"));
        device.memoryTotal = load.memoryTotal > 0 ? load.memoryTotal : check.memoryTotal;
        device.memoryUsed = load.memoryUsed;
    }
    if (asked.dtype == "float16")
        device.problem =
            Words::tr("float16 is not offered by this version; use bfloat16, float32 or auto");
    device.bfloat16 = asked.dtype == "bfloat16" || asked.dtype == "float16" ||
                      (asked.dtype == "auto" && (device.gpu || processorMultipliesBFloat16()));
    return device;
}

QString speedKey(const RunConfig &config, const TargetDevice &device)
{
    const RunConfig::Model &model = config.model;
    return QStringLiteral("%1x%2x%3x%4x%5x%6 micro%7 %8 %9")
               .arg(model.layers)
               .arg(model.hidden)
               .arg(model.heads)
               .arg(model.mlp)
               .arg(model.vocabulary)
               .arg(model.context)
               .arg(config.training.microBatchSize)
               .arg(device.bfloat16 ? "bfloat16"_L1 : "float32"_L1)
               .arg(device.id) %
           (device.gpu ? QString() : u" threads"_s % QString::number(device.threads)) %
           (config.training.dropout > 0 ? u" dropout"_s : QString()) %
           (config.hardware.recompute ? u" recompute"_s : QString());
}

Throughput speedOfEarlierRuns(const QVector<RunInfo> &runs, const QString &key)
{
    Throughput best;
    double newest = 0;
    for (const RunInfo &run : runs) {
        const double speed = run.summary.tokensPerSecond;
        if (!run.config || !run.ofThisMachine || !(speed > 0) || !(run.started > newest))
            continue;
        const RunConfig &config = run.config->record.config;
        TargetDevice device;
        device.id = config.hardware.devices.empty()
                        ? u"cpu"_s
                        : QString::fromStdString(config.hardware.devices.front());
        device.gpu = device.id.startsWith("cuda"_L1);
        device.bfloat16 = config.hardware.dtype == "bfloat16";
        device.threads = static_cast<int>(config.hardware.threads);
        if (speedKey(config, device) != key)
            continue;
        newest = run.started;
        best.source = Throughput::Source::EarlierRun;
        best.tokensPerSecond = speed;
        best.run = run.title.isEmpty() ? run.name : run.title;
    }
    return best;
}

Throughput speedOfMachine(const RunConfig &config, const TargetDevice &device,
                          const MachineCheck::Facts &check)
{
    // Shares of the speed of large matrix products that training of phi-1-nano reached where both
    // were measured: AMD EPYC with AVX-512 and bfloat16, two threads. On GPUs as the paper's.
    double rate = 0; // GFLOP/s
    if (device.gpu)
        rate = 0.4 * (device.bfloat16 ? check.gpuBfloat16 : check.gpuFloat32);
    else
        rate = device.bfloat16 ? 0.34 * check.cpuBfloat16 : 0.75 * check.cpuFloat32;
    // Attention probabilities that are made one sequence at a time.
    if (config.training.dropout > 0 && (device.gpu || device.bfloat16))
        rate *= 0.4;
    if (config.hardware.recompute)
        rate *= 0.77;
    Throughput speed;
    const double operations = trainingOperations(config.model);
    if (rate > 0 && operations > 0) {
        speed.source = Throughput::Source::MachineSpeed;
        speed.tokensPerSecond = rate * 1e9 / operations;
    }
    return speed;
}

double trainingSeconds(const RunConfig &config, double tokensPerSecond)
{
    if (!(tokensPerSecond > 0))
        return 0;
    const auto real = [](std::int64_t value) { return static_cast<double>(value); };
    const double steps = real(config.training.steps);
    const double trained = steps * real(config.training.batchSize) * real(config.model.context);
    const double checks =
        config.evaluation.every > 0 ? std::floor(steps / real(config.evaluation.every)) : 1.0;
    // A forward pass is a third of the work of a step.
    const double evaluated =
        checks * real(config.evaluation.sequences) * real(config.model.context) / 3.0;
    return (trained + evaluated) / tokensPerSecond;
}

RunForecast forecastRun(const RunConfig &config, const MachineCheck::Facts &check,
                        const MachineLoad &load)
{
    RunForecast forecast;
    forecast.parameters = parameterCounts(config.model);
    forecast.tokens = tokenPlan(config);
    forecast.checkpoints = checkpointPlan(config);
    forecast.disk = estimateDisk(config, forecast.tokens);
    forecast.device = targetDevice(config.hardware, check, load);
    forecast.memory = estimateMemory(config, forecast.device.compute());
    if (!forecast.fits())
        forecast.microBatchThatFits =
            microBatchThatFits(config, forecast.device.compute(), forecast.device.memoryTotal);
    return forecast;
}

} // namespace phi1
