// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/query_node.h"

namespace phi1 {

/// Makes a filter of a field in a query ("tokens:>100").
/// @param field   what stands before the colon; no "title" and no "text"
/// @param value   behind it, without quotes
using FieldReader =
    std::function<Result<QueryNode>(const std::string &field, const std::string &value)>;

struct ParsedQuery {
    QueryTree tree;                   ///< null: nothing to search for
    std::vector<std::string> ignored; ///< parts without a letter or digit, which words cannot find
};

/// The language of searches for words:
///   word   "a phrase"   begin*   title:word   text:"a phrase"   field:value
///   a b = a AND b, a OR b, NOT a, (…); NOT binds closest, then AND, then OR; operators in capitals
/// @param tokenize  splits a text into words as the index does
/// @param leastPrefix  characters that the last word before a * must have: shorter ones stand for
/// so many words that FTS5, which gathers them without looking up, could not be stopped in time
/// @return Usage for a syntax error: where (characters from 1), what was expected, how to quote
Result<ParsedQuery>
parseQuery(std::string_view text, const FieldReader &readField,
           const std::function<std::vector<std::string>(std::string_view)> &tokenize,
           std::size_t leastPrefix = 1);

} // namespace phi1
