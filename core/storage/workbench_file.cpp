// SPDX-License-Identifier: Apache-2.0
#include "core/storage/workbench_file.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include <sys/stat.h>
#include <sys/statfs.h>

#include "core/base/text.h"
#include "core/storage/migrations.h"
#include "core/storage/workbench_schema.h"

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
        PHI1_TRY(setJournal(*opened, isOnNetwork(file) ? "DELETE" : "WAL"));
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
