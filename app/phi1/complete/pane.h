// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/comparison/records.h"
#include "model/inference/generation_request.h"
#include "model/inference/inference_limits.h"
#include "model/inference/loaded_engine.h"

namespace phi1 {

/// Wakes the thread that shows what the computing thread brings.
struct PaneBoard {
    std::mutex mutex;
    std::condition_variable changed;
};

/// One checkpoint of the command and what it makes of the prompt. Members below the line are under
/// the board's mutex while requests run.
struct Pane {
    LoadedEngine loaded;
    ModelId model = 0;
    Ticket ticket = 0;
    // --
    PaneRecord record;                 ///< its completions grow while they are generated
    std::vector<FinishReason> reasons; ///< of each completion
    std::string fresh;                 ///< text of the first completion that was not taken yet
    std::int64_t tokens = 0;
    std::int64_t ended = 0; ///< completions
    std::chrono::steady_clock::time_point started, latest;
    std::optional<GenerationSummary> summary;
    std::optional<Error> error;

    bool done() const { return summary || error; }
};

/// Writes what comes into the pane's record. The tokenizer gives the bytes of alternatives.
class PaneSink final : public GenerationSink
{
public:
    PaneSink(PaneBoard &board, Pane &pane);

    void onToken(const TokenReport &token, std::string_view readyText) override;
    void onSampleFinished(const SampleEnd &end) override;
    void onFinished(const GenerationSummary &summary) override;
    void onFailed(const Error &error) override;

private:
    CompletionRecord &completion(std::int64_t sample);

    PaneBoard &m_board;
    Pane &m_pane;
};

} // namespace phi1
