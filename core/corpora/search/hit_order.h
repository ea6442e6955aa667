// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/sample_hits.h"

namespace phi1 {

/// Rows, given ascending, by their values in a Number, Count or Category (names by their bytes,
/// labels from 1 to 5); equal ones keep their order, those without a value come last both ways.
std::vector<SampleRow> sortedByColumn(const Column &column, std::vector<SampleRow> rows,
                                      bool descending);

} // namespace phi1
