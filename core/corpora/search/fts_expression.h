// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/corpora/search/query_node.h"

namespace phi1 {

/// A tree as an expression of FTS5. Nothing for one that has fields of columns or that is a NOT on
/// its own, which FTS5 cannot say: its parts have to be combined as sets.
std::optional<std::string> ftsExpression(const QueryNode &node);

/// The words and phrases that make a text a hit, those after a NOT left out, joined by OR: what
/// relevance is measured by when the tree as a whole is no expression. Empty: there are none.
std::string ftsPositiveWords(const QueryNode &node);

} // namespace phi1
