// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace phi1 {

/// One prepared statement. Parameters are bound in their order; rows are read between steps.
class SqliteStatement
{
public:
    SqliteStatement() = default;
    SqliteStatement &bind(std::int64_t value);
    SqliteStatement &bind(int value) { return bind(static_cast<std::int64_t>(value)); }
    SqliteStatement &bind(bool value) { return bind(static_cast<std::int64_t>(value ? 1 : 0)); }
    SqliteStatement &bind(double value);
    SqliteStatement &bind(std::string_view value);
    SqliteStatement &bindBlob(std::string_view bytes);
    /// A text that is not copied: it has to stay until the statement is reset or run again.
    SqliteStatement &bindView(std::string_view value);
    SqliteStatement &bindNull();

    /// @return whether there is a row
    Result<bool> step();
    /// Steps to the end and makes the statement ready for other parameters.
    Result<void> run();
    void reset();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    /// Of a text or a blob.
    std::string text(int column) const;
    /// The same without a copy: until the next step or reset.
    std::string_view view(int column) const;

private:
    friend class SqliteConnection;
    struct Finalizer {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    std::string m_file;
    int m_bound = 0;
};

/// An open database file. Errors name the file and say in words what SQLite found.
class SqliteConnection
{
public:
    enum class Access { ReadWrite, ReadOnly };
    /// ReadOnly takes the file as one that nobody changes, so that it can be read from a folder
    /// that cannot be written.
    static Result<SqliteConnection> open(const std::filesystem::path &file, Access access);

    const std::filesystem::path &file() const { return m_file; }
    sqlite3 *handle() const { return m_connection.get(); }
    bool isReadOnly() const;

    Result<SqliteStatement> prepare(std::string_view sql) const;
    Result<void> execute(const std::string &sql) const;
    /// The first column of the first row, as a number or a text.
    Result<std::int64_t> queryInteger(std::string_view sql) const;
    Result<std::string> queryText(std::string_view sql) const;
    std::int64_t lastInsertId() const;
    /// Once `stop` is requested, statements fail with Cancelled within a few milliseconds. A token
    /// without a source takes that back.
    void setStop(std::stop_token stop);

private:
    struct Closer {
        void operator()(sqlite3 *connection) const;
    };
    std::unique_ptr<std::stop_token> m_stop; ///< asked by SQLite as long as it is open
    std::unique_ptr<sqlite3, Closer> m_connection;
    std::filesystem::path m_file;
};

/// Rolled back unless committed. Takes the write lock at once, so that a busy database is met here.
class SqliteTransaction
{
public:
    static Result<SqliteTransaction> begin(const SqliteConnection &connection);
    SqliteTransaction(SqliteTransaction &&other) noexcept;
    SqliteTransaction &operator=(SqliteTransaction &&) = delete;
    ~SqliteTransaction();
    Result<void> commit();

private:
    explicit SqliteTransaction(const SqliteConnection &connection)
        : m_connection(&connection)
    {}
    const SqliteConnection *m_connection; ///< null: over
};

} // namespace phi1
