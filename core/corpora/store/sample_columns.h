// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/sample_writer.h"
#include "core/corpora/store/store_schema.h"
#include "core/storage/sqlite_connection.h"

namespace phi1 {

/// The columns that say what samples.db says, for all samples: hash, id, bytes, lines, copies,
/// encoding and one a category. The database is the truth: open() mends what a crash left.
class SampleColumns
{
public:
    static Result<SampleColumns> open(const CorpusFiles &files, const SqliteConnection &database,
                                      SampleRow rows);

    /// The next row.
    void add(std::uint64_t bytes, const TextFacts &facts, const SampleHash &id,
             const SampleOrigin &origin);
    void addCopy(SampleRow row);
    /// After the database has committed.
    Result<void> flush();

private:
    SampleColumns() = default;
    Result<void> mend(const SqliteConnection &database, SampleRow rows);
    Result<void> mendCopies(const CorpusFiles &files, const SqliteConnection &database);
    std::vector<ColumnWriter *> all();

    std::vector<ColumnWriter> m_plain;      ///< hash, id, bytes, lines, copies, encoding
    std::vector<ColumnWriter> m_categories; ///< as categoryMembers
    std::vector<std::uint32_t> m_copies;    ///< by row
    std::vector<SampleRow> m_changed;       ///< whose copies are not written yet
};

/// XXH3-128 of an external id, zero for none; kept in the column "id".
SampleHash hashOfId(std::string_view externalId);
inline constexpr std::string_view idColumn = "id";

} // namespace phi1
