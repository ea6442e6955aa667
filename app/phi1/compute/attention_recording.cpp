// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/compute/attention_recording.h"

#include <chrono>

#include "app/phi1/compute/run_observer.h"
#include "core/base/text.h"

namespace phi1 {

Result<std::unique_ptr<AttentionRecording>>
AttentionRecording::make(const RunConfig::Probes &probes, const PhiModel &model,
                         const Tokenizer &tokenizer, const std::filesystem::path &run,
                         RunObserver &observer, bool resumed)
{
    std::vector<PinnedHead> heads;
    for (const std::string &text : probes.heads) {
        const auto head = parsePinnedHead(text, model.config().layers, model.config().heads);
        if (head) {
            heads.push_back(*head);
            continue;
        }
        const std::string message = concat("probes.heads: ", head.error().message);
        if (!resumed)
            return failure(ErrorCode::Usage, message);
        observer.onWarning("probes_heads", message, 0);
    }
    if (heads.empty() || probes.prompts.empty())
        return std::unique_ptr<AttentionRecording>();
    auto recorder = std::make_unique<AttentionRecorder>(model, tokenizer, probes.prompts,
                                                        std::move(heads), run);
    for (const std::string &sentence : recorder->leftOut())
        observer.onWarning("probes_prompts", sentence, 0);
    if (recorder->isEmpty())
        return std::unique_ptr<AttentionRecording>();
    return std::unique_ptr<AttentionRecording>(
        new AttentionRecording(std::move(recorder), observer));
}

void AttentionRecording::record(std::int64_t step)
{
    if (!m_recorder)
        return;
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    const auto path = m_recorder->record(step, [this] { return m_observer.stopNowRequested(); });
    if (path) {
        m_failing = false;
        m_observer.onAttention(step, *path,
                               std::chrono::duration<double>(Clock::now() - begin).count());
        return;
    }
    if (path.error().code == ErrorCode::Cancelled)
        return;
    // A full disk may have room again; a model that cannot be captured stays so.
    const bool mayRecover = path.error().code == ErrorCode::Io;
    if (!m_failing)
        m_observer.onWarning(
            "attention_failed",
            concat("the attention of step ", step, " was not recorded",
                   mayRecover ? ": " : ", nor will that of later ones: ", path.error().message),
            step);
    m_failing = true;
    if (!mayRecover)
        m_recorder.reset();
}

} // namespace phi1
