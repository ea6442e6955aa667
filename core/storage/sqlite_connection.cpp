// SPDX-License-Identifier: Apache-2.0
#include "core/storage/sqlite_connection.h"

#include <sqlite3.h>

#include "core/base/failpoint.h"
#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// How long another program may hold the write lock.
constexpr int busyMilliseconds = 3000;

ErrorCode codeOf(int status)
{
    switch (status & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorCode::Busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorCode::Corrupt;
    case SQLITE_INTERRUPT:
        return ErrorCode::Cancelled;
    default:
        return ErrorCode::Io;
    }
}

tl::unexpected<Error> sqliteFailure(sqlite3 *connection, const std::string &file)
{
    const int status = connection ? sqlite3_extended_errcode(connection) : SQLITE_NOMEM;
    const std::string words = connection ? sqlite3_errmsg(connection) : "out of memory";
    switch (codeOf(status)) {
    case ErrorCode::Busy:
        return failure(ErrorCode::Busy, concat(file, " is being changed by another program (",
                                               words, "); it is tried again"));
    case ErrorCode::Corrupt:
        return failure(ErrorCode::Corrupt,
                       concat(file, " is not a usable database (", words,
                              "); move it away, and a new one is made in its place"));
    case ErrorCode::Cancelled:
        return failure(ErrorCode::Cancelled, concat("reading ", file, " was stopped"));
    default:
        if ((status & 0xff) == SQLITE_FULL)
            return failure(ErrorCode::Io,
                           concat(file, " cannot grow: the disk is full; what was committed "
                                        "before is kept: free some space and try again"));
        return failure(ErrorCode::Io, concat(file, " cannot be used: ", words));
    }
}

} // namespace

void SqliteStatement::Finalizer::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

SqliteStatement &SqliteStatement::bind(std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), ++m_bound, value);
    return *this;
}

SqliteStatement &SqliteStatement::bind(double value)
{
    sqlite3_bind_double(m_statement.get(), ++m_bound, value);
    return *this;
}

SqliteStatement &SqliteStatement::bind(std::string_view value)
{
    sqlite3_bind_text64(m_statement.get(), ++m_bound, value.empty() ? "" : value.data(),
                        value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

SqliteStatement &SqliteStatement::bindBlob(std::string_view bytes)
{
    sqlite3_bind_blob64(m_statement.get(), ++m_bound, bytes.empty() ? "" : bytes.data(),
                        bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

SqliteStatement &SqliteStatement::bindView(std::string_view value)
{
    sqlite3_bind_text64(m_statement.get(), ++m_bound, value.empty() ? "" : value.data(),
                        value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

SqliteStatement &SqliteStatement::bindNull()
{
    sqlite3_bind_null(m_statement.get(), ++m_bound);
    return *this;
}

Result<bool> SqliteStatement::step()
{
    const int status = sqlite3_step(m_statement.get());
    if (status == SQLITE_ROW)
        return true;
    if (status == SQLITE_DONE)
        return false;
    auto error = sqliteFailure(sqlite3_db_handle(m_statement.get()), m_file);
    reset();
    return error;
}

Result<void> SqliteStatement::run()
{
    for (;;) {
        PHI1_ASSIGN(const bool hasRow, step());
        if (!hasRow)
            break;
    }
    reset();
    return {};
}

void SqliteStatement::reset()
{
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
    m_bound = 0;
}

bool SqliteStatement::isNull(int column) const
{
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double SqliteStatement::real(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

std::string SqliteStatement::text(int column) const
{
    return std::string(view(column));
}

std::string_view SqliteStatement::view(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement.get(), column));
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(size)) : std::string_view();
}

void SqliteConnection::Closer::operator()(sqlite3 *connection) const
{
    sqlite3_close_v2(connection);
}

Result<SqliteConnection> SqliteConnection::open(const std::filesystem::path &file, Access access)
{
    SqliteConnection result;
    result.m_file = file;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    std::string name = file.string();
    if (access == Access::ReadOnly) {
        flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
        std::string encoded;
        for (const char c : name) {
            if (c == '%' || c == '?' || c == '#')
                encoded +=
                    concat('%', "0123456789ABCDEF"[(c >> 4) & 15], "0123456789ABCDEF"[c & 15]);
            else
                encoded += c;
        }
        name = concat("file:", encoded, "?immutable=1");
    }
    sqlite3 *opened = nullptr;
    const int status = sqlite3_open_v2(name.c_str(), &opened, flags, nullptr);
    result.m_connection.reset(opened);
    if (status != SQLITE_OK)
        return sqliteFailure(opened, file.string());
    sqlite3_busy_timeout(opened, busyMilliseconds);
    sqlite3_extended_result_codes(opened, 1);
    return result;
}

bool SqliteConnection::isReadOnly() const
{
    return sqlite3_db_readonly(m_connection.get(), "main") == 1;
}

Result<SqliteStatement> SqliteConnection::prepare(std::string_view sql) const
{
    SqliteStatement result;
    result.m_file = m_file.string();
    sqlite3_stmt *statement = nullptr;
    const int status = sqlite3_prepare_v2(m_connection.get(), sql.data(),
                                          static_cast<int>(sql.size()), &statement, nullptr);
    result.m_statement.reset(statement);
    if (status != SQLITE_OK)
        return sqliteFailure(m_connection.get(), result.m_file);
    return result;
}

Result<void> SqliteConnection::execute(const std::string &sql) const
{
    if (sqlite3_exec(m_connection.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return sqliteFailure(m_connection.get(), m_file.string());
    return {};
}

Result<std::int64_t> SqliteConnection::queryInteger(std::string_view sql) const
{
    PHI1_ASSIGN(SqliteStatement statement, prepare(sql));
    PHI1_ASSIGN(const bool hasRow, statement.step());
    return hasRow ? statement.integer(0) : 0;
}

Result<std::string> SqliteConnection::queryText(std::string_view sql) const
{
    PHI1_ASSIGN(SqliteStatement statement, prepare(sql));
    PHI1_ASSIGN(const bool hasRow, statement.step());
    return hasRow ? statement.text(0) : std::string();
}

std::int64_t SqliteConnection::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_connection.get());
}

void SqliteConnection::setStop(std::stop_token stop)
{
    constexpr int instructions = 2000; // of SQLite's machine, some 0.1 ms
    if (!stop.stop_possible()) {
        sqlite3_progress_handler(m_connection.get(), 0, nullptr, nullptr);
        m_stop.reset();
        return;
    }
    auto token = std::make_unique<std::stop_token>(std::move(stop));
    const auto asked = [](void *given) {
        return static_cast<const std::stop_token *>(given)->stop_requested() ? 1 : 0;
    };
    sqlite3_progress_handler(m_connection.get(), instructions, asked, token.get());
    m_stop = std::move(token);
}

Result<SqliteTransaction> SqliteTransaction::begin(const SqliteConnection &connection)
{
    PHI1_TRY(connection.execute("BEGIN IMMEDIATE"));
    return SqliteTransaction(connection);
}

SqliteTransaction::SqliteTransaction(SqliteTransaction &&other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr))
{}

SqliteTransaction::~SqliteTransaction()
{
    // SQLite may have rolled back by itself after an error; then this fails and is meant to.
    if (m_connection) [[maybe_unused]]
        const auto rolledBack = m_connection->execute("ROLLBACK");
}

Result<void> SqliteTransaction::commit()
{
    if (const int error = failpointError("workbench-database"))
        return failure(ErrorCode::Io,
                       concat(m_connection->file(), " cannot be written: ", systemMessage(error)));
    PHI1_TRY(m_connection->execute("COMMIT"));
    m_connection = nullptr;
    return {};
}

} // namespace phi1
