// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "tests/core/search/search_corpus.h"

namespace phi1::test {

/// A search and what it means, made together.
struct RandomQuery {
    std::string text;
    std::function<bool(const KnownSample &, std::size_t row)> passes;
};

/// @param depth   groups within groups
/// @param fields  whether columns may occur
RandomQuery randomQuery(SearchCorpus &corpus, int depth, bool fields = true);

/// Filters of columns and what they mean, beside the text.
struct RandomFilter {
    SampleFilter filter;
    std::function<bool(const KnownSample &, std::size_t row)> passes;
};
RandomFilter randomColumnFilter(SearchCorpus &corpus);

/// Whether `words` has `phrase` somewhere, its last word being a beginning.
bool hasPhrase(const std::vector<std::string> &words, const std::vector<std::string> &phrase,
               bool prefix);
/// The score as the column has it: the last ten rows have none.
float scoreOf(const SearchCorpus &corpus, std::size_t row);

} // namespace phi1::test
