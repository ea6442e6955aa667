// SPDX-License-Identifier: Apache-2.0
#include "core/storage/journal_mode.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <thread>

#include <sys/statfs.h>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// WAL needs memory shared between processes, which file systems over a network do not give.
bool isOnNetwork(const std::filesystem::path &file)
{
    struct statfs system {};
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    if (::statfs(folder.c_str(), &system) != 0)
        return false;
    constexpr std::array<std::uint32_t, 13> kinds = {
        0x6969,     // NFS
        0x517B,     // SMB
        0xFF534D42, // CIFS
        0xFE534D42, // SMB2
        0x65735546, // FUSE, such as sshfs
        0x5346414F, // AFS
        0x00C36400, // Ceph
        0x01021997, // 9P
        0x0BD00BD0, // Lustre
        0x47504653, // GPFS
        0x19830326, // BeeGFS
        0x73757245, // Coda
        0x20030528, // OrangeFS
    };
    return std::find(kinds.begin(), kinds.end(), static_cast<std::uint32_t>(system.f_type)) !=
           kinds.end();
}

/// SQLite does not wait for others here, as it does everywhere else: who opens a new file beside
/// another window would be refused.
Result<void> setJournal(const SqliteConnection &connection, const char *mode)
{
    using namespace std::chrono_literals;
    for (const auto end = std::chrono::steady_clock::now() + 3s;;) {
        Result<void> set = connection.execute(concat("PRAGMA journal_mode = ", mode));
        if (set || set.error().code != ErrorCode::Busy || std::chrono::steady_clock::now() > end)
            return set;
        std::this_thread::sleep_for(5ms);
    }
}

} // namespace

Result<void> setJournalMode(const SqliteConnection &connection)
{
    return setJournal(connection, isOnNetwork(connection.file()) ? "DELETE" : "WAL");
}

} // namespace phi1
