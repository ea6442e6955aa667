// SPDX-License-Identifier: Apache-2.0
#include "core/base/sealed_folder.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/failpoint.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

constexpr const char *stateName = "state.json";
constexpr const char *point = "sealed-folder";
constexpr const char *temporaryMark = ".tmp-";

tl::unexpected<Error> refused(const std::filesystem::path &path, const char *doing, int errorNumber)
{
    return failure(ErrorCode::Io,
                   concat(path, " cannot be ", doing, ": ", systemMessage(errorNumber)));
}

/// `call` unless the failpoint says otherwise; the error number, 0 for success.
template<typename Call>
int attempt(const Call &call)
{
    if (const int error = failpointError(point); error != 0)
        return error;
    return call() == 0 ? 0 : errno;
}

int syncFile(int fd)
{
    int error = 0;
    do {
        error = attempt([&] { return ::fsync(fd); });
    } while (error == EINTR);
    return error;
}

Result<void> syncParent(const std::filesystem::path &folder)
{
    if (const int error = failpointError(point); error != 0 && error != EINTR)
        return refused(folder, "synced", error);
    return syncFolder(folder);
}

/// rename(2) cannot replace a folder that is not empty; exchanging the two names can, and is as
/// atomic. File systems that cannot exchange (some network ones) lose the old folder a moment
/// before they gain the new one.
int putInPlace(const std::filesystem::path &temporary, const std::filesystem::path &path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return ::rename(temporary.c_str(), path.c_str());
    if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0)
        return 0;
    std::filesystem::remove_all(path, ignored);
    return ::rename(temporary.c_str(), path.c_str());
}

std::string checksum(const Json &state)
{
    return hash128Hex(dumpJson(state));
}

} // namespace

SealedFolderWriter::SealedFolderWriter(std::filesystem::path path, std::filesystem::path temporary)
    : m_path(std::move(path))
    , m_temporary(std::move(temporary))
{}

SealedFolderWriter::~SealedFolderWriter()
{
    abandon();
}

void SealedFolderWriter::abandon()
{
    if (m_temporary.empty())
        return;
    std::error_code ignored; // what stays behind is cleared away by the next start
    std::filesystem::remove_all(m_temporary, ignored);
    m_temporary.clear();
}

Result<SealedFolderWriter> SealedFolderWriter::begin(const std::filesystem::path &path)
{
    const std::filesystem::path parent = path.parent_path();
    PHI1_TRY(makeFolders(parent));
    const std::filesystem::path temporary =
        parent / concat(".", path.filename(), temporaryMark, static_cast<long long>(::getpid()));
    std::error_code ignored;
    std::filesystem::remove_all(temporary, ignored);
    if (const int error = attempt([&] { return ::mkdir(temporary.c_str(), 0755); }))
        return refused(temporary, "created", error);
    return SealedFolderWriter(path, temporary);
}

Result<void> SealedFolderWriter::put(const std::string &name,
                                     const std::function<Result<void>(const Append &)> &produce,
                                     std::uint64_t &bytes, std::string &hash)
{
    const std::filesystem::path path = m_temporary / name;
    if (const int error = failpointError(point); error != 0 && error != EINTR)
        return refused(path, "created", error);
    PHI1_ASSIGN(FileDescriptor file, openFile(path, O_WRONLY | O_CREAT | O_EXCL));
    Hash128 hasher;
    bytes = 0;
    const Append append = [&](std::string_view piece) -> Result<void> {
        if (const int error = failpointError(point); error != 0 && error != EINTR)
            return refused(path, "written", error);
        PHI1_TRY(writeAll(file.get(), piece, path));
        hasher.update(piece);
        bytes += piece.size();
        return {};
    };
    PHI1_TRY(produce(append));
    if (const int error = syncFile(file.get()))
        return refused(path, "written", error);
    const int fd = file.release();
    if (const int error = attempt([&] { return ::close(fd); }); error != 0 && error != EINTR)
        return refused(path, "written", error);
    hash = hasher.hex();
    return {};
}

Result<void>
SealedFolderWriter::writeFile(const std::string &name,
                              const std::function<Result<void>(const Append &)> &produce)
{
    std::uint64_t bytes = 0;
    std::string hash;
    PHI1_TRY(put(name, produce, bytes, hash));
    m_files[name] = {{"bytes", bytes}, {"xxh3_128", hash}};
    m_bytes += bytes;
    return {};
}

Result<void> SealedFolderWriter::writeFile(const std::string &name, std::string_view content)
{
    return writeFile(name, [&](const Append &append) { return append(content); });
}

Result<void> SealedFolderWriter::copyFile(const std::string &name,
                                          const std::filesystem::path &source)
{
    PHI1_ASSIGN(const FileDescriptor input, openFile(source, O_RDONLY));
    return writeFile(name, [&](const Append &append) -> Result<void> {
        std::string block(1u << 20, '\0');
        while (true) {
            const ssize_t count = ::read(input.get(), block.data(), block.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return refused(source, "read", errno);
            if (count == 0)
                return {};
            PHI1_TRY(append(std::string_view(block).substr(0, static_cast<std::size_t>(count))));
        }
    });
}

Result<void> SealedFolderWriter::adoptFile(const std::string &name, std::uint64_t bytes,
                                           std::string hash)
{
    if (const int error = failpointError(point); error != 0 && error != EINTR)
        return refused(m_temporary / name, "written", error);
    m_files[name] = {{"bytes", bytes}, {"xxh3_128", std::move(hash)}};
    m_bytes += bytes;
    return {};
}

Result<std::uint64_t> SealedFolderWriter::seal(Json state)
{
    state["files"] = m_files;
    state["checksum"] = checksum(state);
    const std::string text = dumpJsonPretty(state);
    std::uint64_t bytes = 0;
    std::string hash;
    PHI1_TRY(put(
        stateName, [&](const Append &append) { return append(text); }, bytes, hash));
    PHI1_TRY(syncParent(m_temporary));
    if (const int error = attempt([&] { return putInPlace(m_temporary, m_path); }))
        return refused(m_path, "put in place", error);
    std::error_code ignored;
    std::filesystem::remove_all(m_temporary, ignored); // what was replaced, if anything
    m_temporary.clear();
    PHI1_TRY(syncParent(m_path.parent_path()));
    return m_bytes + bytes;
}

Result<Json> readSealedState(const std::filesystem::path &folder)
{
    const std::filesystem::path path = folder / stateName;
    PHI1_ASSIGN(Json state, readJsonFile(path, 64u << 20));
    if (!state.is_object() || !state.contains("checksum") || !state.contains("files") ||
        !state["files"].is_object())
        return failure(ErrorCode::Corrupt,
                       concat(path, " has no list of files or no checksum of its own"));
    const Json written = state["checksum"];
    state.erase("checksum");
    if (written != Json(checksum(state)))
        return failure(ErrorCode::Corrupt, concat(path, " does not match its own checksum"));
    for (const auto &[name, entry] : state["files"].items()) {
        const std::filesystem::path file = folder / name;
        if (name.empty() || name.find('/') != std::string::npos || !entry.is_object() ||
            !entry.contains("bytes") || !entry["bytes"].is_number_unsigned() ||
            !entry.contains("xxh3_128"))
            return failure(ErrorCode::Corrupt,
                           concat(path, " has a damaged entry for ", printable(name)));
        std::error_code error;
        const std::uintmax_t size = std::filesystem::file_size(file, error);
        if (error)
            return failure(ErrorCode::Corrupt,
                           concat(file, " is missing or unreadable: ", error.message()));
        if (size != entry["bytes"].get<std::uint64_t>())
            return failure(ErrorCode::Corrupt,
                           concat(file, " has ", size, " bytes, state.json says ",
                                  entry["bytes"].get<std::uint64_t>()));
    }
    return state;
}

Result<Json> verifySealedFolder(const std::filesystem::path &folder,
                                const std::function<bool(const std::string &)> &wanted)
{
    PHI1_ASSIGN(Json state, readSealedState(folder));
    for (const auto &[name, entry] : state["files"].items()) {
        if (wanted && !wanted(name))
            continue;
        PHI1_ASSIGN(const std::string hash, hash128OfFile(folder / name));
        if (entry["xxh3_128"] != Json(hash))
            return failure(ErrorCode::Corrupt,
                           concat(folder / name, " has XXH3-128 ", hash, ", state.json says ",
                                  printable(dumpJson(entry["xxh3_128"])), "; the file is damaged"));
    }
    return state;
}

void removeLeftovers(const std::filesystem::path &parent)
{
    std::error_code error;
    std::vector<std::filesystem::path> leftovers;
    for (std::filesystem::directory_iterator it(parent, error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with(".") && name.find(temporaryMark) != std::string::npos)
            leftovers.push_back(it->path());
    }
    for (const std::filesystem::path &leftover : leftovers)
        std::filesystem::remove_all(leftover, error);
}

} // namespace phi1
