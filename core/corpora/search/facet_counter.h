// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/facet_column.h"
#include "core/corpora/search/row_set.h"
#include "core/corpora/search/sample_facets.h"
#include "core/corpora/search/sample_filter.h"

namespace phi1 {

/// Counts values of columns beside their filters. Bins and totals of a column are found once and
/// kept while the column stays the same. One thread at a time; columns are shared between two.
class FacetCounter
{
public:
    /// @param words  samples that pass everything but the filters of columns
    Result<SampleFacets> count(const CorpusView &view, const RowSet &words,
                               const std::vector<NumberFilter> &numbers,
                               const std::vector<CategoryFilter> &categories,
                               bool withoutNearDuplicates, std::stop_token stop);

private:
    std::map<std::string, std::shared_ptr<const FacetColumn>> m_prepared;
};

} // namespace phi1
