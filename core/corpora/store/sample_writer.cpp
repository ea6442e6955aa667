// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/sample_writer.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

#include <sqlite3.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/corpora/store/known_hashes.h"
#include "core/corpora/store/sample_columns.h"
#include "core/corpora/store/store_schema.h"
#include "core/storage/journal_mode.h"
#include "core/storage/migrations.h"

namespace phi1 {

namespace {

constexpr std::size_t problemsKept = 1000;
/// A page holds several short samples, and a long one has few links to follow.
constexpr const char *pageSize = "PRAGMA page_size = 8192";
/// NORMAL: consistent whatever happens; where the power fails, the last batches may be missing, and
/// the import goes on there. The journal is moved into the database 64 MB at a time.
constexpr const char *writerSettings =
    "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = "
    "67108864; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY";

constexpr const char *selectInputs =
    "SELECT id, path, state, size, modified, inode, mapping, position, line, documents, samples, "
    "duplicates, problems, text_bytes, duplicate_ids, message FROM inputs";

SampleWriter::OpenInput openInputOf(const SqliteStatement &query)
{
    const auto count = [&](int column) {
        return static_cast<std::uint64_t>(query.integer(column));
    };
    SampleWriter::OpenInput input;
    const std::int64_t state = std::clamp<std::int64_t>(query.integer(2), 0, 2);
    input.input = {query.integer(0), query.text(1), static_cast<InputState>(state),
                   count(3),         count(9),      count(10),
                   count(11),        count(12),     count(13),
                   count(14),        query.text(15)};
    input.identity = {count(3), query.integer(4), count(5), query.text(6)};
    input.position = {count(7), count(8)};
    return input;
}

} // namespace

InputPosition positionOf(const SampleWriter::OpenInput &known, const InputIdentity &identity)
{
    const bool goesOn = known.input.state == InputState::Reading && known.identity == identity;
    return goesOn ? known.position : InputPosition{};
}

TextFacts factsOfText(std::string_view text)
{
    TextFacts facts;
    facts.hash = hashOfSample(text);
    facts.validUtf8 = isUtf8(text);
    facts.hasNul = std::memchr(text.data(), 0, text.size()) != nullptr;
    facts.lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
    facts.lines += !text.empty() && text.back() != '\n';
    return facts;
}

struct SampleWriter::State {
    CorpusFiles files;
    std::optional<CorpusLock> lock;
    SqliteConnection database;
    std::optional<SqliteTransaction> transaction;
    std::optional<SampleColumns> columns;
    KnownHashes hashes, ids;
    SampleRow rows = 0;
    std::array<std::unordered_map<std::string, std::int64_t>, categoryMembers.size()> names;
    std::string inputName; ///< looked up last
    std::int64_t inputId = 0;
    /// Of an input that is read again: its own samples met so far. What is met first is the sample
    /// itself, on whatever line it is now.
    std::vector<bool> met;
    std::int64_t readAgain = 0; ///< that input; 0: none
    SqliteStatement insertSample, insertWords, insertName, insertCopy, placeOf, moveSample,
        insertProblem, updateInput;

    Result<void> prepare();
    Result<void> readNames();
    Result<void> begin()
    {
        if (transaction)
            return {};
        PHI1_ASSIGN(SqliteTransaction begun, SqliteTransaction::begin(database));
        transaction.emplace(std::move(begun));
        return {};
    }
    /// Of a path that may be no file of an import.
    Result<std::int64_t> idOfInput(const std::string &path);
    Result<std::int64_t> codeOf(std::size_t field, const std::string &name);
    Result<AddedSample> noteCopy(SampleRow row, std::int64_t input, const SampleOrigin &origin);
    Result<void> insert(std::string_view text, const TextFacts &facts, std::int64_t input,
                        const SampleOrigin &origin);
};

Result<void> SampleWriter::State::prepare()
{
    const auto set = [&](SqliteStatement &statement, std::string_view sql) -> Result<void> {
        PHI1_ASSIGN(statement, database.prepare(sql));
        return {};
    };
    PHI1_TRY(set(insertSample,
                 "INSERT INTO samples(id, hash, flags, lines, input, line, source, kind, topic, "
                 "audience, licence, generator, external_id, path, title, text, prompt, settings, "
                 "extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    PHI1_TRY(set(insertWords, "INSERT INTO words(rowid, title, text) VALUES (?, ?, ?)"));
    PHI1_TRY(set(insertName, "INSERT INTO names(field, code, name) VALUES (?, ?, ?)"));
    PHI1_TRY(set(insertCopy, "INSERT OR IGNORE INTO copies(sample, input, line, external_id) "
                             "VALUES (?, ?, ?, ?)"));
    PHI1_TRY(set(moveSample, "UPDATE samples SET line = ? WHERE id = ?"));
    PHI1_TRY(set(placeOf, "SELECT input, line FROM samples WHERE id = ?"));
    PHI1_TRY(set(insertProblem, "INSERT INTO problems(input, line, message) VALUES (?, ?, ?)"));
    return set(updateInput,
               "UPDATE inputs SET state = ?, size = ?, modified = ?, inode = ?, mapping = ?, "
               "position = ?, line = ?, documents = ?, samples = ?, duplicates = ?, problems = ?, "
               "text_bytes = ?, duplicate_ids = ?, message = ? WHERE id = ?");
}

Result<void> SampleWriter::State::readNames()
{
    PHI1_ASSIGN(SqliteStatement query, database.prepare("SELECT field, code, name FROM names"));
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return {};
        const auto field = static_cast<std::size_t>(query.integer(0));
        if (field < names.size())
            names[field].emplace(query.text(2), query.integer(1));
    }
}

Result<std::int64_t> SampleWriter::State::idOfInput(const std::string &path)
{
    if (inputId != 0 && inputName == path)
        return inputId;
    PHI1_ASSIGN(SqliteStatement query, database.prepare("SELECT id FROM inputs WHERE path = ?"));
    PHI1_ASSIGN(const bool found, query.bind(std::string_view(path)).step());
    if (found) {
        inputId = query.integer(0);
    } else {
        PHI1_ASSIGN(SqliteStatement insert,
                    database.prepare(
                        "INSERT INTO inputs(path, state, size, modified, inode, mapping, position, "
                        "line, documents, samples, duplicates, problems, text_bytes, "
                        "duplicate_ids, message) "
                        "VALUES (?, ?, 0, 0, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, '')"));
        PHI1_TRY(
            insert.bind(std::string_view(path)).bind(static_cast<int>(InputState::Finished)).run());
        inputId = database.lastInsertId();
    }
    inputName = path;
    return inputId;
}

Result<std::int64_t> SampleWriter::State::codeOf(std::size_t field, const std::string &name)
{
    const auto [entry, isNew] =
        names[field].try_emplace(name, static_cast<std::int64_t>(names[field].size()));
    if (isNew)
        PHI1_TRY(insertName.bind(static_cast<std::int64_t>(field))
                     .bind(entry->second)
                     .bind(std::string_view(name))
                     .run());
    return entry->second;
}

Result<AddedSample> SampleWriter::State::noteCopy(SampleRow row, std::int64_t input,
                                                  const SampleOrigin &origin)
{
    const AddedSample added{row, false, false};
    const std::int64_t id = std::int64_t{row} + 1;
    const auto line = static_cast<std::int64_t>(origin.line);
    PHI1_ASSIGN(const bool found, placeOf.bind(id).step());
    const bool ofThisInput = found && placeOf.integer(0) == input;
    const bool itself = ofThisInput && placeOf.integer(1) == line;
    placeOf.reset();
    if (ofThisInput && input == readAgain) {
        if (met.size() <= row)
            met.resize(rows);
        if (!met[row]) {
            met[row] = true;
            if (!itself)
                PHI1_TRY(moveSample.bind(line).bind(id).run());
            return added;
        }
    }
    if (itself) // the same line of the same file, imported again
        return added;
    PHI1_TRY(
        insertCopy.bind(id).bind(input).bind(line).bind(std::string_view(origin.externalId)).run());
    if (sqlite3_changes(database.handle()) > 0)
        columns->addCopy(row);
    return added;
}

Result<void> SampleWriter::State::insert(std::string_view text, const TextFacts &facts,
                                         std::int64_t input, const SampleOrigin &origin)
{
    const std::int64_t id = std::int64_t{rows} + 1;
    const auto optional = [&](const std::string &value) {
        if (value.empty())
            insertSample.bindNull();
        else
            insertSample.bindView(value);
    };
    insertSample.bind(id)
        .bindBlob(
            {reinterpret_cast<const char *>(facts.hash.bytes.data()), facts.hash.bytes.size()})
        .bind((facts.validUtf8 ? 0 : 1) | (facts.hasNul ? 2 : 0))
        .bind(std::int64_t{facts.lines})
        .bind(input)
        .bind(static_cast<std::int64_t>(origin.line));
    for (std::size_t field = 0; field < categoryMembers.size(); ++field) {
        const std::string &name = origin.*categoryMembers[field].member;
        if (name.empty()) {
            insertSample.bindNull();
            continue;
        }
        PHI1_ASSIGN(const std::int64_t code, codeOf(field, name));
        insertSample.bind(code);
    }
    optional(origin.externalId);
    optional(origin.path);
    optional(origin.title);
    insertSample.bindView(text);
    optional(origin.prompt);
    optional(origin.settings);
    optional(origin.extra);
    PHI1_TRY(insertSample.run());
    insertWords.bind(id);
    if (origin.title.empty())
        insertWords.bindNull();
    else
        insertWords.bindView(origin.title);
    return insertWords.bindView(text).run();
}

SampleWriter::SampleWriter(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

SampleWriter::SampleWriter(SampleWriter &&) noexcept = default;
SampleWriter &SampleWriter::operator=(SampleWriter &&) noexcept = default;

SampleWriter::~SampleWriter()
{
    if (!m_state)
        return;
    m_state->transaction.reset();
    // The journal is emptied if no reader needs it; where that fails it is read together with the
    // database, as after a crash.
    [[maybe_unused]] const auto emptied =
        m_state->database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<SampleWriter> SampleWriter::open(const CorpusFiles &files, std::string_view command)
{
    auto state = std::make_unique<State>();
    state->files = files;
    PHI1_ASSIGN(CorpusLock lock, CorpusLock::take(files, command));
    state->lock.emplace(std::move(lock));
    PHI1_ASSIGN(state->database,
                SqliteConnection::open(files.database(), SqliteConnection::Access::ReadWrite));
    const SqliteConnection &database = state->database;
    PHI1_TRY(database.execute(pageSize)); // of a new one; an existing one keeps its own
    PHI1_TRY(migrate(database, corpusApplicationId, corpusSchema()));
    PHI1_TRY(setJournalMode(database));
    PHI1_TRY(database.execute(writerSettings));
    PHI1_TRY(state->prepare());
    PHI1_TRY(state->readNames());
    PHI1_ASSIGN(const std::int64_t rows,
                database.queryInteger("SELECT coalesce(max(id), 0) FROM samples"));
    state->rows = static_cast<SampleRow>(rows);
    PHI1_ASSIGN(SampleColumns columns, SampleColumns::open(files, database, state->rows));
    state->columns.emplace(std::move(columns));
    PHI1_ASSIGN(const Column hashes, Column::open(files.column(columnKey::hash)));
    state->hashes = KnownHashes(hashes.hashes());
    PHI1_ASSIGN(const Column ids, Column::open(files.column(idColumn)));
    state->ids = KnownHashes(ids.hashes());
    return SampleWriter(std::move(state));
}

const CorpusFiles &SampleWriter::files() const
{
    return m_state->files;
}

SampleRow SampleWriter::rows() const
{
    return m_state->rows;
}

std::optional<SampleRow> SampleWriter::rowOfHash(const SampleHash &hash) const
{
    return m_state->hashes.find(hash);
}

Result<AddedSample> SampleWriter::add(std::string_view text, const SampleOrigin &origin)
{
    return add(text, factsOfText(text), origin);
}

Result<AddedSample> SampleWriter::add(std::string_view text, const TextFacts &facts,
                                      const SampleOrigin &origin)
{
    State &state = *m_state;
    if (text.empty())
        return failure(ErrorCode::Usage, "an empty text cannot be a sample");
    PHI1_TRY(state.begin());
    PHI1_ASSIGN(const std::int64_t input, state.idOfInput(origin.input));
    if (const auto known = state.hashes.find(facts.hash))
        return state.noteCopy(*known, input, origin);
    if (state.rows >= noSample - 1)
        return failure(ErrorCode::Usage,
                       concat("the corpus ", state.files.name(), " is full: it has ", state.rows,
                              " samples; import into another one"));
    const SampleHash id = hashOfId(origin.externalId);
    AddedSample added{state.rows, true, state.ids.find(id).has_value()};
    PHI1_TRY(state.insert(text, facts, input, origin));
    state.columns->add(text.size(), facts, id, origin);
    state.hashes.add(facts.hash);
    state.ids.add(id);
    ++state.rows;
    return added;
}

Result<void> SampleWriter::commit()
{
    State &state = *m_state;
    if (!state.transaction)
        return {};
    PHI1_TRY(state.transaction->commit());
    state.transaction.reset();
    if (const int error = failpointError("corpus-columns"))
        return failure(ErrorCode::Io,
                       concat(state.files.columns(), " cannot be written: ", systemMessage(error)));
    return state.columns->flush();
}

Result<SampleWriter::OpenInput> SampleWriter::openInput(const std::string &path,
                                                        const InputIdentity &identity)
{
    State &state = *m_state;
    PHI1_TRY(state.begin());
    OpenInput opened;
    opened.identity = identity;
    opened.input.path = path;
    PHI1_ASSIGN(opened.input.id, state.idOfInput(path));
    opened.input.size = identity.size;
    PHI1_ASSIGN(SqliteStatement query,
                state.database.prepare(concat(selectInputs, " WHERE id = ?")));
    PHI1_ASSIGN(const bool found, query.bind(opened.input.id).step());
    if (found) {
        OpenInput known = openInputOf(query);
        if (positionOf(known, identity) != InputPosition{})
            opened = std::move(known);
    }
    const bool wasRead = found && query.integer(9) > 0; // documents
    query.reset();
    opened.input.message.clear();
    state.met.clear();
    state.readAgain = 0;
    if (opened.position == InputPosition{}) {
        state.readAgain = wasRead ? opened.input.id : 0;
        PHI1_ASSIGN(SqliteStatement forget,
                    state.database.prepare("DELETE FROM problems WHERE input = ?"));
        PHI1_TRY(forget.bind(opened.input.id).run());
    }
    PHI1_TRY(updateInput(opened));
    return opened;
}

Result<std::vector<SampleWriter::OpenInput>> SampleWriter::inputs() const
{
    PHI1_ASSIGN(SqliteStatement query, m_state->database.prepare(selectInputs));
    std::vector<OpenInput> inputs;
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return inputs;
        inputs.push_back(openInputOf(query));
    }
}

Result<void> SampleWriter::updateInput(const OpenInput &input)
{
    const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
    const ImportInput &counts = input.input;
    PHI1_TRY(m_state->begin());
    return m_state->updateInput.bind(static_cast<int>(counts.state))
        .bind(number(input.identity.size))
        .bind(input.identity.modified)
        .bind(number(input.identity.inode))
        .bind(std::string_view(input.identity.mapping))
        .bind(number(input.position.offset))
        .bind(number(input.position.line))
        .bind(number(counts.documents))
        .bind(number(counts.samples))
        .bind(number(counts.duplicates))
        .bind(number(counts.problems))
        .bind(number(counts.textBytes))
        .bind(number(counts.duplicateIds))
        .bind(std::string_view(counts.message))
        .bind(counts.id)
        .run();
}

Result<void> SampleWriter::addProblem(OpenInput &input, std::uint64_t line,
                                      std::string_view message)
{
    PHI1_TRY(m_state->begin());
    if (++input.input.problems > problemsKept)
        return {};
    return m_state->insertProblem.bind(input.input.id)
        .bind(static_cast<std::int64_t>(line))
        .bind(message)
        .run();
}

} // namespace phi1
