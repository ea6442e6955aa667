// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/phi1/command_line.h"
#include "app/phi1/training/run_inputs.h"
#include "core/jobs/job_worker.h"
#include "core/runs/run_config.h"
#include "model/architecture/phi_model.h"
#include "model/checkpoints/checkpoint.h"
#include "model/kernels/hardware.h"

namespace phi1 {

/// What `train` and `resume` share from the moment a worker holds the run's lock: preparing the
/// data, building the model, training, and saying how it ended.
class TrainingSession
{
public:
    TrainingSession(std::filesystem::path run, OutputOptions output,
                    std::unique_ptr<JobWorker> worker, Hardware hardware);

    /// A run that begins: makes its data, writes run.toml, trains. `init`: the checkpoint of
    /// training.init_from.
    Result<void> begin(const RunConfig &config, std::optional<OpenedCheckpoint> init,
                       std::shared_ptr<const Tokenizer> tokenizer);

    /// A run that goes on from `from`, or from its beginning if it has no checkpoint yet.
    Result<void> goOn(const RunRecord &record, const RunConfig &config,
                      std::vector<std::string> overrides, std::optional<VerifiedCheckpoint> from);

    /// Ends the job with what came of it and hands the result on.
    Result<void> end(Result<void> result);

private:
    Result<RunInputs>
    readyInputs(const std::function<Result<RunInputs>(const InputProgress &)> &make);
    Result<void> hello(std::int64_t fromStep, const std::vector<std::string> &overrides);
    Result<void> train(const RunRecord &record, const RunConfig &config, const RunInputs &inputs,
                       std::optional<OpenedCheckpoint> init, const VerifiedCheckpoint *from,
                       const std::vector<std::string> &overrides);

    const std::filesystem::path m_run;
    const OutputOptions m_output;
    std::unique_ptr<JobWorker> m_worker;
    const Hardware m_hardware;
    std::string m_end = "complete"; ///< reason in `bye`
};

/// Chooses device, type and threads by hardware.* and writes what they came to back into the
/// configuration, so that a resumed run computes alike.
Result<Hardware> chooseRunHardware(RunConfig &config);

/// The shape of the model that `config` asks for; with `init`, that checkpoint's, which must agree
/// wherever `config` says something. Fills in what `config` left open.
Result<PhiConfig> chooseShape(RunConfig &config, const OpenedCheckpoint *init,
                              const Tokenizer *tokenizer);

} // namespace phi1
