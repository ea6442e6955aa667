// SPDX-License-Identifier: Apache-2.0
#include "core/storage/label_store.h"

#include <algorithm>
#include <chrono>

#include "core/base/text.h"
#include "core/storage/workbench_file.h"
#include "core/storage/workbench_schema.h"

namespace phi1 {

namespace {

constexpr std::int64_t firstVersion = 3; ///< of the schema, with labels in it

std::string_view bytesOf(const LabelStore::Hash &hash)
{
    return {reinterpret_cast<const char *>(hash.data()), hash.size()};
}

/// Of a row: id, hash, label, note, changed_at. Corrupt for a hash of another length.
Result<StoredLabel> readLabel(const SqliteStatement &select, const std::filesystem::path &file)
{
    StoredLabel result;
    result.change = select.integer(0);
    const std::string hash = select.text(1);
    if (hash.size() != result.hash.size())
        return failure(ErrorCode::Corrupt,
                       concat(file, " holds a label whose hash has ", hash.size(),
                              " bytes, expected ", result.hash.size()));
    std::copy(hash.begin(), hash.end(), result.hash.begin());
    result.label = static_cast<int>(select.integer(2));
    result.note = select.text(3);
    result.changedAt = select.real(4);
    return result;
}

} // namespace

struct LabelStore::State {
    std::optional<WorkbenchFile> file;      ///< nothing: `reader` only looks
    std::optional<SqliteConnection> reader; ///< nothing: that of `file`
    bool hasLabels = true;                  ///< false: of an older schema

    const SqliteConnection &connection() const { return reader ? *reader : file->connection(); }
    Result<std::vector<StoredLabel>> list(SqliteStatement select) const;
    Result<StoredLabel> change(const std::string &corpus, const Hash &hash,
                               std::optional<int> label, const std::string *note) const;
};

Result<std::vector<StoredLabel>> LabelStore::State::list(SqliteStatement select) const
{
    std::vector<StoredLabel> result;
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, select.step());
        if (!hasRow)
            return result;
        PHI1_ASSIGN(StoredLabel label, readLabel(select, connection().file()));
        result.push_back(std::move(label));
    }
}

Result<StoredLabel> LabelStore::State::change(const std::string &corpus, const Hash &hash,
                                              std::optional<int> label,
                                              const std::string *note) const
{
    if (!file)
        return failure(ErrorCode::Io, concat(connection().file(), " was opened to be read only"));
    PHI1_ASSIGN(auto transaction, file->change());
    PHI1_ASSIGN(auto select, connection().prepare("SELECT id, hash, label, note, changed_at FROM "
                                                  "labels WHERE corpus = ? AND hash = ?"));
    PHI1_ASSIGN(const bool known,
                select.bind(std::string_view(corpus)).bindBlob(bytesOf(hash)).step());
    StoredLabel result;
    result.hash = hash;
    if (known) {
        PHI1_ASSIGN(result, readLabel(select, connection().file()));
    }
    select.reset();
    result.label = label.value_or(result.label);
    if (note)
        result.note = *note;
    result.changedAt =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    PHI1_ASSIGN(auto insert,
                connection().prepare("INSERT OR REPLACE INTO labels (corpus, hash, label, note, "
                                     "changed_at) VALUES (?, ?, ?, ?, ?)"));
    PHI1_TRY(insert.bind(std::string_view(corpus))
                 .bindBlob(bytesOf(hash))
                 .bind(result.label)
                 .bind(std::string_view(result.note))
                 .bind(result.changedAt)
                 .run());
    result.change = connection().lastInsertId();
    PHI1_TRY(transaction.commit());
    return result;
}

LabelStore::LabelStore(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
LabelStore::LabelStore(LabelStore &&) noexcept = default;
LabelStore &LabelStore::operator=(LabelStore &&) noexcept = default;
LabelStore::~LabelStore() = default;

Result<LabelStore> LabelStore::open(const std::filesystem::path &file)
{
    PHI1_ASSIGN(WorkbenchFile opened, WorkbenchFile::open(file));
    PHI1_ASSIGN(const std::int64_t version, opened.schemaVersion());
    return LabelStore(
        std::make_unique<State>(State{std::move(opened), std::nullopt, version >= firstVersion}));
}

Result<LabelStore> LabelStore::openToRead(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return failure(ErrorCode::NotFound,
                       concat(file, " does not exist: nothing was labelled in this workspace yet"));
    // Not ReadOnly, which takes the file as one that nobody changes: a window may be labelling.
    PHI1_ASSIGN(SqliteConnection reader,
                SqliteConnection::open(file, SqliteConnection::Access::ReadWrite));
    PHI1_TRY(reader.execute("PRAGMA query_only = ON"));
    PHI1_ASSIGN(const std::int64_t program, reader.queryInteger("PRAGMA application_id"));
    PHI1_ASSIGN(const std::int64_t version, reader.queryInteger("PRAGMA user_version"));
    if (program != workbenchApplicationId)
        return failure(ErrorCode::Corrupt, concat(file, " is a database of another program"));
    if (version > workbenchSchemaVersion)
        return failure(ErrorCode::Incompatible,
                       concat(file, " has schema version ", version, ", this program knows up to ",
                              workbenchSchemaVersion, ": use a newer program"));
    return LabelStore(
        std::make_unique<State>(State{std::nullopt, std::move(reader), version >= firstVersion}));
}

Result<std::vector<StoredLabel>> LabelStore::all(const std::string &corpus) const
{
    if (!m_state->hasLabels)
        return {};
    PHI1_ASSIGN(auto select, m_state->connection().prepare(
                                 "SELECT id, hash, label, note, changed_at FROM labels WHERE "
                                 "corpus = ? AND (label != 0 OR note != '') ORDER BY id"));
    select.bind(std::string_view(corpus));
    return m_state->list(std::move(select));
}

Result<std::vector<StoredLabel>> LabelStore::changedSince(const std::string &corpus,
                                                          std::int64_t change) const
{
    if (!m_state->hasLabels)
        return {};
    PHI1_ASSIGN(auto select, m_state->connection().prepare(
                                 "SELECT id, hash, label, note, changed_at FROM labels WHERE "
                                 "corpus = ? AND id > ? ORDER BY id"));
    select.bind(std::string_view(corpus)).bind(change);
    return m_state->list(std::move(select));
}

Result<std::optional<StoredLabel>> LabelStore::find(const std::string &corpus,
                                                    const Hash &hash) const
{
    if (!m_state->hasLabels)
        return std::nullopt;
    PHI1_ASSIGN(auto select, m_state->connection().prepare(
                                 "SELECT id, hash, label, note, changed_at FROM labels WHERE "
                                 "corpus = ? AND hash = ? AND (label != 0 OR note != '')"));
    PHI1_ASSIGN(const bool found,
                select.bind(std::string_view(corpus)).bindBlob(bytesOf(hash)).step());
    if (!found)
        return std::nullopt;
    PHI1_ASSIGN(StoredLabel label, readLabel(select, m_state->connection().file()));
    return label;
}

Result<StoredLabel> LabelStore::set(const std::string &corpus, const Hash &hash, int label)
{
    if (label != 0 && (label < lowest || label > highest))
        return failure(ErrorCode::Usage, concat("a label is ", lowest, " to ", highest,
                                                ", or 0 for none, found ", label));
    return m_state->change(corpus, hash, label, nullptr);
}

Result<StoredLabel> LabelStore::setNote(const std::string &corpus, const Hash &hash,
                                        const std::string &note)
{
    if (note.size() > longestNote)
        return failure(ErrorCode::Usage, concat("the note has ", note.size(),
                                                " bytes, expected at most ", longestNote));
    return m_state->change(corpus, hash, std::nullopt, &note);
}

bool LabelStore::isReadOnly() const
{
    return !m_state->file || m_state->file->isReadOnly();
}

} // namespace phi1
