// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/corpora/store/column.h"

namespace phi1 {

/// How often each name of a Category occurs.
struct CategoryFacet {
    struct Value {
        std::string name;    ///< "": samples without a value
        SampleRow count = 0; ///< of samples that pass all filters but this column's own
        SampleRow total = 0; ///< of the whole corpus
        bool chosen = false; ///< named by the filter
    };
    std::string column;
    std::vector<Value> values; ///< of total > 0, the most frequent first, "" last
};

/// How the values of a Number or Count are spread.
struct NumberFacet {
    std::string column;
    bool logarithmic = false; ///< edges grow by a factor: values spread over more than two decades
    /// Of the bins, ascending, one more than bins; a bin holds [edge, next edge), the last one its
    /// upper edge too. Empty if there is no finite value.
    std::vector<double> edges;
    std::vector<SampleRow> all;     ///< by bin, of the whole corpus
    std::vector<SampleRow> passing; ///< by bin, of samples that pass all filters but this column's
    SampleRow missing = 0;          ///< of all
    SampleRow missingPassing = 0;
    double lowest = 0, highest = 0; ///< of the finite values
};

struct SampleFacets {
    std::vector<CategoryFacet> categories; ///< in the order of their columns' keys
    std::vector<NumberFacet> numbers;
    /// Samples that are not the first of their cluster of near-duplicates, of those that pass
    /// everything else; noSample: not computed for this corpus.
    SampleRow nearDuplicates = noSample;
    SampleRow copies = 0;     ///< exact duplicates met by imports
    double tokens = 0;        ///< of all hits, where column `tokens` has them
    SampleRow withTokens = 0; ///< hits that have them
    std::string partial;      ///< as SampleHits::partial()
};
inline constexpr int facetBins = 48;

} // namespace phi1
