// SPDX-License-Identifier: Apache-2.0
#include "core/storage/sqlite_blob.h"

#include <sqlite3.h>

#include "core/base/text.h"

namespace phi1 {

SqliteBlob::SqliteBlob(const SqliteConnection &connection, const char *table, const char *column)
    : m_connection(connection)
    , m_table(table)
    , m_column(column)
{}

SqliteBlob::~SqliteBlob()
{
    sqlite3_blob_close(m_blob);
}

Result<void> SqliteBlob::moveTo(std::int64_t row)
{
    const int status = m_blob ? sqlite3_blob_reopen(m_blob, row)
                              : sqlite3_blob_open(m_connection.handle(), "main", m_table, m_column,
                                                  row, 0, &m_blob);
    if (status == SQLITE_OK)
        return {};
    sqlite3_blob_close(m_blob); // one that failed cannot be moved again
    m_blob = nullptr;
    return failure((status & 0xff) == SQLITE_ERROR ? ErrorCode::NotFound : ErrorCode::Io,
                   concat(m_connection.file(), ", row ", row, " of ", m_table,
                          " cannot be read: ", sqlite3_errmsg(m_connection.handle())));
}

std::size_t SqliteBlob::size() const
{
    return static_cast<std::size_t>(sqlite3_blob_bytes(m_blob));
}

Result<void> SqliteBlob::read(std::span<char> bytes, std::size_t offset) const
{
    if (sqlite3_blob_read(m_blob, bytes.data(), static_cast<int>(bytes.size()),
                          static_cast<int>(offset)) != SQLITE_OK)
        return failure(ErrorCode::Io,
                       concat(m_connection.file(), ", a part of ", m_table,
                              " cannot be read: ", sqlite3_errmsg(m_connection.handle())));
    return {};
}

} // namespace phi1
