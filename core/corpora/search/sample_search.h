// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/corpora/search/corpus_view.h"
#include "core/corpora/search/sample_facets.h"
#include "core/corpora/search/sample_filter.h"
#include "core/corpora/search/sample_hits.h"

namespace phi1 {

struct QueryNode;

/// A filter that was understood: checked against the columns of a corpus, fields in the text of a
/// search among its filters. A value.
class CompiledFilter
{
public:
    /// As it was given.
    const SampleFilter &filter() const { return m_filter; }
    /// Filters of columns, those that the text named in its outermost AND among them.
    const std::vector<NumberFilter> &numbers() const { return m_numbers; }
    const std::vector<CategoryFilter> &categories() const { return m_categories; }
    /// What is left of the text; null: nothing.
    const std::shared_ptr<const QueryNode> &words() const { return m_words; }

    /// Something to say about it: parts of the text that were left out; empty: nothing.
    const std::string &remark() const { return m_remark; }

private:
    friend class FilterCompiler;
    SampleFilter m_filter;
    std::string m_remark;
    std::vector<NumberFilter> m_numbers;
    std::vector<CategoryFilter> m_categories;
    std::shared_ptr<const QueryNode> m_words;
};

struct SearchProgress {
    SampleRow searched = 0, total = 0; ///< samples looked at, of all that have to be
    SampleRow hits = 0;                ///< so far
};

/// Answers questions about a corpus. Used by one thread at a time; for totals it has a second
/// thread and connection of its own. A question that is stopped returns Cancelled within 20 ms (a
/// text of many MB: once it is read). What was found for texts is remembered, so that a filter of
/// columns that changes does not search them again.
class SampleSearch
{
public:
    static Result<SampleSearch> open(CorpusView view);
    SampleSearch(SampleSearch &&) noexcept;
    SampleSearch &operator=(SampleSearch &&) noexcept;
    ~SampleSearch();

    const CorpusView &view() const;
    /// Takes a newer view of the same corpus, or one with other columns in memory. What was found
    /// for texts stays if the number of samples is the same.
    void setView(CorpusView view);

    /// Usage for syntax errors (position, what was expected, how to quote), unknown columns and
    /// wrong kinds of filter.
    Result<CompiledFilter> compile(const SampleFilter &filter) const;

    /// The first hits in the order of import, as soon as they are found: what is shown while run()
    /// counts. `limit` or fewer; fewer: these are all.
    Result<std::vector<SampleRow>> firstPage(const CompiledFilter &filter, std::size_t limit,
                                             std::stop_token stop = {});

    using ProgressSink = std::function<void(const SearchProgress &)>;
    /// All hits, ordered. Exact, unless `budget` seconds are over before a scan of texts
    /// (Substring, Regex) is: then the rows [0, searched) are answered and partial() says so.
    /// @param progress  of scans, at most 20 times a second, on the calling thread
    Result<SampleHits> run(const CompiledFilter &filter, const SampleOrder &order = {},
                           std::stop_token stop = {}, const ProgressSink &progress = {},
                           double budget = 1e9);
    /// The same hits in another order.
    Result<SampleHits> ordered(const SampleHits &hits, const CompiledFilter &filter,
                               const SampleOrder &order, std::stop_token stop = {});
    /// Counts beside the filters. After run() of the same filter it looks at columns only.
    Result<SampleFacets> facets(const CompiledFilter &filter, std::stop_token stop = {});

private:
    struct State;
    explicit SampleSearch(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace phi1
