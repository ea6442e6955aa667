// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/complete/pane.h"

#include <algorithm>

#include "model/text/tokenizer.h"

namespace phi1 {

PaneSink::PaneSink(PaneBoard &board, Pane &pane)
    : m_board(board)
    , m_pane(pane)
{}

CompletionRecord &PaneSink::completion(std::int64_t sample)
{
    return m_pane.record.completions[static_cast<std::size_t>(sample)];
}

void PaneSink::onToken(const TokenReport &token, std::string_view readyText)
{
    TokenRecord record;
    record.id = token.id;
    record.bytes = token.bytes;
    record.logProbability = token.logProbability;
    for (const TokenAlternative &alternative : token.top)
        record.top.push_back({alternative.id,
                              m_pane.loaded.source.tokenizer->tokenBytes(alternative.id),
                              alternative.logProbability});
    const std::lock_guard lock(m_board.mutex);
    CompletionRecord &mine = completion(token.sample);
    mine.tokens.push_back(std::move(record));
    mine.text += readyText;
    if (token.sample == 0)
        m_pane.fresh += readyText;
    ++m_pane.tokens;
    m_pane.latest = std::chrono::steady_clock::now();
    m_board.changed.notify_all();
}

void PaneSink::onSampleFinished(const SampleEnd &end)
{
    const std::lock_guard lock(m_board.mutex);
    CompletionRecord &mine = completion(end.sample);
    mine.text += end.text;
    if (end.sample == 0)
        m_pane.fresh += end.text;
    m_pane.reasons[static_cast<std::size_t>(end.sample)] = end.reason;
    mine.finish = finishReasonName(end.reason);
    mine.stopString = end.stopString;
    mine.state = end.reason == FinishReason::Cancelled ? CompletionState::Cancelled
                                                       : CompletionState::Complete;
    mine.timeToFirstToken = end.timeToFirstToken;
    mine.tokensPerSecond = end.tokensPerSecond;
    ++m_pane.ended;
}

void PaneSink::onFinished(const GenerationSummary &summary)
{
    const std::lock_guard lock(m_board.mutex);
    m_pane.summary = summary;
    for (CompletionRecord &mine : m_pane.record.completions) {
        mine.promptTokens = summary.promptTokens;
        mine.promptTokensPerSecond = summary.promptTokensPerSecond;
        mine.queuedSeconds = summary.queuedSeconds;
        mine.drafted = summary.drafted;
        mine.accepted = summary.accepted;
    }
    m_board.changed.notify_all();
}

void PaneSink::onFailed(const Error &error)
{
    const std::lock_guard lock(m_board.mutex);
    m_pane.error = error;
    for (CompletionRecord &mine : m_pane.record.completions) {
        if (mine.finish.empty()) {
            mine.state = CompletionState::Failed;
            mine.error = error.message;
        }
    }
    m_board.changed.notify_all();
}

} // namespace phi1
