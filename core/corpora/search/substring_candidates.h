// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/row_set.h"

namespace phi1 {

/// Characters of the shortest needle that the index of trigrams can look up.
inline constexpr int shortestIndexed = 3;

/// The trigrams that a text with this needle must have, as an expression of FTS5. Nothing if it is
/// shorter than three characters, or no UTF-8: then every text has to be looked at.
std::optional<std::string> trigramExpression(std::string_view needle);

struct SubstringCandidates {
    RowSet rows; ///< texts that may have it
    SampleRow indexed =
        0; ///< rows from here on are all in `rows`: the index does not know them yet
};
/// By CORPUS/substrings.db where it is of use; without it all rows. Texts that are no UTF-8 or have
/// zero bytes are always candidates, since the trigrams of theirs are not what they look like.
Result<SubstringCandidates> substringCandidates(const CorpusView &view, std::string_view needle,
                                                std::stop_token stop);

} // namespace phi1
