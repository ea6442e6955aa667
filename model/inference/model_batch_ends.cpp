// SPDX-License-Identifier: Apache-2.0
#include "model/inference/model_batch.h"

#include <algorithm>

/// From a row of logits to a token and what is told of it, and how completions and requests end.

namespace phi1 {

void ModelBatch::cancelAll()
{
    for (const auto &request : m_requests)
        request->cancelled = true;
    dropCancelled();
    sweep();
}

void ModelBatch::failAll(const Error &error)
{
    for (const auto &request : m_requests)
        fail(*request, error);
    sweep();
}

void ModelBatch::dropCancelled()
{
    for (const auto &request : m_requests) {
        if (request->cancelled)
            cancelNow(*request);
    }
}

void ModelBatch::promptComputed(RunningRequest &request)
{
    const double duration = RunningRequest::seconds(RunningRequest::Clock::now() - request.begun);
    const auto computed =
        static_cast<double>(request.promptRows() - request.summary.cachedPromptTokens);
    if (duration > 0 && computed > 0)
        request.summary.promptTokensPerSecond = computed / duration;
    if (request.generates()) {
        request.phase = RunningRequest::Phase::Samples;
        beginSamples(request);
        return;
    }
    if (request.base >= 0)
        retire(request.base, request.request.prompt, true);
    request.base = -1;
    endUnbegunSamples(request, FinishReason::Length);
    request.tellFinished();
}

void ModelBatch::describe(const GenerationRequest &request, TokenId id, TokenReport &report)
{
    report.id = id;
    report.logProbability = id < 0 ? TokenReport::unknown : m_row.logProbability(id);
    report.entropy = request.entropy ? m_row.entropy() : TokenReport::unknown;
    m_row.top(static_cast<std::size_t>(request.topLogProbabilities), report.top);
    report.probeLogProbabilities.clear();
    for (const TokenId probe : request.probes)
        report.probeLogProbabilities.push_back(m_row.logProbability(probe));
    report.bytes = m_tokenizer->tokenBytes(id);
}

bool ModelBatch::advance(RunningRequest &request, Sequence &sequence)
{
    const CompletionOptions &options = request.request.options;
    const auto index = static_cast<std::size_t>(sequence.generated);
    const TokenId id =
        index < request.request.forced.size()
            ? request.request.forced[index]
            : m_sampler.choose(m_row, sequence.tokens, options.sampling,
                               static_cast<std::uint64_t>(sequence.sample), sequence.tokens.size());
    sequence.latest = RunningRequest::Clock::now();
    if (index == 0)
        sequence.first = sequence.latest;
    if (request.firstToken == RunningRequest::Clock::time_point())
        request.firstToken = sequence.latest;
    request.latestToken = sequence.latest;

    m_report.sample = sequence.sample;
    m_report.index = sequence.generated;
    describe(request.request, id, m_report);
    if (id == m_tokenizer->endOfText() && options.stopAtEndOfText) {
        endSample(request, sequence, FinishReason::EndOfText,
                  {.endOfTextChosen = true, .endOfText = m_report});
        return false;
    }
    sequence.tokens.push_back(id);
    ++sequence.generated;
    ++request.summary.completionTokens;
    const bool stopped = sequence.text.append(m_report.bytes);
    const std::string ready = sequence.text.takeReady(stopped);
    request.tellToken(m_report, ready);
    if (stopped)
        endSample(request, sequence, FinishReason::StopString,
                  {.stopString = sequence.text.foundStop()});
    else if (sequence.generated == options.maxNewTokens)
        endSample(request, sequence, FinishReason::Length);
    else if (static_cast<std::int64_t>(sequence.tokens.size()) > m_engine->context())
        endSample(request, sequence, FinishReason::Context);
    return sequence.slot >= 0 && !request.cancelled;
}

void ModelBatch::retire(SlotId slot, std::span<const TokenId> tokens, bool keep)
{
    const auto computed =
        std::min(m_engine->length(slot), static_cast<std::int64_t>(tokens.size()));
    if (!keep || !m_limits.prefixCache || computed == 0) {
        m_engine->close(slot);
        return;
    }
    if (m_engine->length(slot) > computed)
        m_engine->truncate(slot, computed);
    m_cache.keep(slot, tokens.first(static_cast<std::size_t>(computed)));
}

void ModelBatch::endSample(RunningRequest &request, Sequence &sequence, FinishReason reason,
                           SampleEnd end)
{
    // Of many completions of a prompt the first is kept: others rarely go on. Where the last token
    // stands, a wrong draft may have been computed.
    retire(sequence.slot, std::span(sequence.tokens).first(sequence.tokens.size() - 1),
           sequence.sample == 0);
    sequence.slot = -1;
    end.sample = sequence.sample;
    end.reason = reason;
    end.text = sequence.text.takeReady(true);
    end.tokens = sequence.generated;
    end.timeToFirstToken = RunningRequest::seconds(sequence.first - request.submitted);
    const double decoding = RunningRequest::seconds(sequence.latest - sequence.first);
    if (decoding > 0 && sequence.generated > 1)
        end.tokensPerSecond = static_cast<double>(sequence.generated - 1) / decoding;
    request.tellSampleEnd(end);
    if (++request.endedSamples == request.samples())
        request.tellFinished();
}

void ModelBatch::endUnbegunSamples(RunningRequest &request, FinishReason reason)
{
    while (request.begunSamples < request.samples()) {
        SampleEnd end;
        end.sample = request.begunSamples++;
        end.reason = reason;
        request.tellSampleEnd(end);
        ++request.endedSamples;
    }
}

void ModelBatch::cancelNow(RunningRequest &request)
{
    if (request.phase == RunningRequest::Phase::Ended)
        return;
    if (request.base >= 0)
        retire(request.base, request.request.prompt, true);
    request.base = -1;
    // The end of the last sample ends the request, so those that never began go first.
    endUnbegunSamples(request, FinishReason::Cancelled);
    if (request.endedSamples == request.samples())
        request.tellFinished();
    for (const auto &sequence : request.sequences) {
        if (sequence->slot >= 0)
            endSample(request, *sequence, FinishReason::Cancelled);
    }
}

void ModelBatch::fail(RunningRequest &request, const Error &error)
{
    if (request.phase == RunningRequest::Phase::Ended)
        return;
    if (request.base >= 0)
        retire(request.base, request.request.prompt, false);
    request.base = -1;
    for (const auto &sequence : request.sequences) {
        if (sequence->slot >= 0)
            retire(sequence->slot, sequence->tokens, false);
        sequence->slot = -1;
    }
    request.tellFailed(error);
}

} // namespace phi1
