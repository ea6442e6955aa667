// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/corpora/store/sample.h"

namespace phi1 {

/// A set of the rows [0, rows) of a corpus, one bit each.
class RowSet
{
public:
    explicit RowSet(SampleRow rows = 0, bool full = false);

    SampleRow rows() const { return m_rows; }
    bool contains(SampleRow row) const
    {
        return row < m_rows && (m_words[row >> 6] >> (row & 63) & 1) != 0;
    }
    void insert(SampleRow row) { m_words[row >> 6] |= std::uint64_t{1} << (row & 63); }
    void remove(SampleRow row) { m_words[row >> 6] &= ~(std::uint64_t{1} << (row & 63)); }
    SampleRow count() const;

    RowSet &operator&=(const RowSet &other); ///< of as many rows
    RowSet &operator|=(const RowSet &other);
    void complement();
    bool operator==(const RowSet &) const = default;

    /// The rows in it, ascending.
    std::vector<SampleRow> list() const;
    /// The first one from `row` on; noSample after the last.
    SampleRow next(SampleRow row) const;
    /// 64 rows a word, the lowest bit first; bits beyond rows() are 0.
    std::vector<std::uint64_t> &words() { return m_words; }
    const std::vector<std::uint64_t> &words() const { return m_words; }

private:
    SampleRow m_rows = 0;
    std::vector<std::uint64_t> m_words;
};

} // namespace phi1
