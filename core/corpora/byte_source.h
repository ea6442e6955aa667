// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "core/base/result.h"

namespace phi1 {

/// The bytes of a file from beginning to end, decompressed if its name ends in .gz or .zst. Memory
/// stays bounded whatever the file claims.
class ByteSource
{
public:
    static Result<std::unique_ptr<ByteSource>> open(const std::filesystem::path &path);
    virtual ~ByteSource() = default;

    /// Fills `bytes` from its front. @return how many; 0 only at the end.
    /// Corrupt, naming the file, if the compressed data is damaged or stops in the middle.
    virtual Result<std::size_t> read(std::span<char> bytes) = 0;
    /// Passes over the next `count` bytes, or to the end if there are fewer. @return how many
    virtual Result<std::uint64_t> skip(std::uint64_t count);
    /// Bytes taken from the disk so far: for progress against the size of the file.
    virtual std::uint64_t consumed() const = 0;

protected:
    ByteSource() = default;
    ByteSource(ByteSource &&) = default;
};

} // namespace phi1
