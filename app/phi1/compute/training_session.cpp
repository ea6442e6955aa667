// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/training_session.h"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

#include <ATen/Version.h>

#include "app/phi1/compute/attention_recording.h"
#include "app/phi1/compute/run_observer.h"
#include "app/phi1/progress.h"
#include "app/phi1/training/run_folder.h"
#include "core/base/files.h"
#include "core/base/sealed_folder.h"
#include "core/base/stop_signals.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "model/architecture/load_parameters.h"
#include "model/training/trainer.h"

namespace phi1 {

namespace {

std::string deviceName(const Hardware &hardware)
{
    return hardware.device.str();
}

std::string dtypeName(at::ScalarType type)
{
    return type == at::kBFloat16 ? "bfloat16" : "float32";
}

/// Bytes of this process that are in memory; 0 where /proc does not say.
std::int64_t residentBytes()
{
    long long pages = 0;
    long long resident = 0;
    if (std::FILE *file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lld %lld", &pages, &resident) != 2)
            resident = 0;
        std::fclose(file);
    }
    return resident * ::sysconf(_SC_PAGESIZE);
}

std::function<std::int64_t()> memoryMeter(const Hardware &hardware)
{
    if (hardware.device.is_cuda()) {
        if (const auto backend = openDeviceBackend()) {
            const int index = hardware.device.has_index() ? hardware.device.index() : 0;
            return [backend = *backend, index] { return backend->memoryInUse(index); };
        }
    }
    return residentBytes;
}

/// Dense bfloat16 peak of accelerators we know, for mfu; a processor's depends on its clock, so
/// none.
std::optional<double> peakFlops(const Hardware &hardware)
{
    if (!hardware.device.is_cuda() || hardware.dtype != at::kBFloat16)
        return std::nullopt;
    const auto backend = openDeviceBackend();
    if (!backend)
        return std::nullopt;
    const std::string name = (*backend)->name();
    if (name.find("H100") != std::string::npos || name.find("H200") != std::string::npos)
        return 989e12;
    if (name.find("A100") != std::string::npos)
        return 312e12;
    if (name.find("4090") != std::string::npos)
        return 165.2e12;
    return std::nullopt;
}

Result<void> requireSame(const char *key, std::int64_t asked, std::int64_t found,
                         const OpenedCheckpoint &init)
{
    if (asked == 0 || asked == found)
        return {};
    return failure(ErrorCode::Incompatible,
                   concat("training.init_from, ", init.folder, ", has ", key, " = ", found,
                          ", the configuration asks for ", asked,
                          "; leave the shape to the checkpoint or give --set model.", key, "=",
                          found));
}

} // namespace

Result<Hardware> chooseRunHardware(RunConfig &config)
{
    RunConfig::Hardware &asked = config.hardware;
    if (asked.devices.size() > 1)
        return failure(ErrorCode::Usage, concat("hardware.devices names ", asked.devices.size(),
                                                " devices; a run trains on one so far"));
    PHI1_ASSIGN(const Hardware hardware, chooseHardware(asked.devices.front(), asked.dtype,
                                                        static_cast<int>(asked.threads)));
    asked.devices = {deviceName(hardware)};
    asked.dtype = dtypeName(hardware.dtype);
    asked.threads = hardware.threads;
    return hardware;
}

Result<PhiConfig> chooseShape(RunConfig &config, const OpenedCheckpoint *init,
                              const Tokenizer *tokenizer)
{
    RunConfig::Model &model = config.model;
    PhiConfig shape;
    if (init) {
        shape = init->config;
        PHI1_TRY(requireSame("layers", model.layers, shape.layers, *init));
        PHI1_TRY(requireSame("hidden", model.hidden, shape.hidden, *init));
        PHI1_TRY(requireSame("heads", model.heads, shape.heads, *init));
        PHI1_TRY(requireSame("mlp", model.mlp, shape.mlp, *init));
        PHI1_TRY(requireSame("vocabulary", model.vocabulary, shape.vocabulary, *init));
        PHI1_TRY(requireSame("rotary", model.rotary, shape.rotary, *init));
        if (model.context > shape.context)
            PHI1_TRY(requireSame("context", model.context, shape.context, *init));
        if (model.context == 0)
            model.context = shape.context;
    } else {
        if (model.vocabulary == 0 && tokenizer)
            model.vocabulary = tokenizer->vocabularySize();
        if (model.vocabulary == 0)
            return failure(
                ErrorCode::Usage,
                "model.vocabulary is missing, expected the size of the vocabulary that is to "
                "be trained on the builtin data, for example 1024");
        shape = PhiConfig{.layers = model.layers,
                          .hidden = model.hidden,
                          .heads = model.heads,
                          .mlp = model.mlp,
                          .vocabulary = model.vocabulary,
                          .context = model.context,
                          .rotary = model.rotary};
    }
    model.layers = shape.layers;
    model.hidden = shape.hidden;
    model.heads = shape.heads;
    model.mlp = shape.mlp;
    model.vocabulary = shape.vocabulary;
    model.rotary = shape.rotary;
    const double dropout = config.training.dropout;
    shape.attentionDropout = shape.residualDropout = shape.embeddingDropout = dropout;
    if (tokenizer) {
        if (tokenizer->vocabularySize() > shape.vocabulary)
            return failure(ErrorCode::Incompatible,
                           concat("the tokenizer has ", tokenizer->vocabularySize(),
                                  " ids, the model a vocabulary of ", shape.vocabulary,
                                  " rows; expected at least as many rows as ids: raise "
                                  "model.vocabulary or use the model's own tokenizer"));
        shape.bosToken = shape.eosToken = tokenizer->endOfText();
    }
    PHI1_TRY(checkShape(config));
    PHI1_TRY(shape.validate("the configuration"));
    return shape;
}

TrainingSession::TrainingSession(std::filesystem::path run, OutputOptions output,
                                 std::unique_ptr<JobWorker> worker, Hardware hardware)
    : m_run(std::move(run))
    , m_output(output)
    , m_worker(std::move(worker))
    , m_hardware(hardware)
{}

Result<RunInputs>
TrainingSession::readyInputs(const std::function<Result<RunInputs>(const InputProgress &)> &make)
{
    std::string now;
    std::unique_ptr<Progress> bar;
    std::int64_t reported = 0;
    return make([&](const std::string &what, std::int64_t done, std::int64_t total) {
        if (what != now) {
            now = what;
            bar = std::make_unique<Progress>(m_output, what, "documents");
            reported = 0;
        }
        bar->update(done, total);
        if (done - reported >= 2000 || done == total) {
            reported = done;
            (void)m_worker->event({{"event", "progress"},
                                   {"done", done},
                                   {"total", total},
                                   {"unit", "documents"},
                                   {"eta", jsonNumber(bar->secondsLeft())}});
        }
        return !StopSignals::stopRequested();
    });
}

Result<void> TrainingSession::hello(std::int64_t fromStep,
                                    const std::vector<std::string> &overrides)
{
    return m_worker->hello({{"from_step", fromStep},
                            {"overrides", overrides},
                            {"threads", m_hardware.threads},
                            {"devices", {deviceName(m_hardware)}},
                            {"dtype", dtypeName(m_hardware.dtype)},
                            {"cpu_capability", at::get_cpu_capability()}});
}

Result<void> TrainingSession::begin(const RunConfig &asked, std::optional<OpenedCheckpoint> init,
                                    std::shared_ptr<const Tokenizer> tokenizer)
{
    RunConfig config = asked;
    PHI1_TRY(hello(0, {}));
    removeLeftovers(m_run / "data");
    PHI1_TRY(writeFileAtomically(pendingRecord(m_run),
                                 toToml({.config = config, .inputs = {.program = version}})));
    PHI1_ASSIGN(const RunInputs inputs, readyInputs([&](const InputProgress &progress) {
                    return prepareRunInputs(config, m_run, tokenizer, progress);
                }));
    RunRecord record{.config = config,
                     .inputs = {.program = version,
                                .train = inputs.train,
                                .validation = inputs.validation,
                                .tokenizerFingerprint = inputs.tokenizer->fingerprint()}};
    if (init) {
        record.inputs.initCheckpoint = init->folder.string();
        record.inputs.initFingerprint = init->weights.fingerprint();
    }
    PHI1_TRY(writeFileAtomically(m_run / "run.toml", toToml(record)));
    std::error_code ignored; // a pending record beside run.toml says nothing
    std::filesystem::remove(pendingRecord(m_run), ignored);
    if (init) {
        // The other run's retention must know; where its folder is read-only nothing removes it
        // either.
        if (const auto marked = markUsed(std::filesystem::absolute(init->folder), m_run); !marked)
            m_worker->log("warning", marked.error().message);
    }
    return train(record, config, inputs, std::move(init), nullptr, {});
}

Result<void> TrainingSession::goOn(const RunRecord &record, const RunConfig &config,
                                   std::vector<std::string> overrides,
                                   std::optional<VerifiedCheckpoint> from)
{
    PHI1_TRY(hello(from ? from->entry.step : 0, overrides));
    removeLeftovers(m_run / "checkpoints");
    removeLeftovers(m_run / "data");
    std::shared_ptr<const Tokenizer> tokenizer;
    std::optional<OpenedCheckpoint> init;
    if (from) {
        for (const std::string &warning : from->warnings) {
            m_worker->warning("checkpoint_damaged", warning, {{"step", from->entry.step}});
            std::fprintf(stderr, "phi1: warning: %s\n", warning.c_str());
        }
        PHI1_ASSIGN(tokenizer, loadTokenizer(from->entry.folder));
    } else if (!record.inputs.initCheckpoint.empty()) {
        PHI1_ASSIGN(init, openCheckpoint(record.inputs.initCheckpoint));
        if (init->weights.fingerprint() != record.inputs.initFingerprint)
            return failure(ErrorCode::Incompatible,
                           concat(record.inputs.initCheckpoint,
                                  " is not the checkpoint this run began with: its weights "
                                  "have another fingerprint than run.toml says"));
        tokenizer = init->tokenizer;
    }
    PHI1_ASSIGN(const RunInputs inputs, readyInputs([&](const InputProgress &progress) {
                    return restoreRunInputs(record, m_run, tokenizer, progress);
                }));
    return train(record, config, inputs, std::move(init), from ? &*from : nullptr, overrides);
}

Result<void> TrainingSession::train(const RunRecord &record, const RunConfig &config,
                                    const RunInputs &inputs, std::optional<OpenedCheckpoint> init,
                                    const VerifiedCheckpoint *from,
                                    const std::vector<std::string> &overrides)
{
    RunConfig filled = config;
    PHI1_ASSIGN(const PhiConfig shape,
                chooseShape(filled, init ? &*init : nullptr, inputs.tokenizer.get()));
    const RunConfig::Training &training = filled.training;
    const auto seed = static_cast<std::uint64_t>(training.seed);
    PHI1_ASSIGN(const SequenceSource source,
                SequenceSource::open(sequenceInputs(record.inputs.train, m_run),
                                     filled.model.context, seed));
    for (const TokenDataset &dataset : source.datasets())
        PHI1_TRY(dataset.requireVocabulary(shape.vocabulary));

    PhiModel model(shape, m_hardware.device, m_hardware.dtype);
    model.setRecomputation(filled.hardware.recompute);
    if (init) {
        PHI1_TRY(loadParameters(init->weights, init->folder.string(), shape, model.parameters()));
        model.weightsChanged();
        init.reset();
    } else if (!from) {
        model.initialise(seed);
    }

    TrainerOptions options;
    options.steps = training.steps;
    options.batchSize = training.batchSize;
    options.microBatchSize = training.microBatchSize;
    options.learningRate = [schedule = learningRateSchedule(filled)](std::int64_t stepsDone) {
        return learningRate(schedule, stepsDone);
    };
    options.weightDecay = training.weightDecay;
    options.beta1 = training.beta1;
    options.beta2 = training.beta2;
    options.epsilon = training.epsilon;
    options.gradientClip = training.gradientClip;
    options.dropout = training.dropout > 0.0;
    options.seed = seed;
    options.evaluationEvery = filled.evaluation.every;
    PHI1_ASSIGN(options.validation,
                validationSequences(datasetFolders(record.inputs.validation, m_run),
                                    filled.model.context, filled.evaluation.sequences));
    options.probes.prompts = filled.probes.prompts;
    options.probesEvery = filled.probes.every;
    options.checkpoints = m_run / "checkpoints";
    options.checkpointEvery = filled.checkpoint.every;
    options.checkpointKeep = filled.checkpoint.keep;
    options.tokenizer = inputs.tokenizer.get();
    options.checkpointFacts = {{"format", RunRecord::format},
                               {"program", version},
                               {"schedule",
                                {{"shape", training.schedule},
                                 {"learning_rate", training.learningRate},
                                 {"warmup_steps", training.warmupSteps},
                                 {"steps", training.steps},
                                 {"final_learning_rate", training.finalLearningRate}}},
                               {"threads", m_hardware.threads},
                               {"device", deviceName(m_hardware)},
                               {"dtype", dtypeName(m_hardware.dtype)},
                               {"cpu_capability", at::get_cpu_capability()},
                               {"overrides", overrides}};
    options.peakFlops = peakFlops(m_hardware);
    options.memoryBytes = memoryMeter(m_hardware);
    const bool evaluates = !options.validation.empty();

    Progress progress(m_output, "Training", "steps");
    RunObserver observer(*m_worker, progress, training.steps);
    if (!evaluates)
        observer.onWarning(
            "no_validation",
            "the validation parts hold no whole sequence, so there is no validation loss", 0);
    const bool onExercises = std::any_of(
        record.config.data.train.begin(), record.config.data.train.end(),
        [](const DataSource &data) { return data.path.starts_with("builtin:exercises"); });
    if (onExercises && training.initFrom.empty())
        observer.onWarning("random_weights",
                           "training.init_from is not set, so this starts from random weights; to "
                           "finetune, set it to a run or a checkpoint",
                           0);
    PHI1_ASSIGN(const std::unique_ptr<AttentionRecording> recording,
                AttentionRecording::make(filled.probes, model, *inputs.tokenizer, m_run, observer,
                                         from != nullptr));
    if (recording)
        options.atProbe = [&recording](std::int64_t step) { recording->record(step); };
    Trainer trainer(model, source, std::move(options), observer);
    if (from) {
        const Json &state = from->state;
        if (state.value("threads", m_hardware.threads) != m_hardware.threads ||
            state.value("cpu_capability", std::string()) != at::get_cpu_capability())
            observer.onWarning("other_hardware",
                               "the checkpoint was computed with another thread count or "
                               "instruction set: the run goes on, "
                               "but not through the very same numbers",
                               from->entry.step);
        PHI1_TRY(trainer.resume(from->entry.folder, state));
    }
    progress.startAt(trainer.stepsDone());
    PHI1_ASSIGN(const TrainingEnd ending, trainer.run());
    progress.finish();
    if (ending == TrainingEnd::Stopped) {
        m_end = "stopped";
        return failure(ErrorCode::Cancelled,
                       concat("stopped at step ", trainer.stepsDone(), " of ", training.steps,
                              " with a checkpoint; go on with: phi1 resume ", m_run));
    }
    if (ending == TrainingEnd::StoppedNow) {
        m_end = "stopped at once";
        return failure(ErrorCode::Cancelled,
                       concat("stopped at step ", trainer.stepsDone(), " of ", training.steps,
                              " without a checkpoint; go on from the last one with: phi1 resume ",
                              m_run));
    }
    const std::filesystem::path checkpoint =
        m_run / "checkpoints" / checkpointName(trainer.stepsDone());
    if (m_output.json) {
        Json result = {{"run", m_run.string()},
                       {"step", trainer.stepsDone()},
                       {"checkpoint", checkpoint.string()},
                       {"loss", jsonNumber(observer.lastLoss())}};
        if (observer.lastValidationLoss())
            result["validation_loss"] = jsonNumber(*observer.lastValidationLoss());
        std::printf("%s\n", dumpJson(result).c_str());
    } else {
        std::printf("%s\n", checkpoint.c_str());
    }
    return {};
}

Result<void> TrainingSession::end(Result<void> result)
{
    if (result) {
        m_worker->finish("complete", 0);
        return result;
    }
    const Error &error = result.error();
    if (error.code == ErrorCode::Cancelled) {
        m_worker->setState(JobState::Stopping);
        m_worker->finish(m_end == "complete" ? "stopped" : m_end, 130);
        return result;
    }
    m_worker->error("failed", error.message);
    m_worker->finish(error.message, error.code == ErrorCode::Usage ? 2 : 1);
    return result;
}

} // namespace phi1
