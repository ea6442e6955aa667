// SPDX-License-Identifier: Apache-2.0
#include "core/comparison/records_json.h"

#include <array>
#include <limits>
#include <utility>

#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/comparison/json_reader.h"

namespace phi1 {

namespace {

// More than a person looks at, and less than what takes the program's memory.
constexpr std::size_t maxPanes = 4096;
constexpr std::size_t maxCompletions = 100'000;
constexpr std::size_t maxTokens = 1'000'000;
constexpr std::size_t maxAlternatives = 1000;
constexpr std::size_t maxStops = 1000;
constexpr std::size_t maxCells = 1'000'000;

constexpr std::int64_t minId = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t maxId = std::numeric_limits<std::int32_t>::max();

constexpr std::array<std::string_view, 3> stateNames = {"complete", "cancelled", "failed"};

// A token: {"id":…,"bytes":…,"logprob":…,"top":[[id, logprob, bytes],…]}
Json tokenToJson(const TokenRecord &token)
{
    Json json = {{"id", token.id},
                 {"bytes", toBase64(token.bytes)},
                 {"logprob", jsonNumber(token.logProbability)}};
    if (!token.top.empty()) {
        Json top = Json::array();
        for (const AlternativeRecord &alternative : token.top)
            top.push_back(Json::array({alternative.id, jsonNumber(alternative.logProbability),
                                       toBase64(alternative.bytes)}));
        json["top"] = std::move(top);
    }
    return json;
}

Result<AlternativeRecord> alternativeFromJson(const Json &json, const std::string &where)
{
    if (!json.is_array() || json.size() != 3)
        return failure(ErrorCode::Corrupt,
                       concat(where, " should be a list of id, log-probability and bytes"));
    AlternativeRecord result;
    PHI1_ASSIGN(const std::int64_t id, integerFromJson(json[0], where, minId, maxId));
    result.id = static_cast<std::int32_t>(id);
    PHI1_ASSIGN(result.logProbability, floatFromJson(json[1], where));
    PHI1_ASSIGN(result.bytes, bytesFromJson(json[2], where));
    return result;
}

Result<TokenRecord> tokenFromJson(const Json &json, const std::string &where)
{
    TokenRecord result;
    PHI1_TRY(JsonReader(json, where)
                 .integer("id", result.id)
                 .value("bytes",
                        [&](const Json &value, const std::string &at) -> Result<void> {
                            PHI1_ASSIGN(result.bytes, bytesFromJson(value, at));
                            return {};
                        })
                 .value("logprob",
                        [&](const Json &value, const std::string &at) -> Result<void> {
                            PHI1_ASSIGN(result.logProbability, floatFromJson(value, at));
                            return {};
                        })
                 .list("top", maxAlternatives,
                       [&](const Json &value, const std::string &at) -> Result<void> {
                           PHI1_ASSIGN(AlternativeRecord alternative,
                                       alternativeFromJson(value, at));
                           result.top.push_back(std::move(alternative));
                           return {};
                       })
                 .result());
    return result;
}

Result<CompletionState> stateFromJson(const Json &json, const std::string &where)
{
    for (std::size_t i = 0; i < stateNames.size(); ++i) {
        if (json.is_string() && json.get_ref<const std::string &>() == stateNames[i])
            return static_cast<CompletionState>(i);
    }
    return failure(
        ErrorCode::Corrupt,
        concat(where, " should be complete, cancelled or failed, found ", shortText(json)));
}

Result<SamplingSettings> settingsFromJson(const Json &json, const std::string &where)
{
    SamplingSettings s;
    PHI1_TRY(JsonReader(json, where)
                 .number("temperature", s.temperature)
                 .integer("top_k", s.topK)
                 .number("top_p", s.topP)
                 .number("min_p", s.minP)
                 .number("repetition_penalty", s.repetitionPenalty)
                 .integer("max_tokens", s.maxTokens)
                 .unsignedInteger("seed", s.seed)
                 .texts("stop", maxStops, s.stop)
                 .boolean("stop_at_end", s.stopAtEnd)
                 .integer("samples", s.samples)
                 .result());
    return s;
}

Result<void> readPanes(JsonReader &reader, const char *key, std::vector<PaneRecord> &panes)
{
    return reader
        .list(key, maxPanes,
              [&](const Json &value, const std::string &at) -> Result<void> {
                  PHI1_ASSIGN(PaneRecord pane, paneFromJson(value, at));
                  panes.push_back(std::move(pane));
                  return {};
              })
        .result();
}

Json panesToJson(const std::vector<PaneRecord> &panes)
{
    Json json = Json::array();
    for (const PaneRecord &pane : panes)
        json.push_back(paneToJson(pane));
    return json;
}

Result<SetCell> cellFromJson(const Json &json, const std::string &where)
{
    SetCell cell;
    PHI1_TRY(JsonReader(json, where)
                 .integer("row", cell.row)
                 .integer("column", cell.column)
                 .value("completion",
                        [&](const Json &value, const std::string &at) -> Result<void> {
                            PHI1_ASSIGN(cell.completion, completionFromJson(value, at));
                            return {};
                        })
                 .result());
    return cell;
}

} // namespace

Json completionToJson(const CompletionRecord &c, TokenDetail detail)
{
    Json json = {{"id", c.id}, {"sample", c.sample}};
    if (c.parent >= 0 || c.branchIndex != -1 || c.forcedToken != -1) {
        json["parent"] = c.parent;
        json["branch_index"] = c.branchIndex;
        json["forced_token"] = c.forcedToken;
    }
    json["state"] = stateNames.at(static_cast<std::size_t>(c.state));
    json["finish"] = textToJson(c.finish);
    json["stop_string"] = textToJson(c.stopString);
    json["error"] = textToJson(c.error);
    json["text"] = textToJson(c.text);
    json["started_at"] = jsonNumber(c.startedAt);
    json["queued_seconds"] = jsonNumber(c.queuedSeconds);
    json["time_to_first_token"] = jsonNumber(c.timeToFirstToken);
    json["tokens_per_second"] = jsonNumber(c.tokensPerSecond);
    json["prompt_tokens_per_second"] = jsonNumber(c.promptTokensPerSecond);
    json["prompt_tokens"] = c.promptTokens;
    json["memory_bytes"] = c.memoryBytes;
    json["drafted"] = c.drafted;
    json["accepted"] = c.accepted;
    if (detail == TokenDetail::None)
        return json;
    Json tokens = Json::array();
    for (const TokenRecord &token : c.tokens)
        tokens.push_back(tokenToJson(token));
    json["tokens"] = std::move(tokens);
    return json;
}

Result<CompletionRecord> completionFromJson(const Json &json, const std::string &where)
{
    CompletionRecord c;
    PHI1_TRY(JsonReader(json, where)
                 .integer("id", c.id)
                 .integer("sample", c.sample)
                 .integer("parent", c.parent)
                 .integer("branch_index", c.branchIndex)
                 .integer("forced_token", c.forcedToken)
                 .value("state",
                        [&](const Json &value, const std::string &at) -> Result<void> {
                            PHI1_ASSIGN(c.state, stateFromJson(value, at));
                            return {};
                        })
                 .text("finish", c.finish)
                 .text("stop_string", c.stopString)
                 .text("error", c.error)
                 .text("text", c.text)
                 .number("started_at", c.startedAt)
                 .number("queued_seconds", c.queuedSeconds)
                 .number("time_to_first_token", c.timeToFirstToken)
                 .number("tokens_per_second", c.tokensPerSecond)
                 .number("prompt_tokens_per_second", c.promptTokensPerSecond)
                 .integer("prompt_tokens", c.promptTokens)
                 .integer("memory_bytes", c.memoryBytes)
                 .integer("drafted", c.drafted)
                 .integer("accepted", c.accepted)
                 .list("tokens", maxTokens,
                       [&](const Json &value, const std::string &at) -> Result<void> {
                           PHI1_ASSIGN(TokenRecord token, tokenFromJson(value, at));
                           c.tokens.push_back(std::move(token));
                           return {};
                       })
                 .result());
    return c;
}

Json paneToJson(const PaneRecord &pane, PaneDetail detail)
{
    Json json = {{"model", textToJson(pane.modelName)},
                 {"path", textToJson(pane.path)},
                 {"stage", textToJson(pane.stage)},
                 {"run", textToJson(pane.run)},
                 {"step", pane.step},
                 {"dtype", textToJson(pane.dtype)},
                 {"device", textToJson(pane.device)},
                 {"kernels", textToJson(pane.kernels)},
                 {"fingerprint", textToJson(pane.fingerprint)},
                 {"tokenizer", textToJson(pane.tokenizer)},
                 {"settings", toJson(pane.settings)},
                 {"shown", pane.shown}};
    if (detail == PaneDetail::WithoutCompletions)
        return json;
    Json completions = Json::array();
    for (const CompletionRecord &completion : pane.completions)
        completions.push_back(completionToJson(completion));
    json["completions"] = std::move(completions);
    return json;
}

Result<PaneRecord> paneFromJson(const Json &json, const std::string &where)
{
    PaneRecord pane;
    PHI1_TRY(JsonReader(json, where)
                 .text("model", pane.modelName)
                 .text("path", pane.path)
                 .text("stage", pane.stage)
                 .text("run", pane.run)
                 .integer("step", pane.step)
                 .text("dtype", pane.dtype)
                 .text("device", pane.device)
                 .text("kernels", pane.kernels)
                 .text("fingerprint", pane.fingerprint)
                 .text("tokenizer", pane.tokenizer)
                 .value("settings",
                        [&](const Json &value, const std::string &at) -> Result<void> {
                            PHI1_ASSIGN(pane.settings, settingsFromJson(value, at));
                            return {};
                        })
                 .integer("shown", pane.shown)
                 .list("completions", maxCompletions,
                       [&](const Json &value, const std::string &at) -> Result<void> {
                           PHI1_ASSIGN(CompletionRecord completion, completionFromJson(value, at));
                           pane.completions.push_back(std::move(completion));
                           return {};
                       })
                 .result());
    return pane;
}

Json promptToJson(const PromptEntry &prompt)
{
    return {{"id", textToJson(prompt.id)},       {"group", textToJson(prompt.group)},
            {"title", textToJson(prompt.title)}, {"text", textToJson(prompt.text)},
            {"note", textToJson(prompt.note)},   {"builtin", prompt.builtin}};
}

Result<PromptEntry> promptFromJson(const Json &json, const std::string &where)
{
    PromptEntry prompt;
    PHI1_TRY(JsonReader(json, where)
                 .text("id", prompt.id)
                 .text("group", prompt.group)
                 .text("title", prompt.title)
                 .text("text", prompt.text)
                 .text("note", prompt.note)
                 .boolean("builtin", prompt.builtin)
                 .result());
    return prompt;
}

Json toJson(const SamplingSettings &s)
{
    Json stop = Json::array();
    for (const std::string &text : s.stop)
        stop.push_back(textToJson(text));
    return {{"temperature", jsonNumber(s.temperature)},
            {"top_k", s.topK},
            {"top_p", jsonNumber(s.topP)},
            {"min_p", jsonNumber(s.minP)},
            {"repetition_penalty", jsonNumber(s.repetitionPenalty)},
            {"max_tokens", s.maxTokens},
            {"seed", s.seed},
            {"stop", std::move(stop)},
            {"stop_at_end", s.stopAtEnd},
            {"samples", s.samples}};
}

Result<SamplingSettings> samplingSettingsFromJson(const Json &json)
{
    return settingsFromJson(json, "settings");
}

Json toJson(const ComparisonRecord &record)
{
    return {{"format", "phi1-comparison"},
            {"version", comparisonFormat},
            {"id", record.id},
            {"title", textToJson(record.title)},
            {"created_at", jsonNumber(record.createdAt)},
            {"prompt_entry", textToJson(record.promptEntry)},
            {"prompt", textToJson(record.prompt)},
            {"warning", textToJson(record.warning)},
            {"blind", record.blind},
            {"panes", panesToJson(record.panes)}};
}

Json toJson(const SetRunRecord &run)
{
    Json prompts = Json::array();
    for (const PromptEntry &prompt : run.prompts)
        prompts.push_back(promptToJson(prompt));
    Json cells = Json::array();
    for (const SetCell &cell : run.cells)
        cells.push_back(Json{{"row", cell.row},
                             {"column", cell.column},
                             {"completion", completionToJson(cell.completion)}});
    return {{"format", "phi1-set-run"},
            {"version", comparisonFormat},
            {"id", run.id},
            {"title", textToJson(run.title)},
            {"created_at", jsonNumber(run.createdAt)},
            {"prompts", std::move(prompts)},
            {"columns", panesToJson(run.columns)},
            {"cells", std::move(cells)}};
}

Result<ComparisonRecord> comparisonFromJson(const Json &json)
{
    PHI1_TRY(checkFormat(json, "phi1-comparison", comparisonFormat));
    ComparisonRecord record;
    JsonReader reader(json, {});
    reader.integer("id", record.id)
        .text("title", record.title)
        .number("created_at", record.createdAt)
        .text("prompt_entry", record.promptEntry)
        .text("prompt", record.prompt)
        .text("warning", record.warning)
        .boolean("blind", record.blind);
    PHI1_TRY(readPanes(reader, "panes", record.panes));
    PHI1_TRY(checkRecord(record));
    return record;
}

Result<ComparisonRecord> parseComparison(std::string_view text)
{
    PHI1_ASSIGN(const Json json, parseJson(text, "The comparison"));
    return comparisonFromJson(json);
}

Result<SetRunRecord> setRunFromJson(const Json &json)
{
    PHI1_TRY(checkFormat(json, "phi1-set-run", comparisonFormat));
    SetRunRecord run;
    JsonReader reader(json, {});
    reader.integer("id", run.id)
        .text("title", run.title)
        .number("created_at", run.createdAt)
        .list("prompts", maxCells,
              [&](const Json &value, const std::string &at) -> Result<void> {
                  PHI1_ASSIGN(PromptEntry prompt, promptFromJson(value, at));
                  run.prompts.push_back(std::move(prompt));
                  return {};
              })
        .list("cells", maxCells, [&](const Json &value, const std::string &at) -> Result<void> {
            PHI1_ASSIGN(SetCell cell, cellFromJson(value, at));
            run.cells.push_back(std::move(cell));
            return {};
        });
    PHI1_TRY(readPanes(reader, "columns", run.columns));
    PHI1_TRY(checkRecord(run));
    return run;
}

Result<SetRunRecord> parseSetRun(std::string_view text)
{
    PHI1_ASSIGN(const Json json, parseJson(text, "The set run"));
    return setRunFromJson(json);
}

} // namespace phi1
