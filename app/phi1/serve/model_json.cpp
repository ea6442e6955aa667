// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/model_registry.h"
#include "core/base/text.h"
#include "model/inference/engine.h"
#include "model/inference/weights_fingerprint.h"
#include "model/text/tokenizer.h"

namespace phi1 {

std::string runName(const std::filesystem::path &folder)
{
    const std::filesystem::path parent = folder.parent_path();
    const bool isStep = folder.filename().string().rfind("step-", 0) == 0;
    return isStep && parent.filename() == "checkpoints" ? parent.parent_path().filename().string()
                                                        : "";
}

Json modelJson(const ServedModel &model)
{
    Json json = {{"id", model.id}};
    const std::string run = runName(model.inspected.folder);
    if (!model.isReady) {
        json["name"] = model.inspected.folder.filename().string();
        json["path"] = model.inspected.folder.string();
        for (const char *field :
             {"dtype", "stored_dtype", "device", "kernels", "threads", "parameters", "layers",
              "heads", "hidden", "context", "vocabulary", "weight_bytes", "memory_bytes",
              "load_seconds", "fingerprint", "tokenizer", "tokenizer_vocabulary"})
            json[field] = nullptr;
        json["state"] = "loading";
        return json;
    }
    const ModelSource &source = model.loaded.source;
    const EngineFacts facts = model.loaded.engine->facts();
    json["name"] = source.name;
    json["path"] = source.folder.string();
    if (!run.empty())
        json["run"] = run;
    if (source.step)
        json["step"] = *source.step;
    json["dtype"] = facts.dtype;
    json["stored_dtype"] = source.storedDtype;
    json["device"] = facts.device;
    json["kernels"] = facts.kernels;
    json["threads"] = facts.threads;
    json["parameters"] = source.config.parameterCount();
    json["layers"] = source.config.layers;
    json["heads"] = source.config.heads;
    json["hidden"] = source.config.hidden;
    json["context"] = source.config.context;
    json["vocabulary"] = source.config.vocabulary;
    json["weight_bytes"] = facts.weightBytes;
    json["memory_bytes"] = (model.derived ? 0 : facts.weightBytes) + facts.cacheBytes;
    json["load_seconds"] = source.loadSeconds;
    const auto fingerprint = source.fingerprint ? source.fingerprint->value() : std::nullopt;
    json["fingerprint"] = fingerprint ? Json(*fingerprint) : Json();
    json["tokenizer"] = source.tokenizer->fingerprint();
    json["tokenizer_vocabulary"] = source.tokenizer->vocabularySize();
    json["state"] = "ready";
    json["warnings"] = source.warnings;
    if (model.derived) {
        json["base"] = model.derived->base;
        json["ablated"] = Json::array();
        for (const HeadId &head : model.derived->heads)
            json["ablated"].push_back({head.layer, head.head});
        json["ablation"] = model.derived->mode;
    }
    return json;
}

} // namespace phi1
