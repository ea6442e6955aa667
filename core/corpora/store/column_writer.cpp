// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <unordered_map>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/column_format.h"

namespace phi1 {

namespace fs = std::filesystem;

namespace {

using columnFormat::Header;

/// What a replacement is written to until it is whole.
fs::path pendingFile(const fs::path &file)
{
    fs::path pending = file;
    return pending += ".new";
}

Result<Header> headerOf(const fs::path &file)
{
    PHI1_ASSIGN(FileDescriptor descriptor, openFile(file, O_RDONLY));
    std::string beginning(columnFormat::largestHeader, '\0');
    std::size_t length = 0;
    while (length < beginning.size()) {
        const ssize_t count =
            ::read(descriptor.get(), beginning.data() + length, beginning.size() - length);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io, concat(file, " cannot be read: ", systemMessage(errno)));
        if (count == 0)
            break;
        length += static_cast<std::size_t>(count);
    }
    return columnFormat::readHeader(std::string_view(beginning).substr(0, length), file);
}

Result<void> writeAt(int descriptor, std::string_view bytes, std::uint64_t offset,
                     const fs::path &file)
{
    while (!bytes.empty()) {
        const ssize_t count =
            ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure(ErrorCode::Io,
                           concat(file, " cannot be written: ", systemMessage(errno)));
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

} // namespace

struct ColumnWriter::State {
    fs::path target; ///< KEY.col
    fs::path file;   ///< that, or KEY.col.new
    Header header;
    FileDescriptor values, names;
    SampleRow flushed = 0;
    std::string pending;      ///< values
    std::string pendingNames; ///< entries of the names file
    std::uint64_t namesBytes = 0;
    std::unordered_map<std::string, std::uint32_t> codes;

    std::size_t width() const { return columnFormat::widthOf(header.type); }
    std::uint64_t offsetOf(SampleRow row) const
    {
        return header.bytes + static_cast<std::uint64_t>(row) * width();
    }
    SampleRow rows() const { return flushed + static_cast<SampleRow>(pending.size() / width()); }

    Result<void> begin(const ColumnInfo &info)
    {
        header = {
            info.type,
            static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()),
            info.key, info.facts, 0};
        const std::string bytes = columnFormat::headerBytes(header);
        header.bytes = bytes.size();
        PHI1_TRY(writeFileAtomically(file, bytes));
        return openExisting();
    }

    /// Of a file whose header was read.
    Result<void> openExisting()
    {
        PHI1_ASSIGN(values, openFile(file, O_RDWR));
        struct stat status = {};
        if (::fstat(values.get(), &status) != 0)
            return failure(ErrorCode::Io,
                           concat(file, " cannot be examined: ", systemMessage(errno)));
        const auto size = static_cast<std::uint64_t>(status.st_size);
        flushed = static_cast<SampleRow>((size - header.bytes) / width());
        if (header.type != ColumnType::Category)
            return {};
        const fs::path list = columnFormat::namesFile(target, header.generation);
        PHI1_ASSIGN(const columnFormat::Names read, columnFormat::readNames(list));
        PHI1_ASSIGN(names, openFile(list, O_RDWR | O_CREAT));
        namesBytes = read.bytes;
        if (::ftruncate(names.get(), static_cast<off_t>(namesBytes)) != 0) // a torn name
            return failure(ErrorCode::Io,
                           concat(list, " cannot be shortened: ", systemMessage(errno)));
        for (const std::string &name : read.names)
            codes.emplace(name, static_cast<std::uint32_t>(codes.size()));
        return {};
    }

    template<typename T>
    void append(const T &value)
    {
        const std::size_t end = pending.size();
        pending.resize(end + sizeof value);
        std::memcpy(pending.data() + end, &value, sizeof value);
    }
};

ColumnWriter::ColumnWriter(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

ColumnWriter::ColumnWriter(ColumnWriter &&) noexcept = default;
ColumnWriter &ColumnWriter::operator=(ColumnWriter &&) noexcept = default;
ColumnWriter::~ColumnWriter() = default;

Result<ColumnWriter> ColumnWriter::open(const CorpusFiles &files, const ColumnInfo &info,
                                        bool replace)
{
    PHI1_TRY(makeFolders(files.columns()));
    auto state = std::make_unique<State>();
    state->target = files.column(info.key);
    const auto fits = [&](const Header &header) {
        return header.key == info.key && header.type == info.type && header.facts == info.facts;
    };
    const auto finishOpening = [&]() -> Result<ColumnWriter> {
        ColumnWriter writer(std::move(state));
        for (const std::string &name : info.names)
            writer.valueOf(name);
        return writer;
    };
    std::error_code error;
    const bool exists = fs::exists(state->target, error);
    const fs::path pending = pendingFile(state->target);
    state->file = exists && replace ? pending : state->target;
    if (exists && !replace) {
        PHI1_ASSIGN(state->header, headerOf(state->target));
        if (!fits(state->header))
            return failure(ErrorCode::Incompatible,
                           concat(state->target, " exists already as a column of ",
                                  columnFormat::nameOf(state->header.type), "s made with ",
                                  printable(dumpJson(state->header.facts), 200),
                                  "; choose another name, or replace it"));
        PHI1_TRY(state->openExisting());
        return finishOpening();
    }
    if (exists && fs::exists(pending, error)) {
        const auto header = headerOf(pending);
        if (header && fits(*header)) {
            state->header = *header;
            PHI1_TRY(state->openExisting());
            return finishOpening();
        }
        if (header)
            fs::remove(columnFormat::namesFile(state->target, header->generation), error);
    }
    PHI1_TRY(state->begin(info));
    return finishOpening();
}

SampleRow ColumnWriter::rows() const
{
    return m_state->rows();
}

Result<void> ColumnWriter::truncate(SampleRow rows)
{
    State &state = *m_state;
    PHI1_TRY(flush());
    if (rows >= state.flushed)
        return {};
    if (::ftruncate(state.values.get(), static_cast<off_t>(state.offsetOf(rows))) != 0)
        return failure(ErrorCode::Io,
                       concat(state.file, " cannot be shortened: ", systemMessage(errno)));
    state.flushed = rows;
    return {};
}

void ColumnWriter::add(float value)
{
    m_state->append(value);
}

void ColumnWriter::add(std::uint32_t value)
{
    m_state->append(value);
}

void ColumnWriter::add(const SampleHash &value)
{
    m_state->append(value);
}

std::uint32_t ColumnWriter::valueOf(std::string_view name)
{
    State &state = *m_state;
    const auto [entry, isNew] =
        state.codes.try_emplace(std::string(name), static_cast<std::uint32_t>(state.codes.size()));
    if (isNew) {
        const auto length = static_cast<std::uint32_t>(name.size());
        const std::size_t end = state.pendingNames.size();
        state.pendingNames.resize(end + sizeof length);
        std::memcpy(state.pendingNames.data() + end, &length, sizeof length);
        state.pendingNames += name;
    }
    return entry->second;
}

Result<void> ColumnWriter::change(SampleRow row, std::uint32_t value)
{
    State &state = *m_state;
    const auto bytes = std::bit_cast<std::array<char, sizeof value>>(value);
    if (row >= state.flushed) {
        const std::size_t offset = (row - state.flushed) * state.width();
        std::memcpy(state.pending.data() + offset, bytes.data(), bytes.size());
        return {};
    }
    return writeAt(state.values.get(), {bytes.data(), bytes.size()}, state.offsetOf(row),
                   state.file);
}

Result<void> ColumnWriter::flush()
{
    State &state = *m_state;
    if (!state.pendingNames.empty()) {
        PHI1_TRY(writeAt(state.names.get(), state.pendingNames, state.namesBytes,
                         columnFormat::namesFile(state.target, state.header.generation)));
        state.namesBytes += state.pendingNames.size();
        state.pendingNames.clear();
    }
    PHI1_TRY(writeAt(state.values.get(), state.pending, state.offsetOf(state.flushed), state.file));
    state.flushed = state.rows();
    state.pending.clear();
    return {};
}

Result<void> ColumnWriter::finish()
{
    State &state = *m_state;
    PHI1_TRY(flush());
    if (state.file == state.target)
        return {};
    const auto old = headerOf(state.target);
    if (::fdatasync(state.values.get()) != 0 ||
        ::rename(state.file.c_str(), state.target.c_str()) != 0)
        return failure(ErrorCode::Io,
                       concat(state.target, " cannot be replaced: ", systemMessage(errno)));
    state.file = state.target;
    if (old) {
        std::error_code ignored;
        fs::remove(columnFormat::namesFile(state.target, old->generation), ignored);
    }
    return {};
}

} // namespace phi1
