// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <new>

#include "model/cpu/thread_pool.h"

namespace phi1 {

/// ThreadPool::run() for tasks that allocate: std::bad_alloc ends the loop and not the program, as
/// it would on a thread of the pool.
/// @return whether all tasks found the memory they needed
template<typename Task>
bool runWithMemory(ThreadPool &pool, std::int64_t tasks, const Task &task)
{
    std::atomic<bool> hasMemory = true;
    pool.run(tasks, [&](std::int64_t index) {
        if (!hasMemory)
            return;
        try {
            task(index);
        } catch (const std::bad_alloc &) {
            hasMemory = false;
        }
    });
    return hasMemory;
}

} // namespace phi1
