// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/result.h"

namespace phi1 {

/// A regular file mapped read-only. Reading it is safe from any thread even if another program
/// truncates the file or the disk fails meanwhile: the first MappedFile of the process installs a
/// SIGBUS handler that puts zeros in the place of a page that cannot be read and marks the mapping
/// as damaged. So: read, then check() before the result is used. A SIGBUS elsewhere goes to whoever
/// handled it before. System calls on the bytes (write(2) from them) fail with EFAULT instead.
class MappedFile
{
public:
    /// NotFound or Io; a folder, pipe or device is Incompatible. An empty file has empty bytes().
    static Result<MappedFile> open(const std::filesystem::path &path);

    MappedFile(MappedFile &&) noexcept;
    MappedFile &operator=(MappedFile &&) noexcept;
    ~MappedFile();

    const std::filesystem::path &path() const;
    /// Valid while this object or one it was moved to lives; page-aligned.
    std::span<const std::byte> bytes() const;
    /// Whether a read found a page missing. A file cut inside its last page is only found by
    /// check().
    bool damaged() const;
    /// Corrupt, naming the file, if it was damaged or is shorter than when it was opened.
    Result<void> check() const;

private:
    struct State;
    explicit MappedFile(std::unique_ptr<State> state);

    std::unique_ptr<State> m_state;
};

} // namespace phi1
