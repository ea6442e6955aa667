// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/spec_fields.h"

namespace phi1 {

std::vector<SynthesisField> synthesisFields(SynthesisSpec &spec)
{
    constexpr std::uint64_t million = 1000000;
    return {
        {"kind", ChoiceField{&spec.kind, {"textbook", "exercise"}}},
        {"samples", CountField{&spec.samples, 1, 1000 * million}},
        {"seed", CountField{&spec.seed}},
        {"seed_words_per_prompt", CountField{&spec.seedWordsPerPrompt, 0, 100}},
        {"topics", ListField{&spec.topics}},
        {"audiences", ListField{&spec.audiences}},
        {"seed_words", ListField{&spec.seedWords}},
        {"function_names", ListField{&spec.functionNames}},
        {"prompt.system", TextField{&spec.prompt.system}},
        {"prompt.template", TextField{&spec.prompt.text}},
        {"endpoint.url", TextField{&spec.endpoint.url}},
        {"endpoint.model", TextField{&spec.endpoint.model}},
        {"generation.api", ChoiceField{&spec.generation.api, {"chat", "completions"}}},
        {"generation.temperature", NumberField{&spec.generation.temperature, 0, 100}},
        {"generation.top_p", NumberField{&spec.generation.topP, 0, 1}},
        {"generation.max_tokens", CountField{&spec.generation.maxTokens, 1, million}},
        {"generation.stop", TextsField{&spec.generation.stop}},
        {"generation.send_seed", FlagField{&spec.generation.sendSeed}},
        {"answers.take", ChoiceField{&spec.answers.take, {"whole", "code"}}},
        {"answers.truncated", ChoiceField{&spec.answers.truncated, {"refuse", "keep"}}},
        {"answers.keep_prompt", FlagField{&spec.answers.keepPrompt}},
        {"answers.minimum_bytes", CountField{&spec.answers.minimumBytes, 1, million}},
        {"answers.near_duplicate", NumberField{&spec.answers.nearDuplicate, 0.1, 2}},
        {"answers.licence", TextField{&spec.answers.licence}},
        {"answers.source", TextField{&spec.answers.source}},
        {"requests.concurrency", CountField{&spec.requests.concurrency, 1, 256}},
        {"requests.attempts", CountField{&spec.requests.attempts, 1, 100}},
        {"requests.timeout", NumberField{&spec.requests.timeout, 0.05, 86400}},
        {"requests.retry_delay", NumberField{&spec.requests.retryDelay, 0.001, 3600}},
        {"budget.requests", CountField{&spec.budget.requests}},
        {"budget.tokens", CountField{&spec.budget.tokens}},
    };
}

} // namespace phi1
