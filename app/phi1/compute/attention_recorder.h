// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/attention/probe_files.h"
#include "core/base/result.h"
#include "core/syntax/python_syntax.h"
#include "model/architecture/phi_model.h"
#include "model/inference/engine.h"
#include "model/text/tokenizer.h"

namespace phi1 {

/// Records the attention of pinned prompts while a model is trained, one small file for each probe
/// (core/attention/probe_files.h). Reads the weights in place and changes nothing: a training goes
/// through the same numbers with and without it.
class AttentionRecorder
{
public:
    /// @param model, tokenizer  must outlive the recorder
    /// @param prompts  those that are empty or longer than the context are left out, see leftOut()
    AttentionRecorder(const PhiModel &model, const Tokenizer &tokenizer,
                      const std::vector<std::string> &prompts, std::vector<PinnedHead> heads,
                      std::filesystem::path run);

    bool isEmpty() const { return m_prompts.empty(); }
    const std::vector<std::string> &leftOut() const { return m_leftOut; } ///< a sentence for each

    /// Captures all prompts with the weights as they are and writes RUN/attention/step-N. Between
    /// two steps of the training only.
    /// @param cancelled  asked several times a second; true gives Cancelled and writes nothing
    /// @return the file, relative to the run
    Result<std::filesystem::path> record(std::int64_t step,
                                         const std::function<bool()> &cancelled) const;

private:
    struct Prompt {
        std::string text;
        std::vector<TokenId> ids;
        std::optional<std::vector<TokenSpan>> spans;
    };

    Result<ProbedPrompt> probe(Engine &engine, const Prompt &prompt,
                               const std::function<bool()> &cancelled) const;
    Result<void> addThumbnails(AttentionCapture &capture, ProbedPrompt &probed) const;
    Result<void> addRandomInduction(Engine &engine, AttentionProbe &probe,
                                    const std::function<bool()> &cancelled) const;

    const PhiModel &m_model;
    const Tokenizer &m_tokenizer;
    const std::vector<PinnedHead> m_heads;
    const std::filesystem::path m_run;
    std::vector<Prompt> m_prompts;
    std::vector<std::string> m_leftOut;
};

} // namespace phi1
