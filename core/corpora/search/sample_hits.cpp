// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/sample_hits.h"

#include <algorithm>

namespace phi1 {

std::string toText(const SampleOrder &order)
{
    switch (order.by) {
    case SampleOrder::By::Document:
        return "document";
    case SampleOrder::By::Relevance:
        return "relevance";
    case SampleOrder::By::Column:
        break;
    }
    return (order.descending ? "-" : "") + order.column;
}

SampleOrder sampleOrderFromText(std::string_view text)
{
    if (text.empty() || text == "document")
        return {};
    if (text == "relevance")
        return {SampleOrder::By::Relevance, {}, false};
    const bool descending = text.starts_with('-');
    return {SampleOrder::By::Column, std::string(text.substr(descending ? 1 : 0)), descending};
}

SampleHits::SampleHits(std::shared_ptr<const RowSet> set, std::vector<SampleRow> rows,
                       SampleOrder order)
    : m_set(std::move(set))
    , m_rows(std::make_shared<std::vector<SampleRow>>(std::move(rows)))
    , m_order(std::move(order))
{}

SampleRow SampleHits::rankOf(SampleRow row) const
{
    if (!contains(row))
        return noSample;
    const auto begin = m_rows->begin(), end = m_rows->end();
    const auto found = m_order.by == SampleOrder::By::Document ? std::lower_bound(begin, end, row)
                                                               : std::find(begin, end, row);
    return found == end ? noSample : static_cast<SampleRow>(found - begin);
}

} // namespace phi1
