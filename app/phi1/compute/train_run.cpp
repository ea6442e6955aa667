// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/train_options.h"
#include "app/phi1/compute/training_session.h"
#include "core/base/stop_signals.h"

namespace phi1 {

Result<void> runTrain(const TrainOptions &options)
{
    StopSignals::install();
    RunConfig config = options.config;
    PHI1_ASSIGN(const Hardware hardware, chooseRunHardware(config));
    // Everything that can be wrong with the inputs is found before there is a run folder.
    std::optional<OpenedCheckpoint> init;
    if (!config.training.initFrom.empty()) {
        PHI1_ASSIGN(init, openCheckpoint(config.training.initFrom));
        for (const std::string &warning : init->warnings)
            std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
    }
    PHI1_ASSIGN(const std::shared_ptr<const Tokenizer> tokenizer,
                chooseTokenizer(config, init ? init->tokenizer : nullptr));
    PHI1_TRY(chooseShape(config, init ? &*init : nullptr, tokenizer.get()));

    PHI1_ASSIGN(
        std::unique_ptr<JobWorker> worker,
        JobWorker::start(options.run, {.program = "train", .arguments = options.arguments}));
    TrainingSession session(options.run, options.output, std::move(worker), hardware);
    return session.end(session.begin(config, std::move(init), tokenizer));
}

} // namespace phi1
