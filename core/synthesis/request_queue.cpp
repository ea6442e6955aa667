// SPDX-License-Identifier: Apache-2.0
#include "core/synthesis/request_queue.h"

namespace phi1 {

void RequestQueue::skipDone()
{
    while (m_next < m_size && m_done.erase(m_next) > 0)
        ++m_next;
}

std::optional<RequestQueue::Request> RequestQueue::take(std::size_t underWay, Clock::time_point now)
{
    if (static_cast<double>(underWay) + 1 > m_limit + 1e-9 || now < m_heldUntil)
        return std::nullopt;
    if (!m_later.empty() && m_later.begin()->first <= now) {
        const Request request = m_later.begin()->second;
        m_later.erase(m_later.begin());
        return request;
    }
    skipDone();
    if (m_next >= m_size)
        return std::nullopt;
    return Request{m_next++, 1};
}

bool RequestQueue::isEmpty()
{
    skipDone();
    return m_next >= m_size && m_later.empty();
}

} // namespace phi1
