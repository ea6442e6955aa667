// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/store_schema.h"

#include "core/base/text.h"

namespace phi1 {

namespace {

// The columns of lists come before the text, which may fill pages of its own. Codes of names are
// NULL where nothing is known. `flags`: 1 invalid UTF-8, 2 a zero byte.
//
// The index: identifiers are one word each (tokenchars '_'), since whoever looks for total_size in
// code does not mean "total size" in prose; total* finds both. Positions are kept for phrases.
// automerge 16 rewrites a word's entry as seldom as FTS5 can, in small portions with each commit;
// hashsize makes one segment of a whole batch.
constexpr const char *version1 = R"sql(
CREATE TABLE inputs(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, state INTEGER NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, inode INTEGER NOT NULL, mapping TEXT NOT NULL,
    position INTEGER NOT NULL, line INTEGER NOT NULL,
    documents INTEGER NOT NULL, samples INTEGER NOT NULL, duplicates INTEGER NOT NULL,
    problems INTEGER NOT NULL, text_bytes INTEGER NOT NULL, duplicate_ids INTEGER NOT NULL,
    message TEXT NOT NULL);
CREATE TABLE names(
    field INTEGER NOT NULL, code INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY(field, code)) WITHOUT ROWID;
CREATE TABLE samples(
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL, flags INTEGER NOT NULL, lines INTEGER NOT NULL,
    input INTEGER NOT NULL, line INTEGER NOT NULL,
    source INTEGER, kind INTEGER, topic INTEGER, audience INTEGER, licence INTEGER,
    generator INTEGER,
    external_id TEXT, path TEXT, title TEXT, text TEXT NOT NULL,
    prompt TEXT, settings TEXT, extra TEXT);
CREATE TABLE copies(
    sample INTEGER NOT NULL, input INTEGER NOT NULL, line INTEGER NOT NULL, external_id TEXT,
    PRIMARY KEY(sample, input, line)) WITHOUT ROWID;
CREATE TABLE problems(
    id INTEGER PRIMARY KEY, input INTEGER NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
    title, text, content='samples', content_rowid='id', tokenize="unicode61 tokenchars '_'");
INSERT INTO words(words, rank) VALUES ('automerge', 16), ('crisismerge', 64),
    ('hashsize', 67108864);
)sql";

} // namespace

std::span<const char *const> corpusSchema()
{
    static constexpr std::array<const char *, 1> steps = {version1};
    return steps;
}

Result<void> checkCorpusDatabase(const SqliteConnection &connection)
{
    PHI1_ASSIGN(const std::int64_t program, connection.queryInteger("PRAGMA application_id"));
    PHI1_ASSIGN(const std::int64_t version, connection.queryInteger("PRAGMA user_version"));
    if (program != corpusApplicationId)
        return failure(ErrorCode::Corrupt,
                       concat(connection.file(), " is not a database of samples; move it away, and "
                                                 "import makes a new one in its place"));
    const auto newest = static_cast<std::int64_t>(corpusSchema().size());
    if (version > newest)
        return failure(ErrorCode::Incompatible,
                       concat(connection.file(), " has schema version ", version,
                              ", this program knows up to ", newest,
                              "; it was left as it is: use a newer program"));
    return {};
}

} // namespace phi1
