// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/completion_fields.h"

#include <cmath>
#include <limits>
#include <random>

#include "app/phi1/serve/json_fields.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::size_t mostPrompts = 128;
constexpr std::int64_t mostSamples = 128;
constexpr std::int64_t mostTokens = 1'000'000;
constexpr std::size_t mostStops = 16;
constexpr std::size_t mostIds = 1u << 20; ///< beyond any context; the model's is checked later

/// A seed that a double, and so every JSON reader, holds exactly.
std::uint64_t newSeed()
{
    std::random_device random;
    return ((std::uint64_t(random()) << 32) | random()) >> 11;
}

void readPrompts(JsonFields &fields, CompletionFields &completion)
{
    const Json *value = fields.find("prompt");
    const std::string expected =
        "a text, a list of texts, a list of ids, or a list of lists of ids is expected";
    if (!value) {
        fields.fail("prompt", "missing", expected);
        return;
    }
    if (value->is_string()) {
        completion.prompts.emplace_back(value->get<std::string>());
    } else if (!value->is_array() || value->empty()) {
        fields.fail("prompt", shownValue(*value), expected);
        return;
    } else if (value->front().is_number()) {
        if (value->size() > mostIds) {
            fields.fail("prompt", shownValue(*value), concat("at most ", mostIds, " are expected"));
            return;
        }
        completion.prompts.emplace_back(fields.idsOf(*value, "prompt"));
    } else if (value->size() > mostPrompts) {
        fields.fail("prompt", shownValue(*value),
                    concat("at most ", mostPrompts, " prompts are expected"));
        return;
    } else {
        const bool areTexts = value->front().is_string();
        for (const Json &one : *value) {
            if (areTexts ? !one.is_string() : !one.is_array() || one.size() > mostIds) {
                fields.fail("prompt", concat("a list with ", shownValue(one)), expected);
                return;
            }
            if (areTexts)
                completion.prompts.emplace_back(one.get<std::string>());
            else
                completion.prompts.emplace_back(fields.idsOf(one, "prompt"));
        }
    }
    for (const auto &prompt : completion.prompts) {
        const bool isEmpty = std::visit([](const auto &each) { return each.empty(); }, prompt);
        if (isEmpty)
            fields.fail("prompt", "empty", "at least one token to go on from is expected");
    }
}

void readStop(JsonFields &fields, std::vector<std::string> &stop)
{
    const Json *value = fields.find("stop");
    if (!value)
        return;
    const std::string expected =
        concat("a text or a list of up to ", mostStops, " texts, none empty, is expected");
    const Json list = value->is_array() ? *value : Json::array({*value});
    if (list.size() > mostStops) {
        fields.fail("stop", shownValue(*value), expected);
        return;
    }
    for (const Json &one : list) {
        if (!one.is_string() || one.get_ref<const std::string &>().empty()) {
            fields.fail("stop", concat(value->is_array() ? "a list with " : "", shownValue(one)),
                        expected);
            return;
        }
        stop.push_back(one.get<std::string>());
    }
}

/// Fields of OpenAI's that change the completion in a way this engine does not know: only the value
/// that changes nothing is taken.
void refuseUnsupported(JsonFields &fields)
{
    for (const char *name : {"presence_penalty", "frequency_penalty"}) {
        const Json *value = fields.find(name);
        if (value && !(value->is_number() && value->get<double>() == 0))
            fields.fail(name, shownValue(*value),
                        "only 0 is possible here; repetition_penalty does something alike");
    }
    if (const Json *value = fields.find("logit_bias");
        value && !(value->is_object() && value->empty()))
        fields.fail("logit_bias", shownValue(*value), "only an empty object is possible here");
    if (const Json *value = fields.find("suffix");
        value && !(value->is_string() && value->get_ref<const std::string &>().empty()))
        fields.fail("suffix", shownValue(*value),
                    "these models complete at the end only; no suffix is expected");
}

void readSampling(JsonFields &fields, GenerationRequest &request)
{
    SamplingOptions &sampling = request.options.sampling;
    sampling.temperature = fields.number("temperature", 0, 100).value_or(1.0);
    sampling.topP = fields.number("top_p", 0, 1, true).value_or(1.0);
    sampling.topK =
        fields.integer("top_k", 0, std::numeric_limits<std::int32_t>::max()).value_or(0);
    sampling.minP = fields.number("min_p", 0, 1).value_or(0.0);
    sampling.repetitionPenalty = fields.number("repetition_penalty", 0, 100, true).value_or(1.0);
    const auto seed = fields.integer("seed", 0, std::numeric_limits<std::int64_t>::max());
    sampling.seed = seed ? static_cast<std::uint64_t>(*seed) : newSeed();
}

void readLane(JsonFields &fields, GenerationRequest &request)
{
    const auto lane = fields.text("lane");
    if (!lane || *lane == "interactive")
        request.lane = Lane::Interactive;
    else if (*lane == "decode")
        request.lane = Lane::Decode;
    else if (*lane == "batch")
        request.lane = Lane::Batch;
    else
        fields.fail("lane", concat("\"", printable(*lane, 40), "\""),
                    "interactive, decode or batch is expected");
}

void readStreaming(JsonFields &fields, CompletionFields &completion)
{
    completion.stream = fields.boolean("stream", false);
    const Json *options = fields.find("stream_options");
    if (!options)
        return;
    JsonFields inner(*options, "stream_options.");
    completion.includeUsage = inner.boolean("include_usage", false);
    inner.boolean("include_obfuscation", false); // padding against eavesdroppers: nothing to hide
    inner.refuseUnknown();
    if (inner.error())
        fields.fail(*inner.error());
    else if (!completion.stream)
        fields.fail("stream_options", "set", "it is expected with \"stream\": true only");
}

} // namespace

tl::expected<CompletionFields, ApiError> readCompletionFields(const Json &body)
{
    JsonFields fields(body);
    CompletionFields completion;
    GenerationRequest &request = completion.request;
    CompletionOptions &options = request.options;
    completion.model = fields.text("model").value_or("");
    readPrompts(fields, completion);
    options.maxNewTokens = fields.integer("max_tokens", 0, mostTokens).value_or(16);
    options.samples = fields.integer("n", 1, mostSamples).value_or(1);
    if (const auto best = fields.integer("best_of", 1, mostSamples);
        best && *best != options.samples)
        fields.fail("best_of", std::to_string(*best),
                    concat("n, ", options.samples, ", is expected: all samples are returned"));
    options.stopAtEndOfText = fields.boolean("stop_at_end", true);
    readSampling(fields, request);
    readStop(fields, options.stop);
    const auto top = fields.integer("logprobs", 0, maximumTopLogProbabilities);
    completion.wantsLogProbabilities = top.has_value();
    request.topLogProbabilities = top.value_or(0);
    completion.echo = fields.boolean("echo", false);
    completion.phi1 = fields.boolean("phi1", false);
    request.forced = fields.ids("forced_ids", mostIds).value_or(std::vector<TokenId>());
    request.promptLookup = fields.boolean("prompt_lookup", true);
    request.promptLogProbabilities =
        completion.echo && (completion.wantsLogProbabilities || completion.phi1);
    readLane(fields, request);
    readStreaming(fields, completion);
    refuseUnsupported(fields);
    if (const Json *user = fields.find("user"); user && !user->is_string())
        fields.fail("user", shownValue(*user), "a text is expected");
    fields.refuseUnknown();

    if (options.maxNewTokens == 0 && !completion.echo)
        fields.fail("max_tokens", "0", "at least 1 is expected without echo");
    if (options.maxNewTokens == 0 && options.samples > 1)
        fields.fail("n", std::to_string(options.samples), "1 is expected with max_tokens 0");
    const auto choices = static_cast<std::int64_t>(completion.prompts.size()) * options.samples;
    if (choices > mostChoices)
        fields.fail("n", concat(options.samples, " for ", completion.prompts.size(), " prompts"),
                    concat("at most ", mostChoices, " completions together are expected"));
    if (fields.error())
        return tl::unexpected<ApiError>(*fields.error());
    return completion;
}

} // namespace phi1
