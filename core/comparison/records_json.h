// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/comparison/records.h"

/// The parts of a record's JSON, for those who keep them apart.

namespace phi1 {

enum class TokenDetail { All, None };

Json completionToJson(const CompletionRecord &completion, TokenDetail detail = TokenDetail::All);
Result<CompletionRecord> completionFromJson(const Json &json, const std::string &where);

enum class PaneDetail { All, WithoutCompletions };

Json paneToJson(const PaneRecord &pane, PaneDetail detail = PaneDetail::All);
Result<PaneRecord> paneFromJson(const Json &json, const std::string &where);

Json promptToJson(const PromptEntry &prompt);
Result<PromptEntry> promptFromJson(const Json &json, const std::string &where);

} // namespace phi1
