// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/coverage.h"

#include <algorithm>

namespace phi1 {

namespace {

constexpr std::size_t nowhere = ~std::size_t{0};

/// For each value of a column of names: which row or column of the table it belongs to.
std::vector<std::size_t> placesOf(const Column &column,
                                  const std::map<std::string, std::size_t, std::less<>> &known)
{
    std::vector<std::size_t> places;
    for (const std::string &name : column.info().names) {
        const auto found = known.find(name);
        places.push_back(found == known.end() ? nowhere : found->second);
    }
    return places;
}

std::size_t placeAt(const Column &column, const std::vector<std::size_t> &places, SampleRow row)
{
    const std::uint32_t value = column.counts()[row];
    return value < places.size() ? places[value] : nowhere;
}

} // namespace

CoverageCell Coverage::total() const
{
    CoverageCell sum;
    for (const CoverageCell &cell : cells) {
        sum.planned += cell.planned;
        sum.kept += cell.kept;
        sum.refused += cell.refused;
        sum.tokens += cell.tokens;
        sum.inCorpus += cell.inCorpus;
        sum.corpusTokens += cell.corpusTokens;
    }
    return sum;
}

CoverageCounter::CoverageCounter(const PromptPlan &plan)
{
    m_coverage.topics = plan.topics();
    m_coverage.audiences = plan.audiences();
    m_coverage.cells.resize(m_coverage.topics.size() * m_coverage.audiences.size());
    const std::vector<std::uint64_t> planned = plan.cellCounts(plan.size());
    for (std::size_t i = 0; i < planned.size(); ++i)
        m_coverage.cells[i].planned = planned[i];
    for (std::size_t i = 0; i < m_coverage.topics.size(); ++i)
        m_topics.emplace(m_coverage.topics[i], i);
    for (std::size_t i = 0; i < m_coverage.audiences.size(); ++i)
        m_audiences.emplace(m_coverage.audiences[i], i);
}

void CoverageCounter::add(const AnswerRecord &record)
{
    const auto topic = m_topics.find(record.topic);
    const auto audience = m_audiences.find(record.audience);
    if (topic == m_topics.end() || audience == m_audiences.end())
        return;
    CoverageCell &cell = m_coverage.at(topic->second, audience->second);
    if (record.outcome != AnswerOutcome::Kept) {
        ++cell.refused;
        return;
    }
    ++cell.kept;
    cell.tokens += record.completionTokens;
}

void CoverageCounter::setCorpus(const Column *topic, const Column *audience, const Column *tokens,
                                const Column *bytes)
{
    for (CoverageCell &cell : m_coverage.cells)
        cell.inCorpus = cell.corpusTokens = 0;
    const bool counted = tokens && topic && tokens->info().rows >= topic->info().rows;
    m_coverage.corpusTokensEstimated = !counted;
    if (!topic || !audience)
        return;
    const std::vector<std::size_t> topics = placesOf(*topic, m_topics);
    const std::vector<std::size_t> audiences = placesOf(*audience, m_audiences);
    const SampleRow rows = std::min(topic->info().rows, audience->info().rows);
    for (SampleRow row = 0; row < rows; ++row) {
        const std::size_t t = placeAt(*topic, topics, row);
        const std::size_t a = placeAt(*audience, audiences, row);
        if (t == nowhere || a == nowhere)
            continue;
        CoverageCell &cell = m_coverage.at(t, a);
        ++cell.inCorpus;
        if (counted && tokens->counts()[row] != missingCount)
            cell.corpusTokens += tokens->counts()[row];
        else if (!counted && bytes && row < bytes->info().rows)
            cell.corpusTokens += bytes->counts()[row] / 4;
    }
}

Json toJson(const Coverage &coverage)
{
    Json cells = Json::array();
    for (std::size_t t = 0; t < coverage.topics.size(); ++t) {
        for (std::size_t a = 0; a < coverage.audiences.size(); ++a) {
            const CoverageCell &cell = coverage.at(t, a);
            if (cell.planned + cell.kept + cell.refused + cell.inCorpus == 0)
                continue;
            cells.push_back({{"topic", coverage.topics[t]},
                             {"audience", coverage.audiences[a]},
                             {"planned", cell.planned},
                             {"kept", cell.kept},
                             {"refused", cell.refused},
                             {"tokens", cell.tokens}});
        }
    }
    return cells;
}

} // namespace phi1
