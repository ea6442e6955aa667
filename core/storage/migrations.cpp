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

/// What says whose file it is.
struct Stamp {
    std::int64_t program = 0, version = 0, tables = 0;
};

/// In one transaction: another window may be making the file, and half of it before that and half
/// after is a file of nobody.
Result<Stamp> readStamp(const SqliteConnection &connection)
{
    PHI1_TRY(connection.execute("BEGIN"));
    const auto read = [&]() -> Result<Stamp> {
        Stamp stamp;
        PHI1_ASSIGN(stamp.program, connection.queryInteger("PRAGMA application_id"));
        PHI1_ASSIGN(stamp.version, connection.queryInteger("PRAGMA user_version"));
        PHI1_ASSIGN(stamp.tables, connection.queryInteger("SELECT count(*) FROM sqlite_master"));
        return stamp;
    };
    Result<Stamp> stamp = read();
    PHI1_TRY(connection.execute("ROLLBACK")); // nothing was changed
    return stamp;
}

} // namespace

Result<void> migrate(const SqliteConnection &connection, std::int64_t applicationId,
                     std::span<const char *const> steps)
{
    const auto newest = static_cast<std::int64_t>(steps.size());
    PHI1_ASSIGN(const Stamp stamp, readStamp(connection));
    std::int64_t version = stamp.version;
    const bool isNew = stamp.program == 0 && stamp.version == 0 && stamp.tables == 0;
    if (!isNew && stamp.program != applicationId)
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
