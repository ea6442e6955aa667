// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/phi1/attention/attention_findings.h"
#include "app/phi1/attention/attention_options.h"

namespace phi1 {

/// Captures the prompt and takes what is asked for. Cancelled on SIGINT.
Result<AttentionFindings> findAttention(const AttentionOptions &options, const std::string &prompt);

} // namespace phi1
