// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/storage/comparison_store.h"
#include "core/storage/sqlite_connection.h"

namespace phi1 {

/// What a person typed as an expression of FTS5: its words in any order, the last one may be the
/// beginning of a word. Empty if it holds nothing that is indexed ("[]").
std::string matchExpression(std::string_view query);

/// ComparisonStore::history() on a connection.
Result<HistoryPage> readHistory(const SqliteConnection &connection, const std::string &query,
                                std::optional<HistoryPosition> after, int limit);
/// ComparisonStore::lastOutcomes() on a connection.
Result<std::map<std::string, bool>> readLastOutcomes(const SqliteConnection &connection);

} // namespace phi1
