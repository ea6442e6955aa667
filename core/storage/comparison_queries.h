// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/comparison/records.h"
#include "core/storage/sqlite_connection.h"

/// Comparisons in their tables. Those that write belong into a transaction of the caller.

namespace phi1 {

/// Writes the whole record under its id, or a new one for 0.
/// @return the id
Result<std::int64_t> writeComparison(const SqliteConnection &connection,
                                     const ComparisonRecord &record);
/// Adds the completion to the pane, or puts it in the place of the one that has its id.
Result<void> writeCompletion(const SqliteConnection &connection, std::int64_t comparison, int pane,
                             const CompletionRecord &completion);
/// Renews what is listed and searched after panes or completions changed.
Result<void> refreshComparison(const SqliteConnection &connection, std::int64_t comparison);

Result<ComparisonRecord> readComparison(const SqliteConnection &connection, std::int64_t id);

/// What a completion's row holds beside its text and its tokens, as JSON text.
std::string completionFacts(const CompletionRecord &completion);
Result<CompletionRecord> completionFromRow(const std::string &facts, std::string text,
                                           const std::string &tokens, const std::string &what);

} // namespace phi1
