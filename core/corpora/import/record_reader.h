// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/corpora/import/field_mapping.h"
#include "core/corpora/import/import_files.h"
#include "core/corpora/store/sample.h"
#include "core/corpora/store/sample_writer.h"

namespace phi1 {

struct ImportRecord {
    std::string text;
    SampleOrigin origin; ///< without `input`
};

/// The records of one file, one after the other, in bounded memory.
class RecordReader
{
public:
    enum class Found {
        Record,  ///< `record` was filled
        Problem, ///< one that cannot be used: `problem` says why, `line` where
        Nothing, ///< a file that is no record: binary, inside a folder
        End,
    };
    virtual ~RecordReader() = default;

    /// An error: the file cannot be read any further; what came before stands.
    virtual Result<Found> next(ImportRecord &record) = 0;
    const std::string &problem() const { return m_problem; }
    std::uint64_t line() const { return m_line; } ///< of what next() gave, from 1

    /// Behind what next() gave last.
    virtual InputPosition position() const = 0;
    /// Before the first next(): goes on where an earlier import stopped.
    virtual Result<void> goOnAt(const InputPosition &position) = 0;
    virtual std::uint64_t consumed() const = 0; ///< bytes of the file on the disk

protected:
    RecordReader() = default;
    std::string m_problem;
    std::uint64_t m_line = 0;
};

/// Bytes of a line or a document beyond which it is a problem instead of a record.
inline constexpr std::uint64_t longestRecord = 256u << 20;

/// By the file's kind. A Parquet file needs the module libphi1_parquet.so.
Result<std::unique_ptr<RecordReader>> openRecords(const ImportFile &file,
                                                  const FieldMapping &mapping);

Result<std::unique_ptr<RecordReader>> openJsonRecords(const ImportFile &file,
                                                      const FieldMapping &mapping);
Result<std::unique_ptr<RecordReader>> openDocumentRecords(const ImportFile &file,
                                                          const FieldMapping &mapping);

Result<std::unique_ptr<RecordReader>> openParquetRecords(const ImportFile &file,
                                                         const FieldMapping &mapping);

} // namespace phi1
