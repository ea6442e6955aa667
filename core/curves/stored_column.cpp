// SPDX-License-Identifier: Apache-2.0
#include "core/curves/stored_column.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/text.h"

namespace phi1 {

void ColumnSource::fail(std::string what)
{
    struct stat opened = {};
    struct stat named = {};
    if (problem.empty() && ::fstat(file.get(), &opened) == 0 &&
        ::lstat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
        opened.st_ino == named.st_ino)
        ::unlink(path.c_str());
    if (problem.empty())
        problem = std::move(what);
}

StoredColumn::StoredColumn(std::string name, Rule rule)
    : m_name(std::move(name))
    , m_rule(rule)
{}

StoredColumn::StoredColumn(std::string name, Rule rule, std::shared_ptr<ColumnSource> source,
                           Place place)
    : m_name(std::move(name))
    , m_rule(rule)
    , m_place(std::move(place))
    , m_source(std::move(source))
    , m_storedRows(m_place.rows)
{}

void StoredColumn::fillTo(std::size_t rows)
{
    if (size() >= rows)
        return;
    m_series.appendWith(rows - size(), [](std::span<double> places) {
        std::fill(places.begin(), places.end(), missingValue());
    });
}

void StoredColumn::truncate(std::size_t rows)
{
    m_series.truncate(rows > m_storedRows ? rows - m_storedRows : 0);
    m_storedRows = std::min(m_storedRows, rows);
}

double StoredColumn::last() const
{
    if (m_source && m_series.size() == 0 && m_storedRows == m_place.rows)
        return m_place.last;
    const Series &known = m_series.size() == 0 ? series() : m_series;
    return known.size() == 0 ? missingValue() : known[known.size() - 1];
}

bool StoredColumn::isBelievable(std::span<const double> values) const
{
    if (m_rule == Rule::Any)
        return true;
    double before = -std::numeric_limits<double>::infinity();
    for (const double value : values) {
        if (!std::isfinite(value) || value < before ||
            (m_rule == Rule::Ascends &&
             (value == before || value < 0 || value != std::floor(value))))
            return false;
        before = value;
    }
    return true;
}

void StoredColumn::load() const
{
    const std::shared_ptr<ColumnSource> source = std::move(m_source);
    m_source = nullptr;
    Series whole;
    bool isGood = true;
    // Growing must not copy a hundred megabytes in the middle of a redraw.
    whole.reserve(2 * m_place.rows + m_series.size());
    whole.appendWith(m_place.rows, [&](std::span<double> values) {
        isGood = readExactly(source->file.get(), std::as_writable_bytes(values), m_place.offset,
                             source->path.string())
                     .has_value();
        if (isGood) {
            Hash128 hash;
            hash.update(std::as_bytes(values));
            isGood = hash.hex() == m_place.hash && isBelievable(values);
        }
        if (!isGood)
            std::fill(values.begin(), values.end(), m_rule == Rule::Any ? missingValue() : 0.0);
    });
    if (!isGood)
        source->fail(concat(source->path, ": the column \"", printable(m_name),
                            "\" is damaged; open the run again to read it from events.jsonl"));
    whole.truncate(m_storedRows);
    whole.append(m_series.values());
    m_series = std::move(whole);
    m_storedRows = 0;
}

const Series &StoredColumn::series() const
{
    if (m_source)
        load();
    return m_series;
}

Result<void> StoredColumn::copyTo(const Sink &sink) const
{
    if (m_source) {
        constexpr std::uint64_t blockRows = 1u << 17;
        std::vector<double> block;
        Hash128 hash;
        for (std::uint64_t row = 0; row < m_place.rows; row += blockRows) {
            block.resize(std::min(blockRows, m_place.rows - row));
            PHI1_TRY(readExactly(m_source->file.get(), std::as_writable_bytes(std::span(block)),
                                 m_place.offset + row * sizeof(double), m_source->path.string()));
            hash.update(std::as_bytes(std::span(block)));
            const std::uint64_t counting = row < m_storedRows ? m_storedRows - row : 0;
            const auto used =
                std::span(block).first(std::min<std::uint64_t>(counting, block.size()));
            PHI1_TRY(sink({reinterpret_cast<const char *>(used.data()), used.size_bytes()}));
        }
        if (hash.hex() != m_place.hash) {
            m_source->fail(
                concat(m_source->path, ": the column \"", printable(m_name),
                       "\" is damaged; open the run again to read it from events.jsonl"));
            return failure(ErrorCode::Corrupt, m_source->problem);
        }
    }
    const std::span<const double> values = m_series.values();
    return sink({reinterpret_cast<const char *>(values.data()), values.size_bytes()});
}

} // namespace phi1
