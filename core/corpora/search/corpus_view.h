// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/store/column.h"
#include "core/corpora/store/corpus_files.h"

namespace phi1 {

/// A corpus as it was at one moment: so many samples, and their columns. A value: cheap to copy,
/// what it shares is immutable, so that an answer stays what it was while an import goes on.
class CorpusView
{
public:
    /// NotFound without a database; Corrupt and Incompatible as SampleStore::open(). Damaged
    /// columns are left out and said in problems().
    static Result<CorpusView> open(const CorpusFiles &files);
    /// The same corpus as it is now; columns in memory (setColumn) stay.
    Result<CorpusView> refreshed() const;

    const CorpusFiles &files() const { return m_files; }
    /// Samples there are: rows [0, rows()).
    SampleRow rows() const { return m_rows; }
    /// Null if there is none. A column may be shorter than rows(): those beyond have no value.
    const Column *column(std::string_view key) const;
    /// In the order of their keys.
    const std::map<std::string, Column, std::less<>> &columns() const { return m_columns; }
    /// Adds a column in memory or takes the place of the one of its key: labels.
    void setColumn(Column column);
    const std::vector<std::string> &problems() const { return m_problems; }

private:
    CorpusFiles m_files;
    SampleRow m_rows = 0;
    std::map<std::string, Column, std::less<>> m_columns;
    std::vector<std::string> m_inMemory; ///< keys given to setColumn()
    std::vector<std::string> m_problems;
};

} // namespace phi1
