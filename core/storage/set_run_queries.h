// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/storage/comparison_store.h"
#include "core/storage/sqlite_connection.h"

/// Grids in their tables. Those that write belong into a transaction of the caller.

namespace phi1 {

Result<std::int64_t> writeSetRun(const SqliteConnection &connection, const SetRunRecord &run);
Result<void> writeColumn(const SqliteConnection &connection, std::int64_t setRun, int column,
                         const PaneRecord &facts);
Result<void> writeCell(const SqliteConnection &connection, std::int64_t setRun,
                       const SetCell &cell);
Result<SetRunRecord> readSetRun(const SqliteConnection &connection, std::int64_t id, bool tokens);
Result<CompletionRecord> readCell(const SqliteConnection &connection, std::int64_t setRun, int row,
                                  int column);
Result<std::vector<SetRunSummary>> readSetRuns(const SqliteConnection &connection);

} // namespace phi1
