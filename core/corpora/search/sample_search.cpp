// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/sample_search.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/corpora/search/column_mask.h"
#include "core/corpora/search/facet_counter.h"
#include "core/corpora/search/filter_compiler.h"
#include "core/corpora/search/fts_expression.h"
#include "core/corpora/search/hit_order.h"
#include "core/corpora/search/text_hits.h"

namespace phi1 {

namespace {

bool isScan(const CompiledFilter &filter)
{
    const auto &text = filter.filter().text;
    return text.mode != TextMode::Words && !text.text.empty();
}

bool hasColumnFilters(const CompiledFilter &filter)
{
    return !filter.numbers().empty() || !filter.categories().empty() ||
           filter.filter().withoutNearDuplicates;
}

/// Samples that pass all filters of columns.
RowSet columnHits(const CorpusView &view, const CompiledFilter &filter)
{
    RowSet set(view.rows(), true);
    for (const auto &number : filter.numbers())
        set &= columnMask(view, number);
    for (const auto &category : filter.categories())
        set &= columnMask(view, category);
    if (filter.filter().withoutNearDuplicates)
        set &= firstOfClusters(view);
    return set;
}

std::string joined(const std::string &first, const std::string &second)
{
    return first.empty() || second.empty() ? first + second : first + "; " + second;
}

} // namespace

struct SampleSearch::State {
    CorpusView view;
    TextHits texts;
    FacetCounter counter;

    /// Hits in the order that was asked for; `remark` says why it is another.
    Result<std::vector<SampleRow>> order(const RowSet &set, std::vector<SampleRow> rows,
                                         const CompiledFilter &filter, const SampleOrder &order,
                                         std::stop_token stop, std::string &remark);
    Result<std::vector<SampleRow>> byRelevance(const RowSet &set, std::vector<SampleRow> rows,
                                               const QueryNode &words, std::stop_token stop);
};

SampleSearch::SampleSearch(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
SampleSearch::SampleSearch(SampleSearch &&) noexcept = default;
SampleSearch &SampleSearch::operator=(SampleSearch &&) noexcept = default;
SampleSearch::~SampleSearch() = default;

Result<SampleSearch> SampleSearch::open(CorpusView view)
{
    PHI1_ASSIGN(auto texts, TextHits::open(view));
    return SampleSearch(
        std::make_unique<State>(State{std::move(view), std::move(texts), FacetCounter()}));
}

const CorpusView &SampleSearch::view() const
{
    return m_state->view;
}

void SampleSearch::setView(CorpusView view)
{
    m_state->texts.setView(view);
    m_state->view = std::move(view);
}

Result<CompiledFilter> SampleSearch::compile(const SampleFilter &filter) const
{
    return FilterCompiler::compile(m_state->view, filter);
}

Result<std::vector<SampleRow>> SampleSearch::firstPage(const CompiledFilter &filter,
                                                       std::size_t limit, std::stop_token stop)
{
    auto &texts = m_state->texts;
    if (filter.words() && !hasColumnFilters(filter)) {
        if (const auto expression = ftsExpression(*filter.words()))
            return texts.firstWords(*expression, limit, stop);
    }
    auto set = columnHits(m_state->view, filter);
    auto certain = m_state->view.rows(); // rows before it are answered
    if (isScan(filter)) {
        TextScanLimits limits;
        limits.hits = limit;
        limits.stop = stop;
        PHI1_ASSIGN(const auto scanned, texts.scan(filter.filter().text, set, limits, {}));
        auto open = scanned->searched;
        open.complement();
        open &= set;
        certain = std::min(certain, open.next(0));
        set &= scanned->found;
    } else if (filter.words()) {
        PHI1_ASSIGN(const auto words, texts.tree(*filter.words(), stop));
        set &= *words;
    }
    std::vector<SampleRow> rows;
    for (auto row = set.next(0); row < certain && rows.size() < limit; row = set.next(row + 1))
        rows.push_back(row);
    return rows;
}

Result<SampleHits> SampleSearch::run(const CompiledFilter &filter, const SampleOrder &order,
                                     std::stop_token stop, const ProgressSink &progress,
                                     double budget)
{
    auto set = std::make_shared<RowSet>(columnHits(m_state->view, filter));
    std::string partial;
    SampleRow gaveUp = 0;
    if (isScan(filter)) {
        const auto narrowed = *set;
        const auto total = narrowed.count();
        const auto countWithin = [&](RowSet rows) {
            rows &= narrowed;
            return rows.count();
        };
        TextScanLimits limits;
        limits.seconds = budget;
        limits.stop = stop;
        TextHits::ScanSink sink;
        if (progress)
            sink = [&](const ScannedHits &hits) {
                progress({countWithin(hits.searched), total, countWithin(hits.found)});
            };
        PHI1_ASSIGN(const auto scanned,
                    m_state->texts.scan(filter.filter().text, narrowed, limits, sink));
        *set &= scanned->found;
        gaveUp = countWithin(scanned->gaveUp);
        if (const auto searched = countWithin(scanned->searched); searched < total)
            partial = concat("partial: ", searched, " of ", total, " samples were searched");
    } else if (filter.words()) {
        PHI1_ASSIGN(const auto words, m_state->texts.tree(*filter.words(), stop));
        *set &= *words;
    }
    std::string remark = filter.remark();
    if (gaveUp > 0)
        remark = joined(remark, concat("the expression was given up on ", gaveUp,
                                       gaveUp == 1 ? " sample" : " samples",
                                       ", where it takes too many steps"));
    PHI1_ASSIGN(auto rows, m_state->order(*set, set->list(), filter, order, stop, remark));
    SampleHits hits(set, std::move(rows), order);
    hits.setPartial(std::move(partial));
    hits.setRemark(std::move(remark));
    hits.setGaveUp(gaveUp);
    return hits;
}

Result<SampleHits> SampleSearch::ordered(const SampleHits &hits, const CompiledFilter &filter,
                                         const SampleOrder &order, std::stop_token stop)
{
    std::string remark = filter.remark();
    PHI1_ASSIGN(auto rows,
                m_state->order(hits.set(), hits.set().list(), filter, order, stop, remark));
    SampleHits other(std::make_shared<RowSet>(hits.set()), std::move(rows), order);
    other.setPartial(hits.partial());
    other.setRemark(std::move(remark));
    other.setGaveUp(hits.gaveUp());
    return other;
}

Result<SampleFacets> SampleSearch::facets(const CompiledFilter &filter, std::stop_token stop)
{
    const auto &view = m_state->view;
    RowSet words(view.rows(), true);
    std::string partial;
    if (isScan(filter)) {
        // Values that other filters left out were not searched: their counts are not known.
        const auto scanned = m_state->texts.scanned(filter.filter().text);
        words = scanned ? scanned->found : RowSet(view.rows());
        const auto searched = scanned ? scanned->searched.count() : 0;
        if (searched < view.rows())
            partial = concat("partial: counts are of the ", searched, " of ", view.rows(),
                             " samples whose texts were searched");
    } else if (filter.words()) {
        PHI1_ASSIGN(const auto found, m_state->texts.tree(*filter.words(), stop));
        words = *found;
    }
    PHI1_ASSIGN(auto facets,
                m_state->counter.count(view, words, filter.numbers(), filter.categories(),
                                       filter.filter().withoutNearDuplicates, stop));
    facets.partial = std::move(partial);
    return facets;
}

Result<std::vector<SampleRow>> SampleSearch::State::order(const RowSet &set,
                                                          std::vector<SampleRow> rows,
                                                          const CompiledFilter &filter,
                                                          const SampleOrder &order,
                                                          std::stop_token stop, std::string &remark)
{
    if (order.by == SampleOrder::By::Document) {
        if (order.descending)
            std::reverse(rows.begin(), rows.end());
        return rows;
    }
    if (order.by == SampleOrder::By::Column) {
        const auto *column = view.column(order.column);
        if (!column || column->info().type == ColumnType::Hash)
            return failure(ErrorCode::Usage,
                           concat("corpus ", view.files().name(), " has no column `", order.column,
                                  "` to order by"));
        return sortedByColumn(*column, std::move(rows), order.descending);
    }
    if (isScan(filter) || !filter.words() || ftsPositiveWords(*filter.words()).empty()) {
        remark = joined(remark, "in the order of import: relevance is of words");
        return rows;
    }
    if (rows.size() >= relevanceLimit) {
        remark = joined(remark, concat("too common to rank: ", rows.size(), " hits, below ",
                                       relevanceLimit, " are ranked; in the order of import"));
        return rows;
    }
    return byRelevance(set, std::move(rows), *filter.words(), stop);
}

Result<std::vector<SampleRow>> SampleSearch::State::byRelevance(const RowSet &set,
                                                                std::vector<SampleRow> rows,
                                                                const QueryNode &words,
                                                                std::stop_token stop)
{
    const auto expression = ftsExpression(words);
    PHI1_ASSIGN(auto ranked,
                texts.ranked(expression ? *expression : ftsPositiveWords(words), set, stop));
    std::sort(ranked.begin(), ranked.end(), [](const RankedRow &a, const RankedRow &b) {
        return a.rank != b.rank ? a.rank < b.rank : a.row < b.row;
    });
    // Hits by a field or a NOT alone have no rank and follow.
    RowSet unranked = set;
    std::size_t next = 0;
    for (const auto &hit : ranked) {
        unranked.remove(hit.row);
        rows[next++] = hit.row;
    }
    for (const auto row : unranked.list())
        rows[next++] = row;
    return rows;
}

} // namespace phi1
