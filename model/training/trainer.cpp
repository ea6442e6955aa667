// SPDX-License-Identifier: Apache-2.0
#include "model/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros_like.h>

#include "core/base/failpoint.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "model/checkpoints/checkpoint.h"
#include "model/kernels/optimizer.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

constexpr int skippedStepsThatStop = 3;

/// [rows, T] ids and targets from rows of T + 1 tokens.
std::pair<at::Tensor, at::Tensor> idsAndTargets(const at::Tensor &tokens, at::Device device)
{
    const std::int64_t context = tokens.size(1) - 1;
    return {tokens.narrow(1, 0, context).contiguous().to(device),
            tokens.narrow(1, 1, context).contiguous().to(device)};
}

} // namespace

Trainer::Trainer(PhiModel &model, const SequenceSource &source, TrainerOptions options,
                 TrainingObserver &observer)
    : m_model(model)
    , m_source(source)
    , m_options(std::move(options))
    , m_observer(observer)
    , m_firstMoment(at::zeros_like(model.parameters().values()))
    , m_secondMoment(at::zeros_like(model.parameters().values()))
{}

Trainer::~Trainer() = default;

Result<void> Trainer::begin()
{
    if (m_writer)
        return {};
    PHI1_ASSIGN(CheckpointLayout layout,
                checkpointLayout(m_model.config(), m_model.parameters(), m_options.tokenizer));
    m_writer = std::make_unique<CheckpointWriter>(m_options.checkpoints, std::move(layout),
                                                  m_options.checkpointKeep);
    if (!m_options.probes.prompts.empty() && m_options.tokenizer)
        m_probe = std::make_unique<PromptProbe>(m_model, *m_options.tokenizer, m_options.probes);
    return {};
}

Result<void> Trainer::resume(const std::filesystem::path &checkpoint, const Json &state)
{
    for (const char *key : {"step", "optimizer_step"}) {
        if (!state.contains(key) || !state[key].is_number_integer() || state[key] < 0)
            return failure(ErrorCode::Corrupt,
                           concat(checkpoint / "state.json", " has no valid \"", key, "\""));
    }
    PHI1_ASSIGN(const CheckpointLayout layout,
                checkpointLayout(m_model.config(), m_model.parameters(), m_options.tokenizer));
    PHI1_TRY(readTrainingTensors(checkpoint, layout, m_model.parameters().values(), m_firstMoment,
                                 m_secondMoment));
    m_model.weightsChanged();
    m_step = state["step"].get<std::int64_t>();
    m_optimizerStep = state["optimizer_step"].get<std::int64_t>();
    m_skippedInARow = state.value("skipped_in_a_row", 0);
    m_resumedFrom = m_step;
    m_lastGoodCheckpoint = m_step;
    // The last checkpoint of a complete run has no next batch; one that trains on has no record.
    if (m_step < m_options.steps && state.contains("next_batch") &&
        state["next_batch"].is_object()) {
        PHI1_ASSIGN(const Json facts, nextBatchFacts());
        m_observer.onResumeVerified(m_step, facts == state["next_batch"]);
    }
    return {};
}

Result<TrainingEnd> Trainer::run()
{
    PHI1_TRY(begin());
    while (m_step < m_options.steps) {
        reportCheckpoint();
        if (m_observer.stopNowRequested())
            return TrainingEnd::StoppedNow;
        if (m_observer.stopRequested()) {
            m_observer.onStopping();
            PHI1_TRY(finalCheckpoint());
            return TrainingEnd::Stopped;
        }
        if (m_observer.takeCheckpointRequest())
            m_checkpointWanted = true;
        if (std::exchange(m_checkpointWanted, false) && m_lastGoodCheckpoint != m_step) {
            // One is written at a time. Where they fall due faster than the disk takes them,
            // training waits, so that a checkpoint is always of the step it was asked for.
            m_writer->wait();
            reportCheckpoint();
            PHI1_TRY(startCheckpoint());
        }
        bool interrupted = false;
        PHI1_TRY(trainStep(interrupted));
        if (interrupted)
            return TrainingEnd::StoppedNow;
        const bool last = m_step == m_options.steps;
        const bool checkpointDue = isDue(m_options.checkpointEvery);
        const bool evaluationDue = last || isDue(m_options.evaluationEvery) ||
                                   (checkpointDue && m_options.evaluationEvery > 0);
        if (evaluationDue)
            evaluate();
        if (last || (m_options.probesEvery > 0 ? isDue(m_options.probesEvery) : evaluationDue)) {
            generate();
            if (m_options.atProbe)
                m_options.atProbe(m_step);
        }
        if (checkpointDue && !last)
            m_checkpointWanted = true;
    }
    PHI1_TRY(finalCheckpoint());
    return TrainingEnd::Complete;
}

bool Trainer::isDue(std::int64_t every) const
{
    return every > 0 && m_step % every == 0;
}

Result<Trainer::Batch> Trainer::readBatch(std::int64_t step) const
{
    const std::int64_t length = m_source.context() + 1;
    const at::Tensor tokens = at::empty({m_options.batchSize, length}, at::kLong);
    auto *data = tokens.mutable_data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < m_options.batchSize; ++row) {
        PHI1_TRY(m_source.read(static_cast<std::uint64_t>(step * m_options.batchSize + row),
                               std::span(data + row * length, static_cast<std::size_t>(length))));
    }
    auto [ids, targets] = idsAndTargets(tokens, m_model.device());
    return Batch{std::move(ids), std::move(targets)};
}

Result<Trainer::Gradient> Trainer::computeGradient(std::int64_t step)
{
    PHI1_ASSIGN(const Batch batch, readBatch(step));
    const std::int64_t micro = m_options.microBatchSize;
    const auto tokens = static_cast<double>(batch.ids.numel());
    const auto scale = static_cast<float>(1.0 / tokens);
    Gradient gradient;
    at::Tensor losses; // stays on the device: reading each would wait for it
    for (std::int64_t row = 0, index = 0; row < m_options.batchSize; row += micro, ++index) {
        if (m_observer.stopNowRequested()) {
            gradient.interrupted = true;
            return gradient;
        }
        const DropoutKey key{m_options.seed, static_cast<std::uint64_t>(step),
                             static_cast<std::uint64_t>(index)};
        const at::Tensor loss = m_model.accumulateGradients(
            batch.ids.narrow(0, row, micro), batch.targets.narrow(0, row, micro), scale,
            m_options.dropout ? &key : nullptr);
        const at::Tensor wide = loss.to(at::kDouble);
        if (losses.defined())
            losses.add_(wide);
        else
            losses = wide;
    }
    gradient.loss = losses.item<double>() / tokens;
    gradient.norm = std::sqrt(squaredNorm(m_model.parameters().gradients()));
    if (passFailpoint("training-loss").action == FailpointAction::NotANumber)
        gradient.loss = std::numeric_limits<double>::quiet_NaN();
    gradient.finite = std::isfinite(gradient.loss) && std::isfinite(gradient.norm);
    return gradient;
}

void Trainer::update(const Gradient &gradient, double rate)
{
    // As torch.nn.utils.clip_grad_norm_ has it, so that results can be compared.
    const double clip = m_options.gradientClip;
    const double scale = clip > 0.0 ? std::min(1.0, clip / (gradient.norm + 1e-6)) : 1.0;
    ParameterSet &parameters = m_model.parameters();
    adamwUpdate(parameters.values(), parameters.gradients(), m_firstMoment, m_secondMoment,
                parameters.decayedCount(), rate, m_options.beta1, m_options.beta2,
                m_options.epsilon, m_options.weightDecay, ++m_optimizerStep, scale);
    m_model.weightsChanged();
}

Result<void> Trainer::trainStep(bool &interrupted)
{
    const Clock::time_point begin = Clock::now();
    const double rate = m_options.learningRate(m_step);
    PHI1_ASSIGN(const Gradient gradient, computeGradient(m_step));
    interrupted = gradient.interrupted;
    if (interrupted)
        return {};
    if (gradient.finite)
        update(gradient, rate);
    else
        m_model.parameters().gradients().zero_();
    m_validationLoss.reset();
    m_lastLoss = gradient.loss;
    const std::int64_t first = m_step * m_options.batchSize;
    ++m_step;

    const std::int64_t tokens = m_options.batchSize * m_source.context();
    StepReport report;
    report.step = m_step;
    report.tokens = m_step * tokens;
    report.loss = gradient.loss;
    report.learningRate = rate;
    report.gradientNorm = gradient.norm;
    report.tokensPerSecond = static_cast<double>(tokens) / secondsSince(begin);
    if (m_options.peakFlops) {
        const PhiConfig &config = m_model.config();
        const double perToken =
            6.0 * static_cast<double>(config.parameterCount() - config.vocabulary * config.hidden) +
            12.0 * static_cast<double>(config.layers * config.hidden * m_source.context());
        report.mfu = perToken * report.tokensPerSecond / *m_options.peakFlops;
    }
    report.memoryBytes = m_options.memoryBytes ? m_options.memoryBytes() : 0;
    report.firstSequence = first;
    report.sequences = m_options.batchSize;
    m_observer.onStep(report);
    if (!gradient.finite)
        return skipStep(gradient.loss, gradient.norm);
    m_skippedInARow = 0;
    return {};
}

Result<void> Trainer::skipStep(double loss, double norm)
{
    ++m_skippedInARow;
    m_observer.onWarning("non_finite",
                         concat("step ", m_step, " was skipped: its loss is ", loss,
                                " and its gradient norm ", norm, "; the weights were left alone"),
                         m_step);
    if (m_skippedInARow < skippedStepsThatStop)
        return {};
    m_writer->wait();
    reportCheckpoint();
    return failure(
        ErrorCode::Incompatible,
        concat(skippedStepsThatStop, " steps in a row up to step ", m_step,
               " had a loss or gradient that is not finite; training stops. ",
               m_lastGoodCheckpoint
                   ? concat("The last good checkpoint is ",
                            m_options.checkpoints / checkpointName(*m_lastGoodCheckpoint),
                            "; train from it with a lower training.learning_rate or a smaller "
                            "training.gradient_clip")
                   : std::string("There is no checkpoint yet; train with a lower "
                                 "training.learning_rate or a smaller training.gradient_clip")));
}

void Trainer::evaluate()
{
    if (m_options.validation.empty())
        return;
    const Clock::time_point begin = Clock::now();
    const std::int64_t length = m_source.context() + 1;
    const auto count = static_cast<std::int64_t>(m_options.validation.size());
    double sum = 0.0;
    for (std::int64_t row = 0; row < count; row += m_options.microBatchSize) {
        const std::int64_t rows = std::min(m_options.microBatchSize, count - row);
        const at::Tensor tokens = at::empty({rows, length}, at::kLong);
        for (std::int64_t i = 0; i < rows; ++i) {
            const auto &sequence = m_options.validation[static_cast<std::size_t>(row + i)];
            std::copy(sequence.begin(), sequence.end(),
                      tokens.mutable_data_ptr<std::int64_t>() + i * length);
        }
        const auto [ids, targets] = idsAndTargets(tokens, m_model.device());
        sum += m_model.loss(ids, targets).item<double>();
    }
    const std::int64_t tokens = count * (length - 1);
    m_validationLoss = sum / static_cast<double>(tokens);
    m_observer.onEvaluation({.step = m_step,
                             .loss = *m_validationLoss,
                             .tokens = tokens,
                             .seconds = secondsSince(begin)});
}

void Trainer::generate()
{
    if (!m_probe)
        return;
    const Clock::time_point begin = Clock::now();
    auto completions = m_probe->complete([this] { return m_observer.stopNowRequested(); });
    if (!completions) {
        // The same prompts would fail each time.
        m_observer.onWarning("probes_failed",
                             concat("probes.prompts cannot be completed and are left out from now "
                                    "on: ",
                                    completions.error().message),
                             m_step);
        m_probe.reset();
        return;
    }
    const double seconds = secondsSince(begin);
    for (ProbeCompletion &completion : *completions)
        m_observer.onGeneration({.step = m_step,
                                 .prompt = std::move(completion.prompt),
                                 .text = std::move(completion.text),
                                 .tokens = completion.tokens,
                                 .seconds = seconds});
}

Result<Json> Trainer::nextBatchFacts() const
{
    PHI1_ASSIGN(const Batch batch, readBatch(m_step));
    Hash128 hash;
    for (const at::Tensor *part : {&batch.ids, &batch.targets}) {
        const at::Tensor host = part->to(at::kCPU).contiguous();
        hash.update(std::as_bytes(std::span(host.const_data_ptr<std::int64_t>(),
                                            static_cast<std::size_t>(host.numel()))));
    }
    const at::Tensor loss = m_model.loss(batch.ids.narrow(0, 0, m_options.microBatchSize),
                                         batch.targets.narrow(0, 0, m_options.microBatchSize));
    return Json{{"hash", hash.hex()}, {"loss", jsonNumber(loss.item<double>())}};
}

Result<void> Trainer::startCheckpoint()
{
    Json state = m_options.checkpointFacts;
    state["step"] = m_step;
    state["optimizer_step"] = m_optimizerStep;
    state["skipped_in_a_row"] = m_skippedInARow;
    state["tokens"] = m_step * m_options.batchSize * m_source.context();
    state["next_sequence"] = m_step * m_options.batchSize;
    state["learning_rate"] = m_options.learningRate(m_step);
    state["random"] = {{"generator", "philox4x32-10"}, {"seed", m_options.seed}, {"step", m_step}};
    state["loss"] = jsonNumber(m_lastLoss);
    if (m_validationLoss)
        state["validation_loss"] = jsonNumber(*m_validationLoss);
    PHI1_ASSIGN(state["next_batch"], nextBatchFacts());
    m_writer->start(m_model.parameters().values(), m_firstMoment, m_secondMoment, m_step,
                    std::move(state));
    return {};
}

void Trainer::reportCheckpoint()
{
    const std::optional<CheckpointWriter::Outcome> outcome = m_writer->takeOutcome();
    if (!outcome)
        return;
    if (outcome->bytes) {
        m_lastGoodCheckpoint = outcome->step;
        m_observer.onCheckpoint(
            {outcome->step, outcome->folder, *outcome->bytes, outcome->seconds});
        return;
    }
    m_observer.onWarning(
        "checkpoint_failed",
        concat("the checkpoint of step ", outcome->step, " could not be written: ",
               outcome->bytes.error().message, "; training goes on, the last good checkpoint is ",
               m_lastGoodCheckpoint ? checkpointName(*m_lastGoodCheckpoint) : std::string("none")),
        outcome->step);
}

Result<void> Trainer::finalCheckpoint()
{
    m_writer->wait();
    reportCheckpoint();
    if (m_lastGoodCheckpoint == m_step)
        return {};
    PHI1_TRY(startCheckpoint());
    m_writer->wait();
    std::optional<CheckpointWriter::Outcome> outcome = m_writer->takeOutcome();
    if (outcome && outcome->bytes) {
        m_lastGoodCheckpoint = outcome->step;
        m_observer.onCheckpoint(
            {outcome->step, outcome->folder, *outcome->bytes, outcome->seconds});
        return {};
    }
    return failure(
        ErrorCode::Io,
        concat("the checkpoint of step ", m_step, " could not be written: ",
               outcome ? outcome->bytes.error().message : std::string("no outcome"),
               "; the last good checkpoint is ",
               m_lastGoodCheckpoint ? checkpointName(*m_lastGoodCheckpoint) : std::string("none"),
               "; make room and resume"));
}

} // namespace phi1
