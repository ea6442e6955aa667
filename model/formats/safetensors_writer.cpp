// SPDX-License-Identifier: Apache-2.0
#include "model/formats/safetensors_writer.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace phi1 {

namespace {

/// The order in which the safetensors library lists dtypes, by alignment; larger ones are written
/// first.
int dtypeRank(DType dtype)
{
    static constexpr std::array<DType, 15> order = {
        DType::Bool, DType::U8,  DType::I8,  DType::F8E5M2, DType::F8E4M3,
        DType::I16,  DType::U16, DType::F16, DType::BF16,   DType::I32,
        DType::U32,  DType::F32, DType::F64, DType::I64,    DType::U64};
    return static_cast<int>(std::find(order.begin(), order.end(), dtype) - order.begin());
}

Result<std::uint64_t> byteCount(const OutgoingTensor &tensor)
{
    std::uint64_t bytes = dtypeSize(tensor.dtype);
    for (const std::int64_t dimension : tensor.shape) {
        if (dimension < 0 ||
            __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dimension), &bytes))
            return failure(ErrorCode::Usage,
                           concat("tensor \"", tensor.name, "\" has an impossible shape"));
    }
    if (!tensor.produce && bytes != tensor.bytes.size())
        return failure(ErrorCode::Usage,
                       concat("tensor \"", tensor.name, "\" has ", tensor.bytes.size(),
                              " bytes, expected ", bytes, " by its shape"));
    return bytes;
}

Result<std::string> makeHeader(const std::vector<OutgoingTensor> &tensors)
{
    Json header;
    header["__metadata__"]["format"] = "pt";
    std::uint64_t offset = 0;
    for (const OutgoingTensor &tensor : tensors) {
        if (header.contains(tensor.name))
            return failure(ErrorCode::Usage,
                           concat("there are two tensors named \"", tensor.name, "\""));
        PHI1_ASSIGN(const std::uint64_t bytes, byteCount(tensor));
        header[tensor.name] = {{"dtype", dtypeName(tensor.dtype)},
                               {"shape", tensor.shape},
                               {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    std::string text = dumpJson(header);
    text.append((8 - text.size() % 8) % 8, ' ');
    std::string bytes(8, '\0');
    for (std::size_t i = 0; i < 8; ++i)
        bytes[i] = static_cast<char>(static_cast<std::uint64_t>(text.size()) >> (8 * i) & 0xff);
    return bytes + text;
}

class HashingFile
{
public:
    HashingFile(FileDescriptor file, std::filesystem::path path)
        : m_file(std::move(file))
        , m_path(std::move(path))
    {}

    Result<void> write(std::span<const std::byte> bytes)
    {
        // In pieces, so that what was just hashed is still in the cache when it is copied.
        static constexpr std::size_t piece = 1u << 20;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            const auto part = bytes.subspan(at, std::min(piece, bytes.size() - at));
            m_hash.update(part);
            PHI1_TRY(writeAll(m_file.get(),
                              {reinterpret_cast<const char *>(part.data()), part.size()}, m_path));
            m_size += part.size();
        }
        return {};
    }
    Result<WrittenFile> finish()
    {
        // EINVAL: a pipe or device, which has no disk to wait for.
        if (::fsync(m_file.get()) != 0 && errno != EINVAL)
            return failure(ErrorCode::Io, concat(m_path, " could not be written to the disk: ",
                                                 systemMessage(errno)));
        return WrittenFile{m_size, m_hash.hex()};
    }

private:
    FileDescriptor m_file;
    std::filesystem::path m_path;
    Hash128 m_hash;
    std::uint64_t m_size = 0;
};

Result<void> writeTensor(HashingFile &file, const OutgoingTensor &tensor)
{
    if (!tensor.produce)
        return file.write(tensor.bytes);
    PHI1_ASSIGN(const std::uint64_t expected, byteCount(tensor));
    std::uint64_t written = 0;
    const ByteSink sink = [&](std::span<const std::byte> bytes) -> Result<void> {
        written += bytes.size();
        if (written > expected)
            return failure(ErrorCode::Usage,
                           concat("tensor \"", tensor.name, "\" was given more than the ", expected,
                                  " bytes of its shape"));
        return file.write(bytes);
    };
    PHI1_TRY(tensor.produce(sink));
    if (written != expected)
        return failure(ErrorCode::Usage, concat("tensor \"", tensor.name, "\" was given ", written,
                                                " bytes, expected ", expected, " by its shape"));
    return {};
}

} // namespace

Result<WrittenFile> writeSafetensors(const std::filesystem::path &path,
                                     std::vector<OutgoingTensor> tensors)
{
    std::sort(tensors.begin(), tensors.end(), [](const OutgoingTensor &a, const OutgoingTensor &b) {
        const int rankA = dtypeRank(a.dtype);
        const int rankB = dtypeRank(b.dtype);
        return rankA != rankB ? rankA > rankB : a.name < b.name;
    });
    PHI1_ASSIGN(const std::string header, makeHeader(tensors));
    PHI1_ASSIGN(FileDescriptor descriptor, openFile(path, O_WRONLY | O_CREAT | O_TRUNC));
    HashingFile file(std::move(descriptor), path);
    const auto writeEverything = [&]() -> Result<WrittenFile> {
        PHI1_TRY(file.write(std::as_bytes(std::span(header))));
        for (const OutgoingTensor &tensor : tensors)
            PHI1_TRY(writeTensor(file, tensor));
        return file.finish();
    };
    Result<WrittenFile> written = writeEverything();
    if (!written) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(path, ignored))
            std::filesystem::remove(path, ignored);
    }
    return written;
}

} // namespace phi1
