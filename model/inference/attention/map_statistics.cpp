// SPDX-License-Identifier: Apache-2.0
#include "model/inference/attention/map_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"
#include "model/cpu/attention_map.h"

namespace phi1 {

namespace {

/// Σ |numbers|, in parts that a compiler can take together.
double magnitude(const float *numbers, std::int64_t count)
{
    float lanes[16] = {};
    std::int64_t i = 0;
    for (; i + 16 <= count; i += 16)
        for (std::int64_t lane = 0; lane < 16; ++lane)
            lanes[lane] += std::abs(numbers[i + lane]);
    for (; i < count; ++i)
        lanes[i % 16] += std::abs(numbers[i]);
    double sum = 0;
    for (const float lane : lanes)
        sum += lane;
    return sum;
}

} // namespace

Result<void> checkRelation(const TokenRelation &relation, std::int64_t tokens)
{
    const auto wrong = [&](const std::string &what) {
        return failure(ErrorCode::Usage, concat("relation \"", relation.name, "\" ", what));
    };
    const std::size_t queries = relation.queries.size();
    if (queries == 0 && relation.offsets.empty() && relation.keys.empty())
        return {}; // says nothing of this text
    if (relation.offsets.size() != queries + 1 || relation.offsets.front() != 0 ||
        relation.offsets.back() != static_cast<std::int64_t>(relation.keys.size()))
        return wrong(concat("has ", queries, " queries, ", relation.offsets.size(), " offsets and ",
                            relation.keys.size(),
                            " keys; expected one offset more than queries, from 0 to the keys"));
    for (std::size_t i = 0; i < queries; ++i) {
        const std::int32_t query = relation.queries[i];
        if (query < 0 || query >= tokens || (i > 0 && query <= relation.queries[i - 1]))
            return wrong(concat("has the query ", query, "; expected tokens 0 to ", tokens - 1,
                                " in ascending order"));
        if (relation.offsets[i + 1] < relation.offsets[i] ||
            relation.offsets[i + 1] > relation.offsets.back())
            return wrong(concat("has the offset ", relation.offsets[i + 1],
                                "; expected them in ascending order"));
        for (std::int32_t k = relation.offsets[i]; k < relation.offsets[i + 1]; ++k) {
            const std::int32_t key = relation.keys[static_cast<std::size_t>(k)];
            if (key < 0 || key > query)
                return wrong(concat("leads from token ", query, " to token ", key,
                                    "; a token looks at those up to itself"));
        }
    }
    return {};
}

MapStatistics::MapStatistics(std::span<const TokenRelation> relations, std::int64_t tokens,
                             InstructionSet instructions)
    : m_relations(relations)
    , m_tokens(tokens)
    , m_instructions(instructions)
    , m_sums(static_cast<std::size_t>((tokens + band - 1) / band) * (figures + relations.size()))
{}

double *MapStatistics::sumsOf(std::int64_t row)
{
    return m_sums.data() + static_cast<std::size_t>(row / band) * (figures + m_relations.size());
}

void MapStatistics::add(const MapRows &rows)
{
    double *sums = sumsOf(rows.first);
    const std::int64_t end = rows.first + rows.count;
    for (std::int64_t i = std::max<std::int64_t>(1, rows.first); i < end; ++i) {
        const float *row = rows.row(rows.weights, i);
        const RowFigures figuresOfRow = rowFigures(row, i, m_instructions);
        sums[Previous] += row[i - 1];
        sums[Sink] += row[0];
        sums[Self] += row[i];
        sums[Entropy] += figuresOfRow.entropy;
        sums[Distance] += figuresOfRow.distance;
        if (rows.other)
            sums[Change] += magnitude(rows.row(rows.shown, i), i + 1) / 2;
    }
    for (std::size_t n = 0; n < m_relations.size(); ++n) {
        const TokenRelation &relation = m_relations[n];
        const auto &queries = relation.queries;
        const auto first = std::lower_bound(queries.begin(), queries.end(), rows.first);
        for (auto query = first; query != queries.end() && *query < end; ++query) {
            const float *row = rows.row(rows.weights, *query);
            const auto index = static_cast<std::size_t>(query - queries.begin());
            for (std::int32_t k = relation.offsets[index]; k < relation.offsets[index + 1]; ++k)
                sums[figures + n] += row[relation.keys[static_cast<std::size_t>(k)]];
        }
    }
}

void MapStatistics::finish(bool hasOther, HeadStatistics &statistics,
                           std::span<float> related) const
{
    const std::size_t width = figures + m_relations.size();
    std::vector<double> sums(width);
    for (std::size_t i = 0; i < m_sums.size(); ++i)
        sums[i % width] += m_sums[i];
    const auto meanOf = [](double sum, std::size_t count) {
        return count == 0 ? std::numeric_limits<float>::quiet_NaN()
                          : static_cast<float>(sum / static_cast<double>(count));
    };
    const auto rows = static_cast<std::size_t>(m_tokens - 1);
    statistics = {.previous = meanOf(sums[Previous], rows),
                  .sink = meanOf(sums[Sink], rows),
                  .self = meanOf(sums[Self], rows),
                  .entropy = meanOf(sums[Entropy], rows),
                  .distance = meanOf(sums[Distance], rows),
                  .change = meanOf(sums[Change], hasOther ? rows : 0)};
    for (std::size_t n = 0; n < m_relations.size(); ++n)
        related[n] = meanOf(sums[figures + n], m_relations[n].queries.size());
}

} // namespace phi1
