// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include <sys/types.h>

#include "core/storage/sqlite_connection.h"

namespace phi1 {

/// WORKSPACE/workbench.db, open and of the newest schema: what WorkbenchDatabase and
/// ComparisonStore share. Their promises about opening and about files that were replaced are kept
/// here.
class WorkbenchFile
{
public:
    static Result<WorkbenchFile> open(const std::filesystem::path &file);

    const SqliteConnection &connection() const { return m_connection; }
    /// Of the file; below the newest only where an older one could not be written.
    Result<std::int64_t> schemaVersion() const;
    bool isReadOnly() const { return m_connection.isReadOnly(); }

    /// Where every change begins.
    Result<SqliteTransaction> change() const;

private:
    WorkbenchFile(SqliteConnection connection, dev_t device, ino_t inode);

    SqliteConnection m_connection;
    dev_t m_device = 0;
    ino_t m_inode = 0;
};

} // namespace phi1
