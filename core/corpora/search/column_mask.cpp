// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/column_mask.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "core/base/text.h"

namespace phi1 {

namespace {

/// A bit for each value; rows beyond the column's end get `beyond`.
template<typename T, typename Passes>
RowSet maskOf(SampleRow rows, std::span<const T> values, bool beyond, const Passes &passes)
{
    RowSet mask(rows);
    const auto known = std::min<std::size_t>(rows, values.size());
    auto &words = mask.words();
    std::size_t row = 0;
    for (; row + 64 <= known; row += 64) {
        std::uint64_t word = 0;
        for (std::size_t bit = 0; bit < 64; ++bit)
            word |= std::uint64_t{passes(values[row + bit])} << bit;
        words[row >> 6] = word;
    }
    for (; row < known; ++row) {
        if (passes(values[row]))
            mask.insert(static_cast<SampleRow>(row));
    }
    for (; beyond && row < rows; ++row)
        mask.insert(static_cast<SampleRow>(row));
    return mask;
}

std::string keysOf(const CorpusView &view, bool categories)
{
    std::string keys;
    for (const auto &[key, column] : view.columns()) {
        const auto type = column.info().type;
        if (type != ColumnType::Hash && (type == ColumnType::Category) == categories)
            keys += (keys.empty() ? "" : ", ") + key;
    }
    return keys.empty() ? "none" : keys;
}

Result<void> checkColumn(const CorpusView &view, const std::string &key, bool category)
{
    const auto *column = view.column(key);
    const char *kind = category ? "names" : "numbers";
    if (!column)
        return failure(ErrorCode::Usage,
                       concat("corpus ", view.files().name(), " has no column `", key,
                              "`; columns of ", kind, " are: ", keysOf(view, category)));
    if (column->info().type == ColumnType::Hash ||
        (column->info().type == ColumnType::Category) != category)
        return failure(ErrorCode::Usage, concat("column `", key, "` has no ", kind, "; columns of ",
                                                kind, " are: ", keysOf(view, category)));
    return {};
}

} // namespace

RowSet columnMask(const CorpusView &view, const NumberFilter &filter)
{
    const auto *column = view.column(filter.column);
    const bool missing = filter.withMissing;
    if (column->info().type == ColumnType::Number) {
        const auto low = static_cast<float>(filter.low), high = static_cast<float>(filter.high);
        return maskOf(view.rows(), column->numbers(), missing, [=](float value) {
            return (value >= low && value <= high) || (missing && std::isnan(value));
        });
    }
    // Bounds as whole numbers: comparing doubles costs a conversion a value.
    const double highest = missingCount - 1.0;
    const double from = std::max(0.0, std::ceil(filter.low));
    const double to = std::min(highest, std::floor(filter.high));
    const bool none = !(from <= to);
    const auto low = none ? 1u : static_cast<std::uint32_t>(from);
    const auto width = none ? 0u : static_cast<std::uint32_t>(to) - low;
    return maskOf(view.rows(), column->counts(), missing, [=](std::uint32_t value) {
        return (!none && value - low <= width) || (missing && value == missingCount);
    });
}

RowSet columnMask(const CorpusView &view, const CategoryFilter &filter)
{
    const auto *column = view.column(filter.column);
    const auto &names = column->info().names;
    const auto wanted = [&](const std::string &name) {
        return std::find(filter.names.begin(), filter.names.end(), name) != filter.names.end();
    };
    const bool missing = wanted("");
    std::vector<std::uint8_t> chosen(names.size() + 1, 0); // the last one: no value
    for (std::size_t i = 0; i < names.size(); ++i)
        chosen[i] = wanted(names[i]) ? 1 : 0;
    chosen.back() = missing ? 1 : 0;
    const auto last = static_cast<std::uint32_t>(names.size());
    return maskOf(view.rows(), column->counts(), missing,
                  [&](std::uint32_t value) { return chosen[std::min(value, last)] != 0; });
}

RowSet firstOfClusters(const CorpusView &view)
{
    const auto *column = view.column(columnKey::duplicateOf);
    if (!column)
        return RowSet(view.rows(), true);
    RowSet mask(view.rows(), true);
    const auto values = column->counts();
    const auto known = std::min<std::size_t>(view.rows(), values.size());
    for (std::size_t row = 0; row < known; ++row) {
        if (values[row] != missingCount && values[row] != row)
            mask.remove(static_cast<SampleRow>(row));
    }
    return mask;
}

Result<void> checkFilter(const CorpusView &view, const NumberFilter &filter)
{
    if (std::isnan(filter.low) || std::isnan(filter.high))
        return failure(ErrorCode::Usage, concat("a bound of column `", filter.column,
                                                "` is no number; expected a number or null"));
    return checkColumn(view, filter.column, false);
}

Result<void> checkFilter(const CorpusView &view, const CategoryFilter &filter)
{
    return checkColumn(view, filter.column, true);
}

} // namespace phi1
