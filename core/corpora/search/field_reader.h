// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/query_node.h"

namespace phi1 {

/// A field in a search as a filter of a column:
///   of a Category  name (whole name, else part of one; not minding ASCII case), begin*, none (no
///   value; "" where
///                  none is a name)
///   of a Number    100  >100  >=100  <100  <=100  100..200  100..  ..200  none; 10k = 10 000
///   label          1 … 5 or its name, and the forms of numbers
/// `field` is the key of a column, or NAME of a column score.NAME or loss.NAME.
/// @return a node of kind Number or Category; Usage names the columns or forms there are
Result<QueryNode> readField(const CorpusView &view, const std::string &field,
                            const std::string &value);

} // namespace phi1
