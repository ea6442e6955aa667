// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/corpora/store/sample.h"
#include "core/corpora/store/sample_store.h"
#include "core/storage/sqlite_connection.h"

/// CORPUS/substrings.db:
///   trigrams  FTS5, contentless, detail=none, tokenize=trigram: rowid = row + 1
///   state     one line: how many rows are in it, and the hash of the last one's text, by which it
///             is known to be of this corpus and not of one that was deleted and imported anew

namespace phi1 {

/// To read it. NotFound; Corrupt for another program's file; Incompatible for a newer version.
Result<SqliteConnection> openSubstringFile(const std::filesystem::path &file);
/// To write, made if it is not there.
Result<SqliteConnection> makeSubstringFile(const std::filesystem::path &file);

/// Rows [0, indexed) that are in it; 0 if it is of another corpus.
Result<SampleRow> indexedRows(const SqliteConnection &database, const SampleStore &store);
/// Beside the rows, in their transaction.
Result<void> setIndexedRows(const SqliteConnection &database, const SampleStore &store,
                            SampleRow rows);
/// Takes everything out of it.
Result<void> clearSubstrings(const SqliteConnection &database);

} // namespace phi1
