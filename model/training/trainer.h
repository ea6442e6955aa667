// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/base/json.h"
#include "core/base/result.h"
#include "model/architecture/phi_model.h"
#include "model/checkpoints/checkpoint_writer.h"
#include "model/data/sequence_source.h"
#include "model/training/prompt_probe.h"

namespace phi1 {

struct StepReport {
    std::int64_t step = 0;        ///< optimizer steps done, this one included: the first is 1
    std::int64_t tokens = 0;      ///< trained on since the run began
    double loss = 0.0;            ///< mean over the tokens of the step
    double learningRate = 0.0;    ///< of this step
    double gradientNorm = 0.0;    ///< global, before clipping
    double tokensPerSecond = 0.0; ///< of this step alone
    std::optional<double> mfu;    ///< model FLOP utilisation; absent where the peak is unknown
    std::int64_t memoryBytes = 0;
    std::int64_t firstSequence = 0, sequences = 0;
};

struct EvaluationReport {
    std::int64_t step = 0;
    double loss = 0.0; ///< mean over all validation tokens
    std::int64_t tokens = 0;
    double seconds = 0.0;
};

/// One of TrainerOptions::probes, completed from the weights of a step.
struct GenerationReport {
    std::int64_t step = 0;
    std::string prompt;
    std::string text; ///< what the model went on with, UTF-8
    std::int64_t tokens = 0;
    double seconds = 0.0; ///< for all prompts of the step together
};

struct CheckpointReport {
    std::int64_t step = 0;
    std::filesystem::path folder;
    std::uint64_t bytes = 0;
    double seconds = 0.0; ///< the writing took, beside the training
};

/// What happens while a Trainer runs, told on its thread.
class TrainingObserver
{
public:
    virtual ~TrainingObserver() = default;
    virtual void onStep(const StepReport &report) = 0;
    virtual void onEvaluation(const EvaluationReport &report) = 0;
    virtual void onGeneration(const GenerationReport &report) = 0;
    virtual void onCheckpoint(const CheckpointReport &report) = 0;
    virtual void onResumeVerified(std::int64_t step, bool equal) = 0;
    /// @param code  for programs: "non_finite", "checkpoint_failed", …
    virtual void onWarning(std::string_view code, const std::string &message,
                           std::int64_t step) = 0;

    virtual bool stopRequested() = 0;         ///< write a checkpoint and stop
    virtual bool stopNowRequested() = 0;      ///< stop without one
    virtual bool takeCheckpointRequest() = 0; ///< write one and go on
    virtual void onStopping() = 0;            ///< a stop was seen; the checkpoint comes now
};

struct TrainerOptions {
    std::int64_t steps = 1;
    std::int64_t batchSize = 1;      ///< sequences per optimizer step
    std::int64_t microBatchSize = 1; ///< divides batchSize
    std::function<double(std::int64_t stepsDone)> learningRate;
    double weightDecay = 0.0;
    double beta1 = 0.9;
    double beta2 = 0.95;
    double epsilon = 1e-8;
    double gradientClip = 0.0; ///< largest global norm; 0: no clipping
    bool dropout = false;      ///< at the rates of the model's configuration
    std::uint64_t seed = 1;    ///< of dropout

    std::int64_t evaluationEvery = 0;                  ///< steps; 0: at the end only
    std::vector<std::vector<std::int64_t>> validation; ///< context + 1 tokens each

    PromptProbeOptions probes;
    std::int64_t probesEvery = 0; ///< steps; 0: with each evaluation. Always at the end.
    /// Called after the completions of each probe, between two updates: the weights of this step
    /// may be read, not changed.
    std::function<void(std::int64_t step)> atProbe;

    std::filesystem::path checkpoints;
    std::int64_t checkpointEvery = 0; ///< steps; 0: at the end only
    std::int64_t checkpointKeep = 0;
    /// Its files go into every checkpoint; the probes need it too.
    const Tokenizer *tokenizer = nullptr;
    Json checkpointFacts = Json::object(); ///< further fields of state.json

    std::optional<double> peakFlops; ///< of the device, for mfu
    std::function<std::int64_t()> memoryBytes;
};

enum class TrainingEnd { Complete, Stopped, StoppedNow };

/// Trains a model: accumulates gradients over micro-batches, clips them by their global norm,
/// updates with AdamW, evaluates, completes prompts, and writes checkpoints in the background.
///
/// Every random choice is a function of (seed, step), and all that a step depends on is in a
/// checkpoint: a run that was stopped anywhere and resumed goes through the same numbers, bit for
/// bit, on the same instruction set and thread count.
///
/// A loss or gradient that is not finite is not learned from: the weights stay, the step is
/// reported with its loss and a warning. Three such steps in a row end the run with an error.
///
/// FLOPs for mfu: 6·N + 12·L·C·T per token, N parameters without the input embedding.
class Trainer
{
public:
    /// @param source  outlives the trainer
    Trainer(PhiModel &model, const SequenceSource &source, TrainerOptions options,
            TrainingObserver &observer);
    ~Trainer();

    /// Takes weights, moments and position from a verified checkpoint, and checks that the next
    /// batch and the loss of its first micro-batch are what they were when it was written.
    Result<void> resume(const std::filesystem::path &checkpoint, const Json &state);

    /// Runs to options.steps, or to a stop. An error leaves the last checkpoint as it is.
    Result<TrainingEnd> run();

    std::int64_t stepsDone() const { return m_step; }

private:
    struct Batch {
        at::Tensor ids, targets; ///< [batchSize, T] int64 on the device
    };
    struct Gradient {
        double loss = 0.0;
        double norm = 0.0;
        bool finite = false;
        bool interrupted = false;
    };

    Result<void> begin();
    Result<Batch> readBatch(std::int64_t step) const;
    Result<Gradient> computeGradient(std::int64_t step);
    void update(const Gradient &gradient, double rate);
    Result<void> trainStep(bool &interrupted);
    Result<void> skipStep(double loss, double norm);
    void evaluate();
    void generate();
    Result<Json> nextBatchFacts() const;
    Result<void> startCheckpoint();
    void reportCheckpoint();
    Result<void> finalCheckpoint();
    bool isDue(std::int64_t every) const;

    PhiModel &m_model;
    const SequenceSource &m_source;
    const TrainerOptions m_options;
    TrainingObserver &m_observer;

    at::Tensor m_firstMoment, m_secondMoment; ///< flat, as the parameters
    std::int64_t m_step = 0;                  ///< steps done
    std::int64_t m_optimizerStep = 0;         ///< updates done: steps without the skipped ones
    std::int64_t m_resumedFrom = 0;
    int m_skippedInARow = 0;
    bool m_checkpointWanted = false;
    std::optional<std::int64_t> m_lastGoodCheckpoint;
    std::optional<double> m_validationLoss; ///< at m_step
    double m_lastLoss = 0.0;
    std::unique_ptr<CheckpointWriter> m_writer;
    std::unique_ptr<PromptProbe> m_probe; ///< null: nothing to complete
};

} // namespace phi1
