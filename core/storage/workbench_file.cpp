// SPDX-License-Identifier: Apache-2.0
#include "core/storage/workbench_file.h"

#include <utility>

#include <sys/stat.h>

#include "core/base/text.h"
#include "core/storage/journal_mode.h"
#include "core/storage/migrations.h"
#include "core/storage/workbench_schema.h"

namespace phi1 {

WorkbenchFile::WorkbenchFile(SqliteConnection connection, dev_t device, ino_t inode)
    : m_connection(std::move(connection))
    , m_device(device)
    , m_inode(inode)
{}

Result<WorkbenchFile> WorkbenchFile::open(const std::filesystem::path &file)
{
    auto opened = SqliteConnection::open(file, SqliteConnection::Access::ReadWrite);
    // The journal is what an unwritable folder refuses: asking for it tells.
    auto prepare = [&]() -> Result<void> {
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        // Before anything is changed.
        PHI1_TRY(migrate(*opened, workbenchApplicationId, workbenchSchema()));
        PHI1_TRY(setJournalMode(*opened));
        PHI1_TRY(opened->execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
        PHI1_TRY(opened->queryInteger("SELECT count(*) FROM runs"));
        return {};
    };
    if (auto prepared = prepare(); !prepared) {
        std::error_code error;
        if (prepared.error().code != ErrorCode::Io || !std::filesystem::exists(file, error))
            return failure(std::move(prepared));
        opened = SqliteConnection::open(file, SqliteConnection::Access::ReadOnly);
        if (!opened || !opened->queryInteger("SELECT count(*) FROM runs"))
            return failure(std::move(prepared));
    }
    struct stat now {};
    if (::stat(file.c_str(), &now) != 0)
        return failure(ErrorCode::Io, concat(file, " vanished while it was opened"));
    return WorkbenchFile(std::move(*opened), now.st_dev, now.st_ino);
}

Result<std::int64_t> WorkbenchFile::schemaVersion() const
{
    return m_connection.queryInteger("PRAGMA user_version");
}

Result<SqliteTransaction> WorkbenchFile::change() const
{
    struct stat now {};
    const std::filesystem::path &file = m_connection.file();
    if (::stat(file.c_str(), &now) != 0 || now.st_dev != m_device || now.st_ino != m_inode)
        return failure(ErrorCode::NotFound, concat(file, " was removed or replaced while in use"));
    if (isReadOnly())
        return failure(ErrorCode::Io, concat(file, " cannot be written"));
    return SqliteTransaction::begin(m_connection);
}

} // namespace phi1
