// SPDX-License-Identifier: Apache-2.0
#include "core/runs/checkpoint_shape.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

bool isThere(const std::filesystem::path &path)
{
    std::error_code error;
    return std::filesystem::exists(path, error);
}

std::int64_t count(const Json &json, const char *key, std::int64_t fallback)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>()
                                                             : fallback;
}

} // namespace

std::vector<CheckpointFolder> runCheckpoints(const std::filesystem::path &runFolder)
{
    std::vector<CheckpointFolder> found;
    std::error_code error;
    for (std::filesystem::directory_iterator it(runFolder / "checkpoints", error), end;
         !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        constexpr std::string_view prefix = "step-";
        CheckpointFolder checkpoint{.folder = it->path(),
                                    .validationLoss = std::numeric_limits<double>::quiet_NaN()};
        const char *last = name.data() + name.size();
        if (!name.starts_with(prefix) ||
            std::from_chars(name.data() + prefix.size(), last, checkpoint.step).ptr != last ||
            !isThere(it->path() / "state.json"))
            continue;
        if (const Result<Json> state = readJsonFile(it->path() / "state.json", 1u << 20);
            state && state->is_object() && state->contains("validation_loss") &&
            (*state)["validation_loss"].is_number())
            checkpoint.validationLoss = (*state)["validation_loss"].get<double>();
        found.push_back(std::move(checkpoint));
    }
    std::sort(found.begin(), found.end(),
              [](const auto &a, const auto &b) { return a.step > b.step; });
    return found;
}

Result<RunConfig::Model> checkpointShape(const std::filesystem::path &path)
{
    std::filesystem::path folder = path;
    if (isThere(path / "run.toml")) {
        const std::vector<CheckpointFolder> checkpoints = runCheckpoints(path);
        if (checkpoints.empty())
            return failure(ErrorCode::NotFound,
                           concat(path, " holds no checkpoint yet; let the run "
                                        "write one first"));
        folder = checkpoints.front().folder;
    }
    if (!isThere(folder))
        return failure(ErrorCode::NotFound,
                       concat(folder, " does not exist; expected a checkpoint or a run folder"));
    const std::filesystem::path file = folder / "config.json";
    if (!isThere(file))
        return failure(
            ErrorCode::NotFound,
            concat(folder, " has no config.json; expected a checkpoint or a run folder"));
    PHI1_ASSIGN(const Json json, readJsonFile(file, 1u << 20));
    if (!json.is_object())
        return failure(ErrorCode::Corrupt, concat(file, " should hold an object"));
    if (const auto type = json.find("model_type");
        type != json.end() && type->is_string() && *type != "phi")
        return failure(ErrorCode::Incompatible,
                       concat(file, ": model_type is ", printable(type->get<std::string>(), 40),
                              ", expected phi"));
    RunConfig::Model model;
    // Defaults are those of transformers' PhiConfig.
    model.layers = count(json, "num_hidden_layers", 24);
    model.hidden = count(json, "hidden_size", 2048);
    model.heads = count(json, "num_attention_heads", 32);
    model.mlp = count(json, "intermediate_size", 8192);
    model.vocabulary = count(json, "vocab_size", 51200);
    model.context = count(json, "max_position_embeddings", 2048);
    if (model.layers < 1 || model.hidden < 1 || model.heads < 1 || model.mlp < 1 ||
        model.vocabulary < 1 || model.context < 1 || model.hidden % model.heads != 0)
        return failure(ErrorCode::Corrupt,
                       concat(file, " describes no model: ", model.layers, " layers, ",
                              model.hidden, " wide, ", model.heads, " heads"));
    double share = 0.5;
    for (const Json *place :
         {&json, json.contains("rope_parameters") ? &json["rope_parameters"] : nullptr}) {
        if (place && place->is_object() && place->contains("partial_rotary_factor") &&
            (*place)["partial_rotary_factor"].is_number())
            share = (*place)["partial_rotary_factor"].get<double>();
    }
    model.rotary = static_cast<std::int64_t>(
        std::floor(share * static_cast<double>(model.hidden / model.heads)));
    return model;
}

} // namespace phi1
