// SPDX-License-Identifier: Apache-2.0
#include "core/runs/run_config.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/runs/toml_text.h"
#include "core/runs/toml_values.h"

namespace phi1 {

namespace {

constexpr std::uint64_t largestConfiguration = 1u << 20;

std::string joined(std::span<const std::string> names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The preset `name` as one table; a preset that names another in model.preset has that one's
/// shape.
Result<toml::table> presetTable(const std::string &name)
{
    const char *text = presetText(name);
    if (!text) {
        const std::vector<std::string> names = presetNames();
        return failure(ErrorCode::Usage, concat("model.preset is \"", printable(name),
                                                "\", expected one of ", joined(names)));
    }
    PHI1_ASSIGN(toml::table table, parseToml(text, name));
    const auto shape = table["model"]["preset"].value<std::string>();
    if (shape && *shape != name) {
        PHI1_ASSIGN(toml::table other, presetTable(*shape));
        table.insert_or_assign("model", *other["model"].as_table());
    }
    table["model"].as_table()->insert_or_assign("preset", shape.value_or(name));
    return table;
}

Result<void> checkRecipe(const RunConfig &config, const std::string &name)
{
    const RunConfig::Training &training = config.training;
    const auto wrong = [&](const auto &...parts) {
        return failure(ErrorCode::Usage, concat(name, ": ", parts...));
    };
    if (config.data.train.empty())
        return wrong("data.train is missing: name prepared folders (phi1 prepare), "
                     "builtin:textbook or builtin:exercises");
    for (const auto *sources : {&config.data.train, &config.data.validation}) {
        for (const DataSource &source : *sources) {
            if (source.isBuiltin() && source.path != "builtin:textbook" &&
                source.path != "builtin:exercises" && source.path != "builtin:exercises-shuffled")
                return wrong("there is no ", printable(source.path),
                             "; expected builtin:textbook, builtin:exercises, "
                             "builtin:exercises-shuffled or a folder");
            if (!(source.weight > 0.0) || !std::isfinite(source.weight))
                return wrong("the weight of ", source.path, " is ", source.weight,
                             ", expected a number above 0");
        }
    }
    if (training.steps < 1)
        return wrong("training.steps is missing");
    if (training.batchSize % training.microBatchSize != 0)
        return wrong("training.batch_size is ", training.batchSize,
                     ", expected a multiple of training.micro_batch_size, ",
                     training.microBatchSize);
    if (training.warmupSteps > training.steps)
        return wrong("training.warmup_steps is ", training.warmupSteps,
                     ", expected at most training.steps, ", training.steps);
    if (training.schedule != "constant" && training.finalLearningRate > training.learningRate)
        return wrong("training.final_learning_rate is ", training.finalLearningRate,
                     ", expected at most training.learning_rate, ", training.learningRate);
    if (config.hardware.devices.empty())
        return wrong("hardware.devices is empty, expected auto, cpu, cuda or cuda:N");
    for (const std::string &device : config.hardware.devices) {
        const bool numbered = device.starts_with("cuda:") && device.size() > 5 &&
                              device.size() < 9 &&
                              std::all_of(device.begin() + 5, device.end(),
                                          [](char c) { return c >= '0' && c <= '9'; });
        if (device != "auto" && device != "cpu" && device != "cuda" && !numbered)
            return wrong("hardware.devices names ", printable(device),
                         ", expected auto, cpu, cuda or cuda:N");
    }
    constexpr std::size_t mostPrompts = 8;
    constexpr std::size_t longestPrompt = 4000;
    if (config.probes.prompts.size() > mostPrompts)
        return wrong("probes.prompts has ", config.probes.prompts.size(),
                     " prompts, expected at most ", mostPrompts);
    for (const std::string &prompt : config.probes.prompts) {
        if (prompt.empty() || prompt.size() > longestPrompt)
            return wrong("probes.prompts has a prompt of ", prompt.size(), " bytes, expected 1 to ",
                         longestPrompt);
    }
    const RunConfig::Model &model = config.model;
    if (training.initFrom.empty() &&
        (model.layers == 0 || model.hidden == 0 || model.heads == 0 || model.context == 0))
        return wrong("the model has no shape: give model.preset, or model.layers, hidden, heads "
                     "and context, or "
                     "training.init_from");
    return checkShape(config);
}

/// What a preset says about a part of the recipe bends where the user changed the other part; what
/// the user said is checked as it stands.
void fitPresetToOverrides(RunConfig &config, const std::set<std::string> &given,
                          std::int64_t presetSteps)
{
    RunConfig::Training &training = config.training;
    if (!given.contains("training.warmup_steps") && training.warmupSteps > training.steps &&
        presetSteps > 0)
        training.warmupSteps =
            std::max<std::int64_t>(1, training.warmupSteps * training.steps / presetSteps);
    if (training.microBatchSize == 0)
        training.microBatchSize = training.batchSize;
    if (!given.contains("training.micro_batch_size")) {
        training.microBatchSize = std::min(training.microBatchSize, training.batchSize);
        while (training.batchSize % training.microBatchSize != 0)
            --training.microBatchSize;
    }
    RunConfig::Model &model = config.model;
    if (model.mlp == 0)
        model.mlp = 4 * model.hidden;
    if (model.rotary == 0 && model.heads > 0)
        model.rotary = model.hidden / model.heads / 4 * 2;
}

Result<RunConfig> resolve(const toml::table *preset, const toml::table *file,
                          const std::string &name, std::span<const std::string> overrides,
                          const std::filesystem::path &folder)
{
    toml::table assignments;
    for (const std::string &assignment : overrides)
        PHI1_TRY(overlayAssignment(assignments, assignment));

    auto shape = assignments["model"]["preset"].value<std::string>();
    if (!shape && file)
        shape = (*file)["model"]["preset"].value<std::string>();
    RunConfig config;
    if (shape) {
        PHI1_ASSIGN(toml::table table, presetTable(*shape));
        // A preset chosen as a whole keeps its recipe when only the shape is exchanged.
        if (preset) {
            toml::table recipe = *preset;
            recipe.insert_or_assign("model", *table["model"].as_table());
            table = std::move(recipe);
        }
        PHI1_TRY(applyToml(table, config, *shape, {}, nullptr));
    } else if (preset) {
        PHI1_TRY(applyToml(*preset, config, name, {}, nullptr));
    }
    const std::int64_t presetSteps = config.training.steps;
    std::set<std::string> given;
    if (file)
        PHI1_TRY(applyToml(*file, config, name, folder, &given));
    PHI1_TRY(applyToml(assignments, config, "--set", std::filesystem::current_path(), &given));
    fitPresetToOverrides(config, given, presetSteps);
    PHI1_TRY(checkRecipe(config, name));
    return config;
}

} // namespace

Result<RunConfig> loadRunConfig(const std::string &what, std::span<const std::string> overrides)
{
    std::error_code error;
    if (presetText(what) && !std::filesystem::is_regular_file(what, error)) {
        PHI1_ASSIGN(const toml::table table, presetTable(what));
        return resolve(&table, nullptr, what, overrides, {});
    }
    const std::filesystem::path path = what;
    if (!std::filesystem::exists(path, error)) {
        const std::vector<std::string> names = presetNames();
        return failure(ErrorCode::NotFound,
                       concat(printable(what), " is neither a file nor a preset; the presets are ",
                              joined(names)));
    }
    PHI1_ASSIGN(const std::string text, readFile(path, largestConfiguration));
    return parseRunConfig(text, what, overrides,
                          std::filesystem::absolute(path, error).parent_path());
}

Result<RunConfig> parseRunConfig(std::string_view text, const std::string &name,
                                 std::span<const std::string> overrides,
                                 const std::filesystem::path &folder)
{
    PHI1_ASSIGN(toml::table table, parseToml(text, name));
    PHI1_TRY(takeFormat(table, name));
    return resolve(nullptr, &table, name, overrides, folder);
}

Result<RunConfig> overrideResumed(const RunConfig &config, std::span<const std::string> overrides)
{
    toml::table assignments;
    for (const std::string &assignment : overrides)
        PHI1_TRY(overlayAssignment(assignments, assignment));
    RunConfig changed = config;
    std::set<std::string> given;
    PHI1_TRY(applyToml(assignments, changed, "--set", std::filesystem::current_path(), &given));
    for (const std::string &key : given) {
        const std::string section = key.substr(0, key.find('.'));
        if (key != "training.steps" && section != "checkpoint" && section != "evaluation" &&
            section != "hardware")
            return failure(ErrorCode::Usage,
                           concat(key,
                                  " cannot be changed when a run is resumed; only training.steps, "
                                  "checkpoint.*, evaluation.* and hardware.* can"));
    }
    PHI1_TRY(checkRecipe(changed, "--set"));
    return changed;
}

Result<void> checkShape(const RunConfig &config)
{
    const RunConfig::Model &model = config.model;
    if (model.heads > 0 && model.hidden % model.heads != 0)
        return failure(ErrorCode::Usage,
                       concat("model.hidden is ", model.hidden,
                              ", expected a multiple of model.heads, ", model.heads));
    if (model.heads > 0 && model.hidden > 0 &&
        (model.rotary < 2 || model.rotary % 2 != 0 || model.rotary > model.hidden / model.heads))
        return failure(ErrorCode::Usage,
                       concat("model.rotary is ", model.rotary,
                              ", expected an even number from 2 to ", model.hidden / model.heads,
                              ", the dimensions of a head (model.hidden / model.heads)"));
    return {};
}

LearningRateSchedule learningRateSchedule(const RunConfig &config)
{
    const RunConfig::Training &training = config.training;
    return {.shape = training.schedule == "cosine"     ? Schedule::Cosine
                     : training.schedule == "constant" ? Schedule::Constant
                                                       : Schedule::Linear,
            .peak = training.learningRate,
            .final = training.finalLearningRate,
            .warmupSteps = training.warmupSteps,
            .steps = training.steps};
}

} // namespace phi1
