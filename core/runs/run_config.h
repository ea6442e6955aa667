// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/runs/learning_rate.h"

namespace phi1 {

/// One source of training text: a folder made by `phi1 prepare`, or `builtin:textbook`,
/// `builtin:exercises`.
struct DataSource {
    std::string path;
    double weight = 1.0; ///< relative share of the sequences when there are several sources

    bool isBuiltin() const { return path.starts_with("builtin:"); }
    bool operator==(const DataSource &) const = default;
};

/// The configuration of a run: every key of `run.toml` (docs/configuration.md), named as there.
/// Plain values: what was asked for, after presets, file and overrides were laid over each other
/// and missing values filled in.
struct RunConfig {
    struct Model {
        std::string preset;      ///< where the shape came from; the numbers below always win
        std::int64_t layers = 0; ///< 0 in a file: taken from the preset or from training.init_from
        std::int64_t hidden = 0;
        std::int64_t heads = 0;
        std::int64_t mlp = 0;        ///< default 4 · hidden
        std::int64_t vocabulary = 0; ///< rows of the embedding; default: what the tokenizer needs
        std::int64_t context = 0;    ///< tokens of a sequence
        std::int64_t rotary = 0;     ///< rotated dimensions of each head; default half of them
        bool operator==(const Model &) const = default;
    } model;

    struct Data {
        std::vector<DataSource> train;
        std::vector<DataSource> validation; ///< empty: the validation split of `train`
        std::string tokenizer;              ///< folder; empty: the one the data was prepared with
        std::int64_t passages = 30000;      ///< of builtin:textbook
        std::int64_t exercises = 12000;     ///< of builtin:exercises
        std::int64_t seed = 1;              ///< of the builtin generators
        bool operator==(const Data &) const = default;
    } data;

    struct Training {
        std::int64_t steps = 0;          ///< optimizer steps
        std::int64_t batchSize = 32;     ///< sequences per optimizer step
        std::int64_t microBatchSize = 0; ///< sequences per forward and backward; default: batchSize
        double learningRate = 1e-3;      ///< peak
        std::int64_t warmupSteps = 0;
        std::string schedule = "linear"; ///< linear, cosine, constant
        double finalLearningRate = 0.0;
        double weightDecay = 0.1;
        double beta1 = 0.9;
        double beta2 = 0.95;
        double epsilon = 1e-8;
        double gradientClip = 1.0; ///< global norm; 0: no clipping
        double dropout =
            0.0; ///< on attention weights, residual branches and the embedding's output
        std::int64_t seed = 1;
        std::string initFrom; ///< checkpoint or run folder; empty: random weights
        bool operator==(const Training &) const = default;
    } training;

    struct Evaluation {
        std::int64_t every = 100; ///< steps; 0: only at the end
        std::int64_t sequences =
            64; ///< at most so many validation sequences each time, always the same
        bool operator==(const Evaluation &) const = default;
    } evaluation;

    struct Checkpoint {
        std::int64_t every = 500; ///< steps; 0: only at the end
        std::int64_t keep =
            3; ///< newest so many; 0: all. The last, the best and those in use always stay.
        bool operator==(const Checkpoint &) const = default;
    } checkpoint;

    struct Probes {
        std::int64_t every = 0;
        std::vector<std::string> prompts;
        std::vector<std::string> heads; ///< "layer.head"
        bool operator==(const Probes &) const = default;
    } probes;

    struct Hardware {
        std::vector<std::string> devices = {"auto"}; ///< auto, cpu, cuda, cuda:N
        std::string dtype = "auto";                  ///< auto, float32, bfloat16, float16
        std::int64_t threads = 0;                    ///< 0: one per core
        bool recompute = false;                      ///< recompute activations to save memory
        bool operator==(const Hardware &) const = default;
    } hardware;

    bool operator==(const RunConfig &) const = default;
};

/// What the configuration turned out to mean when the run began, so that resume and `phi1 batch`
/// find the same content.
struct ResolvedInputs {
    struct Dataset {
        std::string source; ///< as in data.train
        std::string folder; ///< prepared folder; relative ones lie in the run folder
        std::string contentHash;
        double weight = 1.0;
        bool operator==(const Dataset &) const = default;
    };
    std::string program; ///< version that made the run
    std::vector<Dataset> train;
    std::vector<Dataset> validation;
    std::string tokenizerFingerprint;
    std::string initCheckpoint;  ///< the folder that training.init_from led to
    std::string initFingerprint; ///< of its weights
    bool operator==(const ResolvedInputs &) const = default;
};

/// run.toml: written once, never changed.
struct RunRecord {
    static constexpr std::int64_t format = 1;
    RunConfig config;
    ResolvedInputs inputs;
    bool operator==(const RunRecord &) const = default;
};

/// Reads `what`: the name of a preset, or a TOML file. Lays overrides ("key=value": the value is
/// TOML, else a string) over it, fills in defaults and checks every value; a message names key,
/// value, what was expected, and for an unknown key the nearest known one. Relative paths are made
/// absolute: those in a file start at the file's folder.
Result<RunConfig> loadRunConfig(const std::string &what, std::span<const std::string> overrides);

/// The same from TOML text; `name` stands in messages, relative paths start at `folder`.
Result<RunConfig> parseRunConfig(std::string_view text, const std::string &name,
                                 std::span<const std::string> overrides,
                                 const std::filesystem::path &folder);

/// Only the keys a resumed run may change: training.steps, checkpoint.*, evaluation.*, hardware.*.
Result<RunConfig> overrideResumed(const RunConfig &config, std::span<const std::string> overrides);

/// Checks what only fits together once the shape is complete (after init_from or the tokenizer
/// filled it in).
Result<void> checkShape(const RunConfig &config);

LearningRateSchedule learningRateSchedule(const RunConfig &config);

/// Every key with its value, section by section: what run.toml holds besides `format` and
/// `[resolved]`.
std::string configurationToml(const RunConfig &config);

/// run.toml as text and back; a newer format is refused naming both numbers.
std::string toToml(const RunRecord &record);
Result<RunRecord> parseRunRecord(std::string_view text, const std::string &name);
Result<RunRecord> readRunRecord(const std::filesystem::path &runFolder);

/// Names of the presets, and the TOML text of one (nullptr if there is none of that name).
std::vector<std::string> presetNames();
const char *presetText(std::string_view name);

} // namespace phi1
