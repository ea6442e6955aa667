// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/head_figures.h"

#include <algorithm>

namespace phi1 {

HeadFigures::HeadFigures(std::size_t places, std::vector<TokenRelation> relations)
    : m_places(places)
    , m_relations(std::move(relations))
    , m_statistics(places * width)
    , m_related(places * m_relations.size())
{}

Result<void> HeadFigures::compute(const CaptureQuestion::Turn &turn,
                                  std::span<const HeadSlices::Head> heads)
{
    std::vector<HeadId> ids;
    for (const HeadSlices::Head &head : heads)
        ids.push_back(head.id);
    std::vector<HeadStatistics> statistics(ids.size());
    std::vector<float> related(ids.size() * m_relations.size());
    PHI1_TRY(turn.capture.statistics(ids, m_relations, turn.look, statistics, related, turn.stop));
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const HeadStatistics &one = statistics[i];
        const std::array<float, width> row = {one.previous, one.sink,     one.self,
                                              one.entropy,  one.distance, one.change};
        const auto relations =
            std::span(related).subspan(i * m_relations.size(), m_relations.size());
        for (const std::size_t place : heads[i].places) {
            std::copy(row.begin(), row.end(), &m_statistics[place * width]);
            std::copy(relations.begin(), relations.end(),
                      m_related.begin() + static_cast<std::ptrdiff_t>(place * m_relations.size()));
        }
    }
    return {};
}

ArrayView HeadFigures::statistics() const
{
    return arrayOf(std::span<const float>(m_statistics),
                   {static_cast<std::int64_t>(m_places), static_cast<std::int64_t>(width)});
}

ArrayView HeadFigures::related() const
{
    return arrayOf(
        std::span<const float>(m_related),
        {static_cast<std::int64_t>(m_places), static_cast<std::int64_t>(m_relations.size())});
}

} // namespace phi1
