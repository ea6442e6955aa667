// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/facet_counter.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <tuple>

#include "core/corpora/search/column_mask.h"

namespace phi1 {

namespace {

/// Place of the filter of near-duplicates among those of columns, whose keys begin with no blank.
const std::string clusterKey = " clusters";

/// Pieces of work on one of two threads, whichever is free.
template<typename Work>
void onTwoThreads(std::size_t count, const Work &work)
{
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (auto i = next++; i < count; i = next++)
            work(i);
    };
    if (count < 2)
        return run();
    const std::jthread other(run);
    run();
}

/// The rows that pass each filter on its own, and those that pass all but one.
class FilterMasks
{
public:
    explicit FilterMasks(const RowSet &words)
        : m_words(words)
    {}
    void add(const std::string &column, RowSet mask)
    {
        if (const auto found = m_masks.find(column); found != m_masks.end())
            found->second &= mask;
        else
            m_masks.emplace(column, std::move(mask));
    }
    bool has(const std::string &column) const { return m_masks.count(column) != 0; }
    RowSet passing(const std::string &allBut = {}) const
    {
        RowSet set = m_words;
        for (const auto &[column, mask] : m_masks) {
            if (column != allBut)
                set &= mask;
        }
        return set;
    }

private:
    const RowSet &m_words;
    std::map<std::string, RowSet> m_masks;
};

CategoryFacet categoryFacet(const FacetColumn &prepared, const std::vector<SampleRow> &counts,
                            const std::vector<CategoryFilter> &filters)
{
    CategoryFacet facet;
    facet.column = prepared.column.info().key;
    const auto &names = prepared.column.info().names;
    const auto isChosen = [&](const std::string &name) {
        return std::any_of(filters.begin(), filters.end(), [&](const CategoryFilter &filter) {
            return filter.column == facet.column &&
                   std::find(filter.names.begin(), filter.names.end(), name) != filter.names.end();
        });
    };
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (prepared.totals[i] == 0)
            continue;
        const std::string name = i < names.size() ? names[i] : std::string();
        facet.values.push_back({name, counts[i], prepared.totals[i], isChosen(name)});
    }
    const bool isLabel = facet.column == columnKey::label; // stays in the order 1 to 5
    std::stable_sort(facet.values.begin(), facet.values.end(), [&](const auto &a, const auto &b) {
        if (a.name.empty() != b.name.empty())
            return b.name.empty();
        return !isLabel && a.total > b.total;
    });
    return facet;
}

NumberFacet numberFacet(const FacetColumn &prepared, const std::vector<SampleRow> &counts)
{
    NumberFacet facet;
    facet.column = prepared.column.info().key;
    facet.logarithmic = prepared.logarithmic;
    facet.edges = prepared.edges;
    facet.lowest = prepared.lowest;
    facet.highest = prepared.highest;
    facet.all.assign(prepared.totals.begin(), prepared.totals.end() - 1);
    facet.passing.assign(counts.begin(), counts.end() - 1);
    facet.missing = prepared.totals.back();
    facet.missingPassing = counts.back();
    return facet;
}

/// The sum of a Count over a set, and how many have a value.
std::pair<double, SampleRow> sumOf(const CorpusView &view, std::string_view key, const RowSet &set)
{
    double sum = 0;
    SampleRow known = 0;
    if (const auto *column = view.column(key)) {
        const auto values = column->counts();
        for (SampleRow row = set.next(0); row < values.size(); row = set.next(row + 1)) {
            if (values[row] != missingCount) {
                sum += values[row];
                ++known;
            }
        }
    }
    return {sum, known};
}

} // namespace

Result<SampleFacets> FacetCounter::count(const CorpusView &view, const RowSet &words,
                                         const std::vector<NumberFilter> &numbers,
                                         const std::vector<CategoryFilter> &categories,
                                         bool withoutNearDuplicates, std::stop_token stop)
{
    FilterMasks masks(words);
    for (const auto &filter : numbers)
        masks.add(filter.column, columnMask(view, filter));
    for (const auto &filter : categories)
        masks.add(filter.column, columnMask(view, filter));
    const bool hasClusters = view.column(columnKey::duplicateOf) != nullptr;
    const auto firsts = hasClusters ? firstOfClusters(view) : RowSet(view.rows(), true);
    if (withoutNearDuplicates)
        masks.add(clusterKey, firsts);
    const auto hits = masks.passing();

    std::vector<const Column *> columns;
    for (const auto &[key, column] : view.columns()) {
        // What a cluster's first row is says nothing as a number.
        if (column.info().type != ColumnType::Hash && key != columnKey::duplicateOf)
            columns.push_back(&column);
    }
    std::vector<std::shared_ptr<const FacetColumn>> prepared(columns.size());
    std::vector<std::vector<SampleRow>> counts(columns.size());
    onTwoThreads(columns.size(), [&](std::size_t i) {
        if (stop.stop_requested())
            return;
        const auto &key = columns[i]->info().key;
        const auto found = m_prepared.find(key); // nobody writes into it here
        if (found != m_prepared.end() && found->second->isOf(*columns[i], view.rows()))
            prepared[i] = found->second;
        else
            prepared[i] =
                std::make_shared<const FacetColumn>(FacetColumn::of(*columns[i], view.rows()));
        counts[i] = prepared[i]->count(masks.has(key) ? masks.passing(key) : hits);
    });
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "counting was stopped");

    SampleFacets facets;
    m_prepared.clear();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        m_prepared.emplace(columns[i]->info().key, prepared[i]);
        if (columns[i]->info().type == ColumnType::Category)
            facets.categories.push_back(categoryFacet(*prepared[i], counts[i], categories));
        else
            facets.numbers.push_back(numberFacet(*prepared[i], counts[i]));
    }
    if (hasClusters) {
        auto others = firsts;
        others.complement();
        others &= masks.passing(clusterKey);
        facets.nearDuplicates = others.count();
    }
    facets.copies = static_cast<SampleRow>(sumOf(view, columnKey::copies, hits).first);
    std::tie(facets.tokens, facets.withTokens) = sumOf(view, columnKey::tokens, hits);
    return facets;
}

} // namespace phi1
