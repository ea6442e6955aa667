// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/row_set.h"

#include <bit>

namespace phi1 {

RowSet::RowSet(SampleRow rows, bool full)
    : m_rows(rows)
    , m_words((static_cast<std::size_t>(rows) + 63) / 64, 0)
{
    if (full)
        complement();
}

SampleRow RowSet::count() const
{
    SampleRow count = 0;
    for (const auto word : m_words)
        count += static_cast<SampleRow>(std::popcount(word));
    return count;
}

RowSet &RowSet::operator&=(const RowSet &other)
{
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] &= other.m_words[i];
    return *this;
}

RowSet &RowSet::operator|=(const RowSet &other)
{
    for (std::size_t i = 0; i < m_words.size(); ++i)
        m_words[i] |= other.m_words[i];
    return *this;
}

void RowSet::complement()
{
    for (auto &word : m_words)
        word = ~word;
    if (const auto used = m_rows & 63; used != 0)
        m_words.back() &= (std::uint64_t{1} << used) - 1;
}

std::vector<SampleRow> RowSet::list() const
{
    std::vector<SampleRow> rows;
    rows.reserve(count());
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        for (auto word = m_words[i]; word != 0; word &= word - 1)
            rows.push_back(static_cast<SampleRow>(i * 64 + std::countr_zero(word)));
    }
    return rows;
}

SampleRow RowSet::next(SampleRow row) const
{
    if (row >= m_rows)
        return noSample;
    std::size_t i = row >> 6;
    auto word = m_words[i] & (~std::uint64_t{0} << (row & 63));
    while (word == 0) {
        if (++i == m_words.size())
            return noSample;
        word = m_words[i];
    }
    return static_cast<SampleRow>(i * 64 + std::countr_zero(word));
}

} // namespace phi1
