// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/training/run_folder.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "model/architecture/phi_config.h"
#include "model/formats/weights.h"
#include "model/text/tokenizer.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

struct InfoOptions {
    fs::path checkpoint;
    OutputOptions output;
};

/// What config.json beside the weights says, as far as it can be used.
struct ConfigSummary {
    std::string architecture; ///< model_type; empty without a config.json
    std::string quantisation;
    std::optional<PhiConfig> phi;
    std::string complaint; ///< why this is no phi model that can be run
};

/// "bitsandbytes nf4", "bitsandbytes 8-bit", empty for plain numbers.
std::string quantisationOf(const Json &config)
{
    const auto found = config.find("quantization_config");
    if (found == config.end() || !found->is_object())
        return {};
    const auto string = [&](const char *key) {
        const auto value = found->find(key);
        return value != found->end() && value->is_string() ? value->get<std::string>()
                                                           : std::string();
    };
    const auto set = [&](const char *key) {
        const auto value = found->find(key);
        return value != found->end() && value->is_boolean() && value->get<bool>();
    };
    std::string text = string("quant_method").empty() ? "unknown method" : string("quant_method");
    if (set("load_in_8bit"))
        text += " 8-bit";
    else if (set("load_in_4bit"))
        text += " " + string("bnb_4bit_quant_type");
    if (set("load_in_4bit") && set("bnb_4bit_use_double_quant"))
        text += ", double quantisation";
    return text;
}

ConfigSummary readConfig(const fs::path &folder)
{
    ConfigSummary summary;
    const fs::path path = folder / "config.json";
    const Result<Json> json = readJsonFile(path, 16u << 20);
    if (!json) {
        if (json.error().code != ErrorCode::NotFound)
            summary.complaint = json.error().message;
        return summary;
    }
    if (json->is_object()) {
        const auto type = json->find("model_type");
        if (type != json->end() && type->is_string())
            summary.architecture = type->get<std::string>();
        summary.quantisation = quantisationOf(*json);
    }
    const Result<PhiConfig> config = parsePhiConfig(*json, path.string());
    if (config)
        summary.phi = *config;
    else
        summary.complaint = config.error().message;
    return summary;
}

std::string shapeText(const TensorEntry &tensor)
{
    std::string text = "[";
    for (const std::int64_t dimension : tensor.shape)
        text += concat(text.size() > 1 ? ", " : "", dimension);
    return text + "]";
}

struct Description {
    fs::path path;
    Weights weights;
    ConfigSummary config;
    std::int64_t parameters = 0;
    std::uint64_t nonFinite = 0;
    std::string fingerprint;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::string tokenizerComplaint;
};

Json toJson(const Description &description)
{
    const ConfigSummary &config = description.config;
    const auto orNull = [](const std::string &text) {
        return text.empty() ? Json(nullptr) : Json(text);
    };
    Json json;
    json["path"] = description.path.string();
    json["format"] = "safetensors";
    json["files"] = description.weights.files().size();
    json["architecture"] = orNull(config.architecture);
    json["parameters"] = description.parameters;
    json["quantisation"] = orNull(config.quantisation);
    json["fingerprint"] = description.fingerprint;
    json["non_finite"] = description.nonFinite;
    json["config"] = nullptr;
    if (config.phi) {
        const PhiConfig &phi = *config.phi;
        json["config"] = {{"layers", phi.layers},         {"hidden", phi.hidden},
                          {"heads", phi.heads},           {"mlp", phi.mlp},
                          {"vocabulary", phi.vocabulary}, {"context", phi.context},
                          {"rotary", phi.rotary}};
    }
    json["tokenizer"] = nullptr;
    if (description.tokenizer)
        json["tokenizer"] = {{"kind", description.tokenizer->kind()},
                             {"vocabulary", description.tokenizer->vocabularySize()},
                             {"fingerprint", description.tokenizer->fingerprint()}};
    json["notes"] = Json::array();
    for (const std::string *note : {&config.complaint, &description.tokenizerComplaint}) {
        if (!note->empty())
            json["notes"].push_back(*note);
    }
    json["tensors"] = Json::array();
    for (const TensorEntry &tensor : description.weights.tensors())
        json["tensors"].push_back(
            {{"name", tensor.name}, {"dtype", dtypeName(tensor.dtype)}, {"shape", tensor.shape}});
    return json;
}

std::string toText(const Description &description)
{
    const ConfigSummary &config = description.config;
    const std::size_t files = description.weights.files().size();
    std::string text =
        concat("format        safetensors", files > 1 ? concat(", ", files, " files") : "", "\n");
    text +=
        concat("architecture  ",
               config.architecture.empty() ? "not stated" : printable(config.architecture), "\n");
    if (config.phi) {
        const PhiConfig &phi = *config.phi;
        text += concat("shape         ", phi.layers, " layers, hidden ", phi.hidden, ", ",
                       phi.heads, " heads, MLP ", phi.mlp, ", vocabulary ", phi.vocabulary,
                       ", context ", phi.context, ", rotary ", phi.rotary, "\n");
    }
    text += concat("parameters    ", description.parameters, "\n");
    text += concat("quantisation  ",
                   config.quantisation.empty() ? "none" : printable(config.quantisation), "\n");
    if (description.tokenizer)
        text += concat("tokenizer     ", description.tokenizer->kind(), ", ",
                       description.tokenizer->vocabularySize(), " tokens\n");
    text += concat("fingerprint   ", description.fingerprint, "\n");
    if (description.nonFinite > 0)
        text += concat("warning       ", description.nonFinite, " numbers are NaN or infinite\n");
    for (const std::string *note : {&config.complaint, &description.tokenizerComplaint}) {
        if (!note->empty())
            text += concat("note          ", *note, "\n");
    }
    text += concat("tensors       ", description.weights.tensors().size(), "\n");
    std::size_t nameWidth = 0;
    for (const TensorEntry &tensor : description.weights.tensors())
        nameWidth = std::max(nameWidth, printable(tensor.name).size());
    for (const TensorEntry &tensor : description.weights.tensors()) {
        std::string name = printable(tensor.name);
        name.resize(nameWidth, ' ');
        text += concat("  ", name, "  ", dtypeName(tensor.dtype), "  ", shapeText(tensor), "\n");
    }
    return text;
}

Result<Description> describe(const fs::path &path)
{
    PHI1_ASSIGN(Weights weights, Weights::open(path));
    Description description{path, std::move(weights), {}, 0, 0, {}, nullptr, {}};
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        description.config = readConfig(path);
        Result<std::shared_ptr<const Tokenizer>> tokenizer = loadTokenizer(path);
        if (tokenizer)
            description.tokenizer = std::move(*tokenizer);
        else if (tokenizer.error().code != ErrorCode::NotFound)
            description.tokenizerComplaint = tokenizer.error().message;
    }
    for (const TensorEntry &tensor : description.weights.tensors()) {
        description.parameters += tensor.elementCount();
        description.nonFinite += countNonFinite(tensor.dtype, tensor.bytes);
    }
    // Packed weights and their scales are not the parameters; the shape of the model says how many
    // there are.
    if (description.config.phi && !description.config.quantisation.empty())
        description.parameters = description.config.phi->parameterCount();
    description.fingerprint = description.weights.fingerprint();
    PHI1_TRY(description.weights.check());
    return description;
}

/// A run folder means its newest checkpoint.
Result<fs::path> checkpointOf(const fs::path &path)
{
    std::error_code error;
    if (!fs::exists(path / "run.toml", error) && !fs::exists(pendingRecord(path), error))
        return path;
    const auto newest = newestNamedCheckpoint(path);
    if (!newest)
        return failure(ErrorCode::NotFound,
                       concat(path, " is a run that has no checkpoint yet; phi1 checkpoint has a "
                                    "running one write one"));
    std::fprintf(stderr, "phi1: %s is a run; this is its newest checkpoint, of step %lld\n",
                 path.c_str(), static_cast<long long>(newest->step));
    return newest->folder;
}

Result<void> info(const InfoOptions &options)
{
    PHI1_ASSIGN(const fs::path checkpoint, checkpointOf(options.checkpoint));
    PHI1_ASSIGN(const Description description, describe(checkpoint));
    const std::string text =
        options.output.json ? dumpJson(toJson(description)) + "\n" : toText(description);
    std::fputs(text.c_str(), stdout);
    return {};
}

} // namespace

void addInfoCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<InfoOptions>();
    CLI::App *command = registry.add(
        "info", "describe a checkpoint: architecture, parameters, tensors, fingerprint",
        [options] { return info(*options); });
    command
        ->add_option("CHECKPOINT", options->checkpoint,
                     "checkpoint folder, run folder (its newest) or .safetensors file")
        ->required();
    addOutputOptions(*command, options->output);
}

} // namespace phi1
