// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/compute_commands.h"
#include "core/base/version.h"
#include "model/inference/loaded_engine.h"

extern "C" __attribute__((visibility("default"))) const phi1::ComputeCommands *phi1ComputeCommands()
{
    static const phi1::ComputeCommands commands = {
        .version = phi1::version,
        .forward = phi1::runForward,
        .train = phi1::runTrain,
        .resume = phi1::runResume,
        .bench = phi1::runBench,
        .doctor = phi1::runDoctor,
        .openEngine = phi1::openTorchEngine,
    };
    return &commands;
}
