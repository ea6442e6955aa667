// SPDX-License-Identifier: Apache-2.0
#include "model/cpu/thread_pool.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "model/cpu/cpu_features.h"

namespace phi1 {

namespace {

/// How long a thread looks for work before it sleeps: as long as the serial stretches between two
/// loops of one layer, a little more than what going to sleep and waking up costs.
constexpr std::chrono::microseconds patience{50};

void breathe()
{
#if defined(__x86_64__)
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

/// Looks for some microseconds, then sleeps until `value` is no longer `old`.
/// @return the new value
std::uint32_t waitWhile(const std::atomic<std::uint32_t> &value, std::uint32_t old)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    do {
        for (int i = 0; i < 16; ++i) {
            const std::uint32_t now = value.load(std::memory_order_acquire);
            if (now != old)
                return now;
            breathe();
        }
    } while (std::chrono::steady_clock::now() < end);
    value.wait(old, std::memory_order_acquire); // a futex
    return value.load(std::memory_order_acquire);
}

/// Whether this thread is inside a task or hands some out, so that it must not wait for others.
thread_local bool insideTask = false;

} // namespace

class ThreadPool::Workers
{
public:
    explicit Workers(int count)
    {
        m_threads.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            m_threads.emplace_back([this] { work(); });
    }

    ~Workers()
    {
        m_stopping.store(true, std::memory_order_relaxed);
        startRound();
        for (std::thread &thread : m_threads)
            thread.join();
    }

    int count() const { return static_cast<int>(m_threads.size()); }

    std::mutex &user() { return m_user; }

    void run(std::int64_t tasks, Call call, void *target)
    {
        m_call = call;
        m_target = target;
        m_tasks = tasks;
        m_next.store(0, std::memory_order_relaxed);
        m_gate.store(open, std::memory_order_release);
        startRound();
        takeTasks();
        std::uint32_t inside = m_gate.fetch_and(~open, std::memory_order_acq_rel) & ~open;
        while (inside != 0)
            inside = waitWhile(m_gate, inside);
    }

private:
    static constexpr std::uint32_t open = 1u << 31;

    void startRound()
    {
        m_round.fetch_add(1, std::memory_order_release);
        m_round.notify_all();
    }

    void takeTasks()
    {
        insideTask = true;
        for (;;) {
            const std::int64_t task = m_next.fetch_add(1, std::memory_order_relaxed);
            if (task >= m_tasks)
                break;
            m_call(m_target, task);
        }
        insideTask = false;
    }

    /// A worker that wakes up too late finds the gate closed: nobody waited for it.
    bool enter()
    {
        std::uint32_t gate = m_gate.load(std::memory_order_relaxed);
        while ((gate & open) != 0) {
            if (m_gate.compare_exchange_weak(gate, gate + 1, std::memory_order_acquire))
                return true;
        }
        return false;
    }

    void work()
    {
        std::uint32_t round = 0;
        for (;;) {
            round = waitWhile(m_round, round);
            if (m_stopping.load(std::memory_order_relaxed))
                return;
            if (!enter())
                continue;
            takeTasks();
            if (m_gate.fetch_sub(1, std::memory_order_acq_rel) == 1)
                m_gate.notify_one(); // the last one out of a closed gate
        }
    }

    std::mutex m_user; ///< held while run() hands out tasks
    std::vector<std::thread> m_threads;
    Call m_call = nullptr;
    void *m_target = nullptr;
    std::int64_t m_tasks = 0;
    // Apart, so that those who wait for one do not slow down the others.
    alignas(64) std::atomic<std::uint32_t> m_round = 0;
    alignas(64) std::atomic<std::int64_t> m_next = 0;
    alignas(64) std::atomic<std::uint32_t> m_gate = 0; ///< the workers inside, and whether open
    std::atomic<bool> m_stopping = false;
};

ThreadPool::ThreadPool(int threads)
    : m_workers(std::make_unique<Workers>((threads > 0 ? threads : usableCores()) - 1))
{}

ThreadPool::~ThreadPool() = default;

int ThreadPool::threads() const
{
    return m_workers->count() + 1;
}

void ThreadPool::runTasks(std::int64_t tasks, Call call, void *target)
{
    if (tasks > 1 && m_workers->count() > 0 && !insideTask) {
        const std::unique_lock<std::mutex> lock(m_workers->user(), std::try_to_lock);
        if (lock.owns_lock()) {
            m_workers->run(tasks, call, target);
            return;
        }
    }
    for (std::int64_t task = 0; task < tasks; ++task)
        call(target, task);
}

} // namespace phi1
