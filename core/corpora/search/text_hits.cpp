// SPDX-License-Identifier: Apache-2.0
#include "core/corpora/search/text_hits.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/corpora/search/column_mask.h"
#include "core/corpora/search/fts_expression.h"
#include "core/corpora/search/substring_candidates.h"

namespace phi1 {

namespace {

/// Answers kept: 125 kB each for a million samples.
constexpr std::size_t mostRemembered = 32;
constexpr std::size_t threads = 2;
/// Fewer samples than this are not worth a thread.
constexpr SampleRow worthThread = 4'000;
constexpr auto progressEvery = std::chrono::milliseconds(50);

/// The entry that fits, moved to the front; end if there is none.
template<typename List, typename Fits>
auto renewed(List &list, const Fits &fits)
{
    const auto found = std::find_if(list.begin(), list.end(), fits);
    if (found != list.end())
        list.splice(list.begin(), list, found);
    return found;
}

} // namespace

TextHits::TextHits(const CorpusView &view, std::vector<WordSearch> searches)
    : m_view(view)
    , m_searches(std::move(searches))
{}

Result<TextHits> TextHits::open(const CorpusView &view)
{
    std::vector<WordSearch> searches;
    for (std::size_t i = 0; i < threads; ++i) {
        PHI1_ASSIGN(auto search, WordSearch::open(view.files()));
        searches.push_back(std::move(search));
    }
    return TextHits(view, std::move(searches));
}

void TextHits::setView(const CorpusView &view)
{
    if (view.rows() != m_view.rows()) {
        m_found.clear();
        m_scanned.clear();
    }
    m_view = view;
}

/// Where the second thread begins: a multiple of 64, so that no two write into one word of a set.
SampleRow TextHits::half() const
{
    return m_view.rows() < worthThread ? m_view.rows() : m_view.rows() / 2 / 64 * 64;
}

Result<std::shared_ptr<const RowSet>> TextHits::words(const std::string &expression,
                                                      std::stop_token stop)
{
    const auto found =
        renewed(m_found, [&](const auto &entry) { return entry.expression == expression; });
    if (found != m_found.end())
        return found->rows;
    auto rows = std::make_shared<RowSet>(m_view.rows());
    const auto middle = half();
    Result<void> first, second;
    {
        std::jthread other;
        if (middle < m_view.rows())
            other = std::jthread([&] {
                second = m_searches[1].match(expression, middle, m_view.rows(), *rows, stop);
            });
        first = m_searches[0].match(expression, 0, middle, *rows, stop);
    }
    PHI1_TRY(std::move(first));
    PHI1_TRY(std::move(second));
    m_found.push_front({expression, rows});
    if (m_found.size() > mostRemembered)
        m_found.pop_back();
    return std::shared_ptr<const RowSet>(rows);
}

Result<std::shared_ptr<const RowSet>> TextHits::tree(const QueryNode &node, std::stop_token stop)
{
    if (const auto expression = ftsExpression(node))
        return words(*expression, stop);
    if (node.kind == QueryNode::Kind::Number)
        return std::make_shared<const RowSet>(columnMask(m_view, node.number));
    if (node.kind == QueryNode::Kind::Category)
        return std::make_shared<const RowSet>(columnMask(m_view, node.category));
    std::shared_ptr<RowSet> rows;
    for (const auto &child : node.children) {
        PHI1_ASSIGN(const auto part, tree(*child, stop));
        if (!rows)
            rows = std::make_shared<RowSet>(*part);
        else if (node.kind == QueryNode::Kind::And)
            *rows &= *part;
        else
            *rows |= *part;
    }
    if (node.kind == QueryNode::Kind::Not)
        rows->complement();
    return std::shared_ptr<const RowSet>(rows);
}

Result<std::vector<SampleRow>> TextHits::firstWords(const std::string &expression,
                                                    std::size_t limit, std::stop_token stop)
{
    return m_searches[0].first(expression, m_view.rows(), limit, stop);
}

Result<std::vector<RankedRow>> TextHits::ranked(const std::string &expression, const RowSet &set,
                                                std::stop_token stop)
{
    const auto middle = half();
    Result<std::vector<RankedRow>> first, second;
    {
        std::jthread other;
        if (middle < m_view.rows())
            other = std::jthread([&] {
                second = m_searches[1].ranked(expression, middle, m_view.rows(), set, stop);
            });
        first = m_searches[0].ranked(expression, 0, middle, set, stop);
    }
    if (!first || !second)
        return first ? std::move(second) : std::move(first);
    first->insert(first->end(), second->begin(), second->end());
    return first;
}

std::shared_ptr<const ScannedHits> TextHits::scanned(const TextQuery &query) const
{
    const auto found = std::find_if(m_scanned.begin(), m_scanned.end(),
                                    [&](const auto &entry) { return entry.query == query; });
    return found == m_scanned.end() ? nullptr : found->hits;
}

/// What is known of a pattern; at first what the index of substrings says.
Result<std::shared_ptr<ScannedHits>> TextHits::known(const TextQuery &query, std::stop_token stop)
{
    const auto found = renewed(m_scanned, [&](const auto &entry) { return entry.query == query; });
    if (found != m_scanned.end())
        return found->hits;
    const RowSet none(m_view.rows());
    auto hits = std::make_shared<ScannedHits>(ScannedHits{none, none, none});
    if (query.mode == TextMode::Substring) {
        PHI1_ASSIGN(auto candidates, substringCandidates(m_view, query.text, stop));
        hits->searched = std::move(candidates.rows);
        hits->searched.complement();
    }
    m_scanned.push_front({query, hits});
    if (m_scanned.size() > mostRemembered)
        m_scanned.pop_back();
    return hits;
}

Result<std::shared_ptr<const ScannedHits>> TextHits::scan(const TextQuery &query,
                                                          const RowSet &within,
                                                          const TextScanLimits &limits,
                                                          const ScanSink &progress)
{
    PHI1_ASSIGN(auto hits, known(query, limits.stop));
    auto open = hits->searched;
    open.complement();
    open &= within;
    const auto candidates = open.list();
    if (candidates.empty())
        return std::shared_ptr<const ScannedHits>(hits);
    std::vector<TextPattern> patterns;
    for (std::size_t i = 0; i < threads; ++i) {
        PHI1_ASSIGN(auto pattern, TextPattern::compile(query));
        patterns.push_back(std::move(pattern));
    }
    TextScan scan;
    std::size_t noted = 0, notedHits = 0, notedGaveUp = 0;
    auto said = std::chrono::steady_clock::now();
    const auto note = [&] {
        for (; noted < scan.searched; ++noted)
            hits->searched.insert(candidates[noted]);
        for (; notedHits < scan.hits.size(); ++notedHits)
            hits->found.insert(scan.hits[notedHits]);
        for (; notedGaveUp < scan.gaveUp.size(); ++notedGaveUp)
            hits->gaveUp.insert(scan.gaveUp[notedGaveUp]);
        const auto now = std::chrono::steady_clock::now();
        if (progress && now - said >= progressEvery) {
            said = now;
            progress(*hits);
        }
    };
    PHI1_TRY(scanTexts(candidates, {&patterns[0], &patterns[1]},
                       {&m_searches[0].store(), &m_searches[1].store()}, limits, scan, note));
    return std::shared_ptr<const ScannedHits>(hits);
}

} // namespace phi1
