// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/comparison/records.h"
#include "core/storage/comparison_store.h"
#include "views/state/compare_types.h"

namespace phi1 {

// What the slider over a run's checkpoints keeps: a set run of one prompt with a column per
// checkpoint. Its title is a mark and the hash of what was asked, so that the same question finds
// it; lists of set runs leave these out.

std::string seriesTitle(const QString &runId, const QString &prompt,
                        const CompareSampling &sampling, PaneDtype dtype);
bool isSeriesTitle(const std::string &title);

/// A column as it is stored: what was asked for and what the engine said.
PaneRecord columnRecordOf(const PaneFacts &facts, PaneDtype dtype, const CompareSampling &sampling);

/// An empty one if nothing was kept.
Result<SetRunRecord> loadSeries(ComparisonStore &store, const std::string &title);
/// Adds a checkpoint's completion, or replaces it.
Result<void> keepSeriesPoint(ComparisonStore &store, const std::string &title,
                             const QString &prompt, const PaneRecord &column,
                             const CompletionRecord &completion);

} // namespace phi1
