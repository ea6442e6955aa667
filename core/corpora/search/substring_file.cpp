// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/substring_file.h"

#include <array>

#include "core/base/text.h"
#include "core/storage/journal_mode.h"
#include "core/storage/migrations.h"

namespace phi1 {

namespace {

constexpr std::int64_t substringApplicationId = 0x70687373; // "phss"

// FTS5 gathers trigrams in a hash table of 1 MiB before it writes: with 64 MiB, which leaves the
// processor's cache, indexing takes twice as long.
constexpr const char *version1 = R"sql(
CREATE VIRTUAL TABLE trigrams USING fts5(text, content='', detail=none, tokenize='trigram');
CREATE TABLE state(rows INTEGER NOT NULL, last BLOB NOT NULL);
INSERT INTO state VALUES (0, x'');
)sql";
constexpr std::array<const char *, 1> schema = {version1};

Result<std::string> hashOfRow(const SampleStore &store, SampleRow row)
{
    PHI1_ASSIGN(auto query, store.sqlite().prepare("SELECT hash FROM samples WHERE id = ?"));
    PHI1_ASSIGN(const bool found, query.bind(std::int64_t{row} + 1).step());
    return found ? query.text(0) : std::string();
}

} // namespace

Result<SqliteConnection> openSubstringFile(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return failure(ErrorCode::NotFound, concat(file, " does not exist; phi1 index makes it"));
    PHI1_ASSIGN(auto database, SqliteConnection::open(file, SqliteConnection::Access::ReadWrite));
    PHI1_ASSIGN(const auto program, database.queryInteger("PRAGMA application_id"));
    PHI1_ASSIGN(const auto version, database.queryInteger("PRAGMA user_version"));
    if (program != substringApplicationId)
        return failure(ErrorCode::Corrupt, concat(file, " is no index of substrings; delete it and "
                                                        "run phi1 index again"));
    if (version > static_cast<std::int64_t>(schema.size()))
        return failure(ErrorCode::Incompatible,
                       concat(file, " has version ", version, ", this program knows up to ",
                              schema.size(), "; it was left as it is: use a newer program"));
    PHI1_TRY(database.execute("PRAGMA query_only = ON; PRAGMA cache_size = -16000;"
                              "PRAGMA mmap_size = 1099511627776"));
    return database;
}

Result<SqliteConnection> makeSubstringFile(const std::filesystem::path &file)
{
    PHI1_ASSIGN(auto database, SqliteConnection::open(file, SqliteConnection::Access::ReadWrite));
    PHI1_TRY(setJournalMode(database));
    PHI1_TRY(migrate(database, substringApplicationId, schema));
    PHI1_TRY(database.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -64000"));
    return database;
}

Result<SampleRow> indexedRows(const SqliteConnection &database, const SampleStore &store)
{
    PHI1_ASSIGN(auto query, database.prepare("SELECT rows, last FROM state"));
    PHI1_ASSIGN(const bool found, query.step());
    const auto rows = found ? query.integer(0) : 0;
    if (rows <= 0 || rows > noSample)
        return SampleRow{0};
    PHI1_ASSIGN(const auto hash, hashOfRow(store, static_cast<SampleRow>(rows - 1)));
    return hash == query.text(1) ? static_cast<SampleRow>(rows) : SampleRow{0};
}

Result<void> setIndexedRows(const SqliteConnection &database, const SampleStore &store,
                            SampleRow rows)
{
    PHI1_ASSIGN(const auto hash, rows > 0 ? hashOfRow(store, rows - 1) : std::string());
    PHI1_ASSIGN(auto update, database.prepare("UPDATE state SET rows = ?, last = ?"));
    update.bind(std::int64_t{rows}).bindBlob(hash);
    return update.run();
}

Result<void> clearSubstrings(const SqliteConnection &database)
{
    return database.execute("BEGIN IMMEDIATE; INSERT INTO trigrams(trigrams) VALUES ('delete-all');"
                            "UPDATE state SET rows = 0, last = x''; COMMIT");
}

} // namespace phi1
