// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/run_observer.h"

#include <array>
#include <cstdio>

#include "core/base/stop_signals.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

std::string shortNumber(const char *format, double value)
{
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, value);
    return buffer.data();
}

} // namespace

RunObserver::RunObserver(JobWorker &worker, Progress &progress, std::int64_t steps)
    : m_worker(worker)
    , m_progress(progress)
    , m_steps(steps)
{}

// An event that cannot be written is the worker's to report; training goes on without it.
void RunObserver::onStep(const StepReport &report)
{
    m_loss = report.loss;
    Json event = {{"event", "step"},
                  {"step", report.step},
                  {"tokens", report.tokens},
                  {"loss", jsonNumber(report.loss)},
                  {"learning_rate", jsonNumber(report.learningRate)},
                  {"gradient_norm", jsonNumber(report.gradientNorm)},
                  {"tokens_per_second", jsonNumber(report.tokensPerSecond)}};
    if (report.mfu)
        event["mfu"] = jsonNumber(*report.mfu);
    event["memory_bytes"] = report.memoryBytes;
    event["sequences"] = {report.firstSequence, report.sequences};
    (void)m_worker.event(std::move(event));
    m_progress.update(
        report.step, m_steps,
        concat("loss ", shortNumber("%.4f", report.loss),
               m_validationLoss ? shortNumber(" (validation %.4f)", *m_validationLoss) : "", ", ",
               shortNumber("%.1f k tokens/s", report.tokensPerSecond / 1000.0)));
}

void RunObserver::onEvaluation(const EvaluationReport &report)
{
    m_validationLoss = report.loss;
    (void)m_worker.event({{"event", "eval"},
                          {"step", report.step},
                          {"name", "validation"},
                          {"loss", jsonNumber(report.loss)},
                          {"tokens", report.tokens},
                          {"seconds", report.seconds}});
}

void RunObserver::onGeneration(const GenerationReport &report)
{
    (void)m_worker.event({{"event", "generation"},
                          {"step", report.step},
                          {"prompt", report.prompt},
                          {"text", report.text},
                          {"tokens", report.tokens},
                          {"seconds", report.seconds}});
}

void RunObserver::onCheckpoint(const CheckpointReport &report)
{
    m_checkpoint = report.folder;
    (void)m_worker.event({{"event", "checkpoint"},
                          {"step", report.step},
                          {"path", concat("checkpoints/", report.folder.filename())},
                          {"bytes", report.bytes},
                          {"seconds", report.seconds}});
    m_worker.log("info", concat("checkpoint of step ", report.step, " written: ",
                                formatBytes(report.bytes), " in ", formatDuration(report.seconds)));
}

void RunObserver::onAttention(std::int64_t step, const std::filesystem::path &path, double seconds)
{
    (void)m_worker.event({{"event", "attention"},
                          {"step", step},
                          {"path", path.generic_string()},
                          {"seconds", seconds}});
}

void RunObserver::onResumeVerified(std::int64_t step, bool equal)
{
    (void)m_worker.event({{"event", "resume_verified"}, {"step", step}, {"equal", equal}});
    if (!equal)
        onWarning("resume_differs",
                  "the next batch or its loss is not what it was when the checkpoint was written, "
                  "so the run will "
                  "not go through the same numbers; was the data, the thread count or the machine "
                  "changed?",
                  step);
    else
        m_progress.note(concat("resumed at step ", step,
                               ": the next batch and its loss are the same, bit for bit"));
}

void RunObserver::onWarning(std::string_view code, const std::string &message, std::int64_t step)
{
    m_worker.warning(code, message, {{"step", step}});
    m_progress.note(concat("warning: ", message));
}

bool RunObserver::stopRequested()
{
    return StopSignals::stopRequested();
}

bool RunObserver::stopNowRequested()
{
    return StopSignals::stopNowRequested();
}

bool RunObserver::takeCheckpointRequest()
{
    return StopSignals::takeCheckpointRequest();
}

void RunObserver::onStopping()
{
    m_worker.setState(JobState::Stopping);
    m_progress.note("stopping: writing a checkpoint; a second signal stops at once");
}

} // namespace phi1
