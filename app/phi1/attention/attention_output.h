// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/phi1/attention/attention_findings.h"
#include "core/base/json.h"

namespace phi1 {

/// Everything that was found, with the settings: docs/attention.md, "Files". Numbers that are not
/// finite are "NaN" …, scores that were not measured null.
Json attentionJson(const AttentionFindings &findings);

/// Whether an output of this name can be written: Usage names the three endings.
Result<void> checkOutputName(const std::string &path);
/// Writes the map [T, T] or the scores [L, H, S], with the settings where the format keeps any.
Result<void> writeOutput(const std::string &path, const AttentionFindings &findings);

} // namespace phi1
