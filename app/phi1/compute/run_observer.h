// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/phi1/progress.h"
#include "core/jobs/job_worker.h"
#include "model/training/trainer.h"

namespace phi1 {

/// Turns what the trainer tells into events of the run and a bar for people.
class RunObserver final : public TrainingObserver
{
public:
    RunObserver(JobWorker &worker, Progress &progress, std::int64_t steps);

    void onStep(const StepReport &report) override;
    void onEvaluation(const EvaluationReport &report) override;
    void onGeneration(const GenerationReport &report) override;
    void onCheckpoint(const CheckpointReport &report) override;
    void onResumeVerified(std::int64_t step, bool equal) override;
    void onWarning(std::string_view code, const std::string &message, std::int64_t step) override;
    bool stopRequested() override;
    bool stopNowRequested() override;
    bool takeCheckpointRequest() override;
    void onStopping() override;

    /// A record of attention was written. @param path  relative to the run
    void onAttention(std::int64_t step, const std::filesystem::path &path, double seconds);

    double lastLoss() const { return m_loss; }
    std::optional<double> lastValidationLoss() const { return m_validationLoss; }
    const std::filesystem::path &lastCheckpoint() const { return m_checkpoint; }

private:
    JobWorker &m_worker;
    Progress &m_progress;
    const std::int64_t m_steps;
    double m_loss = 0.0;
    std::optional<double> m_validationLoss;
    std::filesystem::path m_checkpoint;
};

} // namespace phi1
