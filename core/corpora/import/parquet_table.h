// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/import/field_mapping.h"

namespace phi1 {

/// A Parquet file, row after row, a few hundred rows in memory. Implemented by libphi1_parquet.so,
/// which is linked to libparquet and opened only where such a file is met.
class ParquetTable
{
public:
    virtual ~ParquetTable() = default;

    virtual const std::vector<std::string> &columns() const = 0;
    virtual std::uint64_t rows() const = 0;
    /// To the next row. @return false behind the last; Corrupt, naming the file
    virtual Result<bool> next() = 0;
    /// Before the first next(): passes over rows.
    virtual Result<void> skip(std::uint64_t rows) = 0;
    /// Of the current row: strings and binary values as String, others as JSON; valid until the
    /// next call of value() or next().
    virtual FieldValue value(std::size_t column) = 0;

protected:
    ParquetTable() = default;
};

/// What the module offers; `version` is that of the program it was built with.
struct ParquetModule {
    const char *version;
    Result<std::unique_ptr<ParquetTable>> (*open)(const std::filesystem::path &file);
};

/// NotFound, saying how to get it.
Result<const ParquetModule *> parquetModule();

} // namespace phi1
