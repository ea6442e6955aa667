// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/summary_reader.h"

#include "core/curves/run_tail.h"
#include "core/jobs/job_files.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto turnBudget = 50ms;
constexpr int largestBatch = 100;

} // namespace

SummaryReader::SummaryReader(std::filesystem::path fallbackCacheFolder, Report report)
    : m_cache(std::move(fallbackCacheFolder))
    , m_report(std::move(report))
{}

SummaryReader::~SummaryReader()
{
    m_thread.stop();
}

void SummaryReader::start()
{
    m_thread.start([this] { return turn(); });
}

void SummaryReader::want(const QStringList &runs)
{
    {
        const std::lock_guard guard(m_mutex);
        m_wanted.insert(m_wanted.end(), runs.begin(), runs.end());
    }
    m_thread.wake();
}

std::chrono::milliseconds SummaryReader::turn()
{
    QVector<QPair<QString, CurveSummary>> found;
    const auto end = Clock::now() + turnBudget;
    bool more = true;
    while (more && found.size() < largestBatch && Clock::now() < end && !m_thread.isStopping()) {
        QString run;
        {
            const std::lock_guard guard(m_mutex);
            if (!m_wanted.empty()) {
                run = m_wanted.front();
                m_wanted.pop_front();
            }
        }
        if (!run.isEmpty()) {
            std::error_code error;
            const std::filesystem::path folder = run.toStdString();
            if (!std::filesystem::exists(folder / eventsFileName, error))
                continue;
            if (const auto summary = readCachedSummary(folder, m_cache))
                found += {run, *summary};
            else
                m_slow.push_back(run);
        } else if (!m_slow.empty()) {
            run = m_slow.front();
            m_slow.pop_front();
            RunTail tail(run.toStdString(), m_cache);
            const auto stop = [this](std::uint64_t, std::uint64_t) {
                return !m_thread.isStopping();
            };
            // What is wrong with it is told when its curve is wanted.
            if (const auto curve = tail.load(stop))
                found += {run, (*curve)->summary()};
        } else {
            more = false;
        }
    }
    if (!found.isEmpty())
        m_report(std::move(found));
    return more ? 5ms : 1h;
}

} // namespace phi1
