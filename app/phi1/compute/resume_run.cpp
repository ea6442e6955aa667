// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/phi1/compute/compute_commands.h"
#include "app/phi1/compute/train_options.h"
#include "app/phi1/compute/training_session.h"
#include "app/phi1/training/run_folder.h"
#include "core/base/files.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// A run that died while its data was being made begins anew with the configuration it left.
Result<void> beginPending(const ResumeOptions &options)
{
    const std::filesystem::path path = pendingRecord(options.run);
    PHI1_ASSIGN(const std::string text, readFile(path, 1u << 20));
    PHI1_ASSIGN(RunRecord record, parseRunRecord(text, path.string()));
    PHI1_ASSIGN(RunConfig config, overrideResumed(record.config, options.overrides));
    PHI1_ASSIGN(const Hardware hardware, chooseRunHardware(config));
    std::optional<OpenedCheckpoint> init;
    if (!config.training.initFrom.empty()) {
        PHI1_ASSIGN(init, openCheckpoint(config.training.initFrom));
    }
    PHI1_ASSIGN(const std::shared_ptr<const Tokenizer> tokenizer,
                chooseTokenizer(config, init ? init->tokenizer : nullptr));
    PHI1_ASSIGN(
        std::unique_ptr<JobWorker> worker,
        JobWorker::start(options.run, {.program = "resume", .arguments = options.arguments}));
    TrainingSession session(options.run, options.output, std::move(worker), hardware);
    return session.end(session.begin(config, std::move(init), tokenizer));
}

/// What earlier resumes changed holds until it is changed again; it stands in the checkpoint.
std::vector<std::string> withEarlierOverrides(const std::optional<VerifiedCheckpoint> &from,
                                              const std::vector<std::string> &overrides)
{
    std::vector<std::string> all = from ? overridesIn(from->state) : std::vector<std::string>();
    all.insert(all.end(), overrides.begin(), overrides.end());
    return all;
}

} // namespace

Result<void> runResume(const ResumeOptions &options)
{
    StopSignals::install();
    std::error_code error;
    if (!std::filesystem::exists(options.run / "run.toml", error) &&
        std::filesystem::exists(pendingRecord(options.run), error))
        return beginPending(options);

    PHI1_ASSIGN(const RunRecord record, readRunRecord(options.run));
    const auto newest = [&]() -> std::optional<VerifiedCheckpoint> {
        Result<VerifiedCheckpoint> found = newestCheckpoint(options.run / "checkpoints", true);
        if (found)
            return std::move(*found);
        if (found.error().code ==
            ErrorCode::Corrupt) // all of them: the run begins anew, and says so
            std::fprintf(stderr, "phi1: warning: %s; starting from step 0\n",
                         found.error().message.c_str());
        return std::nullopt;
    };
    const auto configFor = [&](const std::vector<std::string> &overrides) {
        return overrideResumed(record.config, overrides);
    };
    // Without the lock first: a run that has nothing left to do is not started again.
    {
        const std::optional<VerifiedCheckpoint> from = newest();
        PHI1_ASSIGN(const RunConfig config,
                    configFor(withEarlierOverrides(from, options.overrides)));
        if (from && from->entry.step >= config.training.steps) {
            std::printf(
                "%s is complete: step %lld of %lld; give --set training.steps=N to train on\n",
                options.run.c_str(), static_cast<long long>(from->entry.step),
                static_cast<long long>(config.training.steps));
            return {};
        }
    }
    PHI1_ASSIGN(
        std::unique_ptr<JobWorker> worker,
        JobWorker::start(options.run, {.program = "resume", .arguments = options.arguments}));
    std::optional<VerifiedCheckpoint> from = newest();
    std::vector<std::string> overrides = withEarlierOverrides(from, options.overrides);
    PHI1_ASSIGN(RunConfig config, configFor(overrides));
    PHI1_ASSIGN(const Hardware hardware, chooseRunHardware(config));
    TrainingSession session(options.run, options.output, std::move(worker), hardware);
    return session.end(session.goOn(record, config, std::move(overrides), std::move(from)));
}

} // namespace phi1
