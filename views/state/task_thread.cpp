// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/task_thread.h"

namespace phi1 {

void TaskThread::post(int kind, Task task)
{
    const std::lock_guard guard(m_mutex);
    if (m_ending)
        return;
    m_waiting.insert_or_assign(kind, std::move(task));
    if (m_running == kind)
        m_stop.request_stop();
    if (!m_thread.joinable())
        m_thread = std::thread([this] { run(); });
    m_condition.notify_all();
}

void TaskThread::drop(int first)
{
    const std::lock_guard guard(m_mutex);
    m_waiting.erase(m_waiting.lower_bound(first), m_waiting.end());
    if (m_running >= first)
        m_stop.request_stop();
}

void TaskThread::end()
{
    {
        const std::lock_guard guard(m_mutex);
        m_ending = true;
        m_waiting.clear();
        m_stop.request_stop();
        m_condition.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

void TaskThread::run()
{
    std::unique_lock guard(m_mutex);
    for (;;) {
        m_condition.wait(guard, [this] { return m_ending || !m_waiting.empty(); });
        if (m_ending)
            return;
        auto next = m_waiting.extract(m_waiting.begin());
        m_running = next.key();
        m_stop = std::stop_source();
        const std::stop_token token = m_stop.get_token();
        guard.unlock();
        next.mapped()(token);
        next.mapped() = nullptr; // what it holds goes before the next one is taken
        guard.lock();
        m_running = -1;
    }
}

} // namespace phi1
