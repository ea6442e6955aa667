// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/attention/attention_output.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/attention/array_file.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/version.h"

namespace phi1 {

namespace {

Json settingsJson(const AttentionFindings &findings)
{
    Json json = {{"checkpoint", findings.name}, {"fingerprint", findings.fingerprint}};
    if (!findings.minus.empty()) {
        json["minus"] = findings.minus;
        json["minus_fingerprint"] = findings.minusFingerprint;
    }
    json["device"] = findings.facts.device;
    json["dtype"] = findings.facts.dtype;
    json["kernels"] = findings.facts.kernels;
    json["without_first"] = findings.withoutFirst;
    json["layers"] = findings.measures.layers;
    json["heads"] = findings.measures.heads;
    json["version"] = std::string(version);
    return json;
}

Json scoreJson(const HeadMeasures &measures, HeadId head, HeadScore score)
{
    if (!measures.reasons.at(static_cast<std::size_t>(score)).empty())
        return nullptr;
    return jsonNumber(static_cast<double>(measures.value(head, score)));
}

Json scoresJson(const HeadMeasures &measures)
{
    Json json = Json::array();
    for (std::int64_t layer = 0; layer < measures.layers; ++layer) {
        for (std::int64_t head = 0; head < measures.heads; ++head) {
            Json row = {{"layer", layer}, {"head", head}};
            for (const HeadScoreFacts &facts : headScoreFacts())
                row[std::string(facts.key)] = scoreJson(measures, {layer, head}, facts.score);
            json.push_back(std::move(row));
        }
    }
    return json;
}

/// Rows up to the diagonal: what is beyond is 0.
Json mapJson(const AttentionFindings &findings)
{
    Json rows = Json::array();
    const auto tokens = static_cast<std::size_t>(findings.tokens());
    for (std::size_t i = 0; i < tokens; ++i) {
        Json row = Json::array();
        for (std::size_t j = 0; j <= i; ++j)
            row.push_back(jsonNumber(static_cast<double>(findings.map[i * tokens + j])));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string safetensorsOf(const AttentionFindings &findings)
{
    std::map<std::string, std::string, std::less<>> metadata;
    const Json settings = settingsJson(findings);
    for (const auto &[key, value] : settings.items())
        metadata[key] = value.is_string() ? value.get<std::string>() : dumpJson(value);
    std::map<std::string, ArrayView, std::less<>> arrays;
    const std::int64_t tokens = findings.tokens();
    arrays["ids"] = arrayOf(std::span(findings.ids), {tokens});
    if (findings.head) {
        metadata["layer"] = std::to_string(findings.head->layer);
        metadata["head"] = std::to_string(findings.head->head);
        arrays["attention"] = arrayOf(std::span(findings.map), {tokens, tokens});
    } else {
        Json keys = Json::array();
        Json reasons = Json::object();
        for (const HeadScoreFacts &facts : headScoreFacts()) {
            keys.push_back(facts.key);
            const auto &reason =
                findings.measures.reasons.at(static_cast<std::size_t>(facts.score));
            if (!reason.empty())
                reasons[std::string(facts.key)] = reason;
        }
        metadata["scores"] = dumpJson(keys);
        metadata["not_applicable"] = dumpJson(reasons);
        arrays["scores"] =
            arrayOf(std::span(findings.measures.values),
                    {findings.measures.layers, findings.measures.heads, headScoreCount});
    }
    return safetensorsBytes(arrays, metadata);
}

std::string npyOf(const AttentionFindings &findings)
{
    const std::int64_t tokens = findings.tokens();
    if (findings.head)
        return npyBytes(arrayOf(std::span(findings.map), {tokens, tokens}));
    return npyBytes(arrayOf(std::span(findings.measures.values),
                            {findings.measures.layers, findings.measures.heads, headScoreCount}));
}

} // namespace

Json attentionJson(const AttentionFindings &findings)
{
    Json json = settingsJson(findings);
    Json tokens = Json::array();
    for (std::size_t i = 0; i < findings.ids.size(); ++i) {
        Json token = {{"id", findings.ids[i]}, {"text", findings.pieces[i]}};
        if (findings.spans) {
            token["start"] = (*findings.spans)[i].begin;
            token["end"] = (*findings.spans)[i].end;
        }
        tokens.push_back(std::move(token));
    }
    json["tokens"] = std::move(tokens);
    if (findings.head) {
        json["layer"] = findings.head->layer;
        json["head"] = findings.head->head;
        json["attention"] = mapJson(findings);
        return json;
    }
    Json reasons = Json::object();
    for (const HeadScoreFacts &facts : headScoreFacts()) {
        const auto &reason = findings.measures.reasons.at(static_cast<std::size_t>(facts.score));
        if (!reason.empty())
            reasons[std::string(facts.key)] = reason;
    }
    json["not_applicable"] = std::move(reasons);
    json["scores"] = scoresJson(findings.measures);
    return json;
}

Result<void> checkOutputName(const std::string &path)
{
    const std::string ending = std::filesystem::path(path).extension().string();
    if (ending != ".npy" && ending != ".safetensors" && ending != ".json")
        return failure(ErrorCode::Usage, concat("--output ", printable(path),
                                                " ends with none of .npy, .safetensors and .json, "
                                                "which say what is written"));
    return {};
}

Result<void> writeOutput(const std::string &path, const AttentionFindings &findings)
{
    PHI1_TRY(checkOutputName(path));
    const std::string ending = std::filesystem::path(path).extension().string();
    return writeFileAtomically(path, ending == ".npy"    ? npyOf(findings)
                                     : ending == ".json" ? dumpJson(attentionJson(findings)) + "\n"
                                                         : safetensorsOf(findings));
}

} // namespace phi1
