// SPDX-License-Identifier: Apache-2.0
#include "model/formats/weights.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "model/formats/safetensors_header.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr const char *singleFile = "model.safetensors";
constexpr const char *indexFile = "model.safetensors.index.json";

Result<void> refuseOtherFormats(std::span<const std::byte> bytes, const fs::path &path)
{
    const auto startsWith = [&](std::string_view magic) {
        return bytes.size() >= magic.size() &&
               std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
    };
    if (startsWith("GGUF"))
        return failure(ErrorCode::Incompatible,
                       concat(path,
                              " is a GGUF file, which this version does not read yet; use the "
                              "safetensors checkpoint it was converted from"));
    if (startsWith("PK\x03\x04") || startsWith("\x80\x02"))
        return failure(
            ErrorCode::Incompatible,
            concat(path, " holds pickled weights, which could run code of their author when read; "
                         "save the checkpoint as safetensors (save_pretrained does) and use that"));
    return {};
}

/// A file name as an index may give it: of this folder, nothing above, below or elsewhere.
bool isPlainFileName(const std::string &name)
{
    return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
           name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

/// weight_map of an index, checked: tensor → shard.
Result<std::map<std::string, std::string>> readWeightMap(const fs::path &index)
{
    PHI1_ASSIGN(const Json json, readJsonFile(index));
    const auto found = json.is_object() ? json.find("weight_map") : json.end();
    if (found == json.end() || !found->is_object() || found->empty())
        return failure(ErrorCode::Corrupt,
                       concat(index, " lacks weight_map, an object of tensor names and files"));
    std::map<std::string, std::string> map;
    for (const auto &[tensor, shard] : found->items()) {
        if (!shard.is_string())
            return failure(ErrorCode::Corrupt,
                           concat(index, ": the file of tensor \"", printable(tensor, 100),
                                  "\" should be a string, found ", shard.type_name()));
        const auto &name = shard.get_ref<const std::string &>();
        if (!isPlainFileName(name))
            return failure(ErrorCode::Corrupt,
                           concat(index, " places tensor \"", printable(tensor, 100), "\" in \"",
                                  printable(name, 100),
                                  "\", expected the name of a file in the same folder"));
        map[tensor] = name;
    }
    return map;
}

bool isThere(const fs::path &path)
{
    std::error_code error;
    return fs::exists(path, error);
}

} // namespace

std::int64_t TensorEntry::elementCount() const
{
    return static_cast<std::int64_t>(bytes.size() / dtypeSize(dtype));
}

Result<Weights> Weights::open(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return failure(ErrorCode::NotFound,
                       concat(path, " does not exist; expected a .safetensors file or a "
                                    "folder with model.safetensors"));
    Weights weights;
    if (status.type() != fs::file_type::directory) {
        PHI1_TRY(weights.addFile(path));
        PHI1_TRY(weights.sortTensors(path));
        return weights;
    }
    if (isThere(path / singleFile))
        return open(path / singleFile);
    if (isThere(path / indexFile))
        return openSharded(path, path / indexFile);
    if (isThere(path / "pytorch_model.bin") || isThere(path / "pytorch_model.bin.index.json"))
        return failure(
            ErrorCode::Incompatible,
            concat(path,
                   " holds its weights only as pytorch_model.bin, a pickle that could run code of "
                   "its author when read; save the checkpoint as safetensors (save_pretrained "
                   "does) and use that"));
    return failure(ErrorCode::NotFound, concat(path, " holds neither ", singleFile, " nor ",
                                               indexFile, "; is it the folder of a checkpoint?"));
}

Result<void> Weights::addFile(const fs::path &path)
{
    PHI1_ASSIGN(MappedFile file, MappedFile::open(path));
    PHI1_TRY(refuseOtherFormats(file.bytes(), path));
    PHI1_ASSIGN(SafetensorsHeader header, parseSafetensorsHeader(file.bytes(), path.string()));
    PHI1_TRY(file.check()); // what was parsed are the file's own bytes
    m_tensors.reserve(m_tensors.size() + header.entries.size());
    for (SafetensorsEntry &entry : header.entries)
        m_tensors.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape),
                             file.bytes().subspan(entry.begin, entry.end - entry.begin)});
    if (m_files.empty())
        m_metadata = std::move(header.metadata);
    m_files.push_back(std::move(file));
    return {};
}

Result<Weights> Weights::openSharded(const fs::path &folder, const fs::path &index)
{
    using WeightMap = std::map<std::string, std::string>;
    PHI1_ASSIGN(const WeightMap map, readWeightMap(index));
    std::set<std::string> shards;
    for (const auto &[tensor, shard] : map)
        shards.insert(shard);
    if (shards.size() > 10'000)
        return failure(ErrorCode::Corrupt,
                       concat(index, " lists ", shards.size(), " files, expected at most 10000"));

    Weights weights;
    for (const std::string &shard : shards) {
        if (!isThere(folder / shard))
            return failure(ErrorCode::NotFound,
                           concat(index, " lists the file ", printable(shard, 100),
                                  ", which is not in the folder; the download may be incomplete"));
        const std::size_t before = weights.m_tensors.size();
        PHI1_TRY(weights.addFile(folder / shard));
        for (std::size_t i = before; i < weights.m_tensors.size(); ++i) {
            const std::string &name = weights.m_tensors[i].name;
            const auto placed = map.find(name);
            if (placed == map.end())
                return failure(ErrorCode::Corrupt,
                               concat(folder / shard, " holds tensor \"", printable(name, 100),
                                      "\", which ", index, " does not list"));
            if (placed->second != shard)
                return failure(ErrorCode::Corrupt,
                               concat(folder / shard, " holds tensor \"", printable(name, 100),
                                      "\", which ", index, " places in ",
                                      printable(placed->second, 100)));
        }
    }
    PHI1_TRY(weights.sortTensors(index));
    for (const auto &[tensor, shard] : map) {
        if (!weights.find(tensor))
            return failure(ErrorCode::Corrupt,
                           concat(index, " places tensor \"", printable(tensor, 100), "\" in ",
                                  printable(shard, 100), ", which does not hold it"));
    }
    return weights;
}

Result<void> Weights::sortTensors(const fs::path &what)
{
    std::sort(m_tensors.begin(), m_tensors.end(),
              [](const TensorEntry &a, const TensorEntry &b) { return a.name < b.name; });
    const auto twice = std::adjacent_find(
        m_tensors.begin(), m_tensors.end(),
        [](const TensorEntry &a, const TensorEntry &b) { return a.name == b.name; });
    if (twice != m_tensors.end())
        return failure(ErrorCode::Corrupt,
                       concat(what, " has tensor \"", printable(twice->name, 100), "\" twice"));
    return {};
}

const TensorEntry *Weights::find(std::string_view name) const
{
    const auto found =
        std::lower_bound(m_tensors.begin(), m_tensors.end(), name,
                         [](const TensorEntry &a, std::string_view b) { return a.name < b; });
    return found != m_tensors.end() && found->name == name ? &*found : nullptr;
}

std::vector<fs::path> Weights::files() const
{
    std::vector<fs::path> paths;
    for (const MappedFile &file : m_files)
        paths.push_back(file.path());
    return paths;
}

Result<void> Weights::check() const
{
    for (const MappedFile &file : m_files)
        PHI1_TRY(file.check());
    return {};
}

std::string Weights::fingerprint() const
{
    return fingerprint([] { return true; }).value_or(std::string());
}

std::optional<std::string> Weights::fingerprint(const std::function<bool()> &goOn) const
{
    constexpr std::size_t piece = 4u << 20;
    Hash128 hash;
    hash.updateInteger(m_tensors.size());
    for (const TensorEntry &tensor : m_tensors) {
        // Lengths before contents, so that no two lists of tensors give the same stream.
        hash.updateInteger(tensor.name.size());
        hash.update(tensor.name);
        hash.updateInteger(dtypeName(tensor.dtype).size());
        hash.update(dtypeName(tensor.dtype));
        hash.updateInteger(tensor.shape.size());
        for (const std::int64_t dimension : tensor.shape)
            hash.updateInteger(static_cast<std::uint64_t>(dimension));
        for (std::size_t at = 0; at < tensor.bytes.size(); at += piece) {
            if (!goOn())
                return std::nullopt;
            hash.update(tensor.bytes.subspan(at, std::min(piece, tensor.bytes.size() - at)));
        }
    }
    return hash.hex();
}

} // namespace phi1
