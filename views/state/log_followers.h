// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include <QString>

#include "views/state/log_reader.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// Reads the logs that somebody looks at, from a thread of its own, ten times a second.
class LogFollowers
{
public:
    /// Called in the reading thread; `underWay` counts what was not shown yet: while it is not 0
    /// the log is not read, so that a window that is busy gets no backlog.
    using Batch = std::function<void(const QString &run, std::shared_ptr<const LogBatch> batch,
                                     std::shared_ptr<std::atomic<int>> underWay)>;
    using Failed = std::function<void(const QString &run, const QString &sentence)>;

    LogFollowers(Batch batch, Failed failed);
    ~LogFollowers();

    void start();
    void follow(const QString &run);
    void release(const QString &run);
    /// A log that is paused is not read; nothing of it is lost.
    void setPaused(const QString &run, bool paused);

private:
    struct Followed {
        std::shared_ptr<std::atomic<int>> underWay = std::make_shared<std::atomic<int>>(0);
        std::shared_ptr<LogReader> reader;
        bool paused = false;
        QString failure; ///< told last
    };
    std::chrono::milliseconds turn();

    Batch m_batch;
    Failed m_failed;
    std::mutex m_mutex;
    std::map<QString, Followed> m_followed;
    WorkerThread m_thread;
};

} // namespace phi1
