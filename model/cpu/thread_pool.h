// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace phi1 {

/// Threads that share the tasks of one loop with the caller. Waiting is passive: a thread looks for
/// work for some microseconds and then sleeps in the kernel, so that other programs, and other
/// pools of this one, get the cores; tasks are handed out one by one, so that a thread that was
/// interrupted holds nobody up for longer than one task.
class ThreadPool
{
public:
    /// `threads` includes the caller: 1 starts none, 0 means one per usable core.
    explicit ThreadPool(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;

    int threads() const;

    /// Calls function(task) for each task in [0, tasks), in any order, on any of the threads, and
    /// returns when all have returned. `function` must not throw. A call from within a task, or
    /// while another thread uses the pool, runs on the calling thread alone.
    template<typename Function>
    void run(std::int64_t tasks, Function &&function)
    {
        using Target = std::remove_reference_t<Function>;
        runTasks(
            tasks, [](void *target, std::int64_t task) { (*static_cast<Target *>(target))(task); },
            const_cast<void *>(static_cast<const void *>(&function)));
    }

private:
    using Call = void (*)(void *target, std::int64_t task);
    void runTasks(std::int64_t tasks, Call call, void *target);

    class Workers;
    std::unique_ptr<Workers> m_workers;
};

} // namespace phi1
