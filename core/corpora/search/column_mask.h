// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/row_set.h"
#include "core/corpora/search/sample_filter.h"

namespace phi1 {

/// Which samples pass one filter. Numbers are compared as the floats that a column holds.
RowSet columnMask(const CorpusView &view, const NumberFilter &filter);
RowSet columnMask(const CorpusView &view, const CategoryFilter &filter);
/// Samples that are the first of their cluster of near-duplicates, or in none.
RowSet firstOfClusters(const CorpusView &view);

/// Usage for a column that is not there or is of the other kind, naming those there are.
Result<void> checkFilter(const CorpusView &view, const NumberFilter &filter);
Result<void> checkFilter(const CorpusView &view, const CategoryFilter &filter);

} // namespace phi1
