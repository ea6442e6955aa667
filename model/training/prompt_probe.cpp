// SPDX-License-Identifier: Apache-2.0
#include "model/training/prompt_probe.h"

#include <chrono>
#include <memory>
#include <utility>

#include <ATen/Parallel.h>

#include "model/inference/completion_text.h"
#include "model/inference/generator.h"
#include "model/text/utf8.h"
#include "model/torch_inference/model_engine.h"

namespace phi1 {

namespace {

/// For what outlives every use of the pointer.
template<typename T>
std::shared_ptr<const T> borrowed(const T &object)
{
    return std::shared_ptr<const T>(std::shared_ptr<const void>(), &object);
}

} // namespace

PromptProbe::PromptProbe(const PhiModel &model, const Tokenizer &tokenizer,
                         PromptProbeOptions options)
    : m_model(model)
    , m_tokenizer(tokenizer)
    , m_options(std::move(options))
{}

Result<std::vector<ProbeCompletion>>
PromptProbe::complete(const std::function<bool()> &cancelled) const
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(m_options.seconds);
    CompletionOptions options;
    options.sampling.temperature = 0.0;
    options.maxNewTokens = m_options.newTokens;
    GenerationControl control;
    control.cancelled = [&] { return Clock::now() >= end || (cancelled && cancelled()); };
    // Made anew each time: the weights changed, and training may want the memory for keys and
    // values back.
    PHI1_ASSIGN(std::shared_ptr<Engine> engine,
                makeEngine(borrowed(m_model), at::get_num_threads()));
    Generator generator(std::move(engine), borrowed(m_tokenizer));
    PHI1_ASSIGN(const std::vector<Completion> completions,
                generator.completeAll(m_options.prompts, options, control));
    std::vector<ProbeCompletion> found;
    for (const Completion &completion : completions) {
        // A limit may fall between the bytes of a character.
        const std::string_view whole =
            completion.finish == FinishReason::EndOfText
                ? std::string_view(completion.text)
                : std::string_view(completion.text)
                      .substr(0, withoutUnfinishedCharacter(completion.text));
        found.push_back({.prompt = m_options.prompts[completion.prompt],
                         .text = replaceMalformedUtf8(whole),
                         .tokens = static_cast<std::int64_t>(completion.tokens.size())});
    }
    return found;
}

} // namespace phi1
