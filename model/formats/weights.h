// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "model/formats/dtype.h"

namespace phi1 {

/// One named tensor, its bytes inside a mapped file: C order, little-endian, not necessarily
/// aligned for the type, so copy rather than cast.
struct TensorEntry {
    std::string name;
    DType dtype = DType::F32;
    std::vector<std::int64_t> shape; ///< empty: a scalar
    std::span<const std::byte> bytes;

    std::int64_t elementCount() const;
};

/// The tensors of a safetensors file, or of a checkpoint folder: model.safetensors, or the shards
/// that model.safetensors.index.json lists. Headers are checked completely on open (see
/// safetensors_header.h); the data is mapped and not touched.
class Weights
{
public:
    /// NotFound, Corrupt or Incompatible with the file, what was found and what was expected.
    /// Folders that hold only pickled weights (pytorch_model.bin) and GGUF files are Incompatible
    /// with the way out.
    static Result<Weights> open(const std::filesystem::path &path);

    /// Sorted by name.
    const std::vector<TensorEntry> &tensors() const { return m_tensors; }
    /// Null if there is none of that name.
    const TensorEntry *find(std::string_view name) const;
    /// __metadata__ of the file, of the first shard if there are several.
    const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    /// The safetensors files, one per shard.
    std::vector<std::filesystem::path> files() const;

    /// Corrupt if a file was truncated or unreadable while it was mapped. Call after copying from
    /// tensors.
    Result<void> check() const;
    /// XXH3-128 over name, dtype, shape and bytes in order of name: the same however the tensors
    /// are spread over files. Reads everything.
    std::string fingerprint() const;
    /// The same, asking before every few megabytes whether to go on; nothing if told to stop.
    std::optional<std::string> fingerprint(const std::function<bool()> &goOn) const;

private:
    Weights() = default;
    Result<void> addFile(const std::filesystem::path &path);
    static Result<Weights> openSharded(const std::filesystem::path &folder,
                                       const std::filesystem::path &index);
    Result<void> sortTensors(const std::filesystem::path &what);

    std::vector<MappedFile> m_files;
    std::vector<TensorEntry> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

} // namespace phi1
