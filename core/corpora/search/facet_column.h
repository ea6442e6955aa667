// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "core/corpora/search/row_set.h"
#include "core/corpora/search/sample_facets.h"
#include "core/corpora/store/column.h"

namespace phi1 {

/// How often each code occurs in the rows of a set; codes ≥ kinds − 1 are the last kind.
template<typename Code>
std::vector<SampleRow> countCodes(const RowSet &set, const Code *codes, std::size_t known,
                                  std::size_t kinds)
{
    // Four counters a code, in turns: neighbours of the same value do not wait for each other.
    std::vector<std::array<SampleRow, 4>> counts(kinds);
    const auto last = kinds - 1;
    const auto &words = set.words();
    SampleRow beyond = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto word = words[i];
        const std::size_t base = i * 64;
        if (base >= known) {
            beyond += static_cast<SampleRow>(std::popcount(word));
            continue;
        }
        if (word == ~std::uint64_t{0} && base + 64 <= known) {
            for (std::size_t bit = 0; bit < 64; ++bit)
                ++counts[std::min<std::size_t>(codes[base + bit], last)][bit & 3];
            continue;
        }
        for (unsigned turn = 0; word != 0; word &= word - 1, ++turn) {
            const auto row = base + static_cast<std::size_t>(std::countr_zero(word));
            if (row < known)
                ++counts[std::min<std::size_t>(codes[row], last)][turn & 3];
            else
                ++beyond;
        }
    }
    std::vector<SampleRow> sums(kinds);
    for (std::size_t i = 0; i < kinds; ++i)
        sums[i] = counts[i][0] + counts[i][1] + counts[i][2] + counts[i][3];
    sums[last] += beyond;
    return sums;
}

/// What counting finds once of a column.
struct FacetColumn {
    Column column; ///< keeps the values, so that others never lie at their address
    SampleRow rows = 0;
    std::vector<SampleRow> totals;   ///< by code, the last one: no value
    std::vector<std::uint8_t> codes; ///< of numbers: bin by row
    std::vector<double> edges;       ///< of numbers, see NumberFacet
    double lowest = 0, highest = 0;
    bool logarithmic = false;

    static FacetColumn of(const Column &column, SampleRow rows);
    bool isOf(const Column &other, SampleRow otherRows) const;
    /// By code, of the rows of a set.
    std::vector<SampleRow> count(const RowSet &set) const;
};

/// The edges of a histogram of at most facetBins bins over the finite values: see NumberFacet.
/// @param whole  values are whole numbers: so are the edges
std::vector<double> histogramEdges(double lowest, double highest, bool whole, bool &logarithmic);

} // namespace phi1
