// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/storage/sqlite_connection.h"

namespace phi1 {

/// Brings a database to the schema whose version is the number of `steps`: step i leads from
/// version i to i + 1 ("PRAGMA user_version"). All steps are one transaction; before them a copy of
/// a file that holds something is kept beside it as "NAME.v1-backup". A file of another program
/// (by "PRAGMA application_id") is Corrupt, a newer version Incompatible, naming both numbers; both
/// stay as they are.
Result<void> migrate(const SqliteConnection &connection, std::int64_t applicationId,
                     std::span<const char *const> steps);

} // namespace phi1
