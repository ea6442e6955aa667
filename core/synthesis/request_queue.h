// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_set>

namespace phi1 {

/// Which prompt is asked next, and when: new ones in their order, failed ones once their delay is
/// over, and how many at once.
class RequestQueue
{
public:
    using Clock = std::chrono::steady_clock;

    /// @param size  prompts of the plan
    RequestQueue(std::uint64_t size, double concurrency)
        : m_size(size)
        , m_most(concurrency)
        , m_limit(concurrency)
    {}

    struct Request {
        std::uint64_t item = 0;
        std::uint64_t attempt = 1;
    };

    void markDone(std::uint64_t item) { m_done.insert(item); }
    /// The next one that may begin now.
    std::optional<Request> take(std::size_t underWay, Clock::time_point now);
    /// Gives back what take() gave.
    void putBack(const Request &request) { m_later.emplace(Clock::time_point{}, request); }
    void retryAt(const Request &request, Clock::time_point when) { m_later.emplace(when, request); }
    /// Nothing begins before.
    void holdUntil(Clock::time_point when)
    {
        if (when > m_heldUntil)
            m_heldUntil = when;
    }
    Clock::time_point heldUntil() const { return m_heldUntil; }
    void slowDown() { m_limit = m_limit / 2 < 1 ? 1 : m_limit / 2; }
    void speedUp() { m_limit = m_limit + 1 / m_limit > m_most ? m_most : m_limit + 1 / m_limit; }
    /// Whether nothing is left to begin, now or later.
    bool isEmpty();

private:
    void skipDone();

    std::uint64_t m_size;
    std::uint64_t m_next = 0;
    std::unordered_set<std::uint64_t> m_done; ///< beyond m_next
    std::multimap<Clock::time_point, Request> m_later;
    Clock::time_point m_heldUntil{};
    double m_most;
    double m_limit;
};

} // namespace phi1
