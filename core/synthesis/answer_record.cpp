// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/answer_record.h"

#include <array>

#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr std::array<std::string_view, answerOutcomes> names = {
    "kept", "duplicate", "near duplicate", "truncated", "too short", "refused"};

} // namespace

std::string_view outcomeName(AnswerOutcome outcome)
{
    return names[static_cast<std::size_t>(outcome)];
}

Json toJson(const AnswerRecord &record)
{
    return {{"v", 1},
            {"item", record.item},
            {"outcome", outcomeName(record.outcome)},
            {"topic", record.topic},
            {"audience", record.audience},
            {"seed_words", record.seedWords},
            {"function_name", record.functionName},
            {"system", record.system},
            {"prompt", record.prompt},
            {"text", record.text},
            {"hash", record.hash},
            {"endpoint", record.endpoint},
            {"api", record.api},
            {"requested_model", record.requestedModel},
            {"model", record.model},
            {"settings", record.settings},
            {"request_id", record.requestId},
            {"answer_id", record.answerId},
            {"finish_reason", record.finishReason},
            {"usage",
             {{"prompt_tokens", record.promptTokens},
              {"completion_tokens", record.completionTokens},
              {"estimated", record.tokensEstimated}}},
            {"attempts", record.attempts},
            {"seconds", record.seconds},
            {"time", record.time},
            {"message", record.message}};
}

Result<AnswerRecord> answerFromJson(const Json &json)
{
    try {
        AnswerRecord record;
        if (json.at("v").get<int>() != 1)
            return failure(ErrorCode::Incompatible,
                           concat("an answer has version ", json.at("v").get<int>(),
                                  "; this program reads version 1"));
        json.at("item").get_to(record.item);
        const auto outcome = json.at("outcome").get<std::string>();
        std::size_t place = 0;
        while (place < names.size() && names[place] != outcome)
            ++place;
        if (place == names.size())
            return failure(ErrorCode::Corrupt,
                           concat("\"", printable(outcome, 40), "\" is no outcome of an answer"));
        record.outcome = static_cast<AnswerOutcome>(place);
        json.at("topic").get_to(record.topic);
        json.at("audience").get_to(record.audience);
        json.at("seed_words").get_to(record.seedWords);
        json.at("function_name").get_to(record.functionName);
        json.at("system").get_to(record.system);
        json.at("prompt").get_to(record.prompt);
        json.at("text").get_to(record.text);
        json.at("hash").get_to(record.hash);
        json.at("endpoint").get_to(record.endpoint);
        json.at("api").get_to(record.api);
        json.at("requested_model").get_to(record.requestedModel);
        json.at("model").get_to(record.model);
        record.settings = json.at("settings");
        json.at("request_id").get_to(record.requestId);
        json.at("answer_id").get_to(record.answerId);
        json.at("finish_reason").get_to(record.finishReason);
        const Json &usage = json.at("usage");
        usage.at("prompt_tokens").get_to(record.promptTokens);
        usage.at("completion_tokens").get_to(record.completionTokens);
        usage.at("estimated").get_to(record.tokensEstimated);
        json.at("attempts").get_to(record.attempts);
        json.at("seconds").get_to(record.seconds);
        json.at("time").get_to(record.time);
        json.at("message").get_to(record.message);
        return record;
    } catch (const nlohmann::json::exception &) {
        return failure(ErrorCode::Corrupt, "a line is no answer as `phi1 synthesize` writes them");
    }
}

} // namespace phi1
