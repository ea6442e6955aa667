// SPDX-License-Identifier: Apache-2.0
#include "core/storage/workbench_database.h"

#include "core/base/text.h"
#include "core/storage/workbench_file.h"

namespace phi1 {

struct WorkbenchDatabase::State {
    WorkbenchFile file;

    /// The row of a run, made if need be.
    Result<std::int64_t> runRow(const std::string &identity) const;
    Result<void> write(const std::string &identity, const RunAnnotation &annotation) const;
};

Result<std::int64_t> WorkbenchDatabase::State::runRow(const std::string &identity) const
{
    PHI1_ASSIGN(auto insert,
                file.connection().prepare("INSERT OR IGNORE INTO runs (folder) VALUES (?)"));
    PHI1_TRY(insert.bind(std::string_view(identity)).run());
    PHI1_ASSIGN(auto select, file.connection().prepare("SELECT id FROM runs WHERE folder = ?"));
    PHI1_ASSIGN(const bool found, select.bind(std::string_view(identity)).step());
    if (!found)
        return failure(ErrorCode::Corrupt,
                       concat(file.connection().file(), " lost a row just written"));
    return select.integer(0);
}

Result<void> WorkbenchDatabase::State::write(const std::string &identity,
                                             const RunAnnotation &annotation) const
{
    PHI1_ASSIGN(const std::int64_t run, runRow(identity));
    PHI1_ASSIGN(auto update,
                file.connection().prepare("UPDATE runs SET title = ?, notes = ?, colour_slot = ?, "
                                          "custom_colour = ?, dash = ?, archived = ?, shown = ?, "
                                          "baseline = ?, annotated = 1 WHERE id = ?"));
    PHI1_TRY(update.bind(std::string_view(annotation.title))
                 .bind(std::string_view(annotation.notes))
                 .bind(annotation.colourSlot)
                 .bind(std::string_view(annotation.customColour))
                 .bind(annotation.dash)
                 .bind(annotation.archived)
                 .bind(annotation.shown)
                 .bind(annotation.baseline)
                 .bind(run)
                 .run());
    PHI1_ASSIGN(auto clear, file.connection().prepare("DELETE FROM tags WHERE run = ?"));
    PHI1_TRY(clear.bind(run).run());
    PHI1_ASSIGN(auto add, file.connection().prepare("INSERT INTO tags VALUES (?, ?, ?)"));
    for (std::size_t i = 0; i < annotation.tags.size(); ++i)
        PHI1_TRY(add.bind(run)
                     .bind(static_cast<std::int64_t>(i))
                     .bind(std::string_view(annotation.tags[i]))
                     .run());
    return {};
}

WorkbenchDatabase::WorkbenchDatabase(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
WorkbenchDatabase::WorkbenchDatabase(WorkbenchDatabase &&) noexcept = default;
WorkbenchDatabase &WorkbenchDatabase::operator=(WorkbenchDatabase &&) noexcept = default;
WorkbenchDatabase::~WorkbenchDatabase() = default;

Result<WorkbenchDatabase> WorkbenchDatabase::open(const std::filesystem::path &file)
{
    PHI1_ASSIGN(WorkbenchFile opened, WorkbenchFile::open(file));
    return WorkbenchDatabase(std::make_unique<State>(State{std::move(opened)}));
}

std::string WorkbenchDatabase::identityOf(const std::filesystem::path &workspace,
                                          const std::filesystem::path &runFolder)
{
    const std::filesystem::path inside =
        runFolder.lexically_normal().lexically_relative(workspace.lexically_normal());
    if (inside.empty() || *inside.begin() == ".." || inside == ".")
        return runFolder.lexically_normal().string();
    return inside.string();
}

std::filesystem::path WorkbenchDatabase::folderOf(const std::filesystem::path &workspace,
                                                  const std::string &identity)
{
    return (workspace / identity).lexically_normal(); // an absolute identity replaces the workspace
}

Result<std::map<std::string, RunAnnotation>> WorkbenchDatabase::annotations() const
{
    std::map<std::string, RunAnnotation> result;
    PHI1_ASSIGN(auto runs, m_state->file.connection().prepare(
                               "SELECT folder, title, notes, colour_slot, custom_colour, dash, "
                               "archived, shown, baseline FROM runs WHERE annotated = 1"));
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, runs.step());
        if (!hasRow)
            break;
        RunAnnotation &annotation = result[runs.text(0)];
        annotation.title = runs.text(1);
        annotation.notes = runs.text(2);
        annotation.colourSlot = static_cast<int>(runs.integer(3));
        annotation.customColour = runs.text(4);
        annotation.dash = static_cast<int>(runs.integer(5));
        annotation.archived = runs.integer(6) != 0;
        annotation.shown = runs.integer(7) != 0;
        annotation.baseline = runs.integer(8) != 0;
    }
    PHI1_ASSIGN(auto tags, m_state->file.connection().prepare(
                               "SELECT folder, tag FROM tags JOIN runs ON runs.id = tags.run "
                               "ORDER BY run, position"));
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, tags.step());
        if (!hasRow)
            return result;
        result[tags.text(0)].tags.push_back(tags.text(1));
    }
}

Result<void> WorkbenchDatabase::setAnnotation(const std::string &identity,
                                              const RunAnnotation &annotation)
{
    return setAnnotations({{identity, annotation}});
}

Result<void>
WorkbenchDatabase::setAnnotations(const std::map<std::string, RunAnnotation> &annotations)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    for (const auto &[identity, annotation] : annotations)
        PHI1_TRY(m_state->write(identity, annotation));
    return transaction.commit();
}

Result<void> WorkbenchDatabase::renameRun(const std::string &from, const std::string &to)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto clear,
                m_state->file.connection().prepare("DELETE FROM runs WHERE folder = ?"));
    PHI1_TRY(clear.bind(std::string_view(to)).run());
    PHI1_ASSIGN(auto rename,
                m_state->file.connection().prepare("UPDATE runs SET folder = ? WHERE folder = ?"));
    PHI1_TRY(rename.bind(std::string_view(to)).bind(std::string_view(from)).run());
    return transaction.commit();
}

Result<void> WorkbenchDatabase::removeRun(const std::string &identity)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto remove,
                m_state->file.connection().prepare("DELETE FROM runs WHERE folder = ?"));
    PHI1_TRY(remove.bind(std::string_view(identity)).run());
    return transaction.commit();
}

Result<std::map<std::string, std::vector<StoredNote>>> WorkbenchDatabase::notes() const
{
    std::map<std::string, std::vector<StoredNote>> result;
    PHI1_ASSIGN(auto notes, m_state->file.connection().prepare(
                                "SELECT folder, run_notes.id, step, text, added FROM run_notes "
                                "JOIN runs ON runs.id = run ORDER BY step, run_notes.id"));
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, notes.step());
        if (!hasRow)
            return result;
        result[notes.text(0)].push_back(
            {notes.integer(1), notes.integer(2), notes.text(3), notes.real(4)});
    }
}

Result<std::int64_t> WorkbenchDatabase::addNote(const std::string &identity, const StoredNote &note)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(const std::int64_t run, m_state->runRow(identity));
    PHI1_ASSIGN(auto insert, m_state->file.connection().prepare(
                                 "INSERT OR REPLACE INTO run_notes (id, run, step, "
                                 "text, added) VALUES (nullif(?, 0), ?, ?, ?, ?)"));
    PHI1_TRY(insert.bind(note.id)
                 .bind(run)
                 .bind(note.step)
                 .bind(std::string_view(note.text))
                 .bind(note.added)
                 .run());
    const std::int64_t id = m_state->file.connection().lastInsertId();
    PHI1_TRY(transaction.commit());
    return id;
}

Result<void> WorkbenchDatabase::changeNote(std::int64_t id, const std::string &text)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto update,
                m_state->file.connection().prepare("UPDATE run_notes SET text = ? WHERE id = ?"));
    PHI1_TRY(update.bind(std::string_view(text)).bind(id).run());
    return transaction.commit();
}

Result<void> WorkbenchDatabase::removeNote(std::int64_t id)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto remove,
                m_state->file.connection().prepare("DELETE FROM run_notes WHERE id = ?"));
    PHI1_TRY(remove.bind(id).run());
    return transaction.commit();
}

Result<std::vector<std::string>> WorkbenchDatabase::externalRuns() const
{
    std::vector<std::string> result;
    PHI1_ASSIGN(auto runs, m_state->file.connection().prepare(
                               "SELECT folder FROM runs WHERE external_order IS NOT NULL "
                               "ORDER BY external_order"));
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, runs.step());
        if (!hasRow)
            return result;
        result.push_back(runs.text(0));
    }
}

Result<void> WorkbenchDatabase::addExternalRun(const std::string &identity)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(const std::int64_t run, m_state->runRow(identity));
    PHI1_ASSIGN(auto update,
                m_state->file.connection().prepare(
                    "UPDATE runs SET external_order = 1 + ifnull((SELECT max(external_order) FROM "
                    "runs), 0) WHERE id = ? AND external_order IS NULL"));
    PHI1_TRY(update.bind(run).run());
    return transaction.commit();
}

Result<void> WorkbenchDatabase::removeExternalRun(const std::string &identity)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto update, m_state->file.connection().prepare(
                                 "UPDATE runs SET external_order = NULL WHERE folder = ?"));
    PHI1_TRY(update.bind(std::string_view(identity)).run());
    return transaction.commit();
}

Result<std::optional<std::string>> WorkbenchDatabase::setting(const std::string &key) const
{
    PHI1_ASSIGN(auto select,
                m_state->file.connection().prepare("SELECT value FROM settings WHERE key = ?"));
    PHI1_ASSIGN(const bool found, select.bind(std::string_view(key)).step());
    return found ? std::optional(select.text(0)) : std::nullopt;
}

Result<void> WorkbenchDatabase::setSetting(const std::string &key, const std::string &value)
{
    PHI1_ASSIGN(auto transaction, m_state->file.change());
    PHI1_ASSIGN(auto insert, m_state->file.connection().prepare(
                                 "INSERT OR REPLACE INTO settings VALUES (?, ?)"));
    PHI1_TRY(insert.bind(std::string_view(key)).bind(std::string_view(value)).run());
    return transaction.commit();
}

bool WorkbenchDatabase::isReadOnly() const
{
    return m_state->file.connection().isReadOnly();
}

Result<std::string> WorkbenchDatabase::journalMode() const
{
    return m_state->file.connection().queryText("PRAGMA journal_mode");
}

} // namespace phi1
