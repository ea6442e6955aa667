// SPDX-License-Identifier: Apache-2.0
#include "core/storage/workbench_schema.h"

#include <array>

namespace phi1 {

namespace {

// 1: what people write about runs.
constexpr const char *runs = R"(
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    folder TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    colour_slot INTEGER NOT NULL DEFAULT -1,
    custom_colour TEXT NOT NULL DEFAULT '',
    dash INTEGER NOT NULL DEFAULT -1,
    archived INTEGER NOT NULL DEFAULT 0,
    shown INTEGER NOT NULL DEFAULT 1,
    baseline INTEGER NOT NULL DEFAULT 0,
    annotated INTEGER NOT NULL DEFAULT 0,
    external_order INTEGER
);
CREATE TABLE tags (
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;
CREATE TABLE run_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    text TEXT NOT NULL,
    added REAL NOT NULL
);
CREATE INDEX run_notes_by_run ON run_notes (run);
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)";

// 2: comparisons of completions. What only a record knows is in the JSON of its "facts"; columns
// are what is listed, searched, or changed alone. Times are unix seconds.
constexpr const char *comparisons = R"(
CREATE TABLE comparisons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at REAL NOT NULL,
    title TEXT NOT NULL,
    prompt TEXT NOT NULL,
    prompt_entry TEXT NOT NULL,
    warning TEXT NOT NULL,
    blind INTEGER NOT NULL,
    models TEXT NOT NULL DEFAULT '[]',
    completions INTEGER NOT NULL DEFAULT 0,
    identical INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX comparisons_by_time ON comparisons (removed, created_at, id);
CREATE TABLE panes (
    comparison INTEGER NOT NULL REFERENCES comparisons (id) ON DELETE CASCADE,
    pane INTEGER NOT NULL,
    facts TEXT NOT NULL,
    shown INTEGER NOT NULL,
    PRIMARY KEY (comparison, pane)
) WITHOUT ROWID;
CREATE TABLE completions (
    comparison INTEGER NOT NULL REFERENCES comparisons (id) ON DELETE CASCADE,
    pane INTEGER NOT NULL,
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    facts TEXT NOT NULL,
    tokens BLOB NOT NULL,
    UNIQUE (comparison, pane, id)
);
CREATE VIRTUAL TABLE comparison_words USING fts5 (title, prompt, completions);
CREATE TRIGGER comparison_words_go AFTER DELETE ON comparisons BEGIN
    DELETE FROM comparison_words WHERE rowid = old.id;
END;
CREATE TABLE prompts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    prompt_group TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE TABLE votes (id INTEGER PRIMARY KEY AUTOINCREMENT, facts TEXT NOT NULL);
CREATE TABLE set_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at REAL NOT NULL,
    title TEXT NOT NULL,
    prompts TEXT NOT NULL,
    columns TEXT NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE set_cells (
    set_run INTEGER NOT NULL REFERENCES set_runs (id) ON DELETE CASCADE,
    row INTEGER NOT NULL,
    column INTEGER NOT NULL,
    text TEXT NOT NULL,
    facts TEXT NOT NULL,
    tokens BLOB NOT NULL,
    UNIQUE (set_run, row, column)
);
)";

// 3: labels and notes of samples. A change gives a row another id, so that ids tell what changed
// since; a row that lost label and note stays, to say so.
constexpr const char *labels = R"(
CREATE TABLE labels (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    corpus TEXT NOT NULL,
    hash BLOB NOT NULL,
    label INTEGER NOT NULL,
    note TEXT NOT NULL,
    changed_at REAL NOT NULL,
    UNIQUE (corpus, hash)
);
CREATE INDEX labels_by_change ON labels (corpus, id);
)";

constexpr std::array<const char *, workbenchSchemaVersion> steps = {runs, comparisons, labels};

} // namespace

std::span<const char *const> workbenchSchema()
{
    return steps;
}

} // namespace phi1
