// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/phi1/complete/complete_options.h"
#include "core/base/result.h"

namespace phi1 {

/// Completes the prompt with every checkpoint at once and shows it: a single completion as it
/// comes, several checkpoints in columns, or one JSON document. An interrupt shows what there is
/// and gives Cancelled.
Result<void> runComplete(const CompleteOptions &options);

} // namespace phi1
