// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include <QString>
#include <QVector>

#include "core/curves/curve_data.h"
#include "core/curves/run_tail.h"
#include "views/state/checkpoint_info.h"
#include "views/state/worker_thread.h"

namespace phi1 {

/// Follows runs from a thread of its own: those whose curves are wanted ten times a second, handing
/// over what was appended; other live runs once a second, for their figures only.
class RunFollower
{
public:
    /// Called in the follower's thread.
    struct Listener {
        std::function<void(const QString &run, std::shared_ptr<CurveData> curve)> loaded;
        /// `done` is to be set once the batch was applied: no more than two are under way.
        std::function<void(const QString &run, std::shared_ptr<const RunBatch> batch,
                           std::shared_ptr<std::atomic<int>> underWay)>
            appended;
        std::function<void(const QString &run, const QString &sentence)> failed;
        std::function<void(const QString &run, const CurveSummary &summary, double secondsPerStep)>
            summarised;
        std::function<void(const QString &run, const QVector<CheckpointInfo> &checkpoints)>
            checkpoints;
    };

    RunFollower(std::filesystem::path fallbackCacheFolder, Listener listener);
    ~RunFollower();

    void start();
    void setWanted(const QString &run, bool wanted);
    /// Runs that a process works on, of those that are not wanted only figures are told.
    void setLive(std::set<QString> runs);

private:
    using Clock = std::chrono::steady_clock;
    struct Followed {
        Followed(const QString &run, const std::filesystem::path &cache);
        QString run;
        std::filesystem::path folder;
        RunTail tail;
        std::unique_ptr<CurveData> own; ///< until it is handed over
        bool loaded = false;
        bool handedOver = false;
        bool restartPending = false; ///< the file went away; its successor replaces everything
        QString failure;             ///< told last
        Clock::time_point next{}, nextCheckpoints{};
        std::uint64_t summaryRevision = 0;
        QVector<CheckpointInfo> checkpoints;
        bool checkpointsTold = false;
        std::shared_ptr<std::atomic<int>> underWay = std::make_shared<std::atomic<int>>(0);
    };

    std::chrono::milliseconds turn();
    bool load(Followed &followed);
    void follow(Followed &followed, bool wanted, bool live);
    void tellFailure(Followed &followed, const std::string &sentence);
    void tellSummary(Followed &followed);
    void tellCheckpoints(Followed &followed);

    std::filesystem::path m_cache;
    Listener m_listener;
    std::mutex m_mutex;
    std::set<QString> m_wanted, m_live;
    std::map<QString, std::unique_ptr<Followed>> m_followed; ///< of the thread alone
    WorkerThread m_thread;
};

} // namespace phi1
