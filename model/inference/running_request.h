// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "model/inference/completion_text.h"
#include "model/inference/engine.h"
#include "model/inference/generation_request.h"
#include "model/inference/inference_limits.h"
#include "model/inference/prompt_lookup.h"

namespace phi1 {

/// A completion under way. All its tokens but the last are computed.
struct Sequence {
    std::int64_t sample = 0;
    SlotId slot = -1;            ///< -1: ended
    std::vector<TokenId> tokens; ///< prompt and completion
    std::int64_t generated = 0;
    CompletionText text;
    DraftBudget budget;
    std::vector<TokenId> drafts; ///< follow `tokens` in the step that is being computed
    std::chrono::steady_clock::time_point first;
    std::chrono::steady_clock::time_point latest;
};

/// A request from its submission to its last call of the sink. First its prompt is computed in a
/// slot of its own, then samples begin as copies of it.
class RunningRequest
{
public:
    using Clock = std::chrono::steady_clock;
    enum class Phase { Waiting, Prompt, Samples, Ended };

    RunningRequest(Ticket number, GenerationRequest wanted, std::shared_ptr<GenerationSink> sink,
                   Clock::time_point time)
        : ticket(number)
        , request(std::move(wanted))
        , submitted(time)
        , m_sink(std::move(sink))
    {}

    static double seconds(Clock::duration duration)
    {
        return std::chrono::duration<double>(duration).count();
    }
    std::int64_t promptTokens() const { return static_cast<std::int64_t>(request.prompt.size()); }
    std::int64_t samples() const { return request.options.samples; }
    bool generates() const { return request.options.maxNewTokens > 0; }
    std::int64_t liveSequences() const; ///< completions begun and not ended
    /// Positions a completion may take beyond the prompt.
    std::int64_t growth(std::int64_t context) const;
    /// Whether the log-probability of the token at `index` of the prompt (its length: the next) is
    /// to be reported.
    bool reports(std::int64_t index) const;
    /// Whether the logits of the row of prompt token `index` are needed.
    bool needsLogits(std::int64_t index) const;
    /// Tokens of the prompt that must be computed.
    std::int64_t promptRows() const;
    /// Tokens of the prompt whose rows may come from another request.
    std::int64_t reusableRows() const;

    /// Calls of the sink; after it threw, none reaches it and the request counts as cancelled.
    void tellPrompt(std::span<const TokenReport> tokens);
    void tellToken(const TokenReport &token, std::string_view text);
    void tellSampleEnd(const SampleEnd &end);
    void tellFinished();
    void tellFailed(const Error &error);

    const Ticket ticket;
    const GenerationRequest request;
    const Clock::time_point submitted;

    std::shared_ptr<void> seat;  ///< in the queue; given up when work on it begins
    std::shared_ptr<void> place; ///< among all requests; given up at the end

    Phase phase = Phase::Waiting;
    bool cancelled = false;
    SlotId base = -1;              ///< the prompt's, until the last sample takes it over
    std::vector<float> nextLogits; ///< of the token after the prompt, while samples may begin
    std::int64_t begunSamples = 0;
    std::int64_t endedSamples = 0;
    std::vector<std::unique_ptr<Sequence>> sequences; ///< of samples under way
    GenerationSummary summary;
    Clock::time_point begun;
    Clock::time_point firstToken;
    Clock::time_point latestToken;

private:
    template<typename Call>
    void tell(Call call);

    std::shared_ptr<GenerationSink> m_sink; ///< null after it threw
};

} // namespace phi1
