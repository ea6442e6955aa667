// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"

namespace phi1 {

/// A folder that is either complete or not there: files are written into a temporary folder beside
/// it, hashed on the way and synced; `state.json`, written last, holds size and XXH3-128 of every
/// other file and a checksum of itself; then the temporary folder is renamed and the parent synced.
/// A crash at any moment leaves the old state or the new one, and at most a temporary folder
/// (".NAME.tmp-…") that removeLeftovers() clears away. Every system call passes the failpoint
/// "sealed-folder".
class SealedFolderWriter
{
public:
    /// Begins the folder `path`, whose parent is created if need be.
    static Result<SealedFolderWriter> begin(const std::filesystem::path &path);
    SealedFolderWriter(SealedFolderWriter &&) noexcept = default;
    SealedFolderWriter &operator=(SealedFolderWriter &&) = delete;
    SealedFolderWriter(const SealedFolderWriter &) = delete;
    SealedFolderWriter &operator=(const SealedFolderWriter &) = delete;
    ~SealedFolderWriter(); ///< without seal(): everything written is removed

    using Append = std::function<Result<void>(std::string_view)>;
    /// Creates the file `name`; `produce` hands its content over in pieces of any size.
    Result<void> writeFile(const std::string &name,
                           const std::function<Result<void>(const Append &)> &produce);
    Result<void> writeFile(const std::string &name, std::string_view content);
    /// Copies a file of any size.
    Result<void> copyFile(const std::string &name, const std::filesystem::path &source);

    /// For a file that somebody else wrote, and synced, into temporaryFolder().
    Result<void> adoptFile(const std::string &name, std::uint64_t bytes, std::string hash);
    const std::filesystem::path &temporaryFolder() const { return m_temporary; }

    /// Writes state.json (`state` and the list of the files), puts the folder in place and returns
    /// its size in bytes. Anything that already has the name is replaced.
    Result<std::uint64_t> seal(Json state);

private:
    SealedFolderWriter(std::filesystem::path path, std::filesystem::path temporary);
    Result<void> put(const std::string &name,
                     const std::function<Result<void>(const Append &)> &produce,
                     std::uint64_t &bytes, std::string &hash);
    void abandon();

    std::filesystem::path m_path;
    std::filesystem::path m_temporary; ///< empty once sealed or moved from
    Json m_files = Json::object();
    std::uint64_t m_bytes = 0;
};

/// Reads state.json and checks the files against it, all or those that `wanted` says; the message
/// names the first file that does not match.
Result<Json> verifySealedFolder(const std::filesystem::path &folder,
                                const std::function<bool(const std::string &)> &wanted = {});

/// Only reads state.json and checks it against its own checksum and the sizes of the files; quick.
Result<Json> readSealedState(const std::filesystem::path &folder);

/// Removes temporary folders that writers which died left in `parent`. Only for the one that may
/// write there.
void removeLeftovers(const std::filesystem::path &parent);

} // namespace phi1
