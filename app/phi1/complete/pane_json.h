// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/phi1/complete/pane_text.h"
#include "core/base/json.h"

namespace phi1 {

/// The document of `phi1 complete --json`, described in docs/complete.md.
Json completeDocument(const Panes &panes, const CompleteOptions &options,
                      const std::vector<std::string> &warnings);

} // namespace phi1
