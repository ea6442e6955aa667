// SPDX-License-Identifier: Apache-2.0
#include "core/storage/migrations.h"

#include <string>

#include "core/base/text.h"

namespace phi1 {

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
    if (!isNew) {
        const std::string backup = concat(connection.file(), ".v", version, "-backup");
        std::error_code error;
        std::filesystem::remove(backup, error); // VACUUM INTO wants a name that is free
        PHI1_ASSIGN(SqliteStatement copy, connection.prepare("VACUUM INTO ?"));
        PHI1_TRY(copy.bind(std::string_view(backup)).run());
    }
    PHI1_ASSIGN(SqliteTransaction transaction, SqliteTransaction::begin(connection));
    // Another window may have done it while this one waited for the lock.
    PHI1_ASSIGN(version, connection.queryInteger("PRAGMA user_version"));
    for (; version < newest; ++version)
        PHI1_TRY(connection.execute(steps[static_cast<std::size_t>(version)]));
    PHI1_TRY(connection.execute(concat("PRAGMA application_id = ", applicationId)));
    PHI1_TRY(connection.execute(concat("PRAGMA user_version = ", newest)));
    return transaction.commit();
}

} // namespace phi1
