// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"

namespace phi1 {

FileDescriptor &FileDescriptor::operator=(FileDescriptor &&other) noexcept
{
    if (this != &other) {
        reset();
        m_fd = other.release();
    }
    return *this;
}

int FileDescriptor::release()
{
    const int fd = m_fd;
    m_fd = -1;
    return fd;
}

void FileDescriptor::reset()
{
    if (m_fd >= 0)
        ::close(m_fd);
    m_fd = -1;
}

std::string systemMessage(int errorNumber)
{
    return std::generic_category().message(errorNumber);
}

Result<FileDescriptor> openFile(const std::filesystem::path &path, int flags, unsigned mode)
{
    int fd = -1;
    do {
        fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        const bool writing = (flags & O_ACCMODE) != O_RDONLY;
        return failure(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                       concat(path, " cannot be opened for ", writing ? "writing" : "reading", ": ",
                              systemMessage(errno)));
    }
    return FileDescriptor(fd);
}

Result<std::string> readFile(const std::filesystem::path &path, std::uint64_t limit)
{
    PHI1_ASSIGN(const FileDescriptor file, openFile(path, O_RDONLY));
    struct stat status = {};
    if (::fstat(file.get(), &status) != 0)
        return failure(ErrorCode::Io, concat(path, " cannot be read: ", systemMessage(errno)));
    if (S_ISDIR(status.st_mode))
        return failure(ErrorCode::Incompatible, concat(path, " is a folder, expected a file"));
    std::string bytes;
    if (S_ISREG(status.st_mode) && status.st_size > 0 &&
        static_cast<std::uint64_t>(status.st_size) <= limit)
        bytes.reserve(static_cast<std::size_t>(status.st_size));
    std::string block(1u << 16, '\0');
    while (true) {
        const ssize_t count = ::read(file.get(), block.data(), block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io, concat(path, " cannot be read: ", systemMessage(errno)));
        if (count == 0)
            return bytes;
        if (bytes.size() + static_cast<std::size_t>(count) > limit)
            return failure(ErrorCode::Incompatible,
                           concat(path, " is larger than ", formatBytes(limit),
                                  ", the most that is read here"));
        bytes.append(block, 0, static_cast<std::size_t>(count));
    }
}

Result<void> readExactly(int fd, std::span<std::byte> bytes, std::uint64_t offset,
                         std::string_view what)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::pread(fd, bytes.data() + done, bytes.size() - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io, concat(what, " cannot be read: ", systemMessage(errno)));
        if (count == 0)
            return failure(ErrorCode::Corrupt,
                           concat(what, " ends after ", offset + done, " bytes, expected at least ",
                                  offset + bytes.size()));
        done += static_cast<std::size_t>(count);
    }
    return {};
}

Result<void> writeAll(int fd, std::string_view bytes, const std::filesystem::path &path)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io,
                           concat(path, " cannot be written: ", systemMessage(errno)));
        done += static_cast<std::size_t>(count);
    }
    return {};
}

Result<void> writeFileAtomically(const std::filesystem::path &path, std::string_view bytes)
{
    std::string temporary = path.string() + ".XXXXXX";
    FileDescriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!file.isOpen())
        return failure(ErrorCode::Io, concat(path, " cannot be written: ", systemMessage(errno)));
    const auto abandon = [&](Result<void> result) {
        ::unlink(temporary.c_str());
        return result;
    };
    ::fchmod(file.get(), 0644);
    if (auto written = writeAll(file.get(), bytes, path); !written)
        return abandon(std::move(written));
    if (::fsync(file.get()) != 0)
        return abandon(
            failure(ErrorCode::Io, concat(path, " cannot be written: ", systemMessage(errno))));
    file.reset();
    if (::rename(temporary.c_str(), path.c_str()) != 0)
        return abandon(
            failure(ErrorCode::Io, concat(path, " cannot be replaced: ", systemMessage(errno))));
    return syncFolder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

Result<void> syncFolder(const std::filesystem::path &folder)
{
    PHI1_ASSIGN(const FileDescriptor file, openFile(folder, O_RDONLY | O_DIRECTORY));
    // Some network file systems cannot sync a folder (EINVAL): then there is nothing stronger to be
    // had.
    if (::fsync(file.get()) != 0 && errno != EINVAL)
        return failure(ErrorCode::Io, concat(folder, " cannot be synced: ", systemMessage(errno)));
    return {};
}

Result<void> makeFolders(const std::filesystem::path &folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return failure(ErrorCode::Io, concat(folder, " cannot be created: ", error.message()));
    return {};
}

} // namespace phi1
