// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/row_set.h"
#include "core/corpora/store/sample_store.h"

namespace phi1 {

/// A hit and how well it fits: bm25 of FTS5, lower is better.
struct RankedRow {
    double rank = 0;
    SampleRow row = noSample;
};

/// Questions to the full-text index of a corpus through one connection, for rows [first, end) each.
/// One thread at a time; Cancelled soon after `stop` is requested.
class WordSearch
{
public:
    static Result<WordSearch> open(const CorpusFiles &files);
    WordSearch(WordSearch &&) noexcept;
    WordSearch &operator=(WordSearch &&) noexcept;
    ~WordSearch();

    const SampleStore &store() const;
    /// Puts the rows that match into `found`; other threads may do so for other multiples of 64.
    Result<void> match(const std::string &expression, SampleRow first, SampleRow end, RowSet &found,
                       std::stop_token stop);
    /// The first `limit` rows that match, ascending.
    Result<std::vector<SampleRow>> first(const std::string &expression, SampleRow end,
                                         std::size_t limit, std::stop_token stop);
    /// Those of `set` that match, with their ranks, in no order.
    Result<std::vector<RankedRow>> ranked(const std::string &expression, SampleRow first,
                                          SampleRow end, const RowSet &set, std::stop_token stop);

private:
    struct State;
    explicit WordSearch(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
