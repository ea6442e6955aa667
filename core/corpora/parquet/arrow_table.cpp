// SPDX-License-Identifier: Apache-2.0
#include <exception>
#include <numeric>

#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <parquet/arrow/reader.h>
#include <parquet/properties.h>

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/corpora/import/parquet_table.h"
#include "core/corpora/parquet/arrow_json.h"

namespace phi1 {

namespace {

constexpr std::int64_t batchRows = 256;
/// Pages are read in parts of this size instead of a column of a whole row group at once.
constexpr std::int64_t readBytes = 1 << 20;

/// Arrow's own errors, and what libparquet throws at files that contradict themselves.
template<typename Work>
auto guarded(const std::filesystem::path &file, Work &&work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::exception &error) {
        return failure(ErrorCode::Corrupt,
                       concat(file, " cannot be read as Parquet: ", printable(error.what(), 300)));
    }
}

class ArrowTable final : public ParquetTable
{
public:
    explicit ArrowTable(std::filesystem::path file)
        : m_file(std::move(file))
    {}

    Result<void> open()
    {
        return guarded(m_file, [this]() -> Result<void> {
            auto file = arrow::io::ReadableFile::Open(m_file.string());
            if (!file.ok())
                return failed(file.status());
            parquet::ReaderProperties reading;
            reading.enable_buffered_stream();
            reading.set_buffer_size(readBytes);
            parquet::ArrowReaderProperties decoding;
            decoding.set_batch_size(batchRows);
            decoding.set_pre_buffer(false);
            parquet::arrow::FileReaderBuilder builder;
            if (const arrow::Status status = builder.Open(*file, reading); !status.ok())
                return failed(status);
            if (const arrow::Status status = builder.properties(decoding)->Build(&m_reader);
                !status.ok())
                return failed(status);
            std::shared_ptr<arrow::Schema> schema;
            if (const arrow::Status status = m_reader->GetSchema(&schema); !status.ok())
                return failed(status);
            m_columns = schema->field_names();
            m_rows = static_cast<std::uint64_t>(m_reader->parquet_reader()->metadata()->num_rows());
            return {};
        });
    }

    const std::vector<std::string> &columns() const override { return m_columns; }
    std::uint64_t rows() const override { return m_rows; }

    Result<void> skip(std::uint64_t rows) override
    {
        return guarded(m_file, [&]() -> Result<void> {
            const auto metadata = m_reader->parquet_reader()->metadata();
            for (; m_firstGroup < metadata->num_row_groups(); ++m_firstGroup) {
                const auto inGroup =
                    static_cast<std::uint64_t>(metadata->RowGroup(m_firstGroup)->num_rows());
                if (rows < inGroup)
                    break;
                rows -= inGroup;
            }
            for (; rows > 0; --rows) {
                PHI1_ASSIGN(const bool found, next());
                if (!found)
                    return failure(
                        ErrorCode::Corrupt,
                        concat(m_file, " has become shorter than what was imported of it"));
            }
            return {};
        });
    }

    Result<bool> next() override
    {
        return guarded(m_file, [this]() -> Result<bool> {
            if (m_batch && ++m_row < m_batch->num_rows())
                return true;
            if (!m_batches) {
                std::vector<int> groups(static_cast<std::size_t>(
                    m_reader->parquet_reader()->metadata()->num_row_groups() - m_firstGroup));
                std::iota(groups.begin(), groups.end(), m_firstGroup);
                auto batches = m_reader->GetRecordBatchReader(groups);
                if (!batches.ok())
                    return failed(batches.status());
                m_batches = std::move(*batches);
            }
            do {
                if (const arrow::Status status = m_batches->ReadNext(&m_batch); !status.ok())
                    return failed(status);
            } while (m_batch && m_batch->num_rows() == 0);
            m_row = 0;
            return m_batch != nullptr;
        });
    }

    FieldValue value(std::size_t column) override
    {
        const arrow::Array &array = *m_batch->column(static_cast<int>(column));
        if (array.IsNull(m_row))
            return {FieldValue::Kind::Null, {}};
        if (const auto string = arrowString(array, m_row))
            return {FieldValue::Kind::String, *string};
        m_scratch = dumpJson(arrowJson(array, m_row));
        return {FieldValue::Kind::Other, m_scratch};
    }

private:
    tl::unexpected<Error> failed(const arrow::Status &status) const
    {
        return failure(
            status.IsIOError() ? ErrorCode::Io : ErrorCode::Corrupt,
            concat(m_file, " cannot be read as Parquet: ", printable(status.message(), 300)));
    }

    std::filesystem::path m_file;
    std::unique_ptr<parquet::arrow::FileReader> m_reader;
    std::shared_ptr<arrow::RecordBatchReader> m_batches;
    std::shared_ptr<arrow::RecordBatch> m_batch;
    std::vector<std::string> m_columns;
    std::uint64_t m_rows = 0;
    int m_firstGroup = 0;
    std::int64_t m_row = 0;
    std::string m_scratch;
};

Result<std::unique_ptr<ParquetTable>> openTable(const std::filesystem::path &file)
{
    auto table = std::make_unique<ArrowTable>(file);
    PHI1_TRY(table->open());
    return table;
}

} // namespace

} // namespace phi1

extern "C" __attribute__((visibility("default"))) const phi1::ParquetModule *phi1ParquetModule()
{
    static const phi1::ParquetModule module = {phi1::version, phi1::openTable};
    return &module;
}
