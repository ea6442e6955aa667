// SPDX-License-Identifier: Apache-2.0
#include "model/inference/running_request.h"

#include <algorithm>

namespace phi1 {

std::int64_t RunningRequest::liveSequences() const
{
    return std::count_if(sequences.begin(), sequences.end(),
                         [](const auto &sequence) { return sequence->slot >= 0; });
}

std::int64_t RunningRequest::growth(std::int64_t context) const
{
    return std::min(request.options.maxNewTokens, context - promptTokens());
}

bool RunningRequest::reports(std::int64_t index) const
{
    if (!request.promptLogProbabilities)
        return false;
    const std::vector<std::int64_t> &positions = request.promptPositions;
    return positions.empty() ? index < promptTokens()
                             : std::binary_search(positions.begin(), positions.end(), index);
}

bool RunningRequest::needsLogits(std::int64_t index) const
{
    return reports(index + 1) || (generates() && index + 1 == promptTokens());
}

std::int64_t RunningRequest::promptRows() const
{
    if (generates())
        return promptTokens();
    if (!request.promptLogProbabilities)
        return 0;
    const std::vector<std::int64_t> &positions = request.promptPositions;
    return positions.empty() ? promptTokens() - 1 : positions.back();
}

std::int64_t RunningRequest::reusableRows() const
{
    std::int64_t first = promptRows() - 1;
    if (request.promptLogProbabilities) {
        const std::vector<std::int64_t> &positions = request.promptPositions;
        // The token at 0 has no row before it.
        const auto reported =
            std::find_if(positions.begin(), positions.end(), [](std::int64_t p) { return p > 0; });
        if (positions.empty())
            first = 0;
        else if (reported != positions.end())
            first = std::min(first, *reported - 1);
    }
    return std::max<std::int64_t>(first, 0);
}

template<typename Call>
void RunningRequest::tell(Call call)
{
    if (!m_sink)
        return;
    try {
        call(*m_sink);
    } catch (...) {
        // A sink is a stranger's code; whatever it throws must not end the thread of all others.
        m_sink.reset();
        cancelled = true;
    }
}

void RunningRequest::tellPrompt(std::span<const TokenReport> tokens)
{
    tell([&](GenerationSink &sink) { sink.onPrompt(tokens); });
}

void RunningRequest::tellToken(const TokenReport &token, std::string_view text)
{
    tell([&](GenerationSink &sink) { sink.onToken(token, text); });
}

void RunningRequest::tellSampleEnd(const SampleEnd &end)
{
    tell([&](GenerationSink &sink) { sink.onSampleFinished(end); });
}

void RunningRequest::tellFinished()
{
    summary.promptTokens = promptTokens();
    summary.cancelled = cancelled;
    if (firstToken != Clock::time_point()) {
        summary.timeToFirstToken = seconds(firstToken - submitted);
        const double decoding = seconds(latestToken - firstToken);
        if (decoding > 0)
            summary.tokensPerSecond = static_cast<double>(summary.completionTokens - 1) / decoding;
    }
    phase = Phase::Ended;
    seat.reset();
    place.reset();
    tell([&](GenerationSink &sink) { sink.onFinished(summary); });
}

void RunningRequest::tellFailed(const Error &error)
{
    phase = Phase::Ended;
    seat.reset();
    place.reset();
    tell([&](GenerationSink &sink) { sink.onFailed(error); });
}

} // namespace phi1
