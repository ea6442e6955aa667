// SPDX-License-Identifier: Apache-2.0
#include "model/inference/generation_loop.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "model/inference/completion_text.h"
#include "model/inference/engine.h"

namespace phi1 {

namespace {

using Clock = std::chrono::steady_clock;

/// More sequences at once gain nothing: the arithmetic units are busy, and every one costs a row of
/// logits.
constexpr std::int64_t maximumSlots = 256;

/// A completion that occupies a slot.
struct Sequence {
    std::size_t completion;
    std::int64_t slot;
    std::vector<TokenId> tokens; ///< prompt and completion
    std::size_t promptTokens;
    std::size_t computed = 0; ///< tokens the engine has seen
    CompletionText text;
    Clock::time_point first = {};
};

class GenerationLoop
{
public:
    GenerationLoop(Engine &engine, const TokenText &text,
                   std::span<const std::vector<TokenId>> prompts, const CompletionOptions &options,
                   const GenerationControl &control)
        : m_engine(engine)
        , m_tokenText(text)
        , m_prompts(prompts)
        , m_options(options)
        , m_control(control)
        , m_completions(prompts.size() * static_cast<std::size_t>(options.samples))
    {
        const auto samples = static_cast<std::size_t>(options.samples);
        for (std::size_t i = 0; i < m_completions.size(); ++i) {
            Completion &completion = m_completions[i];
            completion.prompt = i / samples;
            completion.sample = static_cast<std::int64_t>(i % samples);
            completion.promptTokens = static_cast<std::int64_t>(prompts[completion.prompt].size());
        }
    }

    Result<std::vector<Completion>> run()
    {
        if (m_completions.empty() || m_options.maxNewTokens == 0)
            return std::move(m_completions);
        PHI1_TRY(reserve());
        while (m_next < m_completions.size() || !m_active.empty()) {
            if (m_control.cancelled && m_control.cancelled()) {
                cancel();
                break;
            }
            admit();
            PHI1_TRY(step());
        }
        return std::move(m_completions);
    }

private:
    Result<void> reserve()
    {
        std::size_t longest = 0;
        for (const std::vector<TokenId> &prompt : m_prompts)
            longest = std::max(longest, prompt.size());
        const std::int64_t context = m_engine.context();
        const std::int64_t positions =
            static_cast<std::int64_t>(longest) +
            std::min(context - static_cast<std::int64_t>(longest), m_options.maxNewTokens);
        const auto wanted =
            std::min<std::int64_t>(maximumSlots, static_cast<std::int64_t>(m_completions.size()));
        PHI1_ASSIGN(const std::int64_t slots, m_engine.reserve(wanted, positions));
        for (std::int64_t slot = slots; slot-- > 0;)
            m_freeSlots.push_back(slot);
        return {};
    }

    void admit()
    {
        while (m_next < m_completions.size() && !m_freeSlots.empty()) {
            const std::vector<TokenId> &prompt = m_prompts[m_completions[m_next].prompt];
            m_active.push_back({.completion = m_next,
                                .slot = m_freeSlots.back(),
                                .tokens = prompt,
                                .promptTokens = prompt.size(),
                                .text = CompletionText(m_options.stop)});
            m_engine.clear(m_freeSlots.back());
            m_freeSlots.pop_back();
            ++m_next;
        }
    }

    Result<void> step()
    {
        m_rows.clear();
        m_asking.clear();
        std::int64_t promptRows = m_engine.promptRowsPerCall();
        for (std::size_t i = 0; i < m_active.size(); ++i) {
            Sequence &sequence = m_active[i];
            while (sequence.computed < sequence.tokens.size()) {
                if (sequence.computed < sequence.promptTokens && promptRows-- <= 0)
                    break;
                const TokenId token = sequence.tokens[sequence.computed++];
                const bool last = sequence.computed == sequence.tokens.size();
                m_rows.push_back({sequence.slot, token, last});
                if (last)
                    m_asking.push_back(i);
            }
        }
        const auto vocabulary = static_cast<std::size_t>(m_engine.vocabulary());
        m_logits.resize(m_asking.size() * vocabulary);
        PHI1_TRY(m_engine.run(m_rows, m_logits));
        for (std::size_t i = 0; i < m_asking.size(); ++i) {
            const std::span<const float> logits =
                std::span(m_logits).subspan(i * vocabulary, vocabulary);
            PHI1_TRY(advance(m_active[m_asking[i]], logits));
        }
        std::erase_if(m_active, [](const Sequence &sequence) { return sequence.slot < 0; });
        return {};
    }

    Result<void> advance(Sequence &sequence, std::span<const float> logits)
    {
        Completion &completion = m_completions[sequence.completion];
        PHI1_ASSIGN(const SampledToken token,
                    m_sampler.choose(logits, sequence.tokens, m_options.sampling,
                                     static_cast<std::uint64_t>(completion.sample),
                                     sequence.tokens.size()));
        const Clock::time_point now = Clock::now();
        if (completion.tokens.empty()) {
            sequence.first = now;
            completion.timeToFirstToken = std::chrono::duration<double>(now - m_start).count();
        }
        if (token.id == m_tokenText.endOfText && m_options.stopAtEndOfText) {
            finish(sequence, FinishReason::EndOfText);
            return {};
        }
        sequence.tokens.push_back(token.id);
        completion.tokens.push_back(token.id);
        completion.logProbabilities.push_back(token.logProbability);
        const double seconds = std::chrono::duration<double>(now - sequence.first).count();
        if (seconds > 0)
            completion.tokensPerSecond =
                static_cast<double>(completion.tokens.size() - 1) / seconds;

        if (sequence.text.append(m_tokenText.bytes(token.id)))
            finish(sequence, FinishReason::StopString);
        else if (static_cast<std::int64_t>(completion.tokens.size()) == m_options.maxNewTokens)
            finish(sequence, FinishReason::Length);
        else if (static_cast<std::int64_t>(sequence.tokens.size()) > m_engine.context())
            finish(sequence, FinishReason::Context);
        else
            show(sequence, false);
        return {};
    }

    void show(Sequence &sequence, bool last)
    {
        const std::string ready = sequence.text.takeReady(last);
        if (m_control.text && !ready.empty())
            m_control.text(sequence.completion, ready);
    }

    void finish(Sequence &sequence, FinishReason reason)
    {
        show(sequence, true);
        Completion &completion = m_completions[sequence.completion];
        completion.text = sequence.text.text();
        completion.finish = reason;
        m_freeSlots.push_back(sequence.slot);
        sequence.slot = -1;
        ++m_finished;
        if (m_control.progress)
            m_control.progress(m_finished, m_completions.size());
    }

    void cancel()
    {
        for (Sequence &sequence : m_active)
            finish(sequence, FinishReason::Cancelled);
        for (; m_next < m_completions.size(); ++m_next)
            m_completions[m_next].finish = FinishReason::Cancelled;
    }

    Engine &m_engine;
    const TokenText &m_tokenText;
    std::span<const std::vector<TokenId>> m_prompts;
    const CompletionOptions &m_options;
    const GenerationControl &m_control;
    std::vector<Completion> m_completions;
    Clock::time_point m_start = Clock::now();
    std::size_t m_next = 0;
    std::size_t m_finished = 0;
    std::vector<Sequence> m_active;
    std::vector<std::int64_t> m_freeSlots;
    std::vector<EngineRow> m_rows;
    std::vector<std::size_t> m_asking; ///< active sequences, in the order of their rows of logits
    std::vector<float> m_logits;
    Sampler m_sampler;
};

} // namespace

Result<std::vector<Completion>> generate(Engine &engine, const TokenText &text,
                                         std::span<const std::vector<TokenId>> prompts,
                                         const CompletionOptions &options,
                                         const GenerationControl &control)
{
    return GenerationLoop(engine, text, prompts, options, control).run();
}

} // namespace phi1
