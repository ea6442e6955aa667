// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/query_node.h"
#include "core/corpora/search/row_set.h"
#include "core/corpora/search/text_pattern.h"
#include "core/corpora/search/text_scan.h"
#include "core/corpora/search/word_search.h"

namespace phi1 {

/// What is known of a pattern that is looked for in the texts themselves.
struct ScannedHits {
    RowSet searched; ///< looked at, or known to have no hit by the index of substrings
    RowSet found;    ///< of them
    RowSet gaveUp;   ///< of them: neither hit nor miss
};

/// Which samples of a corpus have a text: by words and by patterns, two threads each. Remembers the
/// last answers. One thread at a time.
class TextHits
{
public:
    static Result<TextHits> open(const CorpusView &view);
    /// Forgets what was found if the number of samples is another.
    void setView(const CorpusView &view);

    /// Samples that match an expression of FTS5.
    Result<std::shared_ptr<const RowSet>> words(const std::string &expression,
                                                std::stop_token stop);
    /// Samples that match a tree, fields of columns included.
    Result<std::shared_ptr<const RowSet>> tree(const QueryNode &node, std::stop_token stop);
    Result<std::vector<SampleRow>> firstWords(const std::string &expression, std::size_t limit,
                                              std::stop_token stop);
    /// Those of `set` that match, with their ranks, in no order.
    Result<std::vector<RankedRow>> ranked(const std::string &expression, const RowSet &set,
                                          std::stop_token stop);

    using ScanSink = std::function<void(const ScannedHits &)>;
    /// Looks for a pattern in the texts of `within` that were not searched yet, in their order, up
    /// to the limits. What was scanned is kept, also when it is stopped or the budget is spent.
    /// @param progress  at most 20 times a second
    Result<std::shared_ptr<const ScannedHits>> scan(const TextQuery &query, const RowSet &within,
                                                    const TextScanLimits &limits,
                                                    const ScanSink &progress);
    /// What is known of a pattern by now; null: nothing.
    std::shared_ptr<const ScannedHits> scanned(const TextQuery &query) const;

private:
    TextHits(const CorpusView &view, std::vector<WordSearch> searches);
    struct Found {
        std::string expression;
        std::shared_ptr<const RowSet> rows;
    };
    struct Scanned {
        TextQuery query;
        std::shared_ptr<ScannedHits> hits;
    };
    SampleRow half() const;
    Result<std::shared_ptr<ScannedHits>> known(const TextQuery &query, std::stop_token stop);

    CorpusView m_view;
    std::vector<WordSearch> m_searches; ///< one a thread
    std::list<Found> m_found;           ///< the newest first
    std::list<Scanned> m_scanned;
};

} // namespace phi1
