// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/phi1/command_line.h"
#include "core/base/result.h"
#include "core/corpora/search/sample_filter.h"
#include "core/jobs/workspace.h"

namespace phi1 {

struct LossPass {
    std::string checkpoint;
    std::string corpus;
    std::string name;           ///< of the column loss.NAME; empty: the checkpoint's
    SampleFilter filter;        ///< only samples that pass; others get no value
    bool replace = false;       ///< begin a column of another checkpoint or filter anew
    std::int64_t maxTokens = 0; ///< of a text that are scored; 0: the model's context
    HardwareOptions hardware;
    OutputOptions output;
};

/// Column loss.NAME of a corpus: the mean loss of a sample's tokens under a checkpoint, in nats a
/// token; no value for texts of fewer than two tokens. Goes on where it was interrupted.
Result<void> runLossPass(const Workspace &workspace, const LossPass &pass);

} // namespace phi1
