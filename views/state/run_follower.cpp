// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/run_follower.h"

#include <algorithm>

#include "core/jobs/job_files.h"
#include "views/state/run_speed.h"

namespace phi1 {

namespace {

using namespace std::chrono_literals;

constexpr auto liveInterval = 100ms;
constexpr auto quietInterval = 1000ms;
constexpr auto retryInterval = 2000ms;
constexpr std::uint64_t batchBytes = 1u << 20; ///< applied by the GUI thread in a few milliseconds

} // namespace

RunFollower::Followed::Followed(const QString &name, const std::filesystem::path &cache)
    : run(name)
    , folder(name.toStdString())
    , tail(folder, cache)
{}

RunFollower::RunFollower(std::filesystem::path fallbackCacheFolder, Listener listener)
    : m_cache(std::move(fallbackCacheFolder))
    , m_listener(std::move(listener))
{}

RunFollower::~RunFollower()
{
    m_thread.stop();
}

void RunFollower::start()
{
    m_thread.start([this] { return turn(); });
}

void RunFollower::setWanted(const QString &run, bool wanted)
{
    {
        const std::lock_guard guard(m_mutex);
        if (wanted)
            m_wanted.insert(run);
        else
            m_wanted.erase(run);
    }
    m_thread.wake();
}

void RunFollower::setLive(std::set<QString> runs)
{
    {
        const std::lock_guard guard(m_mutex);
        if (runs == m_live)
            return;
        m_live = std::move(runs);
    }
    m_thread.wake();
}

std::chrono::milliseconds RunFollower::turn()
{
    std::set<QString> wanted;
    std::set<QString> live;
    {
        const std::lock_guard guard(m_mutex);
        wanted = m_wanted;
        live = m_live;
    }
    for (auto each = m_followed.begin(); each != m_followed.end();) {
        const bool isWanted = wanted.count(each->first) > 0;
        // A curve that was handed over and is not wanted any more has to be read anew.
        const bool keep = isWanted || (live.count(each->first) > 0 && !each->second->handedOver);
        each = keep ? std::next(each) : m_followed.erase(each);
    }
    std::set<QString> all = wanted;
    all.insert(live.begin(), live.end());
    const auto now = Clock::now();
    auto next = now + 1s;
    // Wanted ones first: somebody waits for them.
    for (const bool wantedTurn : {true, false}) {
        for (const QString &run : all) {
            const bool isWanted = wanted.count(run) > 0;
            if (isWanted != wantedTurn)
                continue;
            auto &followed = m_followed[run];
            if (!followed)
                followed = std::make_unique<Followed>(run, m_cache);
            if (isWanted && followed->loaded && !followed->handedOver)
                followed->next = {};
            if (followed->next <= now && !m_thread.isStopping())
                follow(*followed, isWanted, live.count(run) > 0);
            next = std::min(next, followed->next);
        }
    }
    return std::max(
        1ms, std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now()) + 1ms);
}

void RunFollower::tellFailure(Followed &followed, const std::string &sentence)
{
    const QString text = QString::fromStdString(sentence);
    if (text == followed.failure)
        return;
    followed.failure = text;
    m_listener.failed(followed.run, text);
}

bool RunFollower::load(Followed &followed)
{
    auto curve =
        followed.tail.load([this](std::uint64_t, std::uint64_t) { return !m_thread.isStopping(); });
    if (!curve) {
        if (curve.error().code != ErrorCode::Cancelled)
            tellFailure(followed, curve.error().message);
        followed.next = Clock::now() + retryInterval;
        return false;
    }
    followed.own = std::move(*curve);
    followed.loaded = true;
    followed.failure.clear();
    return true;
}

void RunFollower::follow(Followed &followed, bool wanted, bool live)
{
    if (!followed.loaded && !load(followed))
        return;
    if (wanted && !followed.handedOver) {
        followed.handedOver = true;
        m_listener.loaded(followed.run, std::shared_ptr<CurveData>(std::move(followed.own)));
    }
    followed.next = Clock::now() + (wanted && live ? liveInterval : quietInterval);
    if (wanted)
        tellCheckpoints(followed);
    if (wanted && *followed.underWay >= 2)
        return; // the window is busy; the file keeps the rest
    std::error_code error;
    if (!std::filesystem::exists(followed.folder / eventsFileName, error))
        return; // the last values stay
    auto batch = followed.tail.poll(batchBytes);
    if (!batch) {
        tellFailure(followed, batch.error().message);
        followed.next = Clock::now() + retryInterval;
        return;
    }
    followed.failure.clear();
    if (batch->restarted && batch->events.empty() &&
        !std::filesystem::exists(followed.folder / eventsFileName, error)) {
        followed.restartPending = true; // went away between the look and the reading
        return;
    }
    batch->restarted = batch->restarted || std::exchange(followed.restartPending, false);
    if (!batch->atEnd)
        followed.next = {};
    if (!batch->restarted && batch->events.empty()) {
        if (!wanted)
            tellSummary(followed);
        return;
    }
    if (followed.handedOver) {
        ++*followed.underWay;
        m_listener.appended(followed.run, std::make_shared<const RunBatch>(std::move(*batch)),
                            followed.underWay);
    } else {
        followed.own->apply(*batch);
        tellSummary(followed);
    }
}

void RunFollower::tellSummary(Followed &followed)
{
    if (!followed.own || followed.own->revision() + 1 == followed.summaryRevision)
        return;
    followed.summaryRevision = followed.own->revision() + 1;
    m_listener.summarised(followed.run, followed.own->summary(), secondsPerStep(*followed.own));
}

void RunFollower::tellCheckpoints(Followed &followed)
{
    const auto now = Clock::now();
    if (now < followed.nextCheckpoints)
        return;
    followed.nextCheckpoints = now + retryInterval;
    auto checkpoints = readCheckpoints(followed.run);
    if (followed.checkpointsTold && checkpoints == followed.checkpoints)
        return;
    followed.checkpointsTold = true;
    followed.checkpoints = checkpoints;
    m_listener.checkpoints(followed.run, checkpoints);
}

} // namespace phi1
