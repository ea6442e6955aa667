// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/storage/sqlite_connection.h"

namespace phi1 {

/// WAL on local disks, so that readers see the last commit while somebody writes; DELETE on file
/// systems over a network, which do not share memory between processes.
Result<void> setJournalMode(const SqliteConnection &connection);

} // namespace phi1
