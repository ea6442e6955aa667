// SPDX-License-Identifier: Apache-2.0
#include "app/phi1/serve/head_slices.h"

#include <map>

namespace phi1 {

HeadSlices::HeadSlices(std::span<const HeadId> heads)
{
    std::map<HeadId, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i < heads.size(); ++i)
        places[heads[i]].push_back(i);
    for (auto &[id, at] : places)
        m_heads.push_back({id, std::move(at)});
}

std::span<const HeadSlices::Head> HeadSlices::next(std::int64_t layersReady) const
{
    std::size_t end = m_done;
    while (end < m_heads.size() && end - m_done < m_pace.pieces() &&
           m_heads[end].id.layer < layersReady)
        ++end;
    return std::span(m_heads).subspan(m_done, end - m_done);
}

void HeadSlices::took(std::size_t heads, double seconds)
{
    m_done += heads;
    m_pace.took(heads, seconds);
}

} // namespace phi1
