// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/base/result.h"
#include "core/storage/sqlite_connection.h"

struct sqlite3_blob;

namespace phi1 {

/// Parts of the values (texts, blobs) of one column, without reading what is not asked for. While
/// it lives, the connection sees the state of the first moveTo().
class SqliteBlob
{
public:
    /// @param table, column  literals; they live as long as this
    SqliteBlob(const SqliteConnection &connection, const char *table, const char *column);
    SqliteBlob(const SqliteBlob &) = delete;
    SqliteBlob &operator=(const SqliteBlob &) = delete;
    ~SqliteBlob();

    /// To another row; an error if there is none, or its value is no text and no blob.
    Result<void> moveTo(std::int64_t row);
    std::size_t size() const; ///< bytes of the value
    Result<void> read(std::span<char> bytes, std::size_t offset) const;

private:
    const SqliteConnection &m_connection;
    const char *m_table;
    const char *m_column;
    sqlite3_blob *m_blob = nullptr;
};

} // namespace phi1
