// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/sample_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/store_schema.h"
#include "core/storage/sqlite_blob.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

/// Pages a reader keeps and maps: what is behind the map is the kernel's to drop.
constexpr const char *readerSettings =
    "PRAGMA query_only = ON; PRAGMA cache_size = -16000; PRAGMA mmap_size = 1099511627776;"
    "PRAGMA temp_store = MEMORY";

Result<SqliteConnection> openDatabase(const fs::path &file)
{
    std::error_code error;
    if (!fs::exists(file, error))
        return failure(ErrorCode::NotFound,
                       concat(file, " does not exist; phi1 import makes a corpus"));
    // A reader of a WAL writes its marks beside the file; where that is not allowed nobody writes
    // either, and the file can be taken as it is.
    auto opened = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
    Result<void> checked =
        opened ? checkCorpusDatabase(*opened) : Result<void>(tl::unexpected<Error>(opened.error()));
    if (!checked && checked.error().code == ErrorCode::Io) {
        auto asItIs = SqliteConnection::open(file, SqliteConnection::Access::ReadOnly);
        if (asItIs && checkCorpusDatabase(*asItIs)) {
            opened = std::move(asItIs);
            checked = {};
        }
    }
    if (!checked)
        return failure(std::move(checked));
    PHI1_TRY(opened->execute(readerSettings));
    return opened;
}

} // namespace

struct SampleStore::State {
    CorpusFiles files;
    SqliteConnection database;
    mutable SqliteStatement whole, text, title;
    mutable std::map<std::pair<int, std::int64_t>, std::string> names; ///< by field and code
    mutable std::map<std::int64_t, std::string> inputs;
    mutable std::optional<Column> hashes;

    Result<std::string> nameOf(int field, std::int64_t code) const
    {
        const auto known = names.find({field, code});
        if (known != names.end())
            return known->second;
        PHI1_ASSIGN(SqliteStatement query,
                    database.prepare("SELECT name FROM names WHERE field = ? AND code = ?"));
        PHI1_ASSIGN(const bool found, query.bind(field).bind(code).step());
        return names[{field, code}] = found ? query.text(0) : std::string();
    }
    Result<std::string> inputOf(std::int64_t id) const
    {
        const auto known = inputs.find(id);
        if (known != inputs.end())
            return known->second;
        PHI1_ASSIGN(SqliteStatement query,
                    database.prepare("SELECT path FROM inputs WHERE id = ?"));
        PHI1_ASSIGN(const bool found, query.bind(id).step());
        return inputs[id] = found ? query.text(0) : std::string();
    }
    tl::unexpected<Error> noSuchRow(SampleRow row) const
    {
        return failure(ErrorCode::NotFound,
                       concat("the corpus ", files.name(), " has no sample ", row));
    }
};

SampleStore::SampleStore(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

SampleStore::SampleStore(SampleStore &&) noexcept = default;
SampleStore &SampleStore::operator=(SampleStore &&) noexcept = default;
SampleStore::~SampleStore() = default;

std::span<const std::string_view> categoryFields()
{
    static const auto keys = [] {
        std::array<std::string_view, categoryMembers.size()> result;
        std::transform(categoryMembers.begin(), categoryMembers.end(), result.begin(),
                       [](const CategoryField &field) { return field.key; });
        return result;
    }();
    return keys;
}

Result<SampleStore> SampleStore::open(const CorpusFiles &files)
{
    auto state = std::make_unique<State>();
    state->files = files;
    PHI1_ASSIGN(state->database, openDatabase(files.database()));
    const SqliteConnection &database = state->database;
    PHI1_ASSIGN(state->whole,
                database.prepare("SELECT hash, flags, input, line, source, kind, topic, audience, "
                                 "licence, generator, external_id, path, title, text, prompt, "
                                 "settings, extra, (SELECT count(*) FROM copies WHERE sample = "
                                 "samples.id) FROM samples WHERE id = ?"));
    PHI1_ASSIGN(state->text, database.prepare("SELECT text FROM samples WHERE id = ?"));
    PHI1_ASSIGN(state->title, database.prepare("SELECT title FROM samples WHERE id = ?"));
    return SampleStore(std::move(state));
}

const CorpusFiles &SampleStore::files() const
{
    return m_state->files;
}

Result<SampleRow> SampleStore::rows() const
{
    PHI1_ASSIGN(const std::int64_t rows,
                m_state->database.queryInteger("SELECT coalesce(max(id), 0) FROM samples"));
    return static_cast<SampleRow>(rows);
}

Result<Sample> SampleStore::sample(SampleRow row) const
{
    SqliteStatement &query = m_state->whole;
    query.reset();
    PHI1_ASSIGN(const bool found, query.bind(std::int64_t{row} + 1).step());
    if (!found)
        return m_state->noSuchRow(row);
    Sample sample;
    sample.row = row;
    const std::string_view hash = query.view(0);
    std::copy_n(hash.begin(), std::min(hash.size(), sample.hash.bytes.size()),
                sample.hash.bytes.begin());
    sample.validUtf8 = (query.integer(1) & 1) == 0;
    sample.hasNul = (query.integer(1) & 2) != 0;
    sample.origin.line = static_cast<std::uint64_t>(query.integer(3));
    for (std::size_t field = 0; field < categoryMembers.size(); ++field) {
        const int column = 4 + static_cast<int>(field);
        if (!query.isNull(column)) {
            PHI1_ASSIGN(sample.origin.*categoryMembers[field].member,
                        m_state->nameOf(static_cast<int>(field), query.integer(column)));
        }
    }
    PHI1_ASSIGN(sample.origin.input, m_state->inputOf(query.integer(2)));
    sample.origin.externalId = query.text(10);
    sample.origin.path = query.text(11);
    sample.origin.title = query.text(12);
    sample.text = query.text(13);
    sample.origin.prompt = query.text(14);
    sample.origin.settings = query.text(15);
    sample.origin.extra = query.text(16);
    sample.copies = static_cast<std::uint32_t>(query.integer(17));
    query.reset(); // an open statement would hold the snapshot of this moment
    return sample;
}

Result<std::string> SampleStore::text(SampleRow row) const
{
    SqliteStatement &query = m_state->text;
    query.reset();
    PHI1_ASSIGN(const bool found, query.bind(std::int64_t{row} + 1).step());
    if (!found)
        return m_state->noSuchRow(row);
    std::string text = query.text(0);
    query.reset();
    return text;
}

Result<void>
SampleStore::eachText(SampleRow first, SampleRow end,
                      const std::function<bool(SampleRow, std::string_view)> &visit) const
{
    // In portions: a statement that stays open for long keeps the journal of an import growing.
    constexpr SampleRow portion = 4096;
    PHI1_ASSIGN(SqliteStatement query,
                m_state->database.prepare(
                    "SELECT id, text FROM samples WHERE id > ? AND id <= ? ORDER BY id"));
    for (SampleRow begin = first; begin<end; begin = end - begin> portion ? begin + portion : end) {
        const SampleRow stop = end - begin > portion ? begin + portion : end;
        query.reset();
        query.bind(std::int64_t{begin}).bind(std::int64_t{stop});
        for (;;) {
            PHI1_ASSIGN(const bool found, query.step());
            if (!found)
                break;
            if (!visit(static_cast<SampleRow>(query.integer(0) - 1), query.view(1)))
                return {};
        }
    }
    return {};
}

Result<void>
SampleStore::eachText(std::span<const SampleRow> rows,
                      const std::function<bool(SampleRow, std::string_view)> &visit) const
{
    PHI1_ASSIGN(SqliteStatement query,
                m_state->database.prepare("SELECT text FROM samples WHERE id = ?"));
    for (const SampleRow row : rows) {
        query.reset();
        PHI1_ASSIGN(const bool found, query.bind(std::int64_t{row} + 1).step());
        if (!found)
            return m_state->noSuchRow(row);
        if (!visit(row, query.view(0)))
            break;
    }
    return {};
}

Result<std::vector<SampleHead>> SampleStore::heads(std::span<const SampleRow> rows,
                                                   std::size_t excerptBytes) const
{
    std::vector<SampleHead> heads;
    heads.reserve(rows.size());
    SqliteStatement &query = m_state->title;
    SqliteBlob text(m_state->database, "samples", "text");
    for (const SampleRow row : rows) {
        query.reset();
        PHI1_ASSIGN(const bool found, query.bind(std::int64_t{row} + 1).step());
        if (!found)
            return m_state->noSuchRow(row);
        SampleHead head{row, query.text(0), {}, 0};
        PHI1_TRY(text.moveTo(std::int64_t{row} + 1));
        head.bytes = text.size();
        head.excerpt.resize(std::min(text.size(), excerptBytes));
        PHI1_TRY(text.read(head.excerpt, 0));
        heads.push_back(std::move(head));
    }
    query.reset();
    return heads;
}

Result<std::optional<SampleRow>> SampleStore::rowOfHash(const SampleHash &hash) const
{
    // Mapped anew only where the corpus has grown; columns only ever lag behind the database.
    PHI1_ASSIGN(const SampleRow rows, this->rows());
    if (!m_state->hashes || m_state->hashes->info().rows < rows) {
        PHI1_ASSIGN(m_state->hashes, Column::open(m_state->files.column(columnKey::hash)));
    }
    const std::span<const SampleHash> hashes = m_state->hashes->hashes();
    const auto found = std::find(hashes.begin(), hashes.end(), hash);
    if (found == hashes.end() || found - hashes.begin() >= rows)
        return std::optional<SampleRow>();
    return std::optional(static_cast<SampleRow>(found - hashes.begin()));
}

Result<std::vector<SampleCopy>> SampleStore::copies(SampleRow row, std::size_t limit) const
{
    PHI1_ASSIGN(
        SqliteStatement query,
        m_state->database.prepare("SELECT inputs.path, copies.line, external_id FROM copies "
                                  "JOIN inputs ON inputs.id = copies.input WHERE sample = ? "
                                  "ORDER BY copies.input, copies.line LIMIT ?"));
    query.bind(std::int64_t{row} + 1).bind(static_cast<std::int64_t>(limit));
    std::vector<SampleCopy> copies;
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return copies;
        copies.push_back(
            {query.text(0), static_cast<std::uint64_t>(query.integer(1)), query.text(2)});
    }
}

Result<std::vector<ImportInput>> SampleStore::inputs() const
{
    PHI1_ASSIGN(SqliteStatement query,
                m_state->database.prepare(
                    "SELECT id, path, state, size, documents, samples, duplicates, problems, "
                    "text_bytes, duplicate_ids, message FROM inputs ORDER BY id"));
    std::vector<ImportInput> inputs;
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return inputs;
        const auto count = [&](int column) {
            return static_cast<std::uint64_t>(query.integer(column));
        };
        inputs.push_back({query.integer(0), query.text(1),
                          static_cast<InputState>(std::clamp<std::int64_t>(query.integer(2), 0, 2)),
                          count(3), count(4), count(5), count(6), count(7), count(8), count(9),
                          query.text(10)});
    }
}

Result<std::uint64_t> SampleStore::problemCount() const
{
    PHI1_ASSIGN(const std::int64_t count,
                m_state->database.queryInteger("SELECT coalesce(sum(problems), 0) FROM inputs"));
    return static_cast<std::uint64_t>(count);
}

Result<std::vector<ImportProblem>> SampleStore::problems(std::size_t limit) const
{
    PHI1_ASSIGN(SqliteStatement query,
                m_state->database.prepare("SELECT inputs.path, problems.line, problems.message "
                                          "FROM problems JOIN inputs ON inputs.id = problems.input "
                                          "ORDER BY problems.id LIMIT ?"));
    query.bind(static_cast<std::int64_t>(limit));
    std::vector<ImportProblem> problems;
    for (;;) {
        PHI1_ASSIGN(const bool found, query.step());
        if (!found)
            return problems;
        problems.push_back(
            {query.text(0), static_cast<std::uint64_t>(query.integer(1)), query.text(2)});
    }
}

const SqliteConnection &SampleStore::sqlite() const
{
    return m_state->database;
}

void SampleStore::setStop(std::stop_token stop)
{
    m_state->database.setStop(std::move(stop));
}

} // namespace phi1
