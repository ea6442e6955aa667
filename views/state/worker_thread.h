// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace phi1 {

/// A thread that calls a function again and again: when it is woken, else after the time that the
/// function asked for. Ends with the object, after the call in progress.
class WorkerThread
{
public:
    /// Takes a turn; @return how long to wait before the next.
    using Turn = std::function<std::chrono::milliseconds()>;

    WorkerThread() = default;
    WorkerThread(const WorkerThread &) = delete;
    WorkerThread &operator=(const WorkerThread &) = delete;
    ~WorkerThread() { stop(); }

    void start(Turn turn)
    {
        m_thread = std::thread([this, turn = std::move(turn)] {
            std::unique_lock guard(m_mutex);
            while (!m_stopping) {
                m_woken = false;
                guard.unlock();
                const auto pause = turn();
                guard.lock();
                m_condition.wait_for(guard, pause, [this] { return m_woken || m_stopping; });
            }
        });
    }
    void wake()
    {
        const std::lock_guard guard(m_mutex);
        m_woken = true;
        m_condition.notify_all();
    }
    void stop()
    {
        {
            const std::lock_guard guard(m_mutex);
            m_stopping = true;
            m_condition.notify_all();
        }
        if (m_thread.joinable())
            m_thread.join();
    }
    bool isStopping() const
    {
        const std::lock_guard guard(m_mutex);
        return m_stopping;
    }

private:
    std::thread m_thread;
    mutable std::mutex m_mutex;
    std::condition_variable m_condition;
    bool m_woken = false;
    bool m_stopping = false;
};

} // namespace phi1
