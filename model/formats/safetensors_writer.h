// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "model/formats/dtype.h"

namespace phi1 {

/// Takes the bytes of a tensor piece by piece; hand its error on.
using ByteSink = std::function<Result<void>(std::span<const std::byte>)>;

/// A tensor to be written: either `bytes`, or `produce`, which is called once and hands over
/// exactly the bytes that shape and dtype ask for (for data that is made or fetched from a device
/// on the way).
struct OutgoingTensor {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
    std::function<Result<void>(const ByteSink &)> produce;
};

struct WrittenFile {
    std::uint64_t size = 0;
    std::string hash; ///< XXH3-128 of the whole file, as hash128OfFile() would give it
};

/// Writes a safetensors file that the safetensors library and transformers open, byte for byte as
/// that library would: tensors by alignment of the dtype, then by name; metadata exactly
/// {"format":"pt"}; header padded to 8 bytes. The file is a pure function of the tensors, whatever
/// their order in the list. Written through to the disk (fsync), but not atomic: write into a
/// temporary folder and rename, as checkpoints do. Usage for impossible tensors (two of one name,
/// bytes that do not match the shape); Io with the path when the disk is full; errors of `produce`
/// come back as they are. A half-written file is removed.
Result<WrittenFile> writeSafetensors(const std::filesystem::path &path,
                                     std::vector<OutgoingTensor> tensors);

} // namespace phi1
