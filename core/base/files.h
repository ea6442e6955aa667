// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace phi1 {

/// An owned file descriptor, opened close-on-exec.
class FileDescriptor
{
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd)
        : m_fd(fd)
    {}
    FileDescriptor(FileDescriptor &&other) noexcept
        : m_fd(other.release())
    {}
    FileDescriptor &operator=(FileDescriptor &&other) noexcept;
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;
    ~FileDescriptor() { reset(); }

    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }
    int release();
    void reset();

private:
    int m_fd = -1;
};

/// "No space left on device" for the current or a given errno.
std::string systemMessage(int errorNumber);

/// open(2) with O_CLOEXEC, retried on EINTR; the error names the path.
Result<FileDescriptor> openFile(const std::filesystem::path &path, int flags, unsigned mode = 0644);

/// The whole file, refused beyond `limit` bytes.
Result<std::string> readFile(const std::filesystem::path &path, std::uint64_t limit = 1ull << 30);

/// Exactly `bytes.size()` bytes at `offset`; a shorter file is Corrupt.
Result<void> readExactly(int fd, std::span<std::byte> bytes, std::uint64_t offset,
                         std::string_view what);

/// All of `bytes`, retried on EINTR and short writes.
Result<void> writeAll(int fd, std::string_view bytes, const std::filesystem::path &path);

/// Replaces `path` by a file with this content: temporary file in the same folder, fsync, rename,
/// fsync of the folder. After a crash at any moment `path` holds the old content or the new one.
Result<void> writeFileAtomically(const std::filesystem::path &path, std::string_view bytes);

Result<void> syncFolder(const std::filesystem::path &folder);
Result<void> makeFolders(const std::filesystem::path &folder);

} // namespace phi1
