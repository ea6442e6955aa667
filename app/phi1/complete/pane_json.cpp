// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/complete/pane_json.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "core/comparison/groups.h"
#include "model/inference/engine.h"

namespace phi1 {

namespace {

Json modelFacts(const Pane &pane, const std::string &path)
{
    const EngineFacts facts = pane.loaded.engine->facts();
    Json model;
    model["checkpoint"] = path;
    model["name"] = pane.record.modelName;
    model["folder"] = pane.record.path;
    if (pane.record.step >= 0)
        model["step"] = pane.record.step;
    model["dtype"] = facts.dtype;
    model["stored_dtype"] = pane.loaded.source.storedDtype;
    model["device"] = facts.device;
    model["kernels"] = facts.kernels;
    model["threads"] = facts.threads;
    model["parameters"] = pane.loaded.source.config.parameterCount();
    model["context"] = pane.loaded.source.config.context;
    model["weight_bytes"] = facts.weightBytes;
    model["memory_bytes"] = pane.record.completions.front().memoryBytes;
    model["load_seconds"] = jsonNumber(pane.loaded.source.loadSeconds);
    model["fingerprint"] = pane.record.fingerprint;
    model["tokenizer"] = pane.record.tokenizer;
    return model;
}

Json topOf(const TokenRecord &token, std::size_t count)
{
    Json top = Json::array();
    for (std::size_t i = 0; i < std::min(count, token.top.size()); ++i)
        top.push_back({{"id", token.top[i].id},
                       {"text", token.top[i].bytes},
                       {"logprob", jsonNumber(token.top[i].logProbability)}});
    return top;
}

Json completionEntry(const Pane &pane, const std::string &path, const CompletionRecord &completion,
                     const CompleteOptions &options)
{
    Json tokens = Json::array(), logProbabilities = Json::array(), top = Json::array();
    for (const TokenRecord &token : completion.tokens) {
        tokens.push_back(token.id);
        logProbabilities.push_back(jsonNumber(token.logProbability));
        top.push_back(topOf(token, static_cast<std::size_t>(options.logProbabilities)));
    }
    Json entry;
    entry["checkpoint"] = path;
    entry["name"] = pane.record.modelName;
    entry["fingerprint"] = pane.record.fingerprint;
    entry["sample"] = completion.sample;
    entry["text"] = completion.text;
    entry["tokens"] = std::move(tokens);
    entry["logprobs"] = std::move(logProbabilities);
    if (options.logProbabilities > 0)
        entry["top_logprobs"] = std::move(top);
    if (completion.state == CompletionState::Failed)
        entry["error"] = completion.error;
    else
        entry["finish_reason"] = completion.finish;
    if (!completion.stopString.empty())
        entry["stop_string"] = completion.stopString;
    entry["seed"] = options.completion.sampling.seed;
    entry["prompt_tokens"] = completion.promptTokens;
    entry["time_to_first_token"] = jsonNumber(completion.timeToFirstToken);
    entry["tokens_per_second"] = jsonNumber(completion.tokensPerSecond);
    entry["prompt_tokens_per_second"] = jsonNumber(completion.promptTokensPerSecond);
    entry["drafted"] = completion.drafted;
    entry["accepted"] = completion.accepted;
    return entry;
}

Json groupsOf(const Pane &pane, const std::string &path)
{
    Json groups = Json::array();
    for (const OutputGroup &group : groupOutputs(pane.record.completions))
        groups.push_back({{"checkpoint", path},
                          {"count", group.count()},
                          {"samples", group.members},
                          {"text", group.text}});
    return groups;
}

Json diffOf(const std::string &first, const std::string &other)
{
    static constexpr std::string_view kinds[] = {"equal", "delete", "insert"};
    Json runs = Json::array();
    for (const EditRun &run : diffWords(first, other)) {
        const bool inserted = run.kind == EditRun::Kind::Insert;
        const std::int64_t begin = inserted ? run.beginB : run.beginA;
        const std::int64_t end = inserted ? run.endB : run.endA;
        runs.push_back({{"kind", kinds[static_cast<std::size_t>(run.kind)]},
                        {"text", (inserted ? other : first)
                                     .substr(static_cast<std::size_t>(begin),
                                             static_cast<std::size_t>(end - begin))}});
    }
    return runs;
}

} // namespace

Json completeDocument(const Panes &panes, const CompleteOptions &options,
                      const std::vector<std::string> &warnings)
{
    Json models = Json::array(), completions = Json::array(), groups = Json::array();
    for (std::size_t i = 0; i < panes.size(); ++i) {
        const std::string &path = options.checkpoints[i];
        models.push_back(modelFacts(*panes[i], path));
        for (const CompletionRecord &completion : panes[i]->record.completions)
            completions.push_back(completionEntry(*panes[i], path, completion, options));
        for (Json &group : groupsOf(*panes[i], path))
            groups.push_back(std::move(group));
    }
    Json document;
    document["models"] = std::move(models);
    document["completions"] = std::move(completions);
    if (options.completion.samples > 1)
        document["groups"] = std::move(groups);
    if (panes.size() > 1) {
        document["warnings"] = warnings;
        if (const auto divergence = paneDivergence(panes))
            document["first_difference"] = {{"tokens", divergence->tokens},
                                            {"byte", divergence->byte}};
        else
            document["first_difference"] = nullptr;
    }
    if (options.diff) {
        Json diffs = Json::array();
        const std::string &first = panes.front()->record.completions.front().text;
        for (std::size_t i = 1; i < panes.size(); ++i)
            diffs.push_back({{"from", options.checkpoints.front()},
                             {"to", options.checkpoints[i]},
                             {"runs", diffOf(first, panes[i]->record.completions.front().text)}});
        document["diff"] = std::move(diffs);
    }
    return document;
}

} // namespace phi1
