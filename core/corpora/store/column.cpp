// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/store/column.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "core/base/mapped_file.h"
#include "core/base/text.h"
#include "core/corpora/store/column_format.h"

namespace phi1 {

namespace fs = std::filesystem;

struct Column::State {
    ColumnInfo info;
    std::optional<MappedFile> file;       ///< where the values are, or
    std::vector<float> ownNumbers;        ///< of ofNumbers()
    std::vector<std::uint32_t> ownCounts; ///< of ofCounts(), ofCategories()
    const std::byte *values = nullptr;
};

Column::Column(std::shared_ptr<const State> state)
    : m_state(std::move(state))
{}

namespace {

std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace

Result<Column> Column::open(const fs::path &file)
{
    using columnFormat::Header;
    // A replaced column takes its names with it: what was opened just before is opened again.
    for (int attempt = 0;; ++attempt) {
        auto state = std::make_shared<State>();
        PHI1_ASSIGN(state->file, MappedFile::open(file));
        const std::span<const std::byte> bytes = state->file->bytes();
        PHI1_ASSIGN(const Header header, columnFormat::readHeader(asText(bytes), file));
        const std::size_t width = columnFormat::widthOf(header.type);
        // A value that is being appended is not one yet.
        const std::size_t rows = (bytes.size() - header.bytes) / width;
        if (rows >= noSample)
            return failure(ErrorCode::Corrupt,
                           concat(file, " has ", rows, " values, more than a corpus has samples"));
        state->values = bytes.data() + header.bytes;
        state->info = {header.key, header.type, static_cast<SampleRow>(rows), {}, header.facts};
        if (header.type == ColumnType::Category) {
            const fs::path names = columnFormat::namesFile(file, header.generation);
            PHI1_ASSIGN(columnFormat::Names read, columnFormat::readNames(names));
            state->info.names = std::move(read.names);
            std::error_code error;
            if (rows > 0 && state->info.names.empty() && !fs::exists(names, error)) {
                const auto *values = reinterpret_cast<const std::uint32_t *>(state->values);
                const bool needed = std::any_of(values, values + rows, [](std::uint32_t value) {
                    return value != missingCount;
                });
                if (needed && attempt < 5)
                    continue;
                if (needed)
                    return failure(ErrorCode::Corrupt,
                                   concat(names, " is missing, which holds the names of ", file));
            }
        }
        return Column(std::move(state));
    }
}

Column Column::ofNumbers(std::string key, std::vector<float> values)
{
    auto state = std::make_shared<State>();
    state->info = {std::move(key),
                   ColumnType::Number,
                   static_cast<SampleRow>(values.size()),
                   {},
                   Json::object()};
    state->ownNumbers = std::move(values);
    state->values = reinterpret_cast<const std::byte *>(state->ownNumbers.data());
    return Column(std::move(state));
}

Column Column::ofCounts(std::string key, std::vector<std::uint32_t> values)
{
    auto state = std::make_shared<State>();
    state->info = {std::move(key),
                   ColumnType::Count,
                   static_cast<SampleRow>(values.size()),
                   {},
                   Json::object()};
    state->ownCounts = std::move(values);
    state->values = reinterpret_cast<const std::byte *>(state->ownCounts.data());
    return Column(std::move(state));
}

Column Column::ofCategories(std::string key, std::vector<std::string> names,
                            std::vector<std::uint32_t> values)
{
    auto state = std::make_shared<State>();
    state->info = {std::move(key), ColumnType::Category, static_cast<SampleRow>(values.size()),
                   std::move(names), Json::object()};
    state->ownCounts = std::move(values);
    state->values = reinterpret_cast<const std::byte *>(state->ownCounts.data());
    return Column(std::move(state));
}

const ColumnInfo &Column::info() const
{
    return m_state->info;
}

std::span<const float> Column::numbers() const
{
    if (m_state->info.type != ColumnType::Number)
        return {};
    return {reinterpret_cast<const float *>(m_state->values), m_state->info.rows};
}

std::span<const std::uint32_t> Column::counts() const
{
    if (m_state->info.type != ColumnType::Count && m_state->info.type != ColumnType::Category)
        return {};
    return {reinterpret_cast<const std::uint32_t *>(m_state->values), m_state->info.rows};
}

std::span<const SampleHash> Column::hashes() const
{
    static_assert(sizeof(SampleHash) == 16 && alignof(SampleHash) == 1);
    if (m_state->info.type != ColumnType::Hash)
        return {};
    return {reinterpret_cast<const SampleHash *>(m_state->values), m_state->info.rows};
}

Result<std::vector<Column>> openColumns(const CorpusFiles &files,
                                        std::vector<std::string> &problems)
{
    std::vector<Column> columns;
    std::error_code error;
    if (!fs::exists(files.columns(), error))
        return columns;
    fs::directory_iterator entry(files.columns(), error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        if (entry->path().extension() != ".col")
            continue;
        if (auto column = Column::open(entry->path()))
            columns.push_back(std::move(*column));
        else if (column.error().code != ErrorCode::NotFound) // replaced or removed meanwhile
            problems.push_back(std::move(column).error().message);
    }
    if (error)
        return failure(ErrorCode::Io,
                       concat(files.columns(), " cannot be listed: ", error.message()));
    std::sort(columns.begin(), columns.end(),
              [](const Column &a, const Column &b) { return a.info().key < b.info().key; });
    return columns;
}

} // namespace phi1
