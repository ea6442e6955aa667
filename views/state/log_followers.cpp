// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/log_followers.h"

#include <vector>

#include "core/jobs/job_files.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;

constexpr auto interval = 100ms;
constexpr auto idle = 1h; ///< until somebody wants a log

} // namespace

LogFollowers::LogFollowers(Batch batch, Failed failed)
    : m_batch(std::move(batch))
    , m_failed(std::move(failed))
{}

LogFollowers::~LogFollowers()
{
    m_thread.stop();
}

void LogFollowers::start()
{
    m_thread.start([this] { return turn(); });
}

void LogFollowers::follow(const QString &run)
{
    {
        const std::lock_guard guard(m_mutex);
        Followed &followed = m_followed[run];
        if (!followed.reader)
            followed.reader =
                std::make_shared<LogReader>(std::filesystem::path(run.toStdString()) / logFileName);
    }
    m_thread.wake();
}

void LogFollowers::release(const QString &run)
{
    const std::lock_guard guard(m_mutex);
    m_followed.erase(run);
}

void LogFollowers::setPaused(const QString &run, bool paused)
{
    const std::lock_guard guard(m_mutex);
    const auto found = m_followed.find(run);
    if (found != m_followed.end())
        found->second.paused = paused;
}

std::chrono::milliseconds LogFollowers::turn()
{
    struct Due {
        QString run;
        std::shared_ptr<LogReader> reader;
        std::shared_ptr<std::atomic<int>> underWay;
        QString failure;
    };
    std::vector<Due> due;
    bool any = false;
    {
        const std::lock_guard guard(m_mutex);
        any = !m_followed.empty();
        for (const auto &[run, followed] : m_followed) {
            if (!followed.paused && *followed.underWay == 0)
                due.push_back({run, followed.reader, followed.underWay, followed.failure});
        }
    }
    for (Due &each : due) {
        auto batch = each.reader->poll();
        QString failure;
        if (batch) {
            if (!batch->lines.isEmpty() || batch->dropped > 0 || batch->restarted ||
                !each.failure.isEmpty()) {
                ++*each.underWay;
                m_batch(each.run, std::make_shared<const LogBatch>(std::move(*batch)),
                        each.underWay);
            }
        } else if (batch.error().code != ErrorCode::NotFound) {
            failure = QString::fromStdString(batch.error().message);
            if (failure != each.failure)
                m_failed(each.run, failure);
        }
        const std::lock_guard guard(m_mutex);
        const auto found = m_followed.find(each.run);
        if (found != m_followed.end())
            found->second.failure = failure;
    }
    return any ? std::chrono::milliseconds(interval) : std::chrono::milliseconds(idle);
}

} // namespace phi1
