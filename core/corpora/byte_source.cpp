// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/byte_source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "core/base/files.h"
#include "core/base/text.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

class PlainSource final : public ByteSource
{
public:
    PlainSource(FileDescriptor file, fs::path path)
        : m_file(std::move(file))
        , m_path(std::move(path))
    {}

    Result<std::size_t> read(std::span<char> bytes) override
    {
        for (;;) {
            const ssize_t count = ::read(m_file.get(), bytes.data(), bytes.size());
            if (count >= 0) {
                m_consumed += static_cast<std::uint64_t>(count);
                return static_cast<std::size_t>(count);
            }
            if (errno != EINTR)
                return failure(ErrorCode::Io,
                               concat(m_path, " cannot be read: ", systemMessage(errno)));
        }
    }
    Result<std::uint64_t> skip(std::uint64_t count) override
    {
        struct stat status = {};
        const off_t here = ::lseek(m_file.get(), 0, SEEK_CUR);
        if (here < 0 || ::fstat(m_file.get(), &status) != 0 || !S_ISREG(status.st_mode))
            return ByteSource::skip(count);
        const std::uint64_t left =
            static_cast<std::uint64_t>(std::max<off_t>(status.st_size - here, 0));
        count = std::min(count, left);
        if (::lseek(m_file.get(), static_cast<off_t>(count), SEEK_CUR) < 0)
            return failure(ErrorCode::Io,
                           concat(m_path, " cannot be read: ", systemMessage(errno)));
        m_consumed += count;
        return count;
    }
    std::uint64_t consumed() const override { return m_consumed; }
    const fs::path &path() const { return m_path; }

private:
    FileDescriptor m_file;
    fs::path m_path;
    std::uint64_t m_consumed = 0;
};

/// What gzip and Zstandard share: compressed bytes are fetched when the decoder has used up the
/// last.
class CompressedSource : public ByteSource
{
public:
    explicit CompressedSource(PlainSource file)
        : m_file(std::move(file))
    {}
    std::uint64_t consumed() const override { return m_file.consumed(); }

protected:
    /// @return the bytes fetched; none at the end of the file
    Result<std::span<char>> fetch()
    {
        PHI1_ASSIGN(const std::size_t count, m_file.read(m_input));
        return std::span<char>(m_input).first(count);
    }
    tl::unexpected<Error> damaged(std::string_view why) const
    {
        return failure(ErrorCode::Corrupt, concat(m_file.path(), " cannot be decompressed: ", why));
    }

private:
    PlainSource m_file;
    std::array<char, 1u << 17> m_input{};
};

class GzipSource final : public CompressedSource
{
public:
    explicit GzipSource(PlainSource file)
        : CompressedSource(std::move(file))
    {
        // 16: a gzip header is expected, not a bare zlib one.
        m_ready = ::inflateInit2(&m_stream, 15 + 16) == Z_OK;
    }
    ~GzipSource() override { ::inflateEnd(&m_stream); }

    Result<std::size_t> read(std::span<char> bytes) override
    {
        if (!m_ready)
            return damaged("zlib cannot be started");
        m_stream.next_out = reinterpret_cast<Bytef *>(bytes.data());
        m_stream.avail_out = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 1u << 30));
        const uInt room = m_stream.avail_out;
        while (m_stream.avail_out == room) {
            if (m_stream.avail_in == 0) {
                PHI1_ASSIGN(const std::span<char> input, fetch());
                if (input.empty()) {
                    if (m_insideMember)
                        return damaged("the gzip data stops in the middle; the file is incomplete");
                    return std::size_t{0};
                }
                m_stream.next_in = reinterpret_cast<Bytef *>(input.data());
                m_stream.avail_in = static_cast<uInt>(input.size());
            }
            m_insideMember = true;
            const int status = ::inflate(&m_stream, Z_NO_FLUSH);
            if (status == Z_STREAM_END) {
                // Members may follow one another, as after `cat a.gz b.gz`.
                ::inflateReset(&m_stream);
                m_insideMember = false;
            } else if (status != Z_OK && status != Z_BUF_ERROR) {
                if (m_stream.avail_out < room)
                    break; // first what came before the damage; asked again, zlib says the same
                return damaged(m_stream.msg ? m_stream.msg : "it is no gzip file");
            }
        }
        return std::size_t{room - m_stream.avail_out};
    }

private:
    z_stream m_stream{};
    bool m_ready = false;
    bool m_insideMember = true; // an empty file is no gzip file
};

class ZstdSource final : public CompressedSource
{
public:
    explicit ZstdSource(PlainSource file)
        : CompressedSource(std::move(file))
        , m_stream(::ZSTD_createDStream())
    {}
    ~ZstdSource() override { ::ZSTD_freeDStream(m_stream); }

    Result<std::size_t> read(std::span<char> bytes) override
    {
        ZSTD_outBuffer output = {bytes.data(), bytes.size(), 0};
        while (output.pos == 0) {
            // A full output may have left decoded bytes behind: ask for those before more input.
            if (m_input.pos == m_input.size && !m_pending) {
                PHI1_ASSIGN(const std::span<char> input, fetch());
                if (input.empty()) {
                    if (m_insideFrame)
                        return damaged(
                            "the Zstandard data stops in the middle; the file is incomplete");
                    return std::size_t{0};
                }
                m_input = {input.data(), input.size(), 0};
            }
            const std::size_t status = ::ZSTD_decompressStream(m_stream, &output, &m_input);
            if (::ZSTD_isError(status) != 0)
                return damaged(::ZSTD_getErrorName(status));
            m_insideFrame = status != 0;
            m_pending = m_insideFrame && output.pos == output.size;
        }
        return output.pos;
    }

private:
    ZSTD_DStream *m_stream;
    ZSTD_inBuffer m_input{nullptr, 0, 0};
    bool m_insideFrame = true;
    bool m_pending = false;
};

} // namespace

Result<std::uint64_t> ByteSource::skip(std::uint64_t count)
{
    std::array<char, 1u << 16> bytes;
    std::uint64_t skipped = 0;
    while (skipped < count) {
        const std::size_t wanted = std::min<std::uint64_t>(bytes.size(), count - skipped);
        PHI1_ASSIGN(const std::size_t read, this->read(std::span(bytes).first(wanted)));
        if (read == 0)
            break;
        skipped += read;
    }
    return skipped;
}

Result<std::unique_ptr<ByteSource>> ByteSource::open(const fs::path &path)
{
    PHI1_ASSIGN(FileDescriptor descriptor, openFile(path, O_RDONLY));
    struct stat status = {};
    if (::fstat(descriptor.get(), &status) == 0 && S_ISDIR(status.st_mode))
        return failure(ErrorCode::Incompatible, concat(path, " is a folder, expected a file"));
    PlainSource file(std::move(descriptor), path);
    if (path.extension() == ".gz")
        return std::make_unique<GzipSource>(std::move(file));
    if (path.extension() == ".zst")
        return std::make_unique<ZstdSource>(std::move(file));
    return std::make_unique<PlainSource>(std::move(file));
}

} // namespace phi1
