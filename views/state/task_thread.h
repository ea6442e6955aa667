// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

namespace phi1 {

/// A thread for questions of which only the newest of each kind counts. Kinds are numbers; what
/// waits is done in their order, lowest first. Begins with the first task and ends with the object,
/// which stops what runs and drops what waits.
class TaskThread
{
public:
    /// Should return soon once it is stopped.
    using Task = std::function<void(const std::stop_token &stop)>;

    TaskThread() = default;
    TaskThread(const TaskThread &) = delete;
    TaskThread &operator=(const TaskThread &) = delete;
    ~TaskThread() { end(); }

    /// Takes the place of a task of this kind that waits; stops the one that runs.
    void post(int kind, Task task);
    /// Stops what runs and drops what waits, of all kinds from `first` on.
    void drop(int first = 0);
    /// As the destructor: nothing is done any more. Waits for the task that runs.
    void end();

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_condition;
    std::map<int, Task> m_waiting;
    int m_running = -1; ///< kind, -1: none
    std::stop_source m_stop;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace phi1
