// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/curves/series.h"

namespace phi1 {

/// A cache file that columns still lie in. Its descriptor stays open, so deleting or replacing the
/// file takes nothing away.
struct ColumnSource {
    FileDescriptor file;
    std::filesystem::path path;
    std::string problem; ///< the first thing that could not be read

    /// Notes the problem, and removes the file if it still stands there under its name: what is
    /// damaged must not be met again.
    void fail(std::string what);
};

/// A growing column whose first rows may still lie in a cache file. They are read at the first use.
class StoredColumn
{
public:
    enum class Rule { Any, NeverFalls, Ascends }; ///< what the numbers must obey to be believed

    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t rows = 0;
        std::string hash; ///< hash128Hex of its bytes
        double last = missingValue();
    };

    explicit StoredColumn(std::string name, Rule rule = Rule::Any);
    StoredColumn(std::string name, Rule rule, std::shared_ptr<ColumnSource> source, Place place);

    const std::string &name() const { return m_name; }
    std::size_t size() const { return m_storedRows + m_series.size(); }
    void append(double value) { m_series.append(value); }
    /// Missing numbers up to this many rows.
    void fillTo(std::size_t rows);
    void truncate(std::size_t rows);
    /// The last number without reading the others; missing in an empty column.
    double last() const;

    bool isLoaded() const { return m_source == nullptr; }
    /// Where the rows cannot be read, all of them become missing (0 in a column with a rule) and
    /// the source has a problem.
    const Series &series() const;

    using Sink = std::function<Result<void>(std::string_view)>;
    /// Hands the bytes of all rows on in pieces; those in the source are checked on the way.
    Result<void> copyTo(const Sink &sink) const;

private:
    void load() const;
    bool isBelievable(std::span<const double> values) const;

    std::string m_name;
    Rule m_rule;
    Place m_place;
    // Reading is not a change that a caller could see.
    mutable std::shared_ptr<ColumnSource> m_source;
    mutable std::size_t m_storedRows = 0; ///< of those in the source, how many still count
    mutable Series m_series;              ///< the rows behind them
};

} // namespace phi1
