// SPDX-License-Identifier: Apache-2.0
#include "core/storage/migrations.h"

#include <string>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// "NAME.v1-backup" beside the file. By a connection of its own, since the one that migrates
/// already holds the write lock: so nobody changes the file, or makes the same copy, meanwhile.
Result<void> keepCopy(const std::filesystem::path &file, std::int64_t version)
{
    const std::string backup = concat(file, ".v", version, "-backup");
    const std::string part = backup + ".part";
    std::error_code error;
    std::filesystem::remove(part, error); // VACUUM INTO wants a name that is free
    PHI1_ASSIGN(const SqliteConnection reader,
                SqliteConnection::open(file, SqliteConnection::Access::ReadWrite));
    PHI1_ASSIGN(SqliteStatement copy, reader.prepare("VACUUM INTO ?"));
    PHI1_TRY(copy.bind(std::string_view(part)).run());
    std::filesystem::rename(part, backup, error);
    if (error)
        return failure(ErrorCode::Io, concat(backup, " cannot be written: ", error.message()));
    return {};
}

} // namespace

Result<void> migrate(const SqliteConnection &connection, std::int64_t applicationId,
                     std::span<const char *const> steps)
{
    const auto newest = static_cast<std::int64_t>(steps.size());
    PHI1_ASSIGN(const std::int64_t program, connection.queryInteger("PRAGMA application_id"));
    PHI1_ASSIGN(std::int64_t version, connection.queryInteger("PRAGMA user_version"));
    PHI1_ASSIGN(const std::int64_t tables,
                connection.queryInteger("SELECT count(*) FROM sqlite_master"));
    const bool isNew = program == 0 && version == 0 && tables == 0;
    if (!isNew && program != applicationId)
        return failure(ErrorCode::Corrupt,
                       concat(connection.file(), " is a database of another program; move it away, "
                                                 "and a new one is made in its place"));
    if (version > newest)
        return failure(ErrorCode::Incompatible,
                       concat(connection.file(), " has schema version ", version,
                              ", this program knows up to ", newest,
                              "; it was left as it is: use a newer program"));
    if (version == newest)
        return {};
    PHI1_ASSIGN(SqliteTransaction transaction, SqliteTransaction::begin(connection));
    // Another window may have done it while this one waited for the lock.
    PHI1_ASSIGN(version, connection.queryInteger("PRAGMA user_version"));
    if (version < newest && !isNew)
        PHI1_TRY(keepCopy(connection.file(), version));
    for (; version < newest; ++version)
        PHI1_TRY(connection.execute(steps[static_cast<std::size_t>(version)]));
    PHI1_TRY(connection.execute(concat("PRAGMA application_id = ", applicationId)));
    PHI1_TRY(connection.execute(concat("PRAGMA user_version = ", newest)));
    return transaction.commit();
}

} // namespace phi1
