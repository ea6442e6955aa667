// SPDX-License-Identifier: Apache-2.0
#include "core/curves/curve_cache.h"

#include <algorithm>
#include <atomic>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/curves/cache_bytes.h"
#include "core/curves/cache_records.h"
#include "core/curves/curve_state.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "PHI1CRV\n";
constexpr std::size_t headerBytes = 512;
constexpr std::size_t hashBytes = 32;
constexpr std::uint64_t identityBlock = 64u << 10;
/// A step event takes no fewer bytes: no file can hold more rows than that allows.
constexpr std::uint64_t leastEventBytes = 32;

std::span<std::byte> writableBytes(std::string &text)
{
    return std::as_writable_bytes(std::span(text.data(), text.size()));
}

tl::unexpected<Error> damaged(const fs::path &path, std::string_view what)
{
    return failure(ErrorCode::Corrupt,
                   concat(path, " is damaged (", what, "); it is made again from events.jsonl"));
}

/// A temporary file that is gone unless it was renamed.
struct TemporaryFile {
    fs::path path;
    FileDescriptor file;
    ~TemporaryFile()
    {
        if (file.isOpen())
            ::unlink(path.c_str());
    }
};

} // namespace

Result<EventsIdentity> EventsIdentity::read(int eventsFile, std::uint64_t consumed)
{
    EventsIdentity identity;
    identity.consumed = identity.sizeSeen = consumed;
    std::string block(std::min(consumed, identityBlock), '\0');
    PHI1_TRY(readExactly(eventsFile, writableBytes(block), 0, eventsFileName));
    identity.firstHash = hash128Hex(block);
    PHI1_TRY(
        readExactly(eventsFile, writableBytes(block), consumed - block.size(), eventsFileName));
    identity.lastHash = hash128Hex(block);
    if (!block.empty() && block.back() != '\n')
        return failure(ErrorCode::Corrupt, concat("no line of ", eventsFileName, " ends at byte ",
                                                  consumed, ", where it was read up to"));
    identity.lastBytes = block.substr(block.size() - std::min<std::size_t>(block.size(), 64));
    return identity;
}

Result<CurveCache> CurveCache::open(const fs::path &path)
{
    CurveCache cache;
    cache.m_source = std::make_shared<ColumnSource>();
    cache.m_source->path = path;
    // Neither a link nor a pipe is what was written here.
    PHI1_ASSIGN(cache.m_source->file, openFile(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW));
    struct stat status = {};
    if (::fstat(cache.m_source->file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return failure(ErrorCode::Incompatible, concat(path, " is not a regular file"));
    std::string header(headerBytes, '\0');
    PHI1_TRY(readExactly(cache.m_source->file.get(), writableBytes(header), 0, path.string()));
    CacheReader in(header);
    if (in.take(magic.size()) != magic)
        return damaged(path, "it does not begin as a cache of curves does");
    if (const auto found = in.number<std::uint32_t>(); found != version)
        return failure(ErrorCode::Incompatible,
                       concat(path, " is of version ", found, ", this program reads version ",
                              version, "; it is made again from events.jsonl"));
    const std::string_view hashed = std::string_view(header).substr(0, headerBytes - hashBytes);
    if (std::string_view(header).substr(hashed.size()) != hash128Hex(hashed))
        return damaged(path, "its header and the hash of it differ");
    cache.m_fileBytes = in.number<std::uint64_t>();
    EventsIdentity &identity = cache.m_identity;
    identity.consumed = in.number<std::uint64_t>();
    identity.sizeSeen = in.number<std::uint64_t>();
    identity.skippedLines = in.number<std::uint64_t>();
    identity.firstHash = in.take(hashBytes);
    identity.lastHash = in.take(hashBytes);
    cache.m_detailOffset = in.number<std::uint64_t>();
    cache.m_detailBytes = in.number<std::uint64_t>();
    cache.m_detailHash = in.take(hashBytes);
    cache.m_summary = readSummary(in);
    if (cache.m_fileBytes != static_cast<std::uint64_t>(status.st_size))
        return damaged(path, concat("it has ", status.st_size, " bytes, not ", cache.m_fileBytes));
    if (cache.m_detailOffset < headerBytes || cache.m_detailOffset > cache.m_fileBytes ||
        cache.m_detailBytes != cache.m_fileBytes - cache.m_detailOffset)
        return damaged(path, "its detail lies outside of it");
    return cache;
}

Result<std::unique_ptr<CurveData>> CurveCache::curve()
{
    const fs::path &path = m_source->path;
    // The marks and evaluations come from lines that were longer than what is left of them.
    if (m_detailBytes / 4 > m_identity.consumed + (64u << 10))
        return damaged(path, "its detail is larger than its source");
    std::string detail(m_detailBytes, '\0');
    PHI1_TRY(
        readExactly(m_source->file.get(), writableBytes(detail), m_detailOffset, path.string()));
    if (hash128Hex(detail) != m_detailHash)
        return damaged(path, "its detail and the hash of it differ");

    auto data = std::make_unique<CurveData>();
    CurveData::State &state = *data->m_state;
    CacheReader in(detail);
    state.segment = in.number<std::int32_t>();
    state.historic = in.number<std::uint64_t>();
    state.anyTokens = in.number<std::uint8_t>() != 0;
    state.firstTime = in.number<double>();
    state.lastTime = in.number<double>();
    state.elapsed = in.number<double>();
    const auto rows = in.number<std::uint64_t>();
    if (rows > m_identity.consumed / leastEventBytes)
        return damaged(path, "it has more rows than its source");
    const std::uint64_t columnBytes = rows * sizeof(double);
    const auto columnCount = in.number<std::uint32_t>();
    const auto axes = state.axes();
    if (columnCount < axes.size() || columnCount > axes.size() + CurveData::State::columnLimit)
        return damaged(path, concat("it has ", columnCount, " columns"));
    for (std::uint32_t index = 0; index < columnCount; ++index) {
        std::string name(in.text());
        StoredColumn::Place place;
        place.rows = rows;
        place.offset = in.number<std::uint64_t>();
        place.hash = in.take(hashBytes);
        place.last = in.number<double>();
        if (!in.ok() || place.offset > m_detailOffset ||
            columnBytes > m_detailOffset - place.offset)
            return damaged(path, "a column lies outside of it");
        if (index >= axes.size()) {
            state.columns.emplace_back(std::move(name), StoredColumn::Rule::Any, m_source,
                                       std::move(place));
            continue;
        }
        if (name != axes[index]->name())
            return damaged(path, "its axes are others");
        *axes[index] =
            StoredColumn(std::move(name),
                         index == 0 ? StoredColumn::Rule::Ascends : StoredColumn::Rule::NeverFalls,
                         m_source, std::move(place));
    }
    const auto evaluations = in.number<std::uint32_t>();
    if (evaluations > CurveData::State::evaluationLimit)
        return damaged(path, concat("it has ", evaluations, " kinds of evaluation"));
    state.evaluations.resize(evaluations);
    for (EvaluationCurve &evaluation : state.evaluations) {
        if (!readEvaluation(in, evaluation))
            return damaged(path, "an evaluation contradicts itself");
    }
    const auto marks = in.number<std::uint32_t>();
    if (marks > CurveData::State::markLimit)
        return damaged(path, concat("it has ", marks, " marks"));
    state.marks.resize(marks);
    for (RunMark &mark : state.marks) {
        if (!readMark(in, mark))
            return damaged(path, "a mark contradicts itself");
    }
    if (!in.ok() || in.left() != 0)
        return damaged(path, "its detail has another length than it says");
    state.source = m_source;
    return data;
}

Result<void> CurveCache::write(const fs::path &path, const CurveData &data,
                               const EventsIdentity &identity)
{
    static std::atomic<unsigned> counter{0};
    TemporaryFile temporary;
    temporary.path = path.parent_path() / concat(".", fileName, ".", ::getpid(), ".", ++counter);
    PHI1_ASSIGN(temporary.file, openFile(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW));
    const int file = temporary.file.get();
    std::string header(headerBytes, '\0');
    PHI1_TRY(writeAll(file, header, path));
    std::uint64_t offset = headerBytes;

    CurveData::State &state = *data.m_state;
    CacheWriter detail;
    detail.number(static_cast<std::int32_t>(state.segment));
    detail.number(state.historic);
    detail.number(static_cast<std::uint8_t>(state.anyTokens));
    detail.number(state.firstTime);
    detail.number(state.lastTime);
    detail.number(state.elapsed);
    detail.number(static_cast<std::uint64_t>(data.rows()));
    std::vector<const StoredColumn *> columns;
    for (const StoredColumn *axis : state.axes())
        columns.push_back(axis);
    for (const StoredColumn &column : state.columns)
        columns.push_back(&column);
    detail.number(static_cast<std::uint32_t>(columns.size()));
    for (const StoredColumn *column : columns) {
        Hash128 hash;
        const std::uint64_t begin = offset;
        PHI1_TRY(column->copyTo([&](std::string_view bytes) -> Result<void> {
            hash.update(bytes);
            offset += bytes.size();
            return writeAll(file, bytes, path);
        }));
        detail.text(column->name());
        detail.number(begin);
        detail.bytes() += hash.hex();
        detail.number(column->last());
    }
    // What could not be read is not written as if it had been missing.
    if (!data.problem().empty())
        return failure(ErrorCode::Corrupt, data.problem());
    detail.number(static_cast<std::uint32_t>(state.evaluations.size()));
    for (const EvaluationCurve &curve : state.evaluations)
        writeEvaluation(detail, curve);
    detail.number(static_cast<std::uint32_t>(state.marks.size()));
    for (const RunMark &mark : state.marks)
        writeMark(detail, mark);
    PHI1_TRY(writeAll(file, detail.bytes(), path));

    CacheWriter out;
    out.bytes() = magic;
    out.number(version);
    out.number(static_cast<std::uint64_t>(offset + detail.bytes().size()));
    out.number(identity.consumed);
    out.number(identity.sizeSeen);
    out.number(identity.skippedLines);
    out.bytes() += identity.firstHash;
    out.bytes() += identity.lastHash;
    out.number(offset);
    out.number(static_cast<std::uint64_t>(detail.bytes().size()));
    out.bytes() += hash128Hex(detail.bytes());
    writeSummary(out, data.summary());
    header = out.bytes();
    header.resize(headerBytes - hashBytes);
    header += hash128Hex(header);
    if (::pwrite(file, header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()))
        return failure(ErrorCode::Io, concat(path, " cannot be written: ", systemMessage(errno)));
    if (::rename(temporary.path.c_str(), path.c_str()) != 0)
        return failure(ErrorCode::Io, concat(path, " cannot be replaced: ", systemMessage(errno)));
    temporary.file.reset();
    return {};
}

} // namespace phi1
