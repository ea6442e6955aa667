// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>

#include <QPair>
#include <QString>
#include <QStringList>
#include <QVector>

#include "core/curves/curve_data.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// Reads the figures of runs that nobody works on, from a thread of its own: first of all that have
/// a cache, then of those whose events must be read (which makes their cache).
class SummaryReader
{
public:
    using Report = std::function<void(QVector<QPair<QString, CurveSummary>>)>;

    SummaryReader(std::filesystem::path fallbackCacheFolder, Report report);
    ~SummaryReader();

    void start();
    void want(const QStringList &runs);

private:
    std::chrono::milliseconds turn();

    std::filesystem::path m_cache;
    Report m_report;
    std::mutex m_mutex;
    std::deque<QString> m_wanted;
    std::deque<QString> m_slow; ///< of the thread alone: without a cache
    WorkerThread m_thread;
};

} // namespace phi1
