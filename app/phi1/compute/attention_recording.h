// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "app/phi1/compute/attention_recorder.h"
#include "core/base/result.h"
#include "core/runs/run_config.h"

namespace phi1 {

class RunObserver;

/// Records attention at the probes of a run, tells of each record by an event, and turns what goes
/// wrong into warnings: a record that fails never ends a training.
class AttentionRecording
{
public:
    /// @param resumed  heads that the model does not have are then a warning and left out, since a
    ///        run.toml cannot be changed any more; else Usage
    /// @return null where probes.heads or probes.prompts is empty
    static Result<std::unique_ptr<AttentionRecording>>
    make(const RunConfig::Probes &probes, const PhiModel &model, const Tokenizer &tokenizer,
         const std::filesystem::path &run, RunObserver &observer, bool resumed);

    void record(std::int64_t step);

private:
    AttentionRecording(std::unique_ptr<AttentionRecorder> recorder, RunObserver &observer)
        : m_recorder(std::move(recorder))
        , m_observer(observer)
    {}

    std::unique_ptr<AttentionRecorder> m_recorder; ///< null: failed for good
    RunObserver &m_observer;
    bool m_failing = false; ///< one warning for a series of failures
};

} // namespace phi1
